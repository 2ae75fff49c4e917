"""What the sentences of the target report are made of: rows picked, facts said."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ... import units
from ...findings import Finding, Tone, few, told


def named(template: str, names: pd.Series, *, tone: Tone = "note", **known: Any) -> list[Finding]:
    """A finding about units, the first few by name; none without any."""
    if names.empty:
        return []
    return [told(template, {"n": len(names), "units": few(names), **known}, tone)]


def company(rows: pd.DataFrame) -> pd.Series:
    """The company's row."""
    return rows[rows["tier"] == units.COMPANY].iloc[0]


def lowest(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The units for which ``column`` is known, of the lowest tier below the company and above the reps."""
    below = rows[~rows["tier"].isin([units.COMPANY, units.REP])].dropna(subset=column)
    units_of_tier: pd.DataFrame = below[below["depth"] == below["depth"].max()]
    return units_of_tier


def first(rows: pd.DataFrame, column: str, *, largest: bool = False) -> pd.Series:
    """The row with the smallest value, or the largest; the first of equal ones."""
    return rows.sort_values(column, ascending=not largest, kind="stable").iloc[0]


def picked(row: pd.Series, *names: str) -> dict[str, Any]:
    """Those values of a row, by name."""
    return {name: row[name] for name in names}


def span(row: pd.Series) -> list[pd.Timestamp]:
    """The first and the last month of what a row is about."""
    return [row["first"], row["last"]]


def tone(probability: float) -> Tone:
    """Of a target that is reached with that probability."""
    return "act" if probability < 1 / 3 else "good" if probability > 2 / 3 else "note"
