"""How unequally a plan treats its units: chances at the start of the year, and target per potential."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months as calendar
from ..calibration import reach
from ..forecasting import Engine, forecast
from ..workdays import sales_calendar

Floats = npt.NDArray[np.float64]

#: Probability of reaching a target under which it is out of reach, and above which it asks for nothing.
REMOTE: Final = 0.05
SAFE: Final = 0.95
_FEWEST_UNITS: Final = 8
_DRAWS: Final = 2000


def opening_chances(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
    country: str | None = None,
    tiers: Sequence[str] | None = None,
    engine: Engine = "batch",
) -> pd.DataFrame:
    """How likely each unit, reps included, was to reach the year's target on the eve of that year.

    A plan is fair when it is made: later on, a probability tells success more than fairness.

    Parameters
    ----------
    actuals, plan, month, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.reach`; nothing after the eve is used.
    country
        Whose moving festivals are allowed for, see :func:`~salesmgmt_kit.targets.sales_calendar`.
    tiers
        Tiers that are forecast; all, reps included, when None.
    engine
        As in :func:`~salesmgmt_kit.targets.forecast`.

    Returns
    -------
    DataFrame
        The ``year`` rows of :func:`~salesmgmt_kit.targets.reach` for the fiscal year that holds the month
        after ``month``; empty where no history is older than its first month.
    """
    opening = calendar.fiscal_year(calendar.shift(month, 1), start=fiscal_year_start)[0]
    eve = calendar.shift(opening, -1)
    known = actuals[actuals["month"] <= eve]
    if known.empty:
        return pd.DataFrame(columns=["unit", "tier", "horizon", "probability"])
    festivals = sales_calendar(known, month=eve, country=country)
    tiers = list(known["tier"].unique()) if tiers is None else tiers
    ahead = forecast(
        known, month=eve, fiscal_year_start=fiscal_year_start, tiers=tiers, festivals=festivals, engine=engine
    )
    chances = reach(ahead, known, plan, month=eve, fiscal_year_start=fiscal_year_start)
    return chances[chances["horizon"] == "year"].reset_index(drop=True)


def reach_spread(chances: pd.DataFrame, *, horizon: str = "year") -> pd.DataFrame:
    """How far the units of each tier lie apart in their probability of reaching the target.

    Parameters
    ----------
    chances
        From :func:`opening_chances` or :func:`~salesmgmt_kit.targets.reach`.

    Returns
    -------
    DataFrame
        One row per tier with at least two units: ``tier``, ``n``, ``lowest``, ``median``, ``highest``,
        ``spread`` (standard deviation), ``remote`` (units under 5 %), ``safe`` (units above 95 %).
    """
    rows = chances[(chances["horizon"] == horizon) & chances["probability"].notna()]
    spread = rows.groupby("tier", sort=False)["probability"].agg(
        n="size",
        lowest="min",
        median="median",
        highest="max",
        spread="std",
        remote=lambda p: int((p < REMOTE).sum()),
        safe=lambda p: int((p > SAFE).sum()),
    )
    shown: pd.DataFrame = spread[spread["n"] > 1].reset_index()
    return shown


def target_concentration(judged: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """How unequally the units of each tier are asked for what their potential holds.

    Parameters
    ----------
    judged
        Rows of :func:`.record.attainment_record` that have an attainment.
    level
        Of each interval, fraction.

    Returns
    -------
    DataFrame
        One row per tier with eight units or more: ``tier``, ``n``, ``gini`` of target per potential (0: all
        alike), ``low``, ``high``, ``level`` (bootstrap over units, corrected for bias and acceleration).

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. JASA 82(397), 171-185.
    """
    known = judged[judged["potential"] > 0]
    asked = (known["target"] / known["n"] * 12 / known["potential"]).astype(float)
    rows = []
    for tier, values in asked.groupby(known["tier"], sort=False):
        numbers = np.asarray(values, np.float64)
        if len(values) >= _FEWEST_UNITS:
            rows.append((tier, len(values), gini(numbers), *_bounds(numbers, level), level))
    return pd.DataFrame(rows, columns=["tier", "n", "gini", "low", "high", "level"])


def gini(values: Floats, axis: int = -1) -> Floats | float:
    """Gini coefficient: 0 when all are equal, near 1 when one has everything.

    Examples
    --------
    >>> float(gini(np.array([1.0, 3.0])))
    0.25
    """
    ordered = np.sort(np.moveaxis(values, axis, -1), axis=-1)
    n = ordered.shape[-1]
    rank = np.arange(1, n + 1)
    found: Floats = ordered @ (2.0 * rank - n - 1) / (n * ordered.sum(axis=-1))
    return found


def _bounds(values: Floats, level: float) -> tuple[float, float]:
    if np.ptp(values) <= 1e-12 * values.max():
        return 0.0, 0.0
    interval = stats.bootstrap(
        (values,), gini, n_resamples=_DRAWS, confidence_level=level, vectorized=True, rng=2026
    ).confidence_interval
    return float(interval.low), float(interval.high)
