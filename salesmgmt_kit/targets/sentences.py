"""The sentences of the target report, as templates by what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..findings import Tone

#: The month against target: of zero; short or met, without units below; short, and by whom most; met by
#: every unit, or by some.
AGAINST: Final = {
    "zero": "{month:month}: sales of {actual:money} against a target of zero.",
    "alone_short": (
        "{month:month}: sales of {actual:money} are {distance:money} below target ({attainment:percent})."
    ),
    "alone_met": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent})."
    ),
    "short": (
        "{month:month}: sales of {actual:money} are {distance:money} below target ({attainment:percent}); "
        "{unit:name} alone makes up {part:percent} of all shortfalls ({unit_gap:signed_money})."
    ),
    "met": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent}); "
        "no unit fell short, and {unit:name} added most ({unit_gap:signed_money})."
    ),
    "mixed": (
        "{month:month}: sales of {actual:money} are {distance:money} above target ({attainment:percent}); "
        "{unit:name} added most ({unit_gap:signed_money}), while {n:count} of {total:count} units fell short."
    ),
}

#: By measure, and what can be said: the gap alone, its size in percent, the unit that moved most.
PAST: Final = {
    ("last_year", "gap"): (
        "{month:month}: sales of {actual:money} are {gap:signed_money} on the same month last year."
    ),
    ("last_year", "change"): (
        "{month:month}: sales of {actual:money} are {change:signed_percent} on the same month last year."
    ),
    ("last_year", "cause"): (
        "{month:month}: sales of {actual:money} are {change:signed_percent} on the same month last year; "
        "{unit:name} moved most ({unit_gap:signed_money})."
    ),
    ("previous", "gap"): "{month:month}: sales of {actual:money} are {gap:signed_money} on the month before.",
    ("previous", "change"): (
        "{month:month}: sales of {actual:money} are {change:signed_percent} on the month before."
    ),
    ("previous", "cause"): (
        "{month:month}: sales of {actual:money} are {change:signed_percent} on the month before; "
        "{unit:name} moved most ({unit_gap:signed_money})."
    ),
}

#: By whether target and last year are known.
YEARS: Final = {
    (True, True): (
        "The fiscal year so far brought {actual:money}: {gap:signed_money} against target "
        "({attainment:percent}), {last_year_change:signed_percent} on last year."
    ),
    (True, False): (
        "The fiscal year so far brought {actual:money}: {gap:signed_money} against target "
        "({attainment:percent})."
    ),
    (False, True): (
        "The fiscal year so far brought {actual:money}: {last_year_change:signed_percent} on last year."
    ),
}

#: By the highest probability for which the words are true.
CHANCES: Final = (
    (
        0.1,
        "The year's target of {target:money} will almost certainly be missed (probability of reaching it "
        "{probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        1 / 3,
        "The year's target of {target:money} will probably be missed (probability of reaching it "
        "{probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        2 / 3,
        "Whether the year's target of {target:money} is reached is open (probability "
        "{probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        0.9,
        "The year's target of {target:money} will probably be reached (probability "
        "{probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        1.0,
        "The year's target of {target:money} will almost certainly be reached (probability "
        "{probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
)

#: By measure, and whether any unit is behind.
STANDINGS: Final = {
    ("target", True): (
        "Behind target in the fiscal year so far: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("target", False): (
        "No unit is behind target in the fiscal year so far; "
        "{unit:name} is furthest ahead ({gap:signed_money})."
    ),
    ("last_year", True): (
        "Behind last year in the fiscal year so far: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("last_year", False): (
        "No unit is behind last year in the fiscal year so far; "
        "{unit:name} is furthest ahead ({gap:signed_money})."
    ),
    ("previous", True): (
        "Behind the month before: {n:count} of {total:count} units, "
        "{unit:name} most of all ({gap:signed_money})."
    ),
    ("previous", False): (
        "No unit is behind the month before; {unit:name} is furthest ahead ({gap:signed_money})."
    ),
}

#: By festival, and whether the forecast allows for it.
FESTIVALS: Final = {
    ("lunar_new_year", True): (
        "The Spring Festival moves between January and February. On the days around it sales are "
        "{around:signed_percent} against usual, and {after:signed_percent} in the weeks after. The forecast"
        " allows for it: foreseen the month before, its months were off by {error_with:percent}; without, "
        "by {error_without:percent}."
    ),
    ("lunar_new_year", False): (
        "The Spring Festival moves between January and February, but that sales follow it cannot be told: "
        "foreseen the month before, its months were off by {error_with:percent} with it, "
        "{error_without:percent} without. The forecast leaves it out."
    ),
    ("eid_al_fitr", True): (
        "Eid al-Fitr moves between months. On the days around it sales are {around:signed_percent} against "
        "usual, and {after:signed_percent} in the weeks after. The forecast allows for it: foreseen the "
        "month before, its months were off by {error_with:percent}; without, by {error_without:percent}."
    ),
    ("eid_al_fitr", False): (
        "Eid al-Fitr moves between months, but that sales follow it cannot be told: foreseen the month "
        "before, its months were off by {error_with:percent} with it, {error_without:percent} without. The "
        "forecast leaves it out."
    ),
    ("easter", True): (
        "Easter moves between March and April. On the days around it sales are {around:signed_percent} "
        "against usual, and {after:signed_percent} in the weeks after. The forecast allows for it: foreseen"
        " the month before, its months were off by {error_with:percent}; without, by "
        "{error_without:percent}."
    ),
    ("easter", False): (
        "Easter moves between March and April, but that sales follow it cannot be told: foreseen the month "
        "before, its months were off by {error_with:percent} with it, {error_without:percent} without. The "
        "forecast leaves it out."
    ),
}

#: By how the intervals were, judged by the interval of the share that they covered.
ACCURACIES: Final[dict[str, tuple[str, Tone]]] = {
    "right": (
        "In the last months, {covered:count} of {n:count} actual months lay inside the {level:chance} "
        "interval foreseen the month before ({share:percent}): the intervals can be trusted.",
        "good",
    ),
    "narrow": (
        "In the last months, only {covered:count} of {n:count} actual months lay inside the {level:chance} "
        "interval foreseen the month before ({share:percent}): the intervals are too narrow.",
        "act",
    ),
    "wide": (
        "In the last months, as many as {covered:count} of {n:count} actual months lay inside the "
        "{level:chance} interval foreseen the month before ({share:percent}): the intervals are wider "
        "than need be.",
        "note",
    ),
}

#: By the models that it is true of.
MODELS: Final[dict[Sequence[str], str]] = {
    ("none",): "Too new for any forecast: {units:names}.",
    ("short", "short_additive"): (
        "Less than a year of history, so the forecast is a level and its interval a rough one: {units:names}."
    ),
    ("level", "level_additive"): (
        "Less than two years of history, so the forecast knows no season: {units:names}."
    ),
    ("resampled",): (
        "Sales in some months only, so the forecast draws from the months past, recent ones more often: "
        "{units:names}."
    ),
    ("constant",): "The same sales in every month of a year, which are expected to go on: {units:names}.",
}

#: What a drawing by unit shows; whether it shows every unit, or the extremes only.
DRAWN: Final = {
    ("gap", True): "Gap by unit, in money and as a share of what it is compared with",
    ("gap", False): (
        "Gap by unit, in money and as a share of what it is compared with; shown are {n:count} of "
        "{total:count} units, below the top those furthest behind and ahead"
    ),
    ("chance", True): "Expected total of the fiscal year and its interval, as a share of the target",
    ("chance", False): (
        "Expected total of the fiscal year and its interval, as a share of the target; shown are {n:count} "
        "of {total:count} units, below the top those furthest behind and ahead"
    ),
}

#: Terms of the page and what each means.
TERMS: Final = (
    (
        "Target",
        "What was set. A unit without one has the sum of the units below it, if all of them have one.",
    ),
    ("Attainment", "Sales divided by target."),
    (
        "Forecast",
        "The middle of a thousand simulated courses of the unit's sales: as likely too low as too high.",
    ),
    ("Interval", "Four of five simulated courses lie inside it."),
    ("Probability", "Share of the simulated courses that end at the target or above, sales so far included."),
    (
        "Target per potential",
        "Targets of the last twelve months divided by the yearly potential of the unit's territories, held "
        "against the median of the other units of its level: 1 = like the others.",
    ),
    (
        "Correlation",
        "Pearson's, over reps with six months of targets; between its bounds with 98.3 percent, so that "
        "three of them hold together with 95 percent.",
    ),
    (
        "Model",
        "Statsmodels' exponential smoothing with the largest weight in the unit's forecast, in letters for "
        "errors, trend and season: A additive, Ad damped, N none. A p-value near 0 speaks against what the "
        "column says.",
    ),
)
