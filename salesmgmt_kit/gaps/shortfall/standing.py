"""Every unit's target, sales, gap and attainment, month and year to date side by side."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ... import units

_PERIODS: Final = {"month": "", "year_to_date": "year_"}
_MEASURES: Final = ["first", "last", "target", "actual", "gap", "attainment"]


def shortfalls(attained: pd.DataFrame) -> pd.DataFrame:
    """Where every unit of the organisation stands, and whether targets below a unit add up to its own.

    Parameters
    ----------
    attained
        One row per unit and ``period`` (``month``, ``year_to_date``), in the order of the tree: ``unit``,
        ``tier``, ``parent``, ``depth``, ``first``, ``last`` (months), ``target``, ``actual``, ``gap``
        (money), ``attainment`` (fraction).

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree, but for reps who neither sold nor had a target in the
        year: ``unit``, ``tier``, ``parent``, ``depth``; ``first``, ``last``, ``target``, ``actual``, ``gap``,
        ``attainment`` of the month, ``year_first`` and so on of the year to date (money, fractions; missing
        without a target); ``held`` and ``year_held``: the unit's target less those of the units right
        below it (money; missing unless all of these that have sales or a target have one, and for reps).

    Notes
    -----
    Sales of the units below a unit add up to its own, and so do the gaps once ``held`` is taken off: a
    unit's gap = sum of the gaps right below it - held.
    """
    rows = attained[attained["period"] == "month"][["unit", "tier", "parent", "depth"]]
    for period, prefix in _PERIODS.items():
        of = attained[attained["period"] == period].set_index("unit")
        held = of["target"] - _below(of).reindex(of.index)
        named = of[_MEASURES].assign(held=held)
        rows = rows.join(named.add_prefix(prefix), on="unit")
    idle = (rows["tier"] == units.REP) & rows["year_target"].isna() & (rows["year_actual"] == 0)
    return rows[~idle].reset_index(drop=True)


def _below(of: pd.DataFrame) -> pd.Series:
    """By unit: the targets right below it, missing unless every one that counts is known."""
    counting = of[of["target"].notna() | (of["actual"] != 0)]
    return counting.groupby("parent")["target"].agg(lambda targets: targets.sum(skipna=False))
