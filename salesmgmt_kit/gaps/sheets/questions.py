"""Questions to ask, chosen by rules from facts: open ones that accuse nobody, each with its fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from ...findings import Finding, told
from ...interviews import Planned, Question
from .signs import Sign

#: Most questions of one interview.
MOST: Final = 3

_TARGET: Final = (
    "What would make this target reachable, and what of it should we take to head office together?",
    "The target, {target:money}, lies above even the upper end of what the average rep sells with this "
    "patch, {expected_high:money}.",
)
_OBSTACLE: Final = (
    "What has stood in your way this year, and where can I help?",
    "{ability_low:signed_percent} to {ability_high:signed_percent} this year against others in a like "
    "position"
    " as far as is known: it may still be chance.",
)
#: By what lies beyond chance, and whether it is good; the sign's sentence is the fact.
_BY_SIGN: Final = {
    (
        "ability",
        True,
    ): "What do you do differently from others, and which part of it could the team take over?",
    ("ability", False): "What has stood in your way these two years, and where can I help?",
    ("rate", True): "What decides the deals that you win?",
    (
        "rate",
        False,
    ): "Think of the last deals that we lost: when did the customer decide, and for what reason?",
    ("closed", True): "What has brought more deals to an end lately, and will it last?",
    ("closed", False): "What keeps deals from coming to an end at the moment?",
    ("win_rate", True): "What is it that customers have said yes to lately?",
    ("win_rate", False): "What did customers choose instead of us lately, and why?",
    ("size", True): "What has made the deals larger lately, and will it last?",
    ("size", False): "What has changed in what customers buy from you?",
}
#: By the outcome of a plan; the outcome's sentence is the fact.
_BY_OUTCOME: Final = {
    "good": "“{action}”: what of it has worked, and what do we keep?",
    "note": "“{action}”: how is it going, and do we go on, change it or drop it?",
}
#: By flag of the facts, the most telling one first.
_BY_FLAG: Final = (
    (
        "new",
        "What do you still need to find your feet: customers, products, people to turn to?",
        "In the job since {hired:date}.",
    ),
    (
        "thin",
        "Which customers of your patch could still grow, and which needs are simply not there?",
        "A thinner patch than the average makes about {patch:signed_money}, by the other reps' experience.",
    ),
    (
        "held",
        "What makes it harder for the whole team than for others?",
        "What the rest of the team has in common makes about {shared:signed_money}.",
    ),
    (
        "lucky",
        "Which of this year's sales will not come again, and what is to follow them?",
        "{left:signed_money} is more than target, patch, ramp and team explain, and two years cannot tell it "
        "from luck ({steady_low:signed_percent} to {steady_high:signed_percent} against others).",
    ),
)
_PROCESS: Final = (
    "Let us look at how, not at how much: which three deals come next, and what does each of them need?",
    "What is left of the result lies within chance: {ability_low:signed_percent} to "
    "{ability_high:signed_percent} against others in a like position as far as is known. Nothing to ask "
    "about the result itself.",
)
_OPEN: Final = {
    True: (
        "What should I know that no figure here shows?",
        "{left:signed_money} is the person's doing, chance, or something that no table holds.",
    ),
    False: ("What should I know that no figure here shows?", "The figures are too few to say anything yet."),
}


def to_ask(facts: Mapping[Any, Any], signs: Sequence[Sign], plans: Sequence[Planned]) -> Sequence[Question]:
    """Two or three questions about one rep, the most telling first.

    Parameters
    ----------
    facts
        A row of :func:`~salesmgmt_kit.gaps.sheets.rep_facts`.
    signs
        What lies beyond chance about the rep.
    plans
        The plans to speak of.
    """
    return list(islice(_candidates(facts, signs, plans), MOST))


def _candidates(
    facts: Mapping[Any, Any], signs: Sequence[Sign], plans: Sequence[Planned]
) -> Iterator[Question]:
    if facts["out"] and facts["short"]:
        yield _asked(_TARGET, facts)
    for sign in signs:
        yield Question(Finding(_BY_SIGN[sign.code, sign.good]), sign.said)
    if facts["suspect"]:
        yield _asked(_OBSTACLE, facts)
    for plan in plans:
        ask = _BY_OUTCOME["good" if plan.outcome.tone == "good" else "note"]
        yield Question(Finding(ask, {"action": plan.action}), plan.outcome)
    for flag, *texts in _BY_FLAG:
        if facts[flag]:
            yield _asked(texts, facts)
    if facts["compared"] and not (facts["out"] or facts["suspect"] or signs):
        yield _asked(_PROCESS, facts)
    yield _asked(_OPEN[bool(facts["compared"])], facts)


def _asked(texts: Sequence[str], facts: Mapping[Any, Any]) -> Question:
    ask, fact = texts
    return Question(Finding(ask), told(fact, facts))
