"""What a rep was given to work with, in measures that the rep's own results of the year have no part in."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import pandas as pd

from ... import months
from ...patches import explanations

#: Growth of a product beyond which it is taken for new or dropped, as a logarithm.
_MOST: Final = 2.0

_Amounts = TypeVar("_Amounts", pd.Series, pd.DataFrame)


def given_circumstances(
    reps: pd.Index,
    org: pd.DataFrame,
    *,
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    sales: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Patch, ramp and product mix of each rep over the twelve months to ``month``.

    Parameters
    ----------
    reps
        The reps asked about.
    org
        One row per rep: ``rep``, where known ``territory``, ``hire_date``, ``leave_date``.
    month
        The month reported.
    territories, customers
        ``territory``, ``potential``; ``rep``, ``potential``.
    sales
        ``rep``, ``month``, ``amount``, where known ``product``.

    Returns
    -------
    dict
        As far as known of everybody, one row per rep: ``patch`` (logarithms of potentials), ``ramp``
        (exp(-tenure / half a year) in the middle of the twelve months), ``mix`` (from :func:`shift_share`).
    """
    people = org.set_index("rep", drop=False).reindex(reps)
    middle = months.shift(month, -5)
    found = explanations(
        people, month=month, middle=middle, org=org, territories=territories, customers=customers
    )
    if sales is not None and "product" in sales:
        found["mix"] = shift_share(sales, reps, month=month).to_frame()
    return {part: rows for part, rows in found.items() if rows.shape[1]}


def shift_share(sales: pd.DataFrame, reps: pd.Index, *, month: pd.Timestamp) -> pd.Series:
    """How the products that a rep sold in the year before have grown with all others since.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``product``, ``amount``.
    reps
        The reps asked about.
    month
        The last of the twelve months.

    Returns
    -------
    Series
        By rep: the products' growth with the others less that of all products, each a logarithm, weighed by
        the rep's sales of the twelve months before; 0 for a rep without any.

    References
    ----------
    Bartik 1991, Who Benefits from State and Local Economic Development Policies?, chapter 7 (shares of
    before, growth of the others).
    """
    start = months.shift(month, -11)
    since = months.span(start, month)
    before = months.span(months.shift(start, -12), months.shift(start, -1))
    now, then = (_by_product(sales, span) for span in (since, before))
    products = now.columns.union(then.columns)
    everybody = now.index.union(then.index).union(reps)
    now, then = (rows.reindex(index=everybody, columns=products, fill_value=0.0) for rows in (now, then))
    growth = _growth(now.sum() - now, then.sum() - then)
    market = _growth(now.sum().sum() - now.sum(axis=1), then.sum().sum() - then.sum(axis=1))
    own = then.sum(axis=1)
    weighed = (then * growth).sum(axis=1) / own.where(own > 0)
    return (weighed - market).fillna(0.0).reindex(reps).rename("mix")


def _by_product(sales: pd.DataFrame, span: pd.DatetimeIndex) -> pd.DataFrame:
    """Sales of one span, one row per rep, one column per product; what came back on balance is none."""
    rows = sales[sales["month"].isin(span)]
    sums = rows.groupby(["rep", "product"], observed=True)["amount"].sum().unstack(fill_value=0)
    return sums.clip(lower=0.0)


def _growth(now: _Amounts, then: _Amounts) -> _Amounts:
    """Logarithm of growth, 0 where there was nothing on one side."""
    ratio = now.where(now > 0) / then.where(then > 0)
    return ratio.transform(np.log).clip(-_MOST, _MOST).fillna(0.0)
