"""A table to take away: CSV and XLSX inside the page, at full precision."""

from __future__ import annotations

import csv
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from ..locale import Locale
from ..locale.numbers import is_missing

if TYPE_CHECKING:
    from .tables import Column

#: The kind of a row of figures in one cell.
COURSE = "course"
#: Kinds of values that are written as words, and kinds that are days, with the format of a workbook.
WORDS = {"name", "names", "message", "sentence", "text", COURSE}
DATES = {"month": "yyyy-mm", "date": "yyyy-mm-dd"}
_FORMATS = {
    "money": "#,##0.00",
    "signed_money": '+#,##0.00;"−"#,##0.00;0.00',
    "percent": "0.0%",
    "signed_percent": '+0.0%;"−"0.0%;0.0%',
    "chance": "0%",
    "points": '+0.0%;"−"0.0%;0.0%',
    "signed_points": '+0.0%;"−"0.0%;0.0%',
    "count": "#,##0",
    "signed_count": '+#,##0;"−"#,##0;0',
    **DATES,
}
#: A cell of text that starts with one of these may be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A fixed day, so that the same table gives the same file.
_CREATED = datetime(2000, 1, 1)


def files(
    frame: pd.DataFrame, columns: Sequence[Column], locale: Locale, *, stem: str, title: str
) -> list[Mapping[str, str]]:
    """The table as files: ``name``, ``label`` and ``href`` (a data: address) of each."""
    heads, values = _content(frame, columns, locale)
    kinds = [kind for _, _, kind in _fields(columns)]
    workbook = as_xlsx(heads, values, kinds, title=title)
    return [
        {"name": f"{stem}.csv", "label": "CSV", "href": _address("text/csv", as_csv(heads, values))},
        {"name": f"{stem}.xlsx", "label": "Excel", "href": _address(_XLSX, workbook)},
    ]


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def as_csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as CSV that Excel opens rightly: UTF-8 with a byte order mark, no cell a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_harmless, heads))
    writer.writerows([_written(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], kinds: Sequence[str], *, title: str
) -> bytes:
    """Rows as a workbook of one sheet; numbers are numbers, text is never a formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": title, "created": _CREATED})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats = {kind: book.add_format({"num_format": _FORMATS.get(kind, "General")}) for kind in set(kinds)}
    for at, (head, kind) in enumerate(zip(heads, kinds, strict=True)):
        sheet.set_column(at, at, 28 if kind in WORDS else 16)
        sheet.write_string(0, at, head, bold)
    for line, row in enumerate(rows, start=1):
        for at, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _writer(sheet, value)(line, at, value, formats[kind])
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    book.close()
    return buffer.getvalue()


def _writer(sheet: Any, value: Any) -> Callable[..., Any]:
    if value is None:
        return lambda line, at, _, style: sheet.write_blank(line, at, None, style)
    if isinstance(value, str):
        return sheet.write_string  # type: ignore[no-any-return]
    return sheet.write_datetime if isinstance(value, datetime) else sheet.write_number  # type: ignore[no-any-return]


def _fields(columns: Sequence[Column]) -> Iterator[tuple[str, str, str]]:
    """Column of the frame, message for its head, kind, of everything taken away."""
    for column in columns:
        yield column.key, "{label}", column.kind
        if column.low and column.high:
            yield column.low, "{label}, low", column.kind.removeprefix("signed_")
            yield column.high, "{label}, high", column.kind.removeprefix("signed_")


def _content(
    frame: pd.DataFrame, columns: Sequence[Column], locale: Locale
) -> tuple[list[str], list[list[Any]]]:
    labels = {key: locale.say(c.label) for c in columns for key in (c.key, c.low, c.high) if key}
    heads = [locale.text(message, label=labels[key]) for key, message, _ in _fields(columns)]
    series = [[_value(v, kind, locale) for v in frame[key]] for key, _, kind in _fields(columns)]
    return heads, [list(row) for row in zip(*series, strict=True)]


def _value(value: Any, kind: str, locale: Locale) -> str | float | datetime | None:
    if not isinstance(value, (list, tuple)) and is_missing(value):
        return None
    if kind in WORDS:
        return locale.format(value, kind)
    return pd.Timestamp(value).to_pydatetime() if kind in DATES else float(value)


def _written(value: str | float | datetime | None) -> str | float:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return _harmless(value)
    if value is None:
        return ""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
