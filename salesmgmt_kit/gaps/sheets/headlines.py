"""The sentences of a sheet about the gap, and whom to talk to first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from ...findings import Finding, few, told
from ...interviews import Sheet
from .directions import DIRECTIONS
from .signs import Sign

#: By whether the target was missed, and how much of it target, patch, ramp and team explain.
_PLAINLY: Final = {
    (True, "all"): (
        "Target, patch, ramp and team make about {given:signed_money}, all of the gap of {gap:signed_money} "
        "or more, by what other reps sell elsewhere."
    ),
    (True, "part"): (
        "Of the gap of {gap:signed_money}, target, patch, ramp and team make about {given:signed_money}, by "
        "what other reps sell elsewhere: as far as that holds, it is not this person's doing."
    ),
    (True, "none"): (
        "Target, patch, ramp and team do not explain the gap of {gap:signed_money}: together they make about "
        "{given:signed_money}, by what other reps sell elsewhere."
    ),
    (False, "all"): (
        "The result is {gap:signed_money} against the target; target, patch, ramp and team make about that "
        "much or more, {given:signed_money}, by what other reps sell elsewhere."
    ),
    (False, "part"): (
        "Of the {gap:signed_money} above the target, target, patch, ramp and team make about "
        "{given:signed_money}, by what other reps sell elsewhere."
    ),
    (False, "none"): (
        "The result is {gap:signed_money} against the target, although target, patch, ramp and team make "
        "about {given:signed_money}, by what other reps sell elsewhere."
    ),
}
_WITHOUT_TARGET: Final = (
    "No target is known of all these months: the result is {gap:signed_money} against the average rep, of "
    "which patch, ramp and team make {given:signed_money}."
)
_IN_THIS_PATCH: Final = (
    "With this patch the average rep sells about {expected:money} ({expected_low:money} to "
    "{expected_high:money}); the target asked for {target:money}."
)
_NOTHING: Final = (
    "Nothing stands out beyond chance: what is left, {left:signed_money}, may be luck "
    "({ability_low:signed_percent} to {ability_high:signed_percent} against others in a like position as "
    "far as is known)."
)
_SUSPECT: Final = (
    "Nothing stands out beyond chance over two years. The year alone lies below others in a like position "
    "as far as is known "
    "({ability_low:signed_percent} to {ability_high:signed_percent}), which a few of {n:count} reps do by "
    "chance."
)
_TOO_LITTLE: Final = "Too few months of sales, or too few colleagues: nothing can be told from chance."
#: By direction: whom it is about.
_WHO: Final = {
    "raise": "Raise with head office: the targets of {reps:names}.",
    "coach": "Coach: {reps:names}.",
    "ask": "Ask before you judge: {reps:names}.",
    "learn": "Learn from {reps:names}.",
}
_SELECTED: Final = (
    "Sheets of {n:count} of {total:count} reps are shown: those with an open plan, then those with most to "
    "settle; `gaps: {{sheets: {total:count}}}` in client.yaml shows all."
)
_REST: Final = (
    "About the results of {n:count} of {total:count} reps there is nothing to settle: talk about what comes "
    "next."
)


def plainly(facts: Mapping[Any, Any]) -> list[Finding]:
    """What of a rep's gap is not the person's doing; nothing for one who cannot be compared."""
    if not facts["compared"]:
        return []
    if not facts["asked"]:
        return [told(_WITHOUT_TARGET, facts)]
    gap, given = facts["gap"], facts["given"]
    short = bool(gap < 0)
    explained = given / gap if gap else 0.0
    how = "all" if explained >= 1 else "part" if explained > 0 else "none"
    patched = [told(_IN_THIS_PATCH, facts)] if facts["expected"] > 0 else []
    return [told(_PLAINLY[short, how], facts), *patched]


def standing_out(facts: Mapping[Any, Any], signs: Sequence[Sign]) -> list[Finding]:
    """What lies beyond chance about a rep, or that nothing does."""
    if signs:
        return [sign.said for sign in signs]
    if not facts["compared"]:
        return [Finding(_TOO_LITTLE)]
    return [told(_SUSPECT if facts["suspect"] else _NOTHING, facts)]


def direction_findings(sheets: Sequence[Sheet]) -> list[Finding]:
    """Whom to talk to first, and about what.

    Parameters
    ----------
    sheets
        From :func:`~salesmgmt_kit.gaps.sheets.interview_sheets`.
    """
    who: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        who[sheet.word].append(sheet.rep)
    words = {key: DIRECTIONS[key][0] for key in _WHO}
    said = [
        Finding(_WHO[key], {"reps": few(pd.Series(who[word]))}, DIRECTIONS[key][2])
        for key, word in words.items()
        if word in who
    ]
    rest = len(sheets) - sum(len(who[word]) for word in words.values() if word in who)
    return [*said, *([Finding(_REST, {"n": rest, "total": len(sheets)})] if rest else [])]


def selection_findings(shown: Sequence[Sheet], sheets: Sequence[Sheet]) -> list[Finding]:
    """Who has no sheet on the page because it would grow too large, and how to get it."""
    if len(shown) == len(sheets):
        return []
    return [Finding(_SELECTED, {"n": len(shown), "total": len(sheets)})]
