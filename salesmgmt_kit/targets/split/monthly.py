"""The targets of a split, month by month: exact along the months and down the organisation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import shares as rounding
from .allocation import Allocation

Counts = npt.NDArray[np.int64]


def by_month(allocation: Allocation, profile: pd.DataFrame) -> pd.DataFrame:
    """The targets of an allocation, month by month: both margins exact at every unit.

    Parameters
    ----------
    allocation
        From :func:`allocate`.
    profile
        One row per unit and month: ``unit``, ``month``, ``expected`` (any scale; negative counts as 0), such
        as the ``monthly`` of a forecast. A unit without rows follows its parent; the company must have some.

    Returns
    -------
    DataFrame
        One row per unit with a target and month: ``unit``, ``month``, ``target`` (client's currency,
        multiples
        of the step). A unit's months add up to its target; the children's targets of a month add up to
        their parent's, up to the over-assignment.
    """
    wide = profile.pivot(index="unit", columns="month", values="expected").clip(lower=0).fillna(0.0)
    units = allocation.units.dropna(subset="target")
    counts = (units.set_index("unit")["target"] / allocation.step).round().astype("int64")
    root = str(units["unit"].iloc[0])
    months = {root: rounding.largest_remainder(wide.loc[root].to_numpy(), int(counts[root]))}
    for parent, children in units.groupby("parent", sort=False):
        rows = children["unit"].tolist()
        sums: Counts = np.asarray(counts[rows], np.int64)
        months |= dict(zip(rows, _months_below(months[str(parent)], sums, rows, wide), strict=True))
    table = pd.DataFrame(months, index=wide.columns).T.rename_axis("unit")
    long = table.reset_index().melt("unit", var_name="month", value_name="target")
    order = long["unit"].map({unit: i for i, unit in enumerate(units["unit"])})
    long = long.assign(order=order, target=long["target"] * allocation.step)
    return long.sort_values(["order", "month"])[["unit", "month", "target"]].reset_index(drop=True)


def _months_below(parent: Counts, counts: Counts, units: list[str], wide: pd.DataFrame) -> Counts:
    """Months of the children of one unit: rows add up to their targets, columns to its months."""
    whole = int(counts.sum())
    if whole == 0:
        return np.zeros((len(units), len(parent)), np.int64)
    columns = rounding.largest_remainder(parent.astype(float), whole) if whole != parent.sum() else parent
    seed = np.tile(np.asarray(columns, float), (len(units), 1))
    for i, unit in enumerate(units):
        own = wide.loc[unit].to_numpy(float) if unit in wide.index else seed[i]
        # A month that the unit has never sold in may still take a little, so that the margins can be met.
        seed[i] = (own if own.sum() > 0 else seed[i]) + 1e-3 * max(own.mean(), 1e-9)
    return rounding.rounded_table(rounding.fitted(seed, counts, columns), counts, columns)
