"""A frame as readers see it: a table that can be scrolled, sorted and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..findings import Finding
from ..locale import MISSING, Locale, Scale
from ..locale.numbers import is_missing
from . import downloads
from .downloads import COURSE, DATES, WORDS
from .markup import fill
from .sparklines import in_words, spark
from .tiles import Better, verdict

_MONEY = {"money", "signed_money"}
#: Most rows that a page shows, so that it can be mailed; the files to take away hold all.
MOST_ROWS = 500


@dataclass(frozen=True)
class Column:
    """One column of a table on a page.

    Parameters
    ----------
    key
        The column of the frame.
    label
        What heads it; of which period, where that is not the whole table's.
    kind
        Kind of its values (:data:`salesmgmt_kit.locale.KINDS`). Signed kinds and points are
        variances: they carry their sign and an arrow.
    better
        Whether a variance is good when it is ``up`` or ``down``; without it, it has no colour.
    low, high
        Columns of the frame with the bounds of the value, shown behind it.
    kind_from
        Column of the frame with the kind of each row's value, where rows differ; ``kind`` is then that of
        the files to take away.
    target
        Column of the frame with what was asked at the times of a ``course``, drawn as a thin line.

    Notes
    -----
    A value of the kind ``course`` is a tuple of figures in the order of time, missing ones included: the page
    draws it, the files hold its figures.
    """

    key: str
    label: Finding | str
    kind: str = "text"
    better: Better | None = None
    low: str | None = None
    high: str | None = None
    kind_from: str | None = None
    target: str | None = None

    @property
    def is_variance(self) -> bool:
        """Whether its values are differences, which carry a sign."""
        return self.kind.startswith("signed_") or self.kind == "points"


def named_columns(codes: Iterable[str], kind: str, *, bounds: bool = False) -> list[Column]:
    """One column for each code, headed by its name.

    Parameters
    ----------
    codes
        Columns of the frame that are codes themselves, as of dimensions.
    kind
        Of the values.
    bounds
        Whether ``<code>_low`` and ``<code>_high`` bound them.
    """
    return [
        Column(
            code,
            Finding("{code:name}", {"code": code}),
            kind,
            low=f"{code}_low" if bounds else None,
            high=f"{code}_high" if bounds else None,
        )
        for code in codes
    ]


def render(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    locale: Locale,
    *,
    key: str,
    title: str,
    stem: str,
    indent: str | None = None,
    opens: int | None = None,
    rows: int = MOST_ROWS,
) -> Markup:
    """A frame as a table with its downloads.

    Parameters
    ----------
    frame
        One row per row of the table, in the order shown; the page shows the first ``rows``, the files
        hold all.
    columns
        The columns shown, from left to right; the first one names the row. One without a single
        value is left out.
    locale
        The language of the page.
    key
        Prefix of the ids in it, used once in a page.
    title
        What the table says; its caption.
    stem
        File name of the downloads, without suffix.
    indent
        Column with the depth of a row in a tree, 0 = top; sorting keeps rows below their parent.
    opens
        Depth down to which a tree is open at first: a row with others below it has a button that opens and
        closes it, and paper shows what is open. All is open when None, and where no script runs.
    rows
        Most rows shown. Of a tree that has more, whole levels from the top.

    Raises
    ------
    ValueError
        When a table that is no tree is to open.
    """
    if opens is not None and indent is None:
        raise ValueError("only a table with depths (indent) can open level by level")
    columns = [c for c in columns if c is columns[0] or frame.empty or frame[c.key].notna().any()]
    scale = _money_scale(frame, columns, locale)
    shown = _fitting(frame, indent, rows)
    depths = [0] * len(shown) if indent is None else [int(d) for d in shown[indent]]
    cells = [_cells(shown, column, locale, scale) for column in columns]
    return fill(
        "table.html.j2",
        key=key,
        title=title,
        heads=[_head(column, locale, scale) for column in columns],
        rows=list(zip(depths, zip(*cells, strict=True), strict=True)),
        tree=indent is not None,
        opens=opens,
        widest=max((len(cell["bounds"]) for column in cells for cell in column), default=0),
        size=_size(len(shown), len(frame), locale, tree=indent is not None),
        files=downloads.files(frame, columns, locale, stem=stem, title=title),
        locale=locale,
    )


def _fitting(frame: pd.DataFrame, indent: str | None, rows: int) -> pd.DataFrame:
    """The first rows; of a tree its upper levels: a branch cut off in the middle would mislead."""
    if indent is None or len(frame) <= rows:
        return frame.head(rows)
    reach = frame.groupby(indent).size().cumsum()
    fits = reach.index[reach <= rows]
    return frame[frame[indent].isin(fits)] if len(fits) else frame.head(rows)


def _size(shown: int, rows: int, locale: Locale, *, tree: bool) -> str:
    if shown < rows and tree:
        message = "The upper levels are shown, {shown:count} of {n:count} rows; the files hold all of them."
        return locale.text(message, shown=shown, n=rows)
    if shown < rows:
        message = "The first {shown:count} of {n:count} rows are shown; the files hold all of them."
        return locale.text(message, shown=shown, n=rows)
    return locale.text("{n:count} rows", n=rows)


def _money_scale(frame: pd.DataFrame, columns: Sequence[Column], locale: Locale) -> Scale:
    keys = [c.key for c in columns if c.kind in _MONEY]
    return locale.scale(pd.concat([frame[k].astype("float64") for k in keys]) if keys else [])


def _head(column: Column, locale: Locale, scale: Scale) -> dict[str, Any]:
    return {
        "label": locale.say(column.label),
        "unit": f"{locale.symbol}{scale.unit}" if column.kind in _MONEY else "",
        "numeric": column.kind not in WORDS,
    }


def _cells(frame: pd.DataFrame, column: Column, locale: Locale, scale: Scale) -> list[dict[str, Any]]:
    low = frame[column.low] if column.low else [None] * len(frame)
    high = frame[column.high] if column.high else [None] * len(frame)
    if column.kind == COURSE:
        return _courses(frame, column, locale)
    return [
        _cell(value, text, _bounds(lower, upper, column, locale, scale), column)
        for value, text, lower, upper in zip(
            frame[column.key], _texts(frame, column, locale, scale), low, high, strict=True
        )
    ]


def _courses(frame: pd.DataFrame, column: Column, locale: Locale) -> list[dict[str, Any]]:
    """Cells of sparklines, sorted by the last figure of each."""
    kinds = frame[column.kind_from] if column.kind_from else ["number"] * len(frame)
    targets = frame[column.target] if column.target else [None] * len(frame)
    cells = []
    for course, target, kind in zip(frame[column.key], targets, kinds, strict=True):
        drawn = spark(course, target, label=in_words(course, target, kind, locale))
        order = _order(course[-1], kind) if drawn else ""
        cells.append(
            {
                "text": MISSING,
                "picture": drawn,
                "bounds": "",
                "attributes": {"class": "text", "data-v": order},
            }
        )
    return cells


def _texts(frame: pd.DataFrame, column: Column, locale: Locale, scale: Scale) -> list[str]:
    values = frame[column.key]
    if column.kind_from is not None:
        return list(map(locale.format, values, frame[column.kind_from]))
    return [_text(value, column.kind, locale, scale) for value in values]


def _cell(value: Any, text: str, bounds: str, column: Column) -> dict[str, Any]:
    return {
        "text": text,
        "picture": "",
        "bounds": bounds,
        "attributes": {"class": _classes(value, column), "data-v": _order(value, column.kind)},
    }


def _classes(value: Any, column: Column) -> str | None:
    if column.kind == "sentence" and not is_missing(value):
        return "text sentence"
    if column.kind in WORDS:
        return "text"
    if not column.is_variance or is_missing(value) or value == 0:
        return None
    return f"{'up' if value > 0 else 'down'} {verdict(value, column.better)}".strip()


def _text(value: Any, kind: str, locale: Locale, scale: Scale) -> str:
    if kind in _MONEY:
        return locale.scaled(value, scale, signed=kind.startswith("signed_"))
    return locale.format(value, "signed_points" if kind == "points" else kind)


def _bounds(low: Any, high: Any, column: Column, locale: Locale, scale: Scale) -> str:
    if column.low is None or is_missing(low) or is_missing(high):
        return ""
    kind = column.kind.removeprefix("signed_")
    return locale.text(
        "{low} to {high}", low=_text(low, kind, locale, scale), high=_text(high, kind, locale, scale)
    )


def _order(value: Any, kind: str) -> str | None:
    """What a cell is sorted by; words are sorted by their text, missing values stay last."""
    if kind in WORDS:
        return None
    if is_missing(value):
        return ""
    if kind in DATES:
        return f"{pd.Timestamp(value):%Y%m%d}"
    return f"{float(value):.9g}"
