"""What a manager should read about a split of the target."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from ... import units as organisation
from ...findings import Finding, Tone
from .allocation import Allocation
from .proposal import ALIKE, Proposal, most_affected

#: What each step of a target is called.
STEPS: Final = {
    ALIKE: "Growth like the company's",
    "forecast": "Sales to be expected",
    "potential": "Untapped potential",
    "customers": "Customers who buy",
    "capability": "Ability and potential",
    "ramp": "New reps",
    "over": "Over-assignment",
    "limits": "Floors, caps, locks, rounding",
    "total": "Change on the last twelve months",
}
#: What holds a target where it is.
BOUNDS: Final = {"floor": "Floor", "cap": "Cap", "locked": "Locked"}
#: Why a rep is asked more (True) or less than colleagues, by step.
_WHY: Final = {
    ("forecast", True): "higher sales are to be expected ({amount:signed_money})",
    ("forecast", False): "lower sales are to be expected ({amount:signed_money})",
    ("potential", True): "more untapped potential ({amount:signed_money})",
    ("potential", False): "less untapped potential ({amount:signed_money})",
    ("customers", True): "more customers who buy ({amount:signed_money})",
    ("customers", False): "fewer customers who buy ({amount:signed_money})",
    ("capability", True): "more can be won with this ability and potential ({amount:signed_money})",
    ("capability", False): "less can be won with this ability and potential ({amount:signed_money})",
    ("ramp", True): "colleagues are newer ({amount:signed_money})",
    ("ramp", False): "new, so not yet asked in full ({amount:signed_money})",
    ("limits", True): "floors, caps, locks and rounding ({amount:signed_money})",
    ("limits", False): "floors, caps, locks and rounding ({amount:signed_money})",
}

#: Probability below which a target is worth a talk.
_REMOTE: Final = 0.2
#: Share of a target that is rounding.
_NOTHING: Final = 1e-4
#: Over-assignment of the reps (True) or of another level.
_OVER: Final = {
    True: "Over-assignment: the targets of the reps add up to {over:percent} more than the company's.",
    False: (
        "Over-assignment: the targets of the level {tier:name} add up to {over:percent} more than the "
        "company's."
    ),
}
#: Most reasons told to a rep, and the least part of the difference that one is told of.
_REASONS: Final = 2
_PART: Final = 0.1
_CONFLICTS: Final = {
    "limits": "{unit:name}: floor, cap and locked value exclude each other by {by:money}.",
    "caps": "The caps below {unit:name} leave {by:money} of its target without a place.",
    "floors": "The floors below {unit:name} ask for {by:money} more than its target.",
    "locked": "What is locked below {unit:name} does not add up to its target; the difference is {by:money}.",
    "unknown": "{unit:name} has a locked value of {by:money}, but there is no such unit with a target.",
    "paths": "Below {unit:name} not even the best futures come to the target; {by:money} are missing.",
}


def conflict_findings(split: Allocation | Proposal) -> list[Finding]:
    """One finding per wish that the split could not keep."""
    return [
        Finding(_CONFLICTS[row["kind"]], {"unit": row["unit"], "by": abs(row["by"])}, "act")
        for row in split.conflicts.to_dict("records")
    ]


def split_findings(proposal: Proposal) -> list[Finding]:
    """What is asked of the company, of whom most and least, and which wishes could not be kept."""
    company = proposal.units.iloc[0]
    facts = {
        "first": proposal.year[0],
        "last": proposal.year[-1],
        **_facts(company, "target", "growth", "probability"),
    }
    asked = Finding(
        "{first:month} to {last:month}: the target of {target:money} is {growth:signed_percent} on the last "
        "twelve months; it is reached with a probability of {probability:chance}."
        if proposal.given
        else "{first:month} to {last:month}: split is {target:money}, what the company is as likely to reach "
        "as to miss, {growth:signed_percent} on the last twelve months; name a total in client.yaml to split "
        "another.",
        facts,
        _tone(company["probability"]),
    )
    return [
        asked,
        *_extremes(proposal),
        *_over_assigned(proposal),
        *_already_set(proposal),
        *conflict_findings(proposal),
    ]


def bridge_finding(proposal: Proposal) -> Finding:
    """The unit whose growth lies furthest from the company's, and what sets it apart most."""
    rows = proposal.units[proposal.units["unit"] == most_affected(proposal)]
    return _apart(proposal, rows.iloc[0])


