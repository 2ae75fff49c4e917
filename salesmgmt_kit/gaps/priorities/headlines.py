"""What a manager should read about priorities: the bottleneck, and where the better units show the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from ...findings import Finding, told
from .factors import DEALS, SIZE
from .overview import Priorities

#: Most priorities told, a sentence each.
_NAMED: Final = 4
_GAIN: Final = ("gain", "gain_low", "gain_high")
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Goes on",
        "Of the deals that reached a stage so long ago that nearly all are decided, the share that got "
        "beyond it. A deal sent back keeps the furthest stage that it reached.",
    ),
    (
        "Stay",
        "Days until half of the deals are beyond the stage or lost; deals still there count with their days "
        "so far (Kaplan-Meier).",
    ),
    (
        "Better quarter",
        "What three quarters of the units stay below, once each unit's value is drawn towards that of all "
        "as far as chance explains its distance: the luck of the best is no benchmark.",
    ),
    (
        "Gain",
        "What the deals opened in a year would bring more if the company reached the better quarter in this "
        "alone. Gains do not add up; the joint gain is shared out so that its parts do (Shapley values).",
    ),
)
_BOTTLENECK: Final = (
    "{stage:name} is the bottleneck: {conversion:percent} of the deals that reach it go on ({low:percent} to "
    "{high:percent}), fewer than in any other stage, and half of them are there {stay:count} days or longer "
    "({stay_low:count} to {stay_high:count}), longer than in any other; {waiting:count} are there now."
)
_LEAKY: Final = (
    "{stage:name} loses most: {conversion:percent} of the deals that reach it go on ({low:percent} to "
    "{high:percent}), fewer than in any other stage."
)
_SLOW: Final = (
    "{stage:name} holds deals longest: half of them are there {stay:count} days or longer ({stay_low:count} "
    "to {stay_high:count}), longer than in any other stage; {waiting:count} are there now."
)
_STUCK: Final = (
    "{stage:name} holds deals longest: more than half of them are neither beyond it nor lost as long as "
    "deals have been followed; {waiting:count} are there now."
)
_FIRST: Final = {
    "stage": (
        "Work on {factor:name} first: if not {value:percent} but the {benchmark:percent} that the better "
        "quarter of the units reach already went on from there, a year's deals would bring about "
        "{gain:money} more ({gain_low:money} to {gain_high:money})."
    ),
    "patch": (
        "Work on opening deals first: as many for the potential of the patch as the better quarter of the "
        "units open already would bring about {gain:money} more in a year ({gain_low:money} to "
        "{gain_high:money})."
    ),
    "rep": (
        "Work on opening deals first: as many a rep as the better quarter of the units open already would "
        "bring about {gain:money} more in a year ({gain_low:money} to {gain_high:money}); their patches may "
        "be richer."
    ),
    "size": (
        "Work on the size of deals first: deals as large as in the better quarter of the units would bring "
        "about {gain:money} more in a year ({gain_low:money} to {gain_high:money}). Ask first what is sold "
        "there."
    ),
}
_NEXT: Final = {
    "stage": (
        "Then {factor:name}: {benchmark:percent} going on, as in the better quarter of the units, in place "
        "of {value:percent} would bring about {gain:money} ({gain_low:money} to {gain_high:money})."
    ),
    "patch": (
        "Then opening deals: as many for the potential of the patch as the better quarter of the units would "
        "bring about {gain:money} ({gain_low:money} to {gain_high:money})."
    ),
    "rep": (
        "Then opening deals: as many a rep as in the better quarter of the units would bring about "
        "{gain:money} ({gain_low:money} to {gain_high:money}); their patches may be richer."
    ),
    "size": (
        "Then the size of deals: as large as in the better quarter of the units would bring about "
        "{gain:money} ({gain_low:money} to {gain_high:money})."
    ),
}
#: What the factors that are no stage are called.
_LABELS: Final = {DEALS: "Deals opened", SIZE: "Deal size"}


def factor_name(factor: str) -> Finding:
    """What a factor is called: a stage by its own name."""
    return Finding(_LABELS[factor]) if factor in _LABELS else Finding("{stage:name}", {"stage": factor})


def top_findings(found: Priorities) -> list[Finding]:
    """The one thing to work on first: the bottleneck, which is everybody's, or else the first priority."""
    if found.process.leaky or found.process.slow:
        return bottleneck_findings(found)[:1]
    return _told(found)[:1]


