"""The way of one table through the gate: bytes, text, the client's words, types, rules, a clean frame."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import reduce
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import DataError, Problem, Severity
from . import cells, sources
from .bands import check_bands
from .catalogue import REQUIRED
from .config import TableConfig
from .continuity import check_months
from .contract import Column, Table
from .references import Known, check_references, check_tree, nearest
from .rules import check_rules
from .sheets import Breach, Request, Sheet
from .sources import Source
from .totals import total_rows


@dataclass(frozen=True)
class Task:
    """One table to be read.

    Parameters
    ----------
    table
        The declaration.
    path, file
        Its file, and what messages call it.
    config
        The client's settings of the table.
    places
        Where the settings say each key under the table, as ``client.yaml:12``.
    levels
        The client's levels, for the tree of org.
    set_aside
        Whether rows that break a rule are left out rather than the table refused.
    today
        The last month that can have rows.
    """

    table: Table
    path: Path
    file: str
    config: TableConfig
    places: Mapping[tuple[str, ...], str]
    levels: tuple[str, ...]
    set_aside: bool
    today: pd.Timestamp

    @property
    def facts(self) -> tuple[object, ...]:
        """All that decides what becomes of the file's bytes; not where the client's folder lies."""
        timely = self.today if any(c.continuous for c in self.table.columns) else None
        return self.table, self.file, self.config, self.places, self.levels, self.set_aside, timely


@dataclass(frozen=True)
class Loaded:
    """A table after the gate.

    Parameters
    ----------
    frame
        The clean rows; None when the table is refused.
    problems
        All that is wrong with it; what made a row be set aside is a warning.
    source
        What it was read from; None when no row of it could be read.
    lost
        Column to its codes in rows set aside, for the columns that other tables refer to.
    """

    frame: pd.DataFrame | None
    problems: tuple[Problem, ...]
    source: Source | None = None
    lost: Mapping[str, Collection[str]] = field(default_factory=dict)


def load(task: Task, raw: bytes, known: Mapping[str, Known]) -> Loaded:
    """Read one table and check it, collecting every breach.

    Parameters
    ----------
    task
        What to read and how.
    raw
        The file's bytes.
    known
        Column to the values it may take, for the columns that refer to tables which can be read.
    """
    try:
        sheet, columns, notes = _sheet(task, raw)
    except DataError as error:
        return Loaded(None, tuple(error.problems))
    frame, unread = _typed(task, sheet, columns)
    breaches = unread + _unless(unread, _breaches(task, frame, sheet, known))
    wrong = _wrong(breaches)
    totals = total_rows(task.table, frame, sheet, columns, wrong)
    breaches = _instead(breaches, totals)
    in_rows = heapq.merge(
        sheet.problems,
        sheet.problems_of(breaches, columns, private=task.table.private),
        key=attrgetter("line"),
    )
    outside, frame = frame.iloc[wrong], _without(frame, wrong)
    outside = outside.drop(index=[breach.position for breach in totals])
    source = _source(task, sheet, sha256(raw).hexdigest(), frame, len(wrong), outside)
    if not source.set_aside:
        return Loaded(frame, (*notes, *in_rows), source)
    if not task.set_aside:
        return Loaded(None, (*notes, *in_rows), source)
    problems = (*notes, *(replace(problem, severity="warning") for problem in in_rows))
    if frame.empty and task.table.name in REQUIRED:
        return Loaded(None, (*problems, _nothing_left(task, source)), source)
    return Loaded(frame, problems, source, _codes(task, outside))


def _wrong(breaches: Sequence[Breach]) -> list[int]:
    """The rows that cannot be used."""
    return sorted({p for b in breaches if b.severity == "error" for p in b.positions})


def _instead(breaches: Sequence[Breach], rows: Sequence[Breach]) -> list[Breach]:
    """The breaches with one alone for each of ``rows``."""
    at = {row.position for row in rows}
    return [*(b for b in breaches if b.position not in at), *rows]


def _source(
    task: Task, sheet: Sheet, digest: str, frame: pd.DataFrame, wrong: int, outside: pd.DataFrame
) -> Source:
    """What the table was read from, with the rows left out and the money in them (not in totals)."""
    source = Source(
        task.table.name,
        task.file,
        len(frame),
        wrong + len(sheet.problems),
        digest,
        sheet.encoding,
    )
    if task.table.money not in outside:
        return source
    money = outside[task.table.money]
    unread = int(money.isna().sum()) + len(sheet.problems)
    return replace(source, set_aside_money=float(money.sum()), set_aside_unread=unread)


def _nothing_left(task: Task, source: Source) -> Problem:
    rule = f"no row is left of the {source.set_aside:,} that it has"
    return Problem(task.file, 0, "", "", rule, "Mend the rows that break a rule.", task.table.name)


def _codes(task: Task, outside: pd.DataFrame) -> dict[str, list[str]]:
    """The codes of rows set aside, column by column: of the key and, in org, of the levels."""
    names = (*task.levels, *task.table.key) if task.table.name == "org" else task.table.key
    codes = (name for name in names if name in outside and task.table.column(name).kind == "code")
    return {name: sorted(outside[name].dropna().unique()) for name in codes}


def _sheet(task: Task, raw: bytes) -> tuple[Sheet, dict[str, str], list[Problem]]:
    """The rows as text, the file's name of each column, and what is to be said of the whole."""
    names = {c.name: task.config.columns.get(c.name, c.name) for c in task.table.columns}
    asked = frozenset({*names.values(), *task.config.where})
    request = Request(task.table.name, task.file, asked, task.config.sheet or "", task.config.header or 0)
    sheet = sources.read(task.path, raw, request)
    problems = [*_missing(task, sheet, names), *_misspelt(task, sheet, names)]
    if any(p.severity == "error" for p in problems):
        # Where no column is known, what was taken for the header may be none: rows cannot be judged by it.
        raise DataError([*problems, *(sheet.problems if asked & set(sheet.header) else ())])
    sheet, strange = _chosen(task, sheet)
    sheet = _filled(sheet)
    problems += strange
    if not len(sheet) and not sheet.problems:
        problems.append(_no_rows(task, sheet))
        if task.table.name in REQUIRED:
            raise DataError(problems)
    return sheet, {k: v for k, v in names.items() if v in sheet.header}, problems


