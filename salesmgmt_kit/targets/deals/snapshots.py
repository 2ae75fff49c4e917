"""Deals as they stood at an earlier month end, with the probability of winning them that was due then."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ... import months
from .chances import learn
from .histories import known_by

#: Months within which a deal is won or not, and months between two snapshots: so no month is judged twice.
WINDOW: Final = 3
COLUMNS: Final = ["opportunity", "rep", "amount", "month", "last", "probability", "reached"]


def snapshot(rows: pd.DataFrame, month: pd.Timestamp, *, window: int = WINDOW) -> pd.DataFrame:
    """Every deal open at the end of ``month``, with what was due to be said of it and what came.

    Parameters
    ----------
    rows
        From :func:`~salesmgmt_kit.targets.deals.histories.month_ends`, of a later month.
    month
        Probabilities are learned from what was known at its end.
    window
        Months within which a deal is won or not.

    Returns
    -------
    DataFrame
        One row per deal: ``opportunity``, ``rep``, ``amount``, ``month``, ``last`` (the month that the window
        ends with), ``probability``, ``reached`` (whether it was won by then).
    """
    open_then = rows[rows["month"] == month]
    said = learn(known_by(rows, month)).chances(open_then, window).sum(axis=1)
    reached = (open_then["outcome"] == "won") & (open_then["lead"] <= window)
    last = months.shift(month, window)
    return open_then.assign(last=last, probability=np.clip(said, 0, 1), reached=reached)[COLUMNS]


def taken(first: pd.Timestamp, month: pd.Timestamp, *, window: int = WINDOW) -> list[pd.Timestamp]:
    """Month ends from ``first`` on whose windows follow one another up to ``month``, the latest first."""
    back = (months.shift(month, -window * i) for i in range(1, _MOST + 1))
    return [end for end in back if end >= first]


#: Most snapshots.
_MOST: Final = 12
