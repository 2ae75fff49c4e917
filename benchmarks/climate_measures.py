"""Alpha, ICC and rwg of a survey together, against pingouin and a loop over groups on the same data.

Run by hand, with pingouin: ``python benchmarks/climate_measures.py [--people N]``. Four questions, teams of
ten; alpha with its interval, ICC(1) and ICC(2) of the score, rwg(j) of every team.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from salesmgmt_kit.climate.clustering import nesting
from salesmgmt_kit.climate.consensus import agreement
from salesmgmt_kit.climate.reliability import consistency


def survey(people: int) -> tuple[pd.DataFrame, pd.Series]:
    """Answers to four questions, and the team of each person."""
    rng = np.random.default_rng(1)
    team = np.repeat(np.arange(people // 10), 10)
    felt = rng.normal(0, 0.4, team.max() + 1)[team] + rng.normal(0, 0.8, len(team))
    step = 1 + np.digitize(
        0.8 * felt[:, None] + 0.6 * rng.normal(size=(len(team), 4)), [-1.6, -0.95, -0.25, 0.85]
    )
    return pd.DataFrame(step.astype(float), columns=list("abcd")), pd.Series(team)


def ours(items: pd.DataFrame, team: pd.Series) -> tuple[float, float, float]:
    found, nested = consistency(items), nesting(items.mean(axis=1), team)
    assert nested is not None
    return found.alpha, nested.icc1, float(agreement(items, team)["rwg"].mean())


def peer(items: pd.DataFrame, team: pd.Series) -> tuple[float, float, float]:
    import pingouin

    alpha, _ = pingouin.cronbach_alpha(items)
    score = items.mean(axis=1)
    rater = team.groupby(team).cumcount()
    long = pd.DataFrame({"team": team, "rater": rater, "score": score})
    table = pingouin.intraclass_corr(long, targets="team", raters="rater", ratings="score")
    agreed = []
    for _, own in items.groupby(team):
        held = min(own.var().mean() / 2, 1)
        agreed.append(4 * (1 - held) / (4 * (1 - held) + held))
    return float(alpha), float(table["ICC"].iloc[0]), float(np.mean(agreed))


def timed(
    run: Callable[[], tuple[float, float, float]], times: int
) -> tuple[float, tuple[float, float, float]]:
    """The fastest of several runs, seconds, and its answer."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        spent.append(time.perf_counter() - start)
    return min(spent), answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    items, team = survey(parser.parse_args().people)
    timed(partial(ours, items.head(1000), team.head(1000)), 1)
    fast, mine = timed(partial(ours, items, team), 3)
    slow, theirs = timed(partial(peer, items, team), 1)
    print(f"ours   {fast:8.3f} s  alpha {mine[0]:.6f}  ICC(1) {mine[1]:.6f}  mean rwg(j) {mine[2]:.6f}")
    print(f"theirs {slow:8.3f} s  alpha {theirs[0]:.6f}  ICC(1) {theirs[1]:.6f}  mean rwg(j) {theirs[2]:.6f}")
    print(f"{slow / fast:.0f} times as fast")


if __name__ == "__main__":
    main()