def _no_rows(task: Task, sheet: Sheet) -> Problem:
    """A table without rows: none that a report needs, and for all others as if it were not there."""
    rule = "it has no rows" if not task.config.where else "it has no rows that `where` keeps"
    needed = task.table.name in REQUIRED
    fix = f"Add {task.table.row}{'' if needed else ', or remove the file'}."
    severity: Severity = "error" if needed else "warning"
    return Problem(task.file, sheet.header_line, "", "", rule, fix, task.table.name, severity)


def _missing(task: Task, sheet: Sheet, names: Mapping[str, str]) -> Iterator[Problem]:
    """Columns that the file should have and does not."""
    for column in task.table.columns:
        name = names[column.name]
        mapped = column.name in task.config.columns
        if name not in sheet.header and (column.required or mapped):
            rule = "is missing"
            if mapped:
                said = task.places.get(("columns", column.name), "client.yaml")
                rule = f"is missing, which {said} names for {column.name}"
            unused = [h for h in sheet.header if h and h not in names.values()]
            yield sheet.header_problem(name, rule, _where_it_may_be(task, column, name, unused))


def _where_it_may_be(task: Task, column: Column, name: str, unused: Sequence[str]) -> str:
    close = nearest(name, unused)
    guess = f"Did you mean {close!r}?" if close else f"Not read are {', '.join(unused) or 'none'}."
    say = f"tables: {{{task.table.name}: {{columns: {{{column.name}: {close or '...'}}}}}}}"
    return f"{guess} Rename it, or write in client.yaml: {say}."


def _misspelt(task: Task, sheet: Sheet, names: Mapping[str, str]) -> Iterator[Problem]:
    """Columns that are not read but look like an optional one that the file lacks."""
    absent = [
        names[c.name] for c in task.table.columns if names[c.name] not in sheet.header and not c.required
    ]
    used = {*names.values(), *task.config.where}
    for name in sheet.header:
        close = get_close_matches(name, absent, n=1, cutoff=0.8) if name and name not in used else []
        if close:
            fix = f"Did you mean {close[0]!r}?"
            yield sheet.header_problem(name, "is no column of the kit and not read", fix, "warning")


