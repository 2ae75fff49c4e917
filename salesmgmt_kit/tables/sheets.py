"""A file's rows as text, each with its place in the file, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ..errors import DataError, Problem, Severity

#: The line of each row in its file.
Lines = np.ndarray[Any, np.dtype[np.int64]]


class Breach(NamedTuple):
    """A broken rule at a row, by its position; a :class:`Problem` once its place is looked up.

    ``also`` holds the positions of further rows that break it, of which nothing more need be said.
    """

    position: int
    columns: tuple[str, ...]
    rule: str
    fix: str
    severity: Severity = "error"
    also: tuple[int, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """Every row that breaks the rule."""
        return self.position, *self.also


@dataclass(frozen=True)
class Sheet:
    """The rows of one file, or of one sheet of a workbook.

    Parameters
    ----------
    table
        The kit's table it is read as.
    file
        The file as the client knows it.
    header
        Every column's name in the file, in order.
    text
        The columns that were asked for, by the file's names, all of them strings.
    lines
        The line of each row in the file; a quoted line break counts; the row's number in a workbook.
        The rows of a Parquet file count as if they stood in a CSV.
    encoding
        How the bytes were read: ``UTF-8``, ``UTF-8 with BOM``, ``GB18030``, ``XLSX``, ``Parquet``.
    tab
        The sheet's name in a workbook, otherwise empty.
    problems
        Rows that could not be read at all; they are not in ``text``.
    header_line
        The line of the columns' names.
    """

    table: str
    file: str
    header: tuple[str, ...]
    text: pa.Table
    lines: Lines
    encoding: str
    tab: str = ""
    problems: tuple[Problem, ...] = ()
    header_line: int = 1

    def __len__(self) -> int:
        return len(self.lines)

    def keep(self, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> Sheet:
        """The rows for which ``rows`` is true."""
        if rows.all():
            return self
        return replace(self, text=self.text.filter(pa.array(rows)), lines=self.lines[rows])

    def problems_of(
        self, breaches: Sequence[Breach], names: Mapping[str, str], *, private: Sequence[str] = ()
    ) -> list[Problem]:
        """Breaches at their places, by line; ``names`` leads from the kit's columns to the file's.

        What stands in columns that are ``private`` is not repeated.
        """
        problems: list[Problem] = []
        for columns in {breach.columns for breach in breaches}:
            same = [breach for breach in breaches if breach.columns == columns]
            theirs = [names[c] for c in columns]
            hidden = not set(columns).isdisjoint(private)
            written = [""] * len(same) if hidden else self._written(same, theirs)
            problems += map(self._placed, same, [theirs] * len(same), written)
        return sorted(problems, key=lambda p: (p.line, p.column, p.rule))

    def _written(self, breaches: Sequence[Breach], columns: Sequence[str]) -> list[str]:
        """The cells of each breach as they stand in the file; nothing where they are blank."""
        rows = pa.array([breach.position for breach in breaches])
        cells = zip(*(self.text[c].take(rows).to_pylist() for c in columns), strict=True)
        return [", ".join(row) if any(map(str.strip, row)) else "" for row in cells]

    def _placed(self, breach: Breach, columns: list[str], value: str) -> Problem:
        line = int(self.lines[breach.position])
        return self._at(line, columns, value, breach.rule, breach.fix, breach.severity)

    def header_problem(self, column: str, rule: str, fix: str, severity: Severity = "error") -> Problem:
        """A problem of a column as a whole, at the header."""
        return self._at(self.header_line, [column], "", rule, fix, severity)

    def _at(
        self, line: int, columns: list[str], value: str, rule: str, fix: str, severity: Severity
    ) -> Problem:
        at = self.header.index(columns[0]) if columns[0] in self.header else -1
        where = cell(self.tab, line, at)
        return Problem(self.file, line, ", ".join(columns), value, rule, fix, self.table, severity, where)


def cell(tab: str, line: int, column: int) -> str:
    """``Sheet1!B7`` for column 1, counted from 0; the row ``Sheet1!7:7`` for -1; empty without a tab."""
    from openpyxl.utils import get_column_letter

    if not tab:
        return ""
    return f"{tab}!{get_column_letter(column + 1)}{line}" if column >= 0 else f"{tab}!{line}:{line}"


@dataclass(frozen=True)
class Request:
    """What is asked of a file's reader.

    Parameters
    ----------
    table
        The kit's table it is read as.
    file
        What messages call the file.
    columns
        The file's columns that are needed; others are not read.
    tab
        The sheet asked for in a workbook; empty for the only one, or the one named like the table.
    header
        The line of the columns' names; 0 to look for it.
    """

    table: str
    file: str
    columns: frozenset[str] = field(default_factory=frozenset)
    tab: str = ""
    header: int = 0

    def refuse(self, rule: str, fix: str, *, line: int = 0, column: str = "", value: str = "") -> DataError:
        """An error of the whole file."""
        return DataError([self.problem(rule, fix, line=line, column=column, value=value)])

    def problem(self, rule: str, fix: str, *, line: int = 0, column: str = "", value: str = "") -> Problem:
        """A problem that is not at a cell."""
        return Problem(self.file, line, column, value, rule, fix, self.table)


def tidy_header(names: Iterable[Any]) -> tuple[str, ...]:
    """Column names without the blanks around them; nothing becomes an empty name."""
    return tuple("" if name is None else str(name).strip() for name in names)


#: Rows among which the header is looked for: more than any title block, and soon read.
_TOP = 20


def find_header(rows: Iterable[tuple[int, Sequence[Any]]], request: Request) -> tuple[int, tuple[str, ...]]:
    """The line of the header and the columns' names: below a title perhaps.

    That is the row asked for, or else the first with most of the columns that are needed; where none
    has any, the first that fills as many cells as any, for the columns may have other names.

    Parameters
    ----------
    rows
        Line and cells, from the top; rows that are empty may be left out.
    request
        The columns needed, and the row asked for.

    Raises
    ------
    DataError
        When there is no row, or the one asked for is empty.
    """
    if request.header:
        return _asked_header(rows, request)
    top: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in islice(rows, _TOP):
        names = tidy_header(cells)
        top.append((line, names))
        if request.columns <= set(names):
            break
    if not top:
        raise request.refuse("it is empty", _write_header(request))
    return max(top, key=lambda row: (len(request.columns & set(row[1])), sum(map(bool, row[1])), -row[0]))


def _asked_header(rows: Iterable[tuple[int, Sequence[Any]]], request: Request) -> tuple[int, tuple[str, ...]]:
    for line, cells in rows:
        if line >= request.header:
            names = tidy_header(cells) if line == request.header else ()
            break
    else:
        names = ()
    if not any(names):
        fix = f"Correct tables.{request.table}.header in client.yaml, or leave it out."
        raise request.refuse("the row that should have the columns' names is empty", fix, line=request.header)
    return request.header, names


def _write_header(request: Request) -> str:
    return f"Write the columns' names in the first row, the rows of {request.table} below."


def check_header(header: tuple[str, ...], request: Request, *, line: int, tab: str = "") -> None:
    """Refuse a header that names a column twice, or none.

    Raises
    ------
    DataError
        With every name that appears again.
    """
    if not any(header):
        raise request.refuse("it is empty", _write_header(request))
    again = [(i, name) for i, name in enumerate(header) if name and name in header[:i]]
    problems = [
        replace(
            request.problem(
                "stands twice in the header", "Rename or remove one of them.", line=line, column=name
            ),
            cell=cell(tab, line, i),
        )
        for i, name in again
    ]
    if problems:
        raise DataError(problems)
