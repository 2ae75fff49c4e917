"""Where to go from here with each rep, by rules: to head office, to coaching, to learning, or on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...findings import Finding, Tone, told
from .signs import Sign

#: By direction, the most pressing one first: a word, a sentence, its tone.
DIRECTIONS: Final[dict[str, tuple[str, str, Tone]]] = {
    "raise": (
        "Raise",
        "Raise it with head office: with this patch the average rep would have been about {lack:money} short "
        "of this target.",
        "act",
    ),
    "coach": (
        "Coach",
        "Coach: the result is below others' by more than chance. Find out together what stands in the way.",
        "act",
    ),
    "ask": (
        "Ask",
        "Ask before you judge: the year lies below that of others in a like position as far as is known, "
        "but two years do not "
        "tell it from chance.",
        "note",
    ),
    "learn": (
        "Learn",
        "Learn from it: the result is above others' by more than chance. Find out what the team can take "
        "over.",
        "good",
    ),
    "wait": (
        "Wait",
        "Wait: the gap is no larger than target, patch, ramp, team and chance make. Talk about the next "
        "steps, not about the result.",
        "note",
    ),
    "start": (
        "Wait",
        "Wait: too few months of sales, or too few colleagues, to compare with. Talk about finding one's "
        "feet.",
        "note",
    ),
    "on": (
        "Go on",
        "Go on: nothing about the result needs to be settled. Talk about what comes next.",
        "note",
    ),
}
#: What a person may be coached on, and learnt from, as long as it lies beyond chance.
_COACHED: Final = {"ability", "rate", "closed", "win_rate", "size"}
_LEARNT: Final = {"ability", "rate"}


def direction(facts: Mapping[Any, Any], signs: Sequence[Sign]) -> str:
    """The key of :data:`DIRECTIONS` that a rep's facts lead to.

    Parameters
    ----------
    facts
        A row of :func:`~salesmgmt_kit.gaps.sheets.rep_facts`.
    signs
        What lies beyond chance about the rep.
    """
    if facts["out"] and facts["short"]:
        return "raise"
    if any(sign.good and sign.code in _LEARNT for sign in signs):
        return "learn"
    if any(not sign.good and sign.code in _COACHED for sign in signs):
        return "coach"
    if not facts["compared"]:
        return "start"
    if facts["suspect"]:
        return "ask"
    return "wait" if facts["short"] else "on"


def advice(key: str, facts: Mapping[Any, Any]) -> Finding:
    """The sentence of a direction."""
    _, sentence, tone = DIRECTIONS[key]
    return told(sentence, facts, tone)
