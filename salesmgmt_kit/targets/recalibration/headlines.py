"""What a manager should read about changing targets: decisions taken, proposals, drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone, few
from .drifting import FALSE_ALARM
from .versions import ManagedPlan

#: By verdict, and whether the target is hardly to be reached (or hardly to be missed).
_PROPOSALS: Final[dict[tuple[str, bool], tuple[str, Tone]]] = {
    ("change", True): (
        "Proposed is a lower target for the year, because the market is smaller than the plan assumes: "
        "{units:names}. Nothing changes before it is decided and entered in the log.",
        "act",
    ),
    ("change", False): (
        "Proposed is a higher target for the year, because the market is larger than the plan assumes: "
        "{units:names}. Nothing changes before it is decided and entered in the log.",
        "note",
    ),
    ("look", True): (
        "Hardly to be reached, and the market does not explain it: {units:names}. Look at the basis of the "
        "target and at the unit; no change is proposed.",
        "act",
    ),
    ("look", False): (
        "Hardly to be missed, and the market does not explain it: {units:names}. Success alone is no reason "
        "to raise a target; no change is proposed.",
        "note",
    ),
}
_NO_MARKET: Final = Finding(
    "There is no market index (table market), so that no change of the market is passed on to targets."
)
#: By direction of the drift.
_DRIFTS: Final[dict[int, tuple[str, Tone]]] = {
    -1: (
        "{unit:name} has left its course: from {since:month} to {alarm:month} sales were "
        "{share:signed_percent} against what was foreseen month by month.",
        "act",
    ),
    1: (
        "{unit:name} runs above its course: from {since:month} to {alarm:month} sales were "
        "{share:signed_percent} against what was foreseen month by month.",
        "note",
    ),
}


def log_findings(plan: ManagedPlan) -> list[Finding]:
    """How many decisions are in force, and which of them do not fit the log.

    Parameters
    ----------
    plan
        From :func:`~salesmgmt_kit.targets.recalibration.managed_plan`.
    """
    if plan.log.empty:
        return [Finding("No target was changed: the plan in force is the one that was set.")]
    n = len(plan.log)
    said = [
        Finding(
            "{n:count} targets were changed by decision; the figures above hold against the plan as set.",
            {"n": n},
        )
    ]
    return [*said, *_broken(plan.log), *_late(plan.log)]


def proposal_findings(proposals: pd.DataFrame, *, market: bool, band: tuple[float, float]) -> list[Finding]:
    """What is proposed for which units, and why; without an index, that nothing can be passed on.

    Parameters
    ----------
    proposals
        From :func:`~salesmgmt_kit.targets.recalibration.propose`.
    market
        Whether the client has a market index.
    band
        Probabilities between which nothing is proposed.
    """
    remote = proposals["probability"] < band[0]
    said = [
        _named(template, proposals.loc[(proposals["verdict"] == verdict) & (remote == low), "unit"], tone)
        for (verdict, low), (template, tone) in _PROPOSALS.items()
    ]
    still = (proposals["verdict"] == "change") & remote & (proposals["afterwards"] < band[0])
    even_so = (
        "The market explains a part only: even the target proposed is hardly reached by {units:names}. "
        "Look at the basis of the target and at the unit."
    )
    found = [f for f in (*said, _named(even_so, proposals.loc[still, "unit"], "act")) if f is not None]
    return [*(found or [_quiet(band)]), *([] if market else [_NO_MARKET])]


def drift_findings(drifts: pd.DataFrame) -> list[Finding]:
    """Who has left the course foreseen, since when and which way; the company apart from single units.

    Parameters
    ----------
    drifts
        From :func:`~salesmgmt_kit.targets.recalibration.drift`.
    """
    if drifts.empty:
        return [Finding("No unit has clearly left the course that was foreseen.")]
    told = [finding for row in drifts.to_dict("records") for finding in (_drifted(row), *_spread(row))]
    chance = Finding(
        "By chance alone, up to {rate:percent} of units would be named so in a year.", {"rate": FALSE_ALARM}
    )
    return [*told, chance]


def _broken(log: pd.DataFrame) -> list[Finding]:
    return [
        Finding(
            "{unit:name}, {month:month}: the decision of {who} starts from {old:money}, but "
            "{in_force:money} was in force. The new target counts; put the log right by one more decision.",
            {key: row[key] for key in ("unit", "month", "who", "old", "in_force")},
            "act",
        )
        for row in log[log["broken"]].to_dict("records")
    ]


def _late(log: pd.DataFrame) -> list[Finding]:
    late = log[log["late"]]
    if late.empty:
        return []
    message = "{n:count} targets were changed after their month was over: {units:names}."
    return [Finding(message, {"n": len(late), "units": list(late["unit"].unique())}, "act")]


def _quiet(band: tuple[float, float]) -> Finding:
    return Finding(
        "Nothing is proposed: no unit reaches its year's target with a probability below {low:chance} "
        "or above {high:chance}.",
        {"low": band[0], "high": band[1]},
    )


def _named(template: str, names: pd.Series, tone: Tone) -> Finding | None:
    """A finding about units, the first few by name; None without any."""
    if names.empty:
        return None
    return Finding(template, {"units": few(names)}, tone)


def _drifted(row: Mapping[Any, Any]) -> Finding:
    template, tone = _DRIFTS[row["direction"]]
    return Finding(template, {key: row[key] for key in ("unit", "since", "alarm", "share")}, tone)


def _spread(row: Mapping[Any, Any]) -> list[Finding]:
    """Whether the company's drift is that of one unit."""
    part = row["part"]
    if row["unit"] != units.COMPANY or pd.isna(part):
        return []
    if part > 0.5:
        return [
            Finding(
                "One unit makes up {part:percent} of the company's deviation: look there.", {"part": part}
            )
        ]
    return [
        Finding(
            "No single unit makes up more than {part:percent} of it: it is the company's.", {"part": part}
        )
    ]
