"""CSV files to sheets: fast where every line is a row, and exact where it is not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa

from ..errors import DataError, Problem
from . import totals
from .decoding import decode
from .sheets import Lines, Request, Sheet, check_header, find_header
from .totals import is_label

_CHUNK = 50_000


def read_csv(raw: bytes, request: Request) -> Sheet:
    """The rows of a comma-separated file.

    Raises
    ------
    DataError
        When the file as a whole cannot be read: not text, empty, a quote that is not closed.
    """
    text, encoding = decode(raw, request)
    if not text.strip():
        check_header((), request, line=1)
    at, header = find_header(_top(_rows(text, request)), request)
    _check_separator(at, header, request)
    check_header(header, request, line=at)
    data = raw if encoding == "UTF-8" else text.encode()
    found = _read_fast(data, at, header, request) if _line_is_row(data) else None
    rows, lines, problems = found or _read_exactly(text, at, header, request)
    return Sheet(
        request.table, request.file, header, rows, lines, encoding, problems=problems, header_line=at
    )


def _top(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows down to one that cannot be read, which is told of once the columns have names."""
    yield next(rows)
    with suppress(DataError):
        yield from rows


def _check_separator(line: int, header: tuple[str, ...], request: Request) -> None:
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("，", "full-width commas")):
        if len(header) == 1 and sign in header[0]:
            rule = f"its columns are separated by {name}"
            raise request.refuse(rule, "Save it as CSV UTF-8 (comma separated).", line=line)


def _line_is_row(data: bytes) -> bool:
    """Whether no line is blank and every quote plain and closed in its line: then line = row + 1."""
    if b"\n\n" in data or b"\n\r\n" in data or data[:1] in b"\r\n":
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    return b'"' not in data or _quotes_are_plain(np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8))


def _quotes_are_plain(signs: np.ndarray[Any, np.dtype[np.uint8]]) -> bool:
    """Whether quotes open after and close before a comma, a line end or a quote, and span no line."""
    quotes = np.flatnonzero(signs == ord('"'))
    breaks = np.flatnonzero(signs == ord("\n"))
    if (np.searchsorted(quotes, breaks) % 2).any():
        return False
    opened = np.isin(signs[quotes[::2] - 1], list(b',\n"'))
    closed = np.isin(signs[quotes[1::2] + 1], list(b',\r\n"'))
    return bool(opened.all() and closed.all())


Rows = tuple[pa.Table, Lines, tuple[Problem, ...]]


def _read_fast(data: bytes, at: int, header: tuple[str, ...], request: Request) -> Rows | None:
    """The rows as arrow reads them; None where it cannot, as with a row longer than its block."""
    import pyarrow.csv as arrow

    bad: list[Any] = []

    def skip(row: Any) -> str:
        bad.append(row)
        return "skip"

    names = [str(i) for i in range(len(header))]
    wanted = {str(i): name for i, name in enumerate(header) if name in request.columns}
    convert = arrow.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=False,
        include_columns=list(wanted) or names[:1],
    )
    try:
        table = arrow.read_csv(
            pa.BufferReader(data),
            # In one thread only does arrow tell the line of a bad row.
            read_options=arrow.ReadOptions(use_threads=False, skip_rows=at, column_names=names),
            parse_options=arrow.ParseOptions(invalid_row_handler=skip),
            convert_options=convert,
        )
    except pa.ArrowInvalid:
        return None
    below = at + 1
    lines = np.delete(np.arange(below, below + len(table) + len(bad)), [row.number - below for row in bad])
    table = table.select(list(wanted)).rename_columns(list(wanted.values()))
    problems = (
        _ragged(request, row.number, row.actual_columns, len(header), row.text.split(",")) for row in bad
    )
    return table, lines, tuple(problems)


def _ragged(request: Request, line: int, found: int, expected: int, row: Sequence[str]) -> Problem:
    if label := next(filter(is_label, row), ""):
        return request.problem("it is the label of a row of totals", totals.FIX, line=line, value=label)
    fix = (
        "Put text that has a comma in it in quotes, or remove the comma too many."
        if found > expected
        else "Write the missing cells; an empty cell needs its comma too."
    )
    cells = "1 cell" if found == 1 else f"{found} cells"
    return request.problem(f"the row has {cells} where the header has {expected}", fix, line=line)


def _read_exactly(text: str, top: int, header: tuple[str, ...], request: Request) -> Rows:
    at = [i for i, name in enumerate(header) if name in request.columns]
    schema = pa.schema([(header[i], pa.string()) for i in at])
    batches: list[pa.RecordBatch] = []
    lines: list[int] = []
    chunk: list[list[str]] = []
    problems = []
    for line, row in _rows(text, request, header):
        if line <= top:
            continue
        if len(row) != len(header):
            problems.append(_ragged(request, line, len(row), len(header), row))
            continue
        lines.append(line)
        chunk.append(row)
        if len(chunk) == _CHUNK:
            batches.append(_batch(chunk, at, schema))
            chunk = []
    batches.append(_batch(chunk, at, schema))
    return pa.Table.from_batches(batches, schema), np.array(lines, dtype=np.int64), tuple(problems)


def _batch(rows: list[list[str]], at: list[int], schema: pa.Schema) -> pa.RecordBatch:
    return pa.record_batch([pa.array([row[i] for row in rows], pa.string()) for i in at], schema=schema)


def _rows(text: str, request: Request, header: tuple[str, ...] = ()) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 1
    try:
        for row in reader:
            if row:
                yield begun, row
            begun = reader.line_num + 1
    except csv.Error as error:
        raise _unclosed(text, request, header, begun) from error


def _unclosed(text: str, request: Request, header: tuple[str, ...], line: int) -> Exception:
    lines = io.StringIO(text, newline="")
    written = next(row for i, row in enumerate(lines, 1) if i == line).rstrip("\r\n")
    at = _cell_left_open(written)
    column = header[at] if at < len(header) else ""
    rule = "has a quote that is not closed, or not doubled inside the text"
    fix = 'Close the quote; write a quote inside quoted text twice: "".'
    if not column:
        rule = f"a cell {rule}"
    return request.refuse(rule, fix, line=line, column=column)


def _cell_left_open(line: str) -> int:
    """The cell, counted from 0, whose quotes go wrong: text after the closing one, or none closes it."""
    cells = re.compile(r'(?:"(?:[^"]|"")*"|(?!")[^,]*)(?:,|$)')
    at = count = 0
    while match := cells.match(line, at):
        at, count = match.end(), count + 1
        if at == len(line):
            break
    return count
