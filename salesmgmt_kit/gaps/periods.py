"""Which two periods of deals are compared: the last months, and what they are fairly held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from .. import months
from .counting import DEALS, Link

Against = Literal["last_year", "before", "target"]

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
        ``last_year``: the same months a year before; ``before``: the months just before; ``target``: what
        the factors' targets ask for in the months themselves.
    wanted
        What was asked for; ``against`` differs where it cannot be had.
    """

    base: pd.DatetimeIndex
    actual: pd.DatetimeIndex
    against: Against
    wanted: Against = "last_year"


def compared(
    opportunities: pd.DataFrame | None,
    *,
    month: pd.Timestamp,
    wanted: Against = "last_year",
    chain: Sequence[Link] = DEALS,
    activities: pd.DataFrame | None = None,
    sales: pd.DataFrame | None = None,
    length: int = LENGTH,
) -> Periods:
    """The last months up to the one reported, against the same a year before where the files hold them.

    A file of deals begins with those opened after some day. Soon after that day only quick deals can have
    closed, and quick ones are lost more often: such months look worse than they were. They are
    compared with nothing; the base is then the months just before. Nor is the target a base unless every
    factor has one: the targets of sales say nothing of the factors behind them.

    Parameters
    ----------
    opportunities
        ``opened``, ``closed`` (dates).
    month
        The month reported.
    wanted
        What to compare with.
    chain, activities, sales
        The factors, and further tables that they count, as in :func:`~salesmgmt_kit.gaps.bridge`.
    length
        Months of each period.

    Notes
    -----
    Months count from the first ``opened`` plus the time within which 95 % of the closed deals closed.
    """
    actual = months.span(months.shift(month, 1 - length), month)
    if wanted == "target" and all(factor.target is not None for factor in chain):
        return Periods(actual, actual, "target", wanted)
    last_year = months.span(months.shift(actual[0], -12), months.shift(month, -12))
    tables = {"opportunities": opportunities, "activities": activities, "sales": sales}
    if wanted != "before" and _begin(chain, tables) <= last_year[0]:
        return Periods(last_year, actual, "last_year", wanted)
    before = months.span(months.shift(actual[0], -length), months.shift(actual[0], -1))
    return Periods(before, actual, "before", wanted)


def _begin(chain: Sequence[Link], tables: Mapping[str, pd.DataFrame | None]) -> pd.Timestamp:
    """The day from which on all that a chain counts is complete; far off, where something counts nothing."""
    counted = {factor.of.split(".")[0] for factor in chain}
    return max(_first_whole(table, tables[table]) for table in counted)


def _first_whole(table: str, rows: pd.DataFrame | None) -> pd.Timestamp:
    """The day from which on a table is complete: slow deals must have had the time to close."""
    if rows is None or rows.empty:
        return pd.Timestamp.max
    if table != "opportunities":
        return pd.Timestamp(rows["month"].min())
    dated = rows.dropna(subset=["opened", "closed"])
    if dated.empty:
        return pd.Timestamp.max
    return pd.Timestamp(dated["opened"].min() + (dated["closed"] - dated["opened"]).quantile(_OVER))
