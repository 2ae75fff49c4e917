"""Rows added to a client's CSV table: what stands there stays as it is, byte for byte."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import ConfigError, Problem
from .client import Client
from .decoding import decode
from .sheets import Request, tidy_header

_CODECS = {"UTF-8": "utf-8", "UTF-8 with BOM": "utf-8", "GB18030": "gb18030"}


def append_rows(client: Client, name: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Add rows at the end of a table's CSV file; make the file with its header where there is none.

    A standing table's file is made beside ``client.yaml``, another's where the data are. The file keeps its
    lines, its encoding, its line ends and its own names and order of columns. It is written aside and
    renamed, so that a reader sees the old file or the new one.

    Parameters
    ----------
    client
        The client.
    name
        The table.
    rows
        Cells by the kit's column names, as they should stand in the file.

    Returns
    -------
    str
        The file's path.

    Raises
    ------
    ConfigError
        When the table is in no CSV file, or its header lacks one of the columns.
    DataError
        When the file cannot be read as text.
    """
    beside = client.folder if client.table(name).standing else client.data
    path = client.file(name) or beside / f"{name}.csv"
    if path.suffix.lower() != ".csv":
        raise _refuse(path.name, "it is no CSV file, and only to those can rows be added", "Save it as CSV.")
    said = client.table_config(name).columns
    columns = {column.name: said.get(column.name, column.name) for column in client.table(name).columns}
    raw = path.read_bytes() if path.is_file() else b""
    text, encoding = decode(raw, Request(name, path.name, frozenset())) if raw else ("", "UTF-8")
    header = [*tidy_header(next(csv.reader(io.StringIO(text)), columns.values()))]
    missing = [columns[key] for key in rows[0] if columns[key] not in header]
    if missing:
        raise _refuse(path.name, f"its header has no {', '.join(missing)}", "Add the column.")
    named = [{columns[key]: value for key, value in row.items()} for row in rows]
    lines = [[row.get(column, "") for column in header] for row in named]
    added = _written(lines if raw else [header, *lines], after=text)
    _replace(path, raw + added.encode(_CODECS[encoding]))
    return str(path)


def _written(lines: Sequence[Sequence[str]], *, after: str) -> str:
    """Lines of CSV with the line ends of the text that they follow."""
    end = "\r\n" if "\r\n" in after else "\n"
    added = io.StringIO()
    csv.writer(added, lineterminator=end).writerows(lines)
    return ("" if not after or after.endswith("\n") else end) + added.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, so that it is never there by half."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def _refuse(file: str, rule: str, fix: str) -> ConfigError:
    return ConfigError([Problem(file, 0, "", "", rule, fix)])
