"""What was sold: every unit's sales month by month, without holes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .. import units


def monthly_actuals(
    sales: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str], month: pd.Timestamp
) -> pd.DataFrame:
    """Sales of every unit in every month up to the one reported.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (client's currency; returns are negative).
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The month reported. Nothing after it is used.

    Returns
    -------
    DataFrame
        One row per unit and month, from the unit's first month with a sale to the month reported, in
        the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``, ``month``, ``actual``
        (client's currency; 0 in a month without a sale). A unit that never sold has one row, the
        month reported.
    """
    past = sales.loc[sales["month"] <= month, ["rep", "month", "amount"]]
    summed = units.roll_up(past, org, levels=levels).set_index(["unit", "month"])["amount"]
    tree = units.tree(org, levels=levels)
    grid = _grid(tree["unit"], summed.reset_index().groupby("unit")["month"].min(), month)
    actual = summed.reindex(pd.MultiIndex.from_frame(grid), fill_value=0.0).to_numpy(dtype=float)
    return grid.assign(actual=actual).merge(tree, on="unit")[
        ["unit", "tier", "parent", "depth", "month", "actual"]
    ]


def history(
    actuals: pd.DataFrame, *, month: pd.Timestamp, tiers: Sequence[str] | None = None
) -> dict[str, pd.Series]:
    """Each unit's series of months up to ``month``, indexed by month; ``tiers``: only units of these."""
    chosen = actuals["month"] <= month
    if tiers is not None:
        chosen &= actuals["tier"].isin(tiers)
    return {
        str(unit): rows.set_index("month")["actual"]
        for unit, rows in actuals[chosen].groupby("unit", sort=False)
    }


def places(actuals: pd.DataFrame) -> pd.DataFrame:
    """One row per unit: ``unit``, ``tier``, ``parent``, ``depth``, ``first`` (its first month)."""
    firsts = actuals.groupby("unit")["month"].min().rename("first")
    rows = actuals.drop_duplicates("unit")[["unit", "tier", "parent", "depth"]]
    return rows.merge(firsts, on="unit", how="left").reset_index(drop=True)


def salient(rows: pd.DataFrame, *, by: str, limit: int) -> pd.DataFrame:
    """The rows that a drawing has room for: whole tiers from the top, and the extremes of the next one.

    Parameters
    ----------
    rows
        One row per unit, with ``depth``; the top tier always stays.
    by
        The column whose lowest and highest rows are kept, as many of each, of the first tier that
        does not fit whole.
    limit
        Most rows.

    Returns
    -------
    DataFrame
        Rows of ``rows``, in their order.
    """
    counts = rows.groupby("depth").size().cumsum()
    whole = rows["depth"] <= max(counts.index[counts <= limit], default=rows["depth"].min())
    following = rows.loc[rows["depth"] == rows.loc[~whole, "depth"].min()].sort_values(by, kind="stable")
    each = max(0, limit - int(whole.sum())) // 2
    extremes = following.index[:each].union(following.index[len(following) - each :])
    shown: pd.DataFrame = rows[whole | rows.index.isin(extremes)]
    return shown


def _grid(names: pd.Series, firsts: pd.Series, month: pd.Timestamp) -> pd.DataFrame:
    """Every unit beside every month from its first on; the month reported for one without a first."""
    frame = pd.DataFrame({"unit": names, "first": firsts.reindex(names).fillna(month).array})
    everything = pd.date_range(frame["first"].min(), month, freq="MS")
    crossed = frame.merge(pd.DataFrame({"month": everything}), how="cross")
    return crossed.loc[crossed["month"] >= crossed["first"], ["unit", "month"]]