def table_of_units(proposal: Proposal) -> pd.DataFrame:
    """The proposal's units above the reps, with ``held`` (a Finding: what holds a target; None: nothing)."""
    rows = proposal.units[proposal.units["tier"] != organisation.REP]
    held = [Finding(BOUNDS[bound]) if bound in BOUNDS else None for bound in rows["bound"]]
    return rows.assign(held=pd.Series(held, rows.index, dtype=object))


def reasons_of_reps(proposal: Proposal) -> pd.DataFrame:
    """Why each rep's target is what it is, against the mean of the colleagues under the same unit.

    Returns
    -------
    DataFrame
        One row per rep with a target: the columns of the proposal's ``units``; ``against`` (target less the
        mean of the unit's reps, client's currency); ``why`` (a Finding: the parts of that difference, largest
        first).
    """
    reps = proposal.units[proposal.units["tier"] == organisation.REP].dropna(subset="target")
    parent = reps.set_index("unit")["parent"]
    steps = proposal.steps[proposal.steps["unit"].isin(parent.index)]
    amounts = steps.pivot(index="unit", columns="step", values="amount").reindex(parent.index)
    # A rep's past is part of what the claims say; alike growth and it stand for the share of history.
    history = amounts.pop(ALIKE) + reps.set_index("unit")["last"]
    for claim, weight in proposal.weights.items():
        amounts[claim] += weight * history
    apart = amounts - amounts.groupby(parent).transform("mean")
    why = [_why(row, str(parent[str(unit)])) for unit, row in apart.iterrows()]
    return reps.assign(against=apart.sum(axis=1).to_numpy(), why=pd.Series(why, reps.index, dtype=object))


def _why(apart: pd.Series, parent: str) -> Finding:
    """The parts that make up most of a difference."""
    known = apart.drop("over").sort_values(key=np.abs, ascending=False)
    parts = known[known.abs() > _PART * max(1.0, float(known.abs().sum()))].head(_REASONS)
    if parts.empty:
        return Finding("like the others of {parent:name}", {"parent": parent})
    said = [Finding(_WHY[str(step), bool(x > 0)], {"amount": x}) for step, x in parts.items()]
    return Finding("{reasons:sentences}", {"reasons": said})


def _extremes(proposal: Proposal) -> list[Finding]:
    rows = proposal.units[proposal.units["tier"] != organisation.REP].dropna(subset="growth")
    rows = rows[rows["depth"] == rows["depth"].max()]
    if len(rows) < 2:
        return []
    ends = rows.loc[[rows["growth"].idxmax(), rows["growth"].idxmin()]]
    ends = ends[ends["unit"] != most_affected(proposal)]  # the figure's title speaks of that one
    return [_apart(proposal, row) for _, row in ends.iterrows()]


def _over_assigned(proposal: Proposal) -> list[Finding]:
    rows = proposal.levels[proposal.levels["over"].abs() > _NOTHING]
    return [
        Finding(_OVER[row["tier"] == organisation.REP], _facts(row, "tier", "over"))
        for _, row in rows.iterrows()
    ]


def _apart(proposal: Proposal, row: pd.Series) -> Finding:
    own = proposal.steps[(proposal.steps["unit"] == row["unit"]) & (proposal.steps["step"] != ALIKE)]
    most = own.loc[own["amount"].abs().idxmax()]
    return Finding(
        "{unit:name} is asked {growth:signed_percent} on the last twelve months, reached with a probability "
        "of {probability:chance}; what sets it apart most: {step:sentence} ({amount:signed_money}).",
        {
            **_facts(row, "unit", "growth", "probability"),
            "step": Finding(STEPS[most["step"]]),
            "amount": float(most["amount"]),
        },
        _tone(row["probability"]),
    )


def _already_set(proposal: Proposal) -> list[Finding]:
    company = proposal.units.iloc[0]
    if pd.isna(company["set"]):
        return []
    return [
        Finding(
            "Targets are set for that year already: {set:money} in all, {apart:signed_money} to what is "
            "split here; the table holds both.",
            _facts(company, "set", "apart"),
        )
    ]


def _facts(row: pd.Series, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _tone(probability: float) -> Tone:
    return "act" if probability < _REMOTE else "note"
