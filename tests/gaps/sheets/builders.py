"""Reps as attribution tells of them, and sheets' facts of one rep, made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salesmgmt_kit.gaps.sheets import rep_facts

MONTH = pd.Timestamp("2026-10-01")
PARTS = ("level", "patch", "ramp", "shared", "person", "chance")


def attributed(reps: int = 40, *, seed: int = 1, **columns: Any) -> pd.DataFrame:
    """Reps of a fair plan: everybody's target is what the patch gives, but for noise of a tenth."""
    rng = np.random.default_rng(seed)
    patch = rng.normal(0, 3e4, reps)
    rows = pd.DataFrame({"rep": [f"R{i:03d}" for i in range(reps)], "n": 12, "average": 1e6, "patch": patch})
    rows["target"] = (1e6 + patch) * rng.lognormal(0, 0.1, reps)
    rows = rows.assign(ramp=0.0, shared=0.0, person=0.0, chance=rng.normal(0, 2e4, reps), interval=0.95)
    rows = rows.assign(ability=0.0, ability_low=-0.1, ability_high=0.1, p=0.5, told=False).assign(**columns)
    rows["actual"] = rows[["average", "patch", "ramp", "shared", "person", "chance"]].sum(axis=1)
    expected = rows["average"] + (rows["patch"] if (rows["patch"] != 0).any() else np.nan)
    rows = rows.assign(expected=expected, expected_low=expected / 1.2, expected_high=expected * 1.2)
    short = rows["actual"] < rows["target"]
    return rows.assign(
        gap=rows["actual"] - rows["target"],
        level=rows["average"] - rows["target"],
        out=short & (rows["target"] > rows["expected_high"] * 1.2),
    )


def organised(rows: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """The reps in teams of ten, all of them long in the job."""
    team = [f"T{i // 10}" for i in range(len(rows))]
    org = pd.DataFrame({"rep": rows["rep"], "team": team, "hire_date": pd.Timestamp("2020-01-15")})
    return org.assign(**columns)


def facts_of(year: pd.DataFrame, two_years: pd.DataFrame | None = None, **columns: Any) -> pd.DataFrame:
    """What is known of the reps, by rep."""
    found = rep_facts(year, year if two_years is None else two_years, organised(year, **columns), month=MONTH)
    return found.set_index("rep", drop=False)


def first(values: pd.Series, value: Any) -> pd.Series:
    """The same column with another value for the first rep."""
    return values.mask(np.arange(len(values)) == 0, value)


def row(**changed: Any) -> dict[str, Any]:
    """The facts of a rep about whom nothing is to be said, with changes."""
    plain = facts_of(attributed()).iloc[5].to_dict()
    flags = dict.fromkeys(("short", "out", "suspect", "new", "thin", "held", "lucky", "told"), False)
    return plain | flags | changed