def _chosen(task: Task, sheet: Sheet) -> tuple[Sheet, list[Problem]]:
    """The rows that ``where`` keeps, and the values of it that the file never has."""
    problems = []
    keep = np.ones(len(sheet), dtype=bool)
    for column, wanted in task.config.where.items():
        said = task.places.get(("where", column), "client.yaml")
        if column not in sheet.header:
            fix = _guess(column, [h for h in sheet.header if h])
            raise DataError(
                [_setting(task, said, f"where.{column}", "", f"names no column of {task.file}", fix)]
            )
        text = pc.utf8_trim_whitespace(sheet.text[column])
        seen = set(pc.unique(text).to_pylist())
        problems += [
            _setting(
                task,
                said,
                f"where.{column}",
                value,
                f"a value that {task.file} never has",
                _guess(value, seen),
            )
            for value in wanted
            if value not in seen
        ]
        keep &= pc.is_in(text, value_set=pa.array(wanted, pa.string())).to_numpy()
    return sheet.keep(keep), problems


def _setting(task: Task, said: str, key: str, value: str, rule: str, fix: str) -> Problem:
    file, _, line = said.partition(":")
    severity: Any = "warning" if value else "error"
    key = f"tables.{task.table.name}.{key}"
    return Problem(file, int(line or 0), key, value, rule, fix, task.table.name, severity)


def _guess(word: str, known: Collection[str]) -> str:
    close = nearest(word, known)
    return f"Did you mean {close!r}?" if close else f"Known are {', '.join(sorted(known)[:12])}."


def _filled(sheet: Sheet) -> Sheet:
    """Without the rows that are empty in every column that is read."""
    if not sheet.text.num_columns:
        return sheet
    blank = (pc.equal(pc.utf8_trim_whitespace(column), "") for column in sheet.text.columns)
    return sheet.keep(~reduce(pc.and_, blank).to_numpy())


def _meant(text: pa.ChunkedArray, column: Column, task: Task) -> pa.ChunkedArray:
    """The cells with the client's ``values`` put in place of what is written."""
    meant = task.config.values.get(column.name)
    if not meant:
        return text
    at = pc.index_in(pc.utf8_trim_whitespace(text), value_set=pa.array(list(meant), pa.string()))
    return pc.if_else(pc.is_valid(at), pc.take(pa.array(list(meant.values()), pa.string()), at), text)


def _typed(task: Task, sheet: Sheet, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[Breach]]:
    """The columns with the types of the contract, and the cells that could not be read."""
    values: dict[str, pd.Series[Any]] = {}
    unread: list[Breach] = []
    for column in task.table.columns:
        if column.name in columns:
            text = _meant(sheet.text[columns[column.name]], column, task)
            values[column.name], breaches = cells.read(column, text)
            unread += breaches
    return pd.DataFrame(values), unread


def _breaches(task: Task, frame: pd.DataFrame, sheet: Sheet, known: Mapping[str, Known]) -> list[Breach]:
    breaches = check_rules(task.table, frame, sheet.lines)
    breaches += check_references(task.table, frame, known)
    for column in task.table.columns:
        if column.continuous and column.name in frame:
            breaches += check_months(frame, column.name, today=task.today)
    if task.table.name == "org":
        breaches += check_tree(frame, task.levels, sheet.lines)
    if task.table.name == "pay_bands":
        breaches += check_bands(frame, sheet.lines)
    return breaches


def _unless(said: list[Breach], more: list[Breach]) -> list[Breach]:
    """The breaches of ``more`` at cells of which nothing has been said: one cell, one problem."""
    cells_said = {(b.position, b.columns) for b in said}
    return [b for b in more if (b.position, b.columns) not in cells_said]


def _without(frame: pd.DataFrame, wrong: Collection[int]) -> pd.DataFrame:
    """The clean rows, and flags that have no blank as plain bool."""
    if wrong:
        frame = frame.drop(index=list(wrong)).reset_index(drop=True)
    whole = [c for c in frame if frame[c].dtype == "boolean" and not frame[c].isna().any()]
    return frame.astype(dict.fromkeys(whole, bool))
