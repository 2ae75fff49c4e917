"""What every rep usually sells in a month, how sure that is, and what it may depend on."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from .. import patches, units
from .shrinkage import shrunk_means

#: The fewest months with which a rep is judged.
FEWEST_MONTHS: Final = 6
#: Years after which a beginner has two thirds of the way behind.
_RAMP_YEARS: Final = 0.5
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


def explanations(
    people: pd.DataFrame,
    *,
    month: pd.Timestamp,
    middle: pd.Timestamp,
    org: pd.DataFrame,
    territories: pd.DataFrame | None,
    customers: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """What a rep's sales may depend on that is not the person.

    Parameters
    ----------
    people
        The rows of ``org`` of the reps asked about, indexed by rep.
    month
        The month reported: whoever has left before shares no territory.
    middle
        The month at which tenure is taken.
    org, territories, customers
        As in :func:`~salesmgmt_kit.gaps.attribution`.

    Returns
    -------
    dict
        ``patch``: one row per rep, one column per measure of its potential known of everybody (logarithm);
        ``ramp``, where hire dates are known: exp(-tenure / half a year).
    """
    measures = {
        "territory": patches.potentials(units.present(org, month), territories),
        "accounts": patches.account_potentials(customers),
    }
    richness = pd.DataFrame({name: of_rep.reindex(people.index) for name, of_rep in measures.items()})
    whole = richness.columns[(richness > 0).all()]
    found = {"patch": richness[whole].astype(float).transform(np.log)}
    if "hire_date" in people and people["hire_date"].notna().all():
        years = ((middle - people["hire_date"]).dt.days / 365.25).clip(lower=0)
        found["ramp"] = np.exp(-years / _RAMP_YEARS).to_frame()
    return found


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
