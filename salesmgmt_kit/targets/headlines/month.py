"""The month against its target, or against the past where there is none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from ...findings import Finding, told
from . import facts

#: The month against target: of zero; just met; short or met, where a percentage would mean nothing; the
#: same without units to compare; short, and by whom most; met by every unit, or by some.
_AGAINST: Final = {
    "zero": "{month:month}: sales of {actual:money} against a target of zero.",
    "level": "{month:month}: sales of {actual:money} are exactly on target.",
    "plain_short": (
        "{month:month}: sales of {actual:money} are {distance:money} below target ({target:money})."
    ),
    "plain_met": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({target:money})."
    ),
    "alone_short": (
        "{month:month}: sales of {actual:money} are {distance:money} below target ({attainment:percent})."
    ),
    "alone_met": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent})."
    ),
    "short": (
        "{month:month}: sales of {actual:money} are {distance:money} below target ({attainment:percent}); "
        "{unit:name} alone makes up {part:percent} of all shortfalls ({unit_gap:signed_money})."
    ),
    "met": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent}); "
        "no unit fell short, and {unit:name} added most ({unit_gap:signed_money})."
    ),
    "mixed": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent}); "
        "{unit:name} added most ({unit_gap:signed_money}), while {n:count} of {total:count} units fell short."
    ),
}

#: By measure, and what can be said: the gap alone, its size in percent, the unit that moved most.
_PAST: Final = {
    ("last_year", "gap"): (
        "{month:month}: sales came to {actual:money}, {gap:signed_money} on the same month last year."
    ),
    ("last_year", "change"): (
        "{month:month}: sales came to {actual:money}, {change:signed_percent} on the same month last year."
    ),
    ("last_year", "cause"): (
        "{month:month}: sales came to {actual:money}, {change:signed_percent} on the same month last year; "
        "{unit:name} moved most ({unit_gap:signed_money})."
    ),
    ("previous", "gap"): (
        "{month:month}: sales came to {actual:money}, {gap:signed_money} on the month before."
    ),
    ("previous", "change"): (
        "{month:month}: sales came to {actual:money}, {change:signed_percent} on the month before."
    ),
    ("previous", "cause"): (
        "{month:month}: sales came to {actual:money}, {change:signed_percent} on the month before; "
        "{unit:name} moved most ({unit_gap:signed_money})."
    ),
}


def month_finding(attained: pd.DataFrame, *, month: pd.Timestamp) -> Finding:
    """The company's month against the best measure at hand, and the unit that explains most of it."""
    rows = attained[attained["period"] == "month"]
    company = facts.company(rows)
    known = {"month": month, "actual": company["actual"]}
    if pd.notna(company["gap"]):
        return _against_target(company, facts.lowest(rows, "gap"), known)
    for base in ("last_year", "previous"):
        if pd.notna(company[f"{base}_gap"]):
            return _against_past(company, facts.lowest(rows, f"{base}_gap"), base, known)
    return told("{month:month}: sales are {actual:money}, with nothing to compare them with yet.", known)


def _against_target(company: pd.Series, lowest: pd.DataFrame, known: dict[str, Any]) -> Finding:
    short = lowest[lowest["gap"] < 0]
    known = known | {"distance": abs(company["gap"]), **facts.picked(company, "target", "attainment")}
    known |= {"n": len(short), "total": len(lowest)}
    behind = bool(company["gap"] < 0)
    if not lowest.empty:
        most = facts.first(lowest, "gap", largest=not behind)
        part = most["gap"] / short["gap"].sum() if len(short) else np.nan
        known |= {"unit": most["unit"], "unit_gap": most["gap"], "part": part}
    template = _AGAINST[_kind(company, lowest, short)]
    return told(template, known, "act" if behind else "good")


def _kind(company: pd.Series, lowest: pd.DataFrame, short: pd.DataFrame) -> str:
    """Which sentence is true of the company's month; a single unit below it explains nothing."""
    if company["target"] == 0:
        return "zero"
    if company["gap"] == 0:
        return "level"
    behind = company["gap"] < 0
    if pd.isna(company["attainment"]):
        return "plain_short" if behind else "plain_met"
    if len(lowest) < 2 or (behind and short.empty):
        return "alone_short" if behind else "alone_met"
    return "short" if behind else "met" if short.empty else "mixed"


def _against_past(company: pd.Series, lowest: pd.DataFrame, base: str, known: dict[str, Any]) -> Finding:
    gap, change = company[f"{base}_gap"], company[f"{base}_change"]
    known = known | {"gap": gap, "change": change}
    caused = len(lowest) > 1 and gap != 0
    if caused:
        most = facts.first(lowest, f"{base}_gap", largest=gap > 0)
        known |= {"unit": most["unit"], "unit_gap": most[f"{base}_gap"]}
    kind = "gap" if pd.isna(change) else "cause" if caused else "change"
    return told(_PAST[base, kind], known, "act" if gap < 0 else "good")
