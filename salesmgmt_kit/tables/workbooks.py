"""XLSX workbooks to sheets."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import starmap, zip_longest
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import Problem, suggestion
from .sheets import Request, Sheet, cell, check_header, find_header

#: The number of a row and its cells.
_Row = tuple[int, tuple[Any, ...]]

_OLE = b"\xd0\xcf\x11\xe0"


def read_xlsx(raw: bytes, request: Request) -> Sheet:
    """The rows of one sheet of a workbook.

    Raises
    ------
    DataError
        When it is no workbook, has no such sheet, or the sheet is empty.
    """
    tab = _tab(_workbook(raw, request), request)
    if next(_rows(tab), None) is None:
        raise request.refuse(
            f"its sheet {tab.title!r} is empty", "Write the columns' names and the rows in it."
        )
    header_line, names = find_header(_named(tab), request)
    header = _trimmed(names)
    check_header(header, request, line=header_line, tab=tab.title)
    below = (row for row in _rows(tab) if row[0] > header_line)
    kept, lines, problems = _read(_computed(raw, tab.title, header_line, below), header, request, tab.title)
    return Sheet(
        request.table, request.file, header, kept, lines, "XLSX", tab.title, tuple(problems), header_line
    )


def _rows(tab: Any) -> Iterator[_Row]:
    """Every row that is not empty with its number."""
    return ((line, row) for line, row in enumerate(tab.iter_rows(values_only=True), 1) if _filled(row))


def _named(tab: Any) -> Iterator[tuple[int, list[str]]]:
    return ((line, [as_text(cell) for cell in row]) for line, row in _rows(tab))


def _computed(raw: bytes, title: str, top: int, rows: Iterator[_Row]) -> Iterator[_Row]:
    """The rows below ``top``, with the formula itself in a cell whose value no program has computed yet.

    Such a cell would else be empty; as a formula it is refused for what it is.
    """
    if not _has_formulas(raw):
        yield from rows
        return
    import openpyxl

    written = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)[title]
    written.reset_dimensions()
    values = dict(rows)
    for line, row in _rows(written):
        if line > top:
            yield line, tuple(starmap(_either, zip_longest(values.get(line, ()), row)))


def _has_formulas(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in text or b"<f " in text for text in map(packed.read, sheets))


def _either(value: Any, written: Any) -> Any:
    return str(written) if value is None and str(written).startswith("=") else value


def _workbook(raw: bytes, request: Request) -> Any:
    import openpyxl

    if raw.startswith(_OLE):
        rule = "it is an old Excel file (.xls) or one with a password"
        raise request.refuse(rule, "Save it as .xlsx without a password.")
    try:
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise request.refuse("it is no XLSX workbook", "Save it again as .xlsx, or as .csv.") from error


def _tab(book: Any, request: Request) -> Any:
    tabs = {tab.title: tab for tab in book.worksheets}
    wanted = request.tab or (next(iter(tabs)) if len(tabs) == 1 else request.table)
    if wanted not in tabs:
        rule = f"it has no sheet {wanted!r}"
        if not request.tab:
            rule = f"it has {len(tabs)} sheets, none of them called {request.table!r}"
        say = f"Name it in client.yaml: tables: {{{request.table}: {{sheet: ...}}}}."
        raise request.refuse(rule, f"{suggestion(wanted, tabs)} {say}")
    tab = tabs[wanted]
    tab.reset_dimensions()
    return tab


def _read(rows: Any, header: tuple[str, ...], request: Request, tab: str) -> tuple[Any, Any, list[Problem]]:
    at = {i: name for i, name in enumerate(header) if name in request.columns}
    cells: dict[int, list[str]] = {i: [] for i in at}
    lines: list[int] = []
    problems: list[Problem] = []
    for line, row in rows:
        if _filled(row[len(header) :]):
            problems.append(_outside(row, line, header, request, tab))
            continue
        lines.append(line)
        for i, column in cells.items():
            column.append(as_text(row[i]) if i < len(row) else "")
    arrays = [pa.array(column, pa.string()) for column in cells.values()]
    table = pa.Table.from_arrays(arrays, schema=pa.schema([(name, pa.string()) for name in at.values()]))
    return table, np.array(lines, dtype=np.int64), problems


def _outside(row: Any, line: int, header: tuple[str, ...], request: Request, tab: str) -> Problem:
    at = next(i for i in range(len(header), len(row)) if row[i] is not None)
    rule = f"{as_text(row[at])!r} stands right of the header's last column"
    problem = request.problem(rule, "Move or remove it.", line=line, value=as_text(row[at]))
    return replace(problem, cell=cell(tab, line, at))


def _filled(row: Any) -> bool:
    return any(value is not None and value != "" for value in row)


def _trimmed(header: tuple[str, ...]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    return header


def as_text(value: Any) -> str:
    """A cell's value as it would be written in a CSV: ``12``, ``0.5``, ``2026-10-31``, ``true``.

    Examples
    --------
    >>> as_text(12.0), as_text(dt.datetime(2026, 10, 31)), as_text(None), as_text(True)
    ('12', '2026-10-31', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)
