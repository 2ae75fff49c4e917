"""The terms of the target report and what each means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..findings import Finding
from .fair import Fairness
from .forecasting import Forecast

#: Terms whose meaning holds no number.
_PLAIN: Final = (
    (
        "Target",
        "What was set. A unit without one has the sum of the units below it, if all of them have one.",
    ),
    (
        "Attainment",
        "Sales divided by target; not given where the target is not above zero or sales are negative.",
    ),
    ("Probability", "Share of the simulated courses that end at the target or above, sales so far included."),
    (
        "Target per potential",
        "Targets of the last twelve months divided by the yearly potential of the unit's territories, held "
        "against the median of the other units of its level: 1 = like the others.",
    ),
)


def glossary(result: Forecast, fair: Fairness) -> Sequence[tuple[str, Finding | str]]:
    """The terms of the page, each with its meaning; their numbers are those that were computed with.

    Parameters
    ----------
    result
        From :func:`~salesmgmt_kit.targets.forecast`.
    fair
        From :func:`~salesmgmt_kit.targets.fair.plan_fairness`; the correlation is left out where none could
        be computed.
    """
    paths = Finding(
        "The middle of {n:count} simulated courses of the unit's sales: as likely too low as too high.",
        {"n": max(map(len, result.paths.values()))},
    )
    inside = Finding("{level:chance} of the simulated courses lie inside it.", {"level": result.level})
    return [
        *_PLAIN[:2],
        ("Forecast", paths),
        ("Interval", inside),
        *_PLAIN[2:],
        *_correlation(fair),
    ]


def _correlation(fair: Fairness) -> list[tuple[str, Finding | str]]:
    if fair.relations.empty:
        return []
    bounds = Finding(
        "Pearson's, over reps with six months of targets; it lies between its bounds with {level:percent}, "
        "which are wide enough for several of them to be read side by side.",
        {"level": fair.relations["level"].iloc[0]},
    )
    return [("Correlation", bounds)]
