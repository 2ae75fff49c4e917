"""What a manager should read about how large the gap is, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone

#: Part of a target by which those below it differ at the least to be spoken of.
_APART: Final = 0.005
#: Most units spoken of, a sentence each.
_NAMED: Final = 3

#: Terms of the section and what each means.
TERMS: Final = (
    ("Gap", "Sales less target: below zero where the target was missed."),
    (
        "Sales credit",
        "A sale counts for the rep of its line and once in every unit above; a shared sale is entered as one "
        "line for each rep with that rep's part.",
    ),
)


def shortfall_findings(stood: pd.DataFrame) -> list[Finding]:
    """The company's gap in the month and the year, where it is largest, and targets that do not add up.

    Parameters
    ----------
    stood
        From :func:`~salesmgmt_kit.gaps.shortfall.shortfalls`.
    """
    company = stood.iloc[0].to_dict()
    known = stood.dropna(subset="year_gap")
    if known.empty:
        return [Finding("No unit has a target for every month of the year so far: no gap can be told.")]
    return [*_company(company), *_below(known), *_held(known)]


def _company(row: Mapping[Any, Any]) -> list[Finding]:
    if pd.isna(row["year_gap"]):
        return []
    facts = {
        "month": row["last"],
        "gap": row["gap"],
        "attainment": row["attainment"],
        "year": [row["year_first"], row["year_last"]],
        "year_gap": row["year_gap"],
        "year_attainment": row["year_attainment"],
    }
    tone: Tone = "act" if row["year_gap"] < 0 else "good"
    return [
        Finding(
            "{month:month}: {gap:signed_money} against target ({attainment:percent} of it); {year:period}: "
            "{year_gap:signed_money} ({year_attainment:percent}).",
            facts,
            tone,
        )
    ]


def _below(known: pd.DataFrame) -> list[Finding]:
    """How many are behind, of the reps and of the tier right above them."""
    found = []
    for depth, template in _BEHIND.items():
        tiers = sorted(set(known["depth"]))
        rows = known[known["depth"] == tiers[depth]] if len(tiers) >= -depth else known.iloc[:0]
        rows = rows[rows["tier"] != units.COMPANY]
        behind = rows[rows["year_gap"] < 0]
        if len(rows) and len(behind):
            worst = behind.sort_values("year_gap").iloc[0]
            facts = {"n": len(rows), "behind": len(behind), "unit": worst["unit"], "gap": worst["year_gap"]}
            found.append(Finding(template, facts))
    return found


#: By place from the bottom of the tree.
_BEHIND: Final = {
    -2: (
        "Of the {n:count} units above the reps that have a target for the year so far, {behind:count} are "
        "behind it, {unit:name} by most ({gap:signed_money})."
    ),
    -1: (
        "Of the {n:count} reps with a target for the year so far, {behind:count} are behind it, {unit:name} "
        "by most ({gap:signed_money})."
    ),
}


def _held(known: pd.DataFrame) -> list[Finding]:
    apart = known[known["year_held"].abs() > _APART * known["year_target"]]
    rows = apart.reindex(apart["year_held"].abs().sort_values(ascending=False).index).head(_NAMED)
    return [_apart(row) for row in rows.to_dict("records")]


def _apart(row: Mapping[Any, Any]) -> Finding:
    facts = {"unit": row["unit"], "held": abs(row["year_held"])}
    if row["year_held"] > 0:
        return Finding(
            "The target of {unit:name} for the year so far is {held:money} higher than those right below it "
            "together: nobody has to reach that part.",
            facts,
            "act",
        )
    return Finding(
        "The targets right below {unit:name} for the year so far are together {held:money} higher than its "
        "own: all of them may fall short while it reaches its target.",
        facts,
    )
