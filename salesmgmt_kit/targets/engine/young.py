"""The season of a young unit: that of the unit above it, until it has one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from .evidence import NEAR_ZERO
from .grid import SEASON, Numbers
from .models import SEASONAL_MONTHS

#: Models of histories too short for a season of their own.
YOUNG: Final = frozenset({"short", "level"})


def borrowed_seasons(
    series: Mapping[str, Numbers], codes: Mapping[str, str], parents: Mapping[str, str | None]
) -> dict[str, tuple[str, Numbers]]:
    """Of each young unit, the nearest unit above with two years of history, and its season.

    Parameters
    ----------
    series
        By unit: one value per month, the latest last and the same month for all; client's currency.
    codes
        By unit: from :func:`~salesmgmt_kit.targets.engine.models.model_code`.
    parents
        By unit: the unit above; none for the top.

    Returns
    -------
    dict
        By unit, the unit whose season it is and :func:`season` of it. None for a unit with months near 0 or
        below, nor where no unit above has two years of positive sales.
    """
    able = {unit for unit, sales in series.items() if _able(sales)}
    found = {}
    for unit in series:
        above = parents.get(unit) if codes[unit] in YOUNG else None
        while above is not None and above not in able:
            above = parents.get(above)
        if above is not None:
            found[unit] = above, season(series[above])
    return found


def season(sales: Numbers) -> Numbers:
    """Factors of the next twelve months, and so of every twelve before: their mean logarithm is 0.

    Notes
    -----
    Mean over the years of the logarithm's distance from its centred mean of twelve months.

    References
    ----------
    Hyndman and Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 3.4.
    """
    logs = np.log(sales)
    kernel = np.r_[0.5, np.ones(SEASON - 1), 0.5] / SEASON
    half = SEASON // 2
    apart = logs[half:-half] - np.convolve(logs, kernel, "valid")
    following = (np.arange(half, len(logs) - half) - len(logs)) % SEASON
    means = np.array([apart[following == month].mean() for month in range(SEASON)])
    return np.asarray(np.exp(means - means.mean()))


def spread_over(factors: Numbers, n: int, *, ahead: bool) -> Numbers:
    """The factor of each of the ``n`` months ahead, or of the ``n`` months up to the last."""
    months = np.arange(n) if ahead else np.arange(-n, 0)
    return factors[months % SEASON]


def _able(sales: Numbers) -> bool:
    return len(sales) >= SEASONAL_MONTHS and bool(sales.min() > NEAR_ZERO * sales.mean() > 0)
