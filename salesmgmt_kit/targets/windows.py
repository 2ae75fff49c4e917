"""Sums over windows of months that are missing where a month is not known, never short by it."""

from __future__ import annotations

import pandas as pd


def wide(rows: pd.DataFrame, value: str, *, columns: pd.Index | None = None) -> pd.DataFrame:
    """One row per month, one column per unit; missing where ``rows`` has none."""
    matrix = rows.pivot(index="month", columns="unit", values=value).astype(float)
    return matrix if columns is None else matrix.reindex(columns=columns)


def sold(actuals: pd.DataFrame, window: pd.DatetimeIndex) -> pd.Series:
    """What each unit sold in the months of ``window`` since its first; 0 when it began later."""
    return actuals.reindex(window).sum()


def covered(actuals: pd.DataFrame, window: pd.DatetimeIndex) -> pd.Series:
    """What each unit sold in ``window``; missing unless its history holds every month of it."""
    return actuals.reindex(window).sum(min_count=len(window))


def asked(targets: pd.DataFrame, window: pd.DatetimeIndex, firsts: pd.Series) -> pd.Series:
    """Each unit's target for ``window``; missing unless every month from its first on has one.

    Parameters
    ----------
    targets
        One row per month, one column per unit.
    window
        The months added up.
    firsts
        Each unit's first month, indexed as the columns of ``targets``; a unit that began inside the
        window need not have had targets before.
    """
    months = targets.reindex(window)
    due = pd.DataFrame(window.to_numpy()[:, None] >= firsts.to_numpy(), index=window, columns=firsts.index)
    return months.sum(min_count=1).where((months.notna() | ~due).all())
