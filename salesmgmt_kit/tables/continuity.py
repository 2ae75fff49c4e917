"""Months that stand apart from the rest: most likely typed wrong, and never the month to report.

A month after today, or one at a distance of more than a year from all that comes before or after it,
makes a default month of the far future or a thousand months of nothing. Which side of a gap is the
stray one follows from the months on both sides: the side with fewer months than the gap is long, and
with fewer than the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..errors import Severity
from .sheets import Breach

#: Months between two that have rows, above which they are apart.
GAP = 12


def stray_months(months: pd.Series[pd.Timestamp], *, today: pd.Timestamp) -> pd.Series[str]:
    """The months that stand apart.

    Parameters
    ----------
    months
        Of the rows of a table; missing ones are nobody's.
    today
        The last month that can have rows.

    Returns
    -------
    Series
        Indexed by month, in order: ``before`` (far before the rest), ``behind`` (far after the rest,
        though not after today), ``future`` (after today).

    Examples
    --------
    >>> months = pd.Series(pd.to_datetime(["1900-01-01", "2026-08-01", "2026-09-01", "2062-01-01"]))
    >>> stray_months(months, today=pd.Timestamp("2026-11-01")).tolist()
    ['before', 'future']
    """
    found = pd.DatetimeIndex(months.dropna().unique()).sort_values()
    past = int((found <= today).sum())
    first, end = _body((found.year * 12 + found.month).to_numpy()[:past])
    sides = {"before": first, "": end - first, "behind": past - end, "future": len(found) - past}
    kinds = np.repeat(list(sides), list(sides.values()))
    apart: pd.Series[str] = pd.Series(kinds, found, dtype="str")[kinds != ""]
    return apart


def _body(months: np.ndarray[Any, np.dtype[Any]]) -> tuple[int, int]:
    """The first and the end of the months that belong together, counted from 0."""
    first, end = 0, len(months)
    while end - first > 1:
        gaps = np.diff(months[first:end]) - 1
        apart = np.flatnonzero(gaps > GAP) + 1
        sizes = [(at, end - first - at, gaps[at - 1]) for at in apart]
        if any(below < min(above, gap) for below, above, gap in sizes[:1]):
            first += apart[0]
        elif any(above < min(below, gap) for below, above, gap in sizes[-1:]):
            end = first + apart[-1]
        else:
            break
    return first, end


def check_months(frame: pd.DataFrame, column: str, *, today: pd.Timestamp) -> Iterator[Breach]:
    """Breaches of rows whose month stands apart: far before the rest an error, otherwise a warning.

    Months before the rest would begin every series with years of nothing, so that no report can be
    made of them; later ones are no part of a report before their time.

    Parameters
    ----------
    frame
        Typed rows, index 0 to n - 1.
    column
        The column of months.
    today
        As in :func:`stray_months`.
    """
    kinds = stray_months(frame[column], today=today)
    apart = frame.loc[frame[column].isin(kinds.index), column]
    others = frame[column].drop(index=apart.index)
    for position, month in apart.items():
        kind = kinds[month]
        severity: Severity = "error" if kind == "before" else "warning"
        rule, fix = _RULES[kind](others), _FIXES[severity]
        yield Breach(int(str(position)), (column,), rule, fix, severity)


_RULES: dict[str, Callable[[pd.Series[pd.Timestamp]], str]] = {
    "before": lambda others: f"far before all other months, which begin with {others.min():%Y-%m}",
    "behind": lambda others: f"far after all other months, which end with {others.max():%Y-%m}",
    "future": lambda others: "a month that is still to come",
}
_FIXES: dict[Severity, str] = {
    "error": "Correct it; or leave such rows out: `bad_rows: set_aside` in client.yaml.",
    "warning": "Correct it if it is typed wrong.",
}
