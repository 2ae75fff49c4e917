"""Rows of totals that stand among the rows they sum up: told once, and never counted as money."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .contract import Table
from .sheets import Breach, Lines, Sheet

_LABEL = r"(?i)^\s*(?:(?:grand|sub)?[ -]?totals?|sum|合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)\s*[:：]?\s*$"

FIX = "Remove the row, or choose the rows that count by `where` in client.yaml."


def is_label(text: str) -> bool:
    """Whether a cell says that its row is a total.

    Examples
    --------
    >>> is_label("合计："), is_label("Grand Total"), is_label("Total Care Ltd")
    (True, True, False)
    """
    return re.match(_LABEL, text) is not None


def total_rows(
    table: Table, frame: pd.DataFrame, sheet: Sheet, names: Mapping[str, str], suspects: Collection[int]
) -> list[Breach]:
    """One breach for each row of totals among the rows that break a rule.

    Parameters
    ----------
    table
        The declaration.
    frame
        Typed columns, index 0 to n - 1.
    sheet
        The same rows as text.
    names
        The kit's columns to the file's.
    suspects
        Positions of the rows that break a rule: none of them stands for a rep's month.
    """
    rows = np.array(sorted(suspects), dtype=np.int64)
    found = _labelled(sheet, names, rows)
    labelled = {breach.position for breach in found}
    return [*found, *_nameless(table, frame, [int(i) for i in rows if i not in labelled])]


def _labelled(sheet: Sheet, names: Mapping[str, str], rows: Lines) -> list[Breach]:
    found: dict[int, Breach] = {}
    for column, name in names.items():
        says = pc.match_substring_regex(sheet.text[name].take(pa.array(rows)), _LABEL)
        for position in rows[says.to_numpy()]:
            at = int(position)
            found.setdefault(at, Breach(at, (column,), "the label of a row of totals", FIX))
    return list(found.values())


def _nameless(table: Table, frame: pd.DataFrame, rows: list[int]) -> list[Breach]:
    """Rows with money but nothing that says whose: the label may stand in a column that is not read."""
    owners = [c.name for c in table.columns if c.required and c.kind in ("code", "month") and c.name in frame]
    if table.money not in frame or len(owners) < 2:
        return []
    some = frame.iloc[rows]
    bare = some.index[some[owners].isna().all(axis=1) & some[table.money].notna()]
    return [Breach(int(at), tuple(owners), "are blank, as in a row of totals", FIX) for at in bare]