def bottleneck_findings(found: Priorities) -> list[Finding]:
    """Which stage lets fewest through, which holds longest, and what saving a tenth of its losses brings."""
    leaky, slow = found.process.leaky, found.process.slow
    if found.process.stages.empty:
        return []
    if not leaky and not slow:
        return [
            Finding(
                "No stage is the bottleneck beyond chance: the lowest conversion and the longest stay may "
                "well be shared by several."
            )
        ]
    if leaky == slow:
        return [_stage(_BOTTLENECK, found, leaky), _lever(found, leaky)]
    loses = [_stage(_LEAKY, found, leaky), _lever(found, leaky)] if leaky else []
    return [*loses[:1], *([_holds(found, slow)] if slow else []), *loses[1:]]


def stage_finding(found: Priorities) -> Finding:
    """The message of the picture of stages."""
    leaky, slow = found.process.leaky, found.process.slow
    if leaky and leaky == slow:
        return Finding(
            "{stage:name} is the bottleneck: it lets fewest deals through and holds them longest.",
            {"stage": leaky},
            "act",
        )
    if leaky:
        return Finding("{stage:name} lets fewest deals through.", {"stage": leaky}, "act")
    if slow:
        return Finding("{stage:name} holds deals longest.", {"stage": slow}, "act")
    return Finding("No stage is the bottleneck beyond chance.")


def priority_findings(found: Priorities) -> list[Finding]:
    """Where the better units show what could be gained, the largest gain first; or that none does."""
    if found.gains.empty:
        return []
    if found.gains["gain"].isna().all():
        return [
            Finding(
                "Fewer than five units can be compared: what the better ones do cannot be told from their "
                "luck."
            )
        ]
    return _told(found)[:_NAMED] or [
        Finding(
            "Units do not differ by more than chance in opening deals, in what goes on from any stage, or "
            "in the size of deals: none shows the others what could be gained. Work on what is common to "
            "all."
        )
    ]


def pareto_finding(found: Priorities) -> Finding:
    """The message of the picture of gains."""
    sure = found.gains[found.gains["told"]]
    if sure.empty:
        return Finding("No gain is larger than chance: units do not show each other what to work on.")
    first = sure.iloc[0]
    return Finding(
        "{factor:sentence} is where the better units show most to gain: about {gain:money} a year "
        "({gain_low:money} to {gain_high:money}).",
        {"factor": factor_name(first["factor"])} | {name: first[name] for name in _GAIN},
        "act",
    )


def stage_rows(found: Priorities) -> pd.DataFrame:
    """The stages with what saving a tenth of the deals lost there would bring, for a table.

    Returns
    -------
    DataFrame
        One row per stage: the columns of ``found.process.stages`` (stays that nobody saw the end of are
        missing) and of ``found.levers``.
    """
    rows = found.process.stages.replace([np.inf], np.nan)
    return rows.merge(found.levers.drop(columns="level"), on="stage", how="left")


def gain_rows(found: Priorities) -> pd.DataFrame:
    """``found.gains`` with ``label``, the factor as readers know it, for a table."""
    return _labelled(found.gains)


def unit_rows(found: Priorities) -> pd.DataFrame:
    """The rows of ``found.by_unit`` whose gain is more than chance, with ``label`` likewise."""
    return _labelled(found.by_unit[found.by_unit["told"].astype(bool)])


def _labelled(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        label=pd.Series([factor_name(factor) for factor in rows["factor"]], rows.index, object)
    )


def _told(found: Priorities) -> list[Finding]:
    sure = found.gains[found.gains["told"]].to_dict("records")
    return [
        told((_FIRST if place == 0 else _NEXT)[_kind(row["factor"], found)], row, "act")
        for place, row in enumerate(sure)
    ]


def _kind(factor: str, found: Priorities) -> str:
    if factor == DEALS:
        return "patch" if found.by_patch else "rep"
    return "size" if factor == SIZE else "stage"


def _stage(template: str, found: Priorities, stage: str | None) -> Finding:
    return told(template, _row(found, stage), "act")


def _holds(found: Priorities, stage: str) -> Finding:
    row = _row(found, stage)
    return told(_STUCK if np.isnan(row["stay"]) else _SLOW, row, "act")


def _lever(found: Priorities, stage: str | None) -> Finding:
    return told(
        "If one in ten of the deals lost in {stage:name} went on instead, a year's deals would bring about "
        "{lever:money} more ({lever_low:money} to {lever_high:money}): more than in any other stage.",
        _row(found, stage),
    )


def _row(found: Priorities, stage: str | None) -> Mapping[Any, Any]:
    rows = stage_rows(found)
    return rows[rows["stage"] == stage].iloc[0].to_dict()
