"""How much of the differences in attainment lasts from month to month: the reps' share of the variance."""

from __future__ import annotations

from typing import Final

import pandas as pd
from scipy import stats

from ... import months as calendar
from ... import units

#: Fewest months of a rep, and fewest reps.
_FEWEST_MONTHS: Final = 6
_FEWEST_REPS: Final = 8


def lasting_share(
    actuals: pd.DataFrame, plan: pd.DataFrame, *, month: pd.Timestamp, level: float = 0.95
) -> pd.DataFrame:
    """Which part of the variance of the reps' monthly attainment lies between reps, for twelve months.

    Parameters
    ----------
    actuals, plan, month
        As in :func:`~salesmgmt_kit.targets.fair.plan_fairness`.
    level
        Of the interval, fraction.

    Returns
    -------
    DataFrame
        One row, none under eight reps with six months of targets above 0: ``n`` (reps), ``share``
        (fraction, at least 0), ``low``, ``high``, ``level``. What all reps have in common in a month is
        taken out before.

    Notes
    -----
    Intraclass correlation, share = (F - 1) / (F - 1 + n0), of an analysis of variance with months as a second
    way; the interval is exact for normal attainments with the same months for all.

    References
    ----------
    Searle 1971, Linear Models, chapter 9; Shrout & Fleiss 1979, Psychological Bulletin 86, ICC(3,1).
    """
    span = calendar.span(calendar.shift(month, -11), month)
    reps = actuals[(actuals["tier"] == units.REP) & actuals["month"].isin(span)]
    both = reps.merge(plan[plan["target"] > 0], on=["unit", "month"])
    both = both[both.groupby("unit")["month"].transform("size") >= _FEWEST_MONTHS]
    columns = ["n", "share", "low", "high", "level"]
    if both["unit"].nunique() < _FEWEST_REPS:
        return pd.DataFrame(columns=columns)
    attained = both["actual"] / both["target"]
    shares = intraclass(attained, both["unit"], both["month"], level=level)
    return pd.DataFrame([(both["unit"].nunique(), *shares, level)], columns=columns).dropna()


def intraclass(
    values: pd.Series, unit: pd.Series, month: pd.Series, *, level: float
) -> tuple[float, float, float]:
    """Share of the variance that lies between units, months' own effects taken out, and its bounds.

    Missing where nothing varies within the units.
    """
    own = values - values.groupby(month).transform("mean")
    of_unit = own.groupby(unit)
    sizes, n = of_unit.size().to_numpy(float), of_unit.ngroups
    within = float(((own - of_unit.transform("mean")) ** 2).sum())
    between = float((sizes * of_unit.mean() ** 2).sum())
    free = len(own) - n - (month.nunique() - 1)
    if not within > 0:
        return float("nan"), float("nan"), float("nan")
    f = (between / (n - 1)) / (within / free)
    each = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (n - 1)
    tail = (1 - level) / 2
    bounds = f / stats.f.isf(tail, n - 1, free), f * stats.f.isf(tail, free, n - 1)
    share, low, high = (max(0.0, (x - 1) / (x - 1 + each)) for x in (f, *bounds))
    return share, low, high
