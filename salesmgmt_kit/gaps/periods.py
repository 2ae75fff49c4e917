"""Which two periods of deals are compared: the last months, and what they are fairly held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from .. import months

#: Months of each period: fewer hold too few deals, more are old news.
LENGTH: Final = 3
#: Share of the deals that are over within the time after which a file is taken for complete.
_OVER: Final = 0.95


@dataclass(frozen=True)
class Periods:
    """Two periods to compare.

    Parameters
    ----------
    base, actual
        Their months.
    against
        ``last_year``: the same months a year before; ``before``: the months just before.
    """

    base: pd.DatetimeIndex
    actual: pd.DatetimeIndex
    against: Literal["last_year", "before"]


def compared(opportunities: pd.DataFrame, *, month: pd.Timestamp, length: int = LENGTH) -> Periods:
    """The last months up to the one reported, against the same a year before where the file holds them.

    A file of deals begins with those opened after some day. Soon after that day only quick deals can have
    closed, and quick ones are lost more often: such months look worse than they were. They are
    compared with nothing; the base is then the months just before.

    Parameters
    ----------
    opportunities
        ``opened``, ``closed`` (dates).
    month
        The month reported.
    length
        Months of each period.

    Notes
    -----
    Months count from the first ``opened`` plus the time within which 95 % of the closed deals closed.
    """
    actual = months.span(months.shift(month, 1 - length), month)
    last_year = months.span(months.shift(actual[0], -12), months.shift(month, -12))
    dated = opportunities.dropna(subset=["opened", "closed"])
    if len(dated):
        whole = dated["opened"].min() + (dated["closed"] - dated["opened"]).quantile(_OVER)
        if whole <= last_year[0]:
            return Periods(last_year, actual, "last_year")
    before = months.span(months.shift(actual[0], -length), months.shift(actual[0], -1))
    return Periods(before, actual, "before")
