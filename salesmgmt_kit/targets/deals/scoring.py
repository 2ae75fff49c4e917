"""Probabilities of deals that would have been said at earlier month ends, held against what came."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ... import months
from .outlook import FEWEST_ENDED, Pipeline

#: Months within which a deal is won or not, and months between two snapshots: so no month is judged twice.
WINDOW: Final = 3


def frozen(found: Pipeline | None, *, window: int = WINDOW) -> pd.DataFrame:
    """Every deal open at earlier month ends, with the probability of winning it soon that was due then.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.targets.deals.pipeline`.
    window
        Months within which it is won or not; a snapshot is taken every so many months, back from the last
        one whose outcome is known to the first one by which fifty deals had ended.

    Returns
    -------
    DataFrame
        One row per snapshot and deal: ``opportunity``, ``rep``, ``amount``, ``month`` (of the snapshot),
        ``last`` (the month its window ends with), ``probability``, ``reached`` (whether it was won by then).
        These are the columns that :func:`~salesmgmt_kit.targets.record.brier` and
        :func:`~salesmgmt_kit.targets.record.reliability` ask for.
    """
    parts = [] if found is None else [_snapshot(found, month, window) for month in _taken(found, window)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


def _taken(found: Pipeline, window: int) -> list[pd.Timestamp]:
    ends = found.rows.dropna(subset="outcome").drop_duplicates("opportunity")
    by = sorted(months.shift(m, int(lead)) for m, lead in zip(ends["month"], ends["lead"], strict=True))
    earliest = by[FEWEST_ENDED - 1]
    taken = [months.shift(found.month, -back) for back in range(window, 12 * window, window)]
    return [month for month in taken if month >= earliest]


def _snapshot(found: Pipeline, month: pd.Timestamp, window: int) -> pd.DataFrame:
    rows = found.at(month)
    said = found.learned_by(month).chances(rows, window).sum(axis=1)
    reached = (rows["outcome"] == "won") & (rows["lead"] <= window)
    return rows.assign(last=months.shift(month, window), probability=np.clip(said, 0, 1), reached=reached)[
        _COLUMNS
    ]


_COLUMNS: Final = ["opportunity", "rep", "amount", "month", "last", "probability", "reached"]
