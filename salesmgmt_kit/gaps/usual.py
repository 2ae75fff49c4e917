"""What every rep usually sells in a month, and how sure that is."""

from __future__ import annotations

from typing import Final

import pandas as pd

from .. import units
from .shrinkage import shrunk_means

#: The fewest months with which a rep is judged.
FEWEST_MONTHS: Final = 6
#: A rep's own scatter of eleven months is believed as much as that of all reps together.
_POOLED_MONTHS: Final = 11


def by_month(sales: pd.DataFrame) -> pd.DataFrame:
    """Sales added up, which is all that reps are compared by.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (money), a row per order line.

    Returns
    -------
    DataFrame
        One row per rep and month with a sale: ``rep``, ``month``, ``amount`` (money).
    """
    keys = ["rep", "month"]
    return sales.groupby(keys, sort=False, observed=True)["amount"].sum().reset_index()


def monthly_sales(sales: pd.DataFrame, org: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    """Every month's sales of the reps who are still there and have six months of sales among them.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (money).
    org
        ``rep``, where known ``leave_date``.
    span
        The months.

    Returns
    -------
    DataFrame
        One row per month, one column per rep: money; 0 in a month without a sale, missing before the rep's
        first sale of all times.
    """
    own = sales[sales["rep"].isin(units.present(org, span[-1])["rep"]) & (sales["month"] <= span[-1])]
    first = own.groupby("rep")["month"].min()
    wide = own.pivot_table(index="month", columns="rep", values="amount", aggfunc="sum").reindex(span)
    wide = wide.fillna(0.0)
    begun = wide.index.to_numpy()[:, None] >= first[wide.columns].to_numpy()[None, :]
    wide = wide.where(begun)
    return wide.loc[:, wide.count() >= FEWEST_MONTHS]


def season_of(sold: pd.DataFrame) -> pd.Series:
    """By month: what the average rep sold in it, against the average month."""
    by_month = sold.mean(axis=1)
    return by_month / by_month.mean()


def usual_sales(sold: pd.DataFrame, season: pd.Series) -> pd.DataFrame:
    """What every rep sells in a month of average season, and how sure that is.

    Parameters
    ----------
    sold
        From :func:`monthly_sales`.
    season
        From :func:`season_of`.

    Returns
    -------
    DataFrame
        One row per rep: ``n`` (months), ``actual`` (money), ``months`` (of average season), ``rate`` (money
        in such a month), ``variance`` (of the logarithm of ``rate``, by the rep's own scatter from month to
        month and that of all).
    """
    there = sold.notna()
    weight = there.mul(season, axis=0)
    n, actual, of_season = there.sum(), sold.sum(), weight.sum()
    rate = actual / of_season
    apart = (sold - weight * rate) ** 2
    # The money's variance over months, taken over the squared money: that of its logarithm.
    own = apart.sum() * n / (n - 1) / actual.where(actual > 0) ** 2
    pooled = float((own * n).median())
    blended = (own * n * (n - 1) + pooled * _POOLED_MONTHS) / (n - 1 + _POOLED_MONTHS) / n
    return pd.DataFrame({"n": n, "actual": actual, "months": of_season, "rate": rate, "variance": blended})


def shared_by_team(rest: pd.Series, team: pd.Series) -> pd.Series:
    """What the others of each rep's team have in common, as far as teams differ by more than chance.

    Parameters
    ----------
    rest
        By rep: what patch and ramp leave, about 0 (a logarithm, or a quotient less 1).
    team
        Of each, in the same order.

    Returns
    -------
    Series
        By rep, in the unit of ``rest``, drawn towards 0; 0 for a rep alone in its team.
    """
    grouped = rest.groupby(team.to_numpy())
    n = grouped.transform("size")
    within = float(((rest - grouped.transform("mean")) ** 2).sum() / max(len(rest) - grouped.ngroups, 1))
    kept = shrunk_means(grouped.mean(), within / grouped.size())["weight"]
    others = (grouped.transform("sum") - rest) / (n - 1).where(n > 1)
    shared: pd.Series = (others * kept.reindex(team).to_numpy()).fillna(0.0)
    return shared
