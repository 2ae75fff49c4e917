"""How often page 02 lays scores to circumstances, or calls managers lenient, where nothing is; and its time.

Run by hand: ``python benchmarks/appraisals.py [--runs N] [--reps N] [--teams N]``. In every run the same
people have a year anew: their KPIs differ by chance and by team, their potentials and products are drawn
apart from them, and managers rate by the score and by chance. The last lines are the seconds at 2,000 reps,
24 KPIs.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
import pandas as pd

from salesmgmt_kit import kpi, months
from salesmgmt_kit.kpi import appraisal
from salesmgmt_kit.kpi.appraisal.points import scales

MONTH = pd.Timestamp("2026-10-01")
LEVELS = ["department", "team"]
#: Standard deviations of attainments by chance and by team, of a rating, and of a potential (logarithms).
CHANCE, TEAM, RATING, POTENTIAL = 0.15, 0.08, 0.4, 0.3


def company(reps: int, teams: int, kpis: int, history: int = 12) -> tuple[pd.DataFrame, kpi.Scorecard]:
    """The org and the scorecard of people who are alike but for chance; every second KPI is an outcome."""
    rng = np.random.default_rng(0)
    org = pd.DataFrame({"rep": [f"R{i:04}" for i in range(reps)]})
    org = org.assign(team=[f"T{i % teams:03}" for i in range(reps)], department="D")
    catalogue = pd.DataFrame({"kpi": [f"K{i:02}" for i in range(kpis)]}).assign(
        perspective=["outcome", "process"] * (kpis // 2), numerator="kpi_values", denominator=None,
        direction="up", unit="money", target=1.0, threshold=0.6, full=1.0, cap=1.2, weight=1.0,
        definition="net_of_returns",
    )  # fmt: skip
    span = months.span(months.shift(MONTH, 1 - history), MONTH)
    keys = pd.MultiIndex.from_product([org["rep"], span, catalogue["kpi"]], names=["rep", "month", "kpi"])
    values = keys.to_frame(index=False).assign(value=rng.lognormal(-0.05, 0.3, len(keys)))
    card = kpi.scorecard(catalogue, {}, org, levels=LEVELS, month=MONTH, values=values)
    return org, card


def false_claims(runs: int, reps: int, teams: int) -> pd.Series:
    """Share of the runs in which a circumstance, or a manager, is claimed to matter."""
    org, card = company(reps, teams, 4)
    people = kpi.people(card)
    team = org.set_index("rep")["team"]
    rules = scales(card, people, "points")
    rows = [_claims(np.random.default_rng(seed), card, people, team, rules) for seed in range(runs)]
    return pd.DataFrame(rows, columns=["circumstances", "managers"]).mean()


def _claims(rng, card, people, team, rules) -> tuple[bool, bool]:
    index = people.values.index
    common = TEAM * rng.standard_normal(team.nunique())[pd.factorize(team)[0]]
    logs = common[:, None] + CHANCE * rng.standard_normal(people.values.shape) - 0.05
    values = pd.DataFrame(np.exp(logs), index, people.values.columns)
    drawn = replace(people, values=values, scores=values.apply(lambda x: rules[x.name](x.to_numpy())))
    given = {
        "patch": pd.DataFrame(POTENTIAL * rng.standard_normal((len(index), 2)), index),
        "ramp": pd.DataFrame(np.exp(-rng.exponential(4, (len(index), 1))), index),
        "mix": pd.DataFrame(0.05 * rng.standard_normal((len(index), 1)), index),
    }
    explained = appraisal.explained(card, drawn, given, team)
    scored = appraisal.appraised(card, drawn).reps
    rating = 3 + scored["score"] / 20 + RATING * rng.standard_normal(len(index))
    rated = pd.DataFrame({"month": MONTH, "rep": index, "manager": team.to_numpy(), "rating": rating})
    managers = appraisal.manager_leniency(rated, scored, month=MONTH).managers
    return bool(explained["told"].any()), bool(managers["told"].any())


def seconds_at_size() -> pd.Series:
    """Wall seconds of each step at 2,000 reps, 200 teams, 24 KPIs, 48 months of values."""
    org, card = company(2000, 200, 24, 48)
    rng = np.random.default_rng(1)
    customers = pd.DataFrame({"rep": org["rep"], "potential": rng.lognormal(10, POTENTIAL, len(org))})
    people, found = kpi.people(card), {}
    began = time.perf_counter()
    given = appraisal.given_circumstances(people.values.index, org, month=MONTH, customers=customers)
    appraisal.explained(card, people, given, org.set_index("rep")["team"])
    found["circumstances"] = time.perf_counter() - began
    began = time.perf_counter()
    appraisal.appraised(card, people)
    found["points"] = time.perf_counter() - began
    return pd.Series(found)


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description="What appraisals claim where nothing is, and their time.")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--teams", type=int, default=12)
    given = parser.parse_args()
    print(false_claims(given.runs, given.reps, given.teams).to_string(float_format="{:.3f}".format))
    print(seconds_at_size().to_string(float_format="{:.1f}".format))


if __name__ == "__main__":
    main()
