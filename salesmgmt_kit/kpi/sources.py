"""What a KPI may be made of: what every rep did in every month, as the client's tables have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

#: The columns that a KPI may sum, as ``table.column``, by table.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "sales": ("amount", "quantity", "collected", "lines"),
    "activities": ("visits", "calls", "leads"),
    "opportunities": ("opened", "closed", "won", "lost", "won_amount", "won_days"),
}
_KEYS: Final = ["rep", "month"]


def flows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What every rep did in every month, in all that a KPI may sum.

    Parameters
    ----------
    tables
        Of the client, by name; those of :data:`COLUMNS` are read, and each may be absent.

    Returns
    -------
    DataFrame
        One row per rep and month with a row in any of the tables: ``rep``, ``month``, and a column
        ``table.column`` for each that there is (0 where nothing happened). ``sales.lines`` counts order
        lines; of ``opportunities``, ``opened`` counts in the month of opening, all others in the month of
        closing: ``closed``, ``won`` and ``lost`` count, ``won_amount`` is money, ``won_days`` the days from
        opening to closing of those won.
    """
    parts = [_FLOWS[name](tables[name]).set_index(_KEYS) for name in COLUMNS if name in tables]
    if not parts:
        return pd.DataFrame(columns=_KEYS)
    return pd.concat(parts, axis=1).fillna(0.0).reset_index()


def _summed(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """One row per rep and month, of the columns that the table has."""
    found = [column for column in COLUMNS[table] if column in rows]
    sums = rows.groupby(_KEYS, observed=True)[found].sum().astype(float)
    return sums.rename(columns=lambda column: f"{table}.{column}").reset_index()


def _sales(sales: pd.DataFrame) -> pd.DataFrame:
    return _summed(sales.assign(lines=1), "sales")


def _activities(activities: pd.DataFrame) -> pd.DataFrame:
    return _summed(activities, "activities")


def _opportunities(deals: pd.DataFrame) -> pd.DataFrame:
    ended = deals.dropna(subset=["closed"])
    won = ended["outcome"].eq("won")
    closed = pd.DataFrame(
        {
            "rep": ended["rep"],
            "month": _month(ended["closed"]),
            "closed": 1,
            "won": won,
            "lost": ended["outcome"].eq("lost"),
            "won_amount": ended["amount"].where(won),
            "won_days": (ended["closed"] - ended["opened"]).dt.days.where(won),
        }
    )
    begun = deals.dropna(subset=["opened"])
    opened = pd.DataFrame({"rep": begun["rep"], "month": _month(begun["opened"]), "opened": 1})
    return _summed(pd.concat([closed, opened]), "opportunities")


def _month(days: pd.Series) -> pd.Series:
    return pd.Series(days.dt.to_period("M").dt.to_timestamp())


_FLOWS: Final[Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "sales": _sales,
    "activities": _activities,
    "opportunities": _opportunities,
}
