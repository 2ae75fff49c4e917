"""Who is ahead and who is behind, and what a drawing of all units shows."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding, told
from . import facts

#: By measure, and what is true: some units behind it, none behind and some ahead, all level with it; the
#: same of a single unit.
_STANDINGS: Final = {
    ("target", "behind"): (
        "Behind target in {span:period}: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("target", "ahead"): (
        "No unit is behind target in {span:period}; {unit:name} is furthest ahead ({gap:signed_money})."
    ),
    ("target", "level"): "Every unit is exactly on target in {span:period}.",
    ("target", "alone_behind"): "{unit:name} is {distance:money} behind target in {span:period}.",
    ("target", "alone_ahead"): "{unit:name} is {distance:money} ahead of target in {span:period}.",
    ("last_year", "behind"): (
        "Behind last year in {span:period}: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("last_year", "ahead"): (
        "No unit is behind last year in {span:period}; {unit:name} is furthest ahead ({gap:signed_money})."
    ),
    ("last_year", "level"): "Every unit is level with last year in {span:period}.",
    ("last_year", "alone_behind"): "{unit:name} is {distance:money} behind last year in {span:period}.",
    ("last_year", "alone_ahead"): "{unit:name} is {distance:money} ahead of last year in {span:period}.",
    ("previous", "behind"): (
        "Behind the month before in {span:period}: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("previous", "ahead"): (
        "No unit is behind the month before in {span:period}; "
        "{unit:name} is furthest ahead ({gap:signed_money})."
    ),
    ("previous", "level"): "Every unit is level with the month before in {span:period}.",
    ("previous", "alone_behind"): "{unit:name} is {distance:money} behind the month before in {span:period}.",
    ("previous", "alone_ahead"): (
        "{unit:name} is {distance:money} ahead of the month before in {span:period}."
    ),
}

#: What a drawing by unit shows; whether it shows every unit, or the extremes only.
_DRAWN: Final = {
    ("gap", True): "Gap by unit, {span:period}: in money and as a share of what it is compared with",
    ("gap", False): (
        "Gap by unit, {span:period}: in money and as a share of what it is compared with; shown are "
        "{n:count} of {total:count} units, below the top those furthest behind and ahead"
    ),
    ("chance", True): (
        "Expected total of the fiscal year {span:period} and its interval, as a share of the target"
    ),
    ("chance", False): (
        "Expected total of the fiscal year {span:period} and its interval, as a share of the target; shown "
        "are {n:count} of {total:count} units, below the top those furthest behind and ahead"
    ),
}


def standing_finding(standing: pd.DataFrame) -> Finding:
    """Which unit of the lowest tier shown is furthest behind, or ahead when none is behind.

    Parameters
    ----------
    standing
        From :func:`~salesmgmt_kit.targets.standing`.
    """
    if standing.empty:
        return Finding("There is neither a target nor a year before to compare with.")
    rows = standing[standing["depth"] == standing["depth"].max()]
    kind = "behind" if (rows["gap"] < 0).any() else "ahead" if (rows["gap"] > 0).any() else "level"
    row = facts.first(rows, "gap", largest=kind != "behind")
    known = facts.picked(row, "unit", "gap") | {"distance": abs(row["gap"]), "span": facts.span(row)}
    known |= {"n": int((rows["gap"] < 0).sum()), "total": len(rows)}
    sentence = f"alone_{kind}" if len(rows) == 1 and kind != "level" else kind
    return told(_STANDINGS[row["base"], sentence], known, "act" if kind == "behind" else "good")


def drawn(kind: str, shown: pd.DataFrame, rows: pd.DataFrame) -> Finding | str:
    """What a drawing by unit shows: its measure, its period, and whether some units had no room.

    Parameters
    ----------
    kind
        ``gap`` or ``chance``.
    shown, rows
        The units drawn, and all there are, with ``first`` and ``last``, the months of the period. Nothing
        is said where there are none.
    """
    if rows.empty:
        return ""
    known = {"n": len(shown), "total": len(rows), "span": facts.span(rows.iloc[0])}
    return told(_DRAWN[kind, len(shown) == len(rows)], known)
