"""What a KPI may be made of: what every rep did in every month, as the client's tables have it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..measures import MEASURES, counted_rows

_KEYS = ["rep", "month"]


def flows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What every rep did in every month, in all that a KPI may sum.

    Parameters
    ----------
    tables
        Of the client, by name; those of :data:`salesmgmt_kit.measures.MEASURES` are read, and each may be
        absent.

    Returns
    -------
    DataFrame
        One row per rep and month with a row in any of the tables: ``rep``, ``month``, and a column
        ``table.measure`` for each that there is (0 where nothing happened).
    """
    parts = [_summed(rows, table) for table, rows in counted_rows(tables)]
    if not parts:
        return pd.DataFrame(columns=_KEYS)
    return pd.concat(parts, axis=1).fillna(0.0).reset_index()


def _summed(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """One row per rep and month, of the measures that the rows hold."""
    found = [measure for measure in MEASURES[table] if measure in rows]
    sums = rows.groupby(_KEYS, observed=True)[found].sum().astype(float)
    return sums.rename(columns=lambda measure: f"{table}.{measure}")
