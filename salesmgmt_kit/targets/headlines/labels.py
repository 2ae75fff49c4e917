"""What heads figures and columns: each names the period that it is about."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from ... import months
from ...findings import Finding
from . import facts

_LABELS: Final = {
    "month": "Sales, {span:period}",
    "sales": "Sales by unit, {span:period}",
    "so_far": "Fiscal year so far, {span:period}",
    "ended": "Fiscal year, {span:period}",
    "next_month": "Probability of target, {span:period}",
    "quarter": "Probability of target, quarter {span:period}",
    "year": "Probability of target, fiscal year {span:period}",
    "known": "Sold so far, {span:period}",
    "expected": "Expected, {span:period}",
    "target": "Target, {span:period}",
}
#: What the table of probabilities shows, by the horizon that it is about.
_HORIZONS: Final = {
    "next_month": ("next_month",),
    "quarter": ("quarter",),
    "year": ("year", "known", "expected", "target"),
}


def period_label(kind: str, rows: Any) -> Finding:
    """What heads figures of one period.

    Parameters
    ----------
    kind
        ``month``: of the month; ``year_to_date``: of the fiscal year so far, or of the whole one in its
        last month; ``sales``: of every unit, whatever the period.
    rows
        Rows of one period with ``first`` and ``last``, its months; or one such row.
    """
    span = facts.span(rows.iloc[0] if isinstance(rows, pd.DataFrame) else rows)
    if kind == "year_to_date":
        kind = "ended" if whole_year(span) else "so_far"
    return Finding(_LABELS[kind], {"span": span})


def horizon_labels(chances: pd.DataFrame) -> dict[str, Finding]:
    """What heads the figures of each horizon, by column of :func:`~salesmgmt_kit.targets.chance_table`.

    Parameters
    ----------
    chances
        From :func:`~salesmgmt_kit.targets.reach`.
    """
    spans = {row["horizon"]: facts.span(row) for _, row in chances.drop_duplicates("horizon").iterrows()}
    return {
        column: Finding(_LABELS[column], {"span": spans[horizon]})
        for horizon, columns in _HORIZONS.items()
        for column in columns
    }


def whole_year(span: list[pd.Timestamp]) -> bool:
    """Whether a span of months is a whole year."""
    return months.shift(span[0], 11) == span[1]
