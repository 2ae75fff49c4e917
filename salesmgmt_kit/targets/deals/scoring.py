"""Probabilities of deals that would have been said at earlier month ends, held against what came."""

from __future__ import annotations

import pandas as pd

from ... import months
from .outlook import FEWEST_ENDED, Pipeline
from .snapshots import COLUMNS, WINDOW, snapshot, taken


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
    if found is None:
        return pd.DataFrame(columns=COLUMNS)
    ends = taken(_first(found), found.month, window=window)
    parts = [snapshot(found.rows, month, window=window) for month in ends]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _first(found: Pipeline) -> pd.Timestamp:
    """The month end by which enough deals had ended to learn from."""
    ends = found.rows.dropna(subset="outcome").drop_duplicates("opportunity")
    by = sorted(months.shift(m, int(lead)) for m, lead in zip(ends["month"], ends["lead"], strict=True))
    return by[FEWEST_ENDED - 1]
