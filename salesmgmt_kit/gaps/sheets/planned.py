"""The plans to speak of in an interview: those that are open, and those young enough to be judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ... import months
from ...findings import Finding, Tone, told
from ...interviews import Planned
from ..plans import LONGEST

#: What the measures of plans are called.
MEASURES: Final = {"sales": "Sales", "visits": "Visits", "calls": "Calls", "leads": "Leads"}
_OUTCOMES: Final[dict[tuple[str, bool], tuple[str, Tone]]] = {
    ("moved", True): (
        "Moved beyond chance: {after:money} a month since (months: {n:count}), where {low:money} to "
        "{high:money} are expected without a plan.",
        "good",
    ),
    ("moved", False): (
        "Moved beyond chance: {after:number} a month since (months: {n:count}), where {low:number} to "
        "{high:number} are expected without a plan.",
        "good",
    ),
    ("unmoved", True): (
        "Not moved beyond chance so far: {after:money} a month since (months: {n:count}), where {low:money} "
        "to {high:money} are expected without a plan.",
        "note",
    ),
    ("unmoved", False): (
        "Not moved beyond chance so far: {after:number} a month since (months: {n:count}), where "
        "{low:number} to {high:number} are expected without a plan.",
        "note",
    ),
}
_UNJUDGED: Final[dict[str, str]] = {
    "early": "Agreed in {agreed:month}: too young to be judged before the month after is over.",
    "unknown": "Cannot be judged: too few peers without a plan, or too short a history.",
}


def spoken_of(plans: pd.DataFrame, judged: pd.DataFrame, *, month: pd.Timestamp) -> dict[str, list[Planned]]:
    """By rep: plans agreed up to the month that are not yet due, or that are still being judged.

    Parameters
    ----------
    plans
        One row per plan: ``plan``, ``rep``, ``month``, ``measure``, ``action``, ``owner``, ``due``, where
        known ``effect``.
    judged
        From :func:`~salesmgmt_kit.gaps.judged_plans`, of the same plans.
    month
        The month reported. A plan is judged for six months after it was agreed.
    """
    rows = plans.merge(judged.drop(columns=["rep", "measure"]), on="plan")
    judging = rows["month"] >= months.shift(month, -LONGEST)
    open_ = rows["due"].isna() | (rows["due"] >= month) | judging
    found: dict[str, list[Planned]] = defaultdict(list)
    for row in rows[open_ & (rows["month"] <= month)].sort_values("month").to_dict("records"):
        found[row["rep"]].append(_planned(row))
    return dict(found)


def _planned(row: Mapping[Any, Any]) -> Planned:
    return Planned(
        action=row["action"],
        owner=row["owner"],
        due=row["due"],
        measure=MEASURES[row["measure"]],
        effect=row.get("effect", float("nan")),
        outcome=_outcome(row),
    )


def _outcome(row: Mapping[Any, Any]) -> Finding:
    if row["verdict"] in _UNJUDGED:
        return told(_UNJUDGED[row["verdict"]], row)
    template, tone = _OUTCOMES[row["verdict"], row["measure"] == "sales"]
    return told(template, row, tone)
