"""What a manager should read about the fairness of the plan."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone
from .fairness import Fairness
from .groups import TENURE
from .person import PlanOrPerson
from .spread import REMOTE, reach_spread

#: The level of the plan, by verdict.
_LEVELS: Final[dict[str, tuple[str, Tone]]] = {
    "too_high": (
        "The plan is wrong, not its people: of {n:count} reps only {reached:percent} are at their target, "
        "and together they sold {attainment:percent} of it.",
        "act",
    ),
    "too_low": (
        "The plan asks too little: of {n:count} reps {reached:percent} are at their target, and together "
        "they sold {attainment:percent} of it.",
        "act",
    ),
    "mixed": (
        "Of {n:count} reps {reached:percent} are at their target ({low:percent} to {high:percent}); together "
        "they sold {attainment:percent} of it in twelve months.",
        "note",
    ),
}
#: Attainment against a measure, by whether it rises with it.
_RELATIONS: Final = {
    ("potential", True): (
        "Reps with richer territories reach more of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps): look whether poor territories are asked too much."
    ),
    ("potential", False): (
        "Reps with richer territories reach less of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps): look whether rich territories are asked too much."
    ),
    ("history", True): (
        "Reps who sold more the year before reach more of their target (correlation {r:number}, "
        "{low:number} to {high:number}, {n:count} reps)."
    ),
    ("history", False): (
        "Reps who sold more the year before reach less of their target (correlation {r:number}, "
        "{low:number} to {high:number}, {n:count} reps): look whether success is punished."
    ),
    ("growth", True): (
        "Reps whose target was raised more reach more of it (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps)."
    ),
    ("growth", False): (
        "Reps whose target was raised more reach less of it (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps): look whether the rises can be borne."
    ),
    ("tenure", True): (
        "Reps of longer service reach more of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps): look whether new ones need a ramp."
    ),
    ("tenure", False): (
        "Reps of longer service reach less of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps)."
    ),
}

_GROUP: Final = (
    "{unit:name}: its {n:count} reps differ from the others in mean attainment by {difference:signed_points} "
    "({low:signed_points} to {high:signed_points})."
)
#: By band of tenure.
_BANDS: Final = {
    "under_1": (
        "The {n:count} reps in their first year differ from the others in mean attainment by "
        "{difference:signed_points} ({low:signed_points} to {high:signed_points}): look whether they "
        "have a ramp."
    ),
    "1_to_3": (
        "The {n:count} reps with one to three years of service differ from the others in mean attainment by "
        "{difference:signed_points} ({low:signed_points} to {high:signed_points})."
    ),
    "3_to_5": (
        "The {n:count} reps with three to five years of service differ from the others in mean attainment by "
        "{difference:signed_points} ({low:signed_points} to {high:signed_points})."
    ),
    "over_5": (
        "The {n:count} reps with more than five years of service differ from the others in mean "
        "attainment by "
        "{difference:signed_points} ({low:signed_points} to {high:signed_points})."
    ),
}


def fairness_findings(fair: Fairness, opening: pd.DataFrame | None = None) -> list[Finding]:
    """Units asked out of proportion, level of the plan, chances at the start, and what attainment goes with.

    Parameters
    ----------
    fair
        From :func:`~salesmgmt_kit.targets.fair.plan_fairness`.
    opening
        From :func:`~salesmgmt_kit.targets.fair.opening_chances`; None where it is not told.
    """
    reps = fair.level[fair.level["tier"] == units.REP]
    if reps.empty:
        return [
            Finding("Whether the plan is fair cannot be said: reps have no targets for six months or more.")
        ]
    row = reps.iloc[0]
    return [
        *_out_of_proportion(fair.proportion),
        *_remote(fair.proportion, opening),
        _level(row.to_dict()),
        *_near(row),
        *_spread(opening),
        *_groups(fair.groups),
        *_relations(fair.relations),
        *_ratchet(fair.ratchet),
        *_concentration(fair.concentration),
    ]


def wrong_plan_findings(found: PlanOrPerson) -> list[Finding]:
    """That the plan is wrong, where nearly all reps miss it or reach it alike; nothing where they do not."""
    return [_level(row) for row in _reps(found.level) if row["verdict"] != "mixed"]


def plan_or_person_findings(found: PlanOrPerson) -> list[Finding]:
    """Whether gaps are the plan's or the persons': its level, what lasts, what attainment goes with.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.targets.fair.plan_or_person`.
    """
    lasts = [
        Finding(
            "{share:percent} of what reps differ by in monthly attainment lasts ({low:percent} to "
            "{high:percent}, {n:count} reps); the rest comes and goes.",
            {name: row[name] for name in ("share", "low", "high", "n")},
        )
        for row in found.lasting.to_dict("records")
    ]
    relations = found.relations[found.relations["against"].isin(["potential", "history"])]
    told = [*map(_level, _reps(found.level)), *lasts, *_relations(relations)]
    nobody = Finding("Too few reps have targets for six months: plan and persons cannot be told apart.")
    return told or [nobody]


def _reps(level: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return level[level["tier"] == units.REP].to_dict("records")


def _level(row: dict[Hashable, Any]) -> Finding:
    template, tone = _LEVELS[row["verdict"]]
    return Finding(template, {k: row[k] for k in ("n", "reached", "low", "high", "attainment")}, tone)


def _out_of_proportion(proportion: pd.DataFrame) -> list[Finding]:
    out = proportion[proportion["out"].astype(bool)].sort_values("p", kind="stable")
    names = ("unit", "ratio", "fair_low", "fair_high", "attainment")
    return [
        Finding(
            "{unit:name}: for its potential and last year's sales the target is {ratio:number} times that of "
            "the other units (in a fair plan {fair_low:number} to {fair_high:number}); it stands at "
            "{attainment:percent}. Look at the target before the people.",
            {name: row[name] for name in names},
            "act",
        )
        if row["ratio"] > 1
        else Finding(
            "{unit:name}: for its potential and last year's sales the target is only {ratio:number} "
            "times that "
            "of the other units (in a fair plan {fair_low:number} to {fair_high:number}); it stands at "
            "{attainment:percent}.",
            {name: row[name] for name in names},
        )
        for row in out.to_dict("records")
    ]


def _remote(proportion: pd.DataFrame, opening: pd.DataFrame | None) -> list[Finding]:
    """Of the units asked too much: those whose target was out of reach before the year began."""
    if opening is None or opening.empty:
        return []
    high = proportion[proportion["out"].astype(bool) & (proportion["ratio"] > 1)]
    rows = opening[opening["unit"].isin(high["unit"]) & (opening["probability"] < REMOTE)]
    return [
        Finding(
            "{unit:name}: before the year began, the probability of reaching its target was "
            "{probability:chance}.",
            {"unit": row["unit"], "probability": row["probability"]},
            "act",
        )
        for row in rows.to_dict("records")
    ]


def _near(row: pd.Series) -> list[Finding]:
    return [
        Finding(
            "{near:percent} of the reps are within ten percent of their target ({low:percent} to "
            "{high:percent}).",
            {"near": row["near"], "low": row["near_low"], "high": row["near_high"]},
        )
    ]


def _spread(opening: pd.DataFrame | None) -> list[Finding]:
    if opening is None or opening.empty:
        return []
    spread = reach_spread(opening)
    rows = spread[spread["tier"] == units.REP].to_dict("records")
    return [
        Finding(
            "Before the year began, {remote:count} of {n:count} reps would reach their target with a "
            "probability below five percent, {safe:count} with one above ninety-five; for the middle one "
            "it was "
            "{median:chance}.",
            {name: row[name] for name in ("remote", "n", "safe", "median")},
        )
        for row in rows
    ]


def _groups(groups: pd.DataFrame) -> list[Finding]:
    """Regions and bands of tenure that differ from the other reps beyond chance."""
    sure = groups[groups["claimed"].astype(bool)].sort_values("p", kind="stable")
    return [_group(row) for row in sure.to_dict("records")]


def _group(row: dict[Hashable, Any]) -> Finding:
    facts = {name: row[name] for name in ("n", "difference", "low", "high")}
    if row["kind"] == TENURE:
        return Finding(_BANDS[row["group"]], facts)
    return Finding(_GROUP, facts | {"unit": row["group"]})


def _concentration(concentration: pd.DataFrame) -> list[Finding]:
    reps = concentration[concentration["tier"] == units.REP]
    return [
        Finding(
            "Target per potential of the reps has a Gini coefficient of {gini:number} ({low:number} to "
            "{high:number}; zero would be the same for all).",
            {name: row[name] for name in ("gini", "low", "high")},
        )
        for row in reps.to_dict("records")
    ]


def _relations(relations: pd.DataFrame) -> list[Finding]:
    """Only what its interval sets apart from 0."""
    sure = relations[(relations["low"] > 0) | (relations["high"] < 0)]
    return [
        Finding(
            _RELATIONS[row["against"], row["correlation"] > 0],
            {"r": row["correlation"], "low": row["low"], "high": row["high"], "n": row["n"]},
        )
        for row in sure.to_dict("records")
    ]


def _ratchet(ratchet: pd.DataFrame) -> list[Finding]:
    if ratchet.empty:
        return []
    slopes = dict(zip(ratchet["direction"], ratchet["slope"].astype(float), strict=True))
    lows = dict(zip(ratchet["direction"], ratchet["low"].astype(float), strict=True))
    if lows["difference"] <= 0:
        return []
    return [
        Finding(
            "Targets ratchet: beating one by ten percent raises the next by {up:percent}, "
            "missing it by ten percent lowers it by {down:percent} ({n:count} pairs of years).",
            {
                "up": slopes["beaten"] / 10,
                "down": slopes["missed"] / 10,
                "n": int(ratchet["n"].iloc[0]),
            },
            "act",
        )
    ]
