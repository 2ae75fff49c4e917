"""What can be counted in a client's tables by rep and month, by name: for KPIs and for chains of factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

#: Every measure by its table: ``opened``, ``closed``, ``won``, ``lost`` and ``lines`` count rows, others add
#: up a column; ``amount`` of opportunities is that of those won, ``days`` theirs from opening to closing.
MEASURES: Final[dict[str, tuple[str, ...]]] = {
    "activities": ("visits", "calls", "leads"),
    "opportunities": ("opened", "closed", "won", "lost", "amount", "days"),
    "sales": ("lines", "quantity", "amount", "collected"),
}
NAMES: Final = tuple(f"{table}.{what}" for table, of in MEASURES.items() for what in of)
#: Those that are money; a chain ends in one of them.
MONEY: Final = ("opportunities.amount", "sales.amount")


def counted_rows(tables: Mapping[str, pd.DataFrame | None]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of the tables that hold measures, each with its month.

    Parameters
    ----------
    tables
        By name; those of :data:`MEASURES` are read, as far as they are there.

    Yields
    ------
    table, rows
        ``rep``, ``month``, ``product`` and ``customer`` where the table has them, and the measures of the
        table that its rows hold. Opportunities come twice: those
        that are over, one row a deal, by the month in which they closed (one won without an amount was won
        for nothing), and all by the month in which they were opened.
    """
    deals = tables.get("opportunities")
    if deals is not None:
        yield "opportunities", _closed(deals)
        if "opened" in deals:
            yield "opportunities", _opened(deals)
    activities, sales = tables.get("activities"), tables.get("sales")
    if activities is not None:
        yield "activities", activities
    if sales is not None:
        yield "sales", sales.assign(lines=1.0)


def _closed(opportunities: pd.DataFrame) -> pd.DataFrame:
    over = opportunities[opportunities["outcome"].isin(["won", "lost"])].dropna(subset="closed")
    won = (over["outcome"] == "won").astype(float)
    days = (over["closed"] - over["opened"]).dt.days if "opened" in over else pd.Series(0.0, over.index)
    return over[_known(over)].assign(
        month=_month(over["closed"]),
        closed=1.0,
        won=won,
        lost=1.0 - won,
        amount=(over["amount"].fillna(0.0) * won).astype(float),
        days=(days.fillna(0.0) * won).astype(float),
    )


def _opened(opportunities: pd.DataFrame) -> pd.DataFrame:
    known = opportunities.dropna(subset="opened")
    return known[_known(known)].assign(month=_month(known["opened"]), opened=1.0)


def _known(deals: pd.DataFrame) -> list[str]:
    """What stays known of a deal: whose it is, and what was to be sold to whom."""
    return [column for column in ("rep", "product", "customer") if column in deals]


def _month(days: pd.Series) -> pd.Series:
    return pd.Series(days.dt.to_period("M").dt.to_timestamp())
