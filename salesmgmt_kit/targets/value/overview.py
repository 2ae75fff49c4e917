"""Attainment beside what it was reached with: revenue kept, new customers, and how much hangs on a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ... import months, units
from .. import windows
from ..actuals import places
from .concentration import customer_concentration
from .retention import customer_retention, customer_years, unnamed_share


@dataclass(frozen=True)
class CustomerValue:
    """What a target was reached with.

    Parameters
    ----------
    units
        One row per unit above the reps, in the order of the tree: the columns of
        :func:`.retention.customer_retention` and :func:`.concentration.customer_concentration`, ``depth``,
        ``attainment`` (of the same twelve months, fraction; missing unless every month has a target) and
        ``new_share`` (of the twelve months' sales that new customers made, fraction). Empty where sales
        name no customer.
    unnamed
        Share of the amounts of two years that no customer is named for; missing without any named.
    """

    units: pd.DataFrame
    unnamed: float


def customer_value(
    sales: pd.DataFrame,
    org: pd.DataFrame,
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
) -> CustomerValue:
    """Twelve months' attainment beside retention, new customers and concentration, by unit.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount``, where known ``customer``.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    actuals, plan
        From :func:`~salesmgmt_kit.targets.monthly_actuals` and
        :func:`~salesmgmt_kit.targets.complete_targets`.
    month
        The last of the twelve months.
    """
    if "customer" not in sales or sales["customer"].isna().all():
        return CustomerValue(pd.DataFrame(), float("nan"))
    years = customer_years(sales, org, levels=levels, month=month)
    years = years[years["tier"] != units.REP]
    place = places(actuals)
    rows = place.loc[place["tier"] != units.REP, ["unit", "depth"]].merge(
        customer_retention(years), on="unit"
    )
    rows = rows.merge(customer_concentration(years).rename(columns={"n": "customers"}), on="unit", how="left")
    attained = _attainment(actuals, plan, place, month)
    rows = rows.assign(
        attainment=rows["unit"].map(attained), new_share=(rows["new"] / rows["now"]).where(rows["now"] > 0)
    )
    return CustomerValue(rows, unnamed_share(sales, month=month))


def _attainment(
    actuals: pd.DataFrame, plan: pd.DataFrame, place: pd.DataFrame, month: pd.Timestamp
) -> pd.Series:
    span = months.span(months.shift(month, -11), month)
    sold = windows.wide(actuals, "actual")[place["unit"]]
    firsts = place.set_index("unit")["first"]
    target = windows.asked(windows.wide(plan, "target", columns=sold.columns), span, firsts)
    return windows.sold(sold, span) / target.where(target > 0)
