"""What a manager should read about patterns: what stands out, and what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, told
from .endings import DAYS

#: Most patterns told, a sentence each.
_NAMED: Final = 6
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Pattern",
        "A regularity in the figures that is more than chance among all that were looked at. It has many "
        "causes, most of them honest: it says what to ask, not what anybody did.",
    ),
    (
        "Just above the target",
        "Of the months of two years that ended within 5% of a target, more are at or above it than the slope "
        "of all figures explains.",
    ),
    (
        "End of the month",
        "More deals were won in the last five days of a month than if its weekdays were alike all month, or "
        "than all others win then.",
    ),
    (
        "More activity, less that follows",
        "An activity rose in twelve months beside the twelve before, more than that of all reps, while fewer "
        "deals came of each and no more in all.",
    ),
)
_TOLD: Final[Mapping[tuple[str, bool], str]] = {
    ("bunching", True): (
        "Of the {n:count} months of all reps that ended within 5% of the target of {kpi:name}, "
        "{seen:percent} ({low:percent} to {high:percent}) are at or just above it, where {usual:percent} "
        "were to be expected: a pattern. Ask how figures come about in the last days."
    ),
    ("bunching", False): (
        "{unit:name}: of {n:count} months that ended within 5% of the target of {kpi:name}, {seen:percent} "
        "({low:percent} to {high:percent}) are at or just above it, where {usual:percent} were to be "
        "expected: a pattern."
    ),
    ("ending", True): (
        "{seen:percent} ({low:percent} to {high:percent}) of the {n:count} deals won in twelve months were "
        "won in the last {days:count} days of a month; spread evenly it would be {usual:percent}: a pattern. "
        "Ask what the end of the month changes for customers."
    ),
    ("ending", False): (
        "{unit:name} won {seen:percent} ({low:percent} to {high:percent}) of {n:count} deals in the last "
        "{days:count} days of a month, all others {usual:percent}: a pattern."
    ),
    ("following", False): (
        "{unit:name}: {what:message} {more:signed_percent} beside the year before, but what follows from "
        "each is {seen:percent} of what it was ({low:percent} to {high:percent}; all reps {usual:percent}), "
        "and no more in all: a pattern. Ask what the additional ones are for."
    ),
}
#: What can rise without anything that follows.
_WHAT: Final[Mapping[str, str]] = {
    "activities.visits": "visits",
    "activities.calls": "calls",
    "activities.leads": "leads",
    "opportunities.opened": "deals opened",
}
_PATTERNS: Final[Mapping[str, str]] = {
    "bunching": "Just above the target",
    "ending": "End of the month",
    "following": "More activity, less that follows",
}


def pattern_findings(found: pd.DataFrame) -> list[Finding]:
    """The patterns beyond chance, a sentence each; or that there is none."""
    if found.empty:
        return [
            Finding("Neither targets nor days of deals nor activities are known to look for patterns in.")
        ]
    said = [_told(row) for row in found[found["told"].astype(bool)].head(_NAMED).to_dict("records")]
    return said or [
        Finding(
            "No pattern is more than chance among the {n:count} people looked at.",
            {"n": int(found.loc[found["unit"] != units.COMPANY, "unit"].nunique())},
            "good",
        )
    ]


def sure_findings(found: pd.DataFrame) -> list[Finding]:
    """The surest pattern of all people together, for the headline of the page."""
    if found.empty:
        return []
    rows = found[found["told"].astype(bool) & (found["unit"] == units.COMPANY)]
    return [_told(row) for row in rows.head(1).to_dict("records")]


def pattern_rows(found: pd.DataFrame) -> pd.DataFrame:
    """The patterns beyond chance for a table.

    Returns
    -------
    DataFrame
        The rows of ``found`` that are told, with ``label`` (message id of the pattern) and ``subject``
        (a finding: the KPI or activity).
    """
    rows = found[found["told"].astype(bool)]
    subjects = [_subject(*pair) for pair in zip(rows["pattern"], rows["kpi"], strict=True)]
    return rows.assign(
        label=rows["pattern"].map(_PATTERNS), subject=pd.Series(subjects, rows.index, dtype=object)
    )


def _subject(pattern: str, kpi: Any) -> Finding:
    if pattern == "ending":
        return Finding("Deals won")
    if pattern == "following":
        return Finding("{what:message}", {"what": _WHAT[kpi]})
    return Finding("{kpi:name}", {"kpi": kpi})


def _told(row: Mapping[Any, Any]) -> Finding:
    template = _TOLD[row["pattern"], row["unit"] == units.COMPANY]
    return told(template, {**row, "days": DAYS, "what": _WHAT.get(row["kpi"], "")}, "act")
