"""How often the tests of fairness claim something of a fair plan, and how often they find a planted wrong.

Run by hand: ``python benchmarks/fairness.py [--runs N]``. Twelve teams of nine reps; potential is off by
8 % a territory, head office's view of a team by 4.5 %, a rep's year by chance of 22 % a month; the planted
target is 1.36 times that of a fair plan.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from salesmgmt_kit.targets.fair.groups import attainment_groups
from salesmgmt_kit.targets.fair.proportion import target_proportion
from salesmgmt_kit.targets.fair.relations import attainment_relations

TEAMS, REPS, PLANTED = 12, 9, 1.36


def record(rng: np.random.Generator, factor: float) -> pd.DataFrame:
    """A year of a plan as `attainment_record` gives it, the first team asked ``factor`` times too much."""
    team = np.repeat(np.arange(TEAMS), REPS)
    rich = rng.lognormal(0, 0.12, TEAMS)[team]
    base = rich * rng.lognormal(0, 0.12, len(team))
    view = rng.lognormal(0, 0.045, TEAMS) * np.where(np.arange(TEAMS) == 0, factor, 1)
    target = base * view[team] * rng.lognormal(0, 0.04, len(team))
    chance = rng.lognormal(0, 0.22 / np.sqrt(12), (2, len(team)))
    actual = base * chance[0] * rng.lognormal(0, 0.035 / np.sqrt(12), TEAMS)[team]
    potential = rich * np.repeat(rng.lognormal(0, 0.08, 2 * TEAMS), [5, 4] * TEAMS)
    reps = pd.DataFrame(
        {"target": target, "actual": actual, "potential": potential, "history": base * chance[1]}
    )
    reps["unit"], reps["parent"] = [f"R{i}" for i in range(len(team))], [f"T{i}" for i in team]
    reps["tenure"], reps["growth"] = rng.uniform(0, 9, len(team)), rng.normal(0.08, 0.05, len(team))
    teams = reps.groupby("parent", sort=False)[["target", "actual", "potential", "history"]].sum()
    teams = teams.rename_axis("unit").reset_index().assign(parent="company", tier="team", depth=1)
    rows = pd.concat([teams, reps.assign(tier="rep", depth=2)], ignore_index=True)
    return rows.assign(n=12, attainment=rows["actual"] / rows["target"])


def claims(rows: pd.DataFrame) -> dict[str, bool]:
    """Which kinds of claim are made, and whether the first team is named."""
    named = target_proportion(rows, level=0.95).query("out")["unit"]
    related = attainment_relations(rows[rows["tier"] == "rep"], level=0.95)
    apart = attainment_groups(rows, level=0.95)["claimed"].any()
    return {
        "any unit": len(named) > 0, "first team": "T0" in set(named), "another": bool((named != "T0").any()),
        "relation": bool(((related["low"] > 0) | (related["high"] < 0)).any()), "group": bool(apart),
    }  # fmt: skip


def main() -> None:
    """Print one row for fair plans and one for plans with a planted wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    runs = parser.parse_args().runs
    for name, factor in (("fair", 1.0), ("planted", PLANTED)):
        rng = np.random.default_rng(2026)
        made = pd.DataFrame([claims(record(rng, factor)) for _ in range(runs)])
        print(name, made.mean().round(3).to_dict())


if __name__ == "__main__":
    main()
