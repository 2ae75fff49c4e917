"""What page 02 claims of companies where nothing is planted: what moves first, mixes, patterns.

Run by hand: ``python benchmarks/kpi_null.py [--runs N] [--reps N]``. The sample's generator makes companies
with nothing planted and nobody different, so that every claim is false. What is left in: chance, seasons,
reps who come and go, visits that follow what a seat may sell.
"""

from __future__ import annotations

import argparse
import time

import pandas as pd
from gaps_null import LEVELS, MONTH, company

from salesmgmt_kit import targets
from salesmgmt_kit.kpi import gaming, leading, mixing
from salesmgmt_kit.tables.catalogue import KPIS

COLUMNS = [column.name for column in KPIS.columns]
CATALOGUE = pd.DataFrame(
    [
        ("sales", "outcome", "sales.amount", None, "money", None, 40),
        ("collection", "outcome", "sales.collected", "sales.amount", "fraction", 0.9, 15),
        ("visits", "process", "activities.visits", None, "count", 19, 8),
        ("calls", "process", "activities.calls", None, "count", 62, 5),
        ("leads", "process", "activities.leads", None, "count", 7, 8),
        ("conversion", "process", "opportunities.won", "opportunities.closed", "fraction", 0.2, 9),
    ],
    columns=["kpi", "perspective", "numerator", "denominator", "unit", "target", "weight"],
).reindex(columns=COLUMNS)


def claims(seed: int, reps: int) -> dict[str, int]:
    """How many claims each section makes of one company."""
    made = company(seed, reps, plain=True)
    tables = {
        "sales": made.sales, "opportunities": made.deals, "activities": made.activities,
        "customers": made.customers,
    }  # fmt: skip
    panel = leading.team_months(CATALOGUE, tables, made.org, levels=LEVELS, month=MONTH)
    led = leading.lead_lag(panel, CATALOGUE).kpis
    cells = mixing.segmented(CATALOGUE, tables, month=MONTH)
    mixed = mixing.contrasts(cells, made.org, levels=LEVELS)
    plan = targets.complete_targets(made.targets, made.org, levels=LEVELS)
    patterns = gaming.screen(CATALOGUE, tables, month=MONTH, targets=plan)
    return {
        "moves first": int((led["verdict"] == "first").sum()),
        "withheld": int((led["verdict"] == "withheld").sum()),
        "mix": int((mixed["verdict"] != "same").sum()),
        "patterns": int(patterns["told"].sum()),
    }


def main() -> None:
    """Print how many companies had a claim, and how many claims there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--reps", type=int, default=120)
    asked = parser.parse_args()
    started = time.process_time()
    found = pd.DataFrame([claims(seed, asked.reps) for seed in range(asked.runs)])
    print(pd.DataFrame({"companies": (found > 0).sum(), "claims": found.sum()}).to_string())
    print(f"{asked.runs} companies of {asked.reps} reps, {time.process_time() - started:.0f} s of processor")


if __name__ == "__main__":
    main()
