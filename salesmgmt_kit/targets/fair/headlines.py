"""What a manager should read about the fairness of the plan."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone
from .fairness import Fairness

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
    ("tenure", True): (
        "Reps of longer service reach more of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps): look whether new ones need a ramp."
    ),
    ("tenure", False): (
        "Reps of longer service reach less of their target (correlation {r:number}, {low:number} to "
        "{high:number}, {n:count} reps)."
    ),
}


def fairness_findings(fair: Fairness) -> list[Finding]:
    """Level of the plan, units asked out of proportion, and what attainment goes with.

    Parameters
    ----------
    fair
        From :func:`~salesmgmt_kit.targets.plan_fairness`.
    """
    reps = fair.level[fair.level["tier"] == units.REP]
    if reps.empty:
        return [
            Finding("Whether the plan is fair cannot be said: reps have no targets for six months or more.")
        ]
    row = reps.iloc[0]
    template, tone = _LEVELS[row["verdict"]]
    level = Finding(template, {k: row[k] for k in ("n", "reached", "low", "high", "attainment")}, tone)
    return [*_out_of_proportion(fair.proportion), level, *_relations(fair.relations), *_ratchet(fair.ratchet)]


def _out_of_proportion(proportion: pd.DataFrame) -> list[Finding]:
    out = proportion[proportion["out"].astype(bool)]
    return [
        Finding(
            "{unit:name}: for its potential the target is {ratio:number} times that of the other units; "
            "it stands at {attainment:percent}. Look at the target before the people.",
            {"unit": row["unit"], "ratio": row["ratio"], "attainment": row["attainment"]},
            "act",
        )
        if row["ratio"] > 1
        else Finding(
            "{unit:name}: for its potential the target is only {ratio:number} times that of the other units; "
            "it stands at {attainment:percent}.",
            {"unit": row["unit"], "ratio": row["ratio"], "attainment": row["attainment"]},
        )
        for row in out.to_dict("records")
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
