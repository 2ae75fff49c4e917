"""Deals won in the last days of the month."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from ... import months, units

#: Days that are the end of a month.
DAYS: Final = 5
#: Fewest different days of the month, below which dates are those of bookings and not of deals.
_DISTINCT: Final = 20


def month_ends(deals: pd.DataFrame | None, *, month: pd.Timestamp) -> pd.DataFrame:
    """How many of the deals won in twelve months were won in the last five days of a month.

    Parameters
    ----------
    deals
        Table ``opportunities``.
    month
        The last of the twelve months.

    Returns
    -------
    DataFrame
        One row for ``company`` and one per rep with deals won: ``unit``, ``count`` (won in the last days),
        ``n`` (won), ``usual`` (share expected, fraction: of the company as if its weekdays were alike all
        month, of a rep what all others have), ``p`` (binomial, more than usual). No row where the days are
        not known.
    """
    won = _won(deals, month)
    if won.dt.day.nunique() < _DISTINCT:
        return pd.DataFrame(columns=["unit", "count", "n", "usual", "p"])
    late = _late(won)
    reps = late.groupby(level=0).agg(["sum", "size"])
    whole, n = late.sum(), len(late)
    shares = (whole - reps["sum"]) / (n - reps["size"]).where(reps["size"] < n)
    found = pd.DataFrame(
        {
            "unit": [units.COMPANY, *reps.index],
            "count": [float(whole), *reps["sum"]],
            "n": [n, *reps["size"]],
            "usual": [_even(won, month), *shares],
        }
    )
    return found.assign(p=stats.binom.sf(found["count"] - 1, found["n"], found["usual"]))


def _won(deals: pd.DataFrame | None, month: pd.Timestamp) -> pd.Series:
    """Days on which deals were won, by rep."""
    if deals is None or "outcome" not in deals:
        return pd.Series(dtype="datetime64[ns]")
    won = deals[(deals["outcome"] == "won") & (deals["closed"] >= months.shift(month, -11))]
    won = won[won["closed"] < months.shift(month, 1)]
    return won.set_index(won["rep"].astype(str))["closed"]


def _late(days: pd.Series) -> pd.Series:
    return pd.Series(days.dt.days_in_month - days.dt.day < DAYS)


def _even(won: pd.Series, month: pd.Timestamp) -> float:
    """Share of the last days if each weekday brought as much all month as it does on the whole."""
    first = months.shift(month, -11)
    calendar = pd.Series(pd.date_range(first, months.shift(month, 1), inclusive="left"))
    weekdays = calendar.dt.day_of_week
    each = won.dt.day_of_week.value_counts() / weekdays.value_counts()
    weight = weekdays.map(each).fillna(0.0)
    by_month = calendar.dt.to_period("M")
    late = weight.where(_late(calendar), 0.0).groupby(by_month).sum() / weight.groupby(by_month).sum()
    n = won.dt.to_period("M").value_counts()
    return float(np.average(late.reindex(n.index), weights=n))
