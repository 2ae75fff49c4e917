"""What the next month is expected to bring, and how many units miss the year's target."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding, told
from ..forecasting import Forecast
from . import facts

#: By whether there are several units, and whether any will rather miss its target.
_REACHED: Final = {
    (True, True): (
        "{n:count} of {total:count} units will rather miss the target of the fiscal year {year:period} than "
        "reach it."
    ),
    (True, False): ("Every unit will rather reach the target of the fiscal year {year:period} than miss it."),
    (False, True): (
        "{unit:name} will rather miss the target of the fiscal year {year:period} than reach it (probability "
        "of reaching it {probability:chance})."
    ),
    (False, False): (
        "{unit:name} will rather reach the target of the fiscal year {year:period} than miss it (probability "
        "{probability:chance})."
    ),
}


def outlook_finding(chances: pd.DataFrame, result: Forecast) -> Finding:
    """What the company is expected to sell in the next month.

    Parameters
    ----------
    chances
        From :func:`~salesmgmt_kit.targets.reach`.
    result
        From :func:`~salesmgmt_kit.targets.forecast`.
    """
    row = facts.company(chances[chances["horizon"] == "next_month"])
    known = {"month": result.months[0], **facts.picked(row, "expected", "low", "high", "level")}
    if pd.isna(row["expected"]):
        return told("The history is too short to say what {month:month} will bring.", known)
    if pd.isna(row["probability"]):
        return told(
            "{month:month} is expected to bring {expected:money}; with a probability of {level:chance} it "
            "lies between {low:money} and {high:money}.",
            known,
        )
    return told(
        "{month:month} is expected to bring {expected:money} ({low:money} to {high:money}); its target of "
        "{target:money} is reached with a probability of {probability:chance}.",
        known | facts.picked(row, "target", "probability"),
        facts.tone(row["probability"]),
    )


def reach_finding(chances: pd.DataFrame) -> Finding:
    """How many units of the lowest tier with a target will rather miss that of the year than reach it."""
    year = chances[(chances["horizon"] == "year") & chances["probability"].notna()]
    if year.empty:
        return Finding(
            "How likely the year's targets are reached cannot be said: some months of the fiscal year have "
            "no target, or the history is too short."
        )
    rows = year[year["depth"] == year["depth"].max()]
    missed = int((rows["probability"] < 0.5).sum())
    known = {"n": missed, "total": len(rows), "year": facts.span(rows.iloc[0])}
    known |= facts.picked(rows.iloc[0], "unit", "probability")
    return told(_REACHED[len(rows) > 1, missed > 0], known, "act" if missed else "good")
