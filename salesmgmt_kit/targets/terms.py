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
        "Model",
        "Statsmodels' exponential smoothing with the largest weight in the unit's forecast, in letters for "
        "errors, trend and season: A additive, Ad damped, N none. A p-value near 0 speaks against what the "
        "column says.",
    ),
    (
        "Target, against others",
        "Targets of the last twelve months against potential and sales of the year before (their geometric "
        "mean), held against the other units of its level: 1 = like the others. In a fair plan all units "
        "lie within the bounds at once.",
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
        "Pearson's, over reps with six months of targets; all of them together lie between their bounds with "
        "{level:percent}, colleagues of one team being alike.",
        {"level": fair.relations["level"].iloc[0]},
    )
    return [("Correlation", bounds)]
