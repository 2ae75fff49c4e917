"""The sentences of the forecast record, as templates by what is known."""

from __future__ import annotations

from typing import Final

from ...findings import Tone

#: The company's year since the month before: while it runs, with corrections, and once it is over.
CHANGES: Final = {
    "running": (
        "Since last month the year's expected total went from {then:money} to {now:money} "
        "({change:signed_money}): {came:signed_money} because {month:month} came in other than expected, "
        "{revised:signed_money} by the outlook of the months ahead."
    ),
    "corrected": (
        "Since last month the year's expected total went from {then:money} to {now:money} "
        "({change:signed_money}): {came:signed_money} because {month:month} came in other than expected, "
        "{restated:signed_money} by corrections of earlier months, {revised:signed_money} by the outlook "
        "of the months ahead."
    ),
    "over": (
        "The year is over: it brought {now:money} where {then:money} was expected last month "
        "({change:signed_money})."
    ),
}
#: The month reported against what the month before expected of it, by whether its interval held it.
MONTHS: Final = {
    True: (
        "{month:month} brought {actual:money}, inside the interval foreseen last month ({low:money} to "
        "{high:money}): no more than chance explains."
    ),
    False: (
        "{month:month} brought {actual:money}, outside the interval foreseen last month ({low:money} to "
        "{high:money}, which is meant to hold {level:chance} of months)."
    ),
}
#: By how far ahead was looked; one name a row of the table.
KINDS: Final = {
    "next_month": "Next month",
    "months_2_3": "Two to three months ahead",
    "months_4_on": "Four months ahead or more",
    "quarter": "Quarter, before it began",
    "year": "Year, before it began",
}
#: Parts of a change, as the drawing names them.
STEPS: Final = {
    "came": "The month itself",
    "restated": "Corrections of earlier months",
    "revised": "Outlook of the months ahead",
    "change": "Change in all",
}
#: The error against that of "like the same month last year", by what its interval says.
ERRORS: Final[dict[str, tuple[str, Tone]]] = {
    "better": (
        "Foreseen the month before, a unit's month was off by {off:percent}: {mase:number} times the error "
        "of expecting last year's month again ({low:number} to {high:number}), so better than that.",
        "good",
    ),
    "open": (
        "Foreseen the month before, a unit's month was off by {off:percent}: {mase:number} times the error "
        "of expecting last year's month again ({low:number} to {high:number}), which may be chance.",
        "note",
    ),
    "worse": (
        "Foreseen the month before, a unit's month was off by {off:percent}: {mase:number} times the error "
        "of expecting last year's month again ({low:number} to {high:number}), so worse than that.",
        "act",
    ),
}
#: Intervals of the next month, by what the interval of the share that they covered says.
COVERAGES: Final[dict[str, tuple[str, Tone]]] = {
    "right": (
        "{covered:count} of {n:count} months lay inside the interval foreseen the month before "
        "({share:percent}; {low:percent} to {high:percent}), which is meant to hold {level:chance}: no "
        "difference beyond chance.",
        "good",
    ),
    "narrow": (
        "Only {covered:count} of {n:count} months lay inside the interval foreseen the month before "
        "({share:percent}; {low:percent} to {high:percent}), which is meant to hold {level:chance}: the "
        "intervals are too narrow.",
        "act",
    ),
    "wide": (
        "As many as {covered:count} of {n:count} months lay inside the interval foreseen the month before "
        "({share:percent}; {low:percent} to {high:percent}), which is meant to hold {level:chance}: the "
        "intervals are wider than need be.",
        "note",
    ),
}
#: Probabilities of all targets together, by what the interval of the difference says.
LEVELS: Final[dict[str, tuple[str, Tone]]] = {
    "right": (
        "{n:count} monthly targets were given a probability of {probability:percent} on average, and "
        "{share:percent} were reached: no difference beyond chance ({low:signed_points} to "
        "{high:signed_points}).",
        "good",
    ),
    "timid": (
        "{n:count} monthly targets were given a probability of {probability:percent} on average, but "
        "{share:percent} were reached ({low:signed_points} to {high:signed_points}): the probabilities were "
        "too low.",
        "act",
    ),
    "bold": (
        "{n:count} monthly targets were given a probability of {probability:percent} on average, but only "
        "{share:percent} were reached ({low:signed_points} to {high:signed_points}): the probabilities were "
        "too high.",
        "act",
    ),
}
#: Whether probabilities tell more than the share reached alone.
SKILLS: Final[dict[bool, tuple[str, Tone]]] = {
    True: (
        "The probabilities tell targets that are reached from those that are missed: their Brier score is "
        "{brier:number} ({low:number} to {high:number}; 0 is perfect), where the share reached alone would "
        "have {uncertainty:number}.",
        "good",
    ),
    False: (
        "Whether the probabilities tell more than the share of targets reached alone cannot be told from "
        "chance yet: Brier score {brier:number} ({low:number} to {high:number}; 0 is perfect) against "
        "{uncertainty:number}.",
        "note",
    ),
}
#: Where the forecasts come from.
SOURCES: Final = {
    "stored": "All {n:count} months had stored their forecasts when they were reported.",
    "replayed": (
        "No month had stored its forecasts. Those of {n:count} months were made again from the sales known "
        "then, with the organisation and the targets of today."
    ),
    "mixed": (
        "{stored:count} of {n:count} months had stored their forecasts when they were reported. Those of the "
        "others were made again from the sales known then, with the organisation and the targets of today."
    ),
}
#: Terms of the record and what each means.
TERMS: Final = (
    (
        "Error against last year's month",
        "Mean absolute error of the forecasts divided by the mean absolute change on the same month a year "
        "before (MASE): below 1 is better than expecting last year again.",
    ),
    (
        "Brier score",
        "Mean squared difference between the probability said and what came, 1 for reached and 0 for missed: "
        "0 is perfect, 0.25 is what a coin would get.",
    ),
    (
        "Expected by the month before",
        "The middle of the courses simulated a month ago; the parts of its change add up to it exactly.",
    ),
)
