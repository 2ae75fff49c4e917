"""The files of a client's tables: found, read by their kind, and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataError, Problem
from .columnar import read_parquet
from .config import TableConfig
from .contract import Table
from .delimited import read_csv
from .sheets import Request, Sheet
from .workbooks import read_xlsx

#: Readers by the ending of a file's name.
READERS: dict[str, Callable[[bytes, Request], Sheet]] = {
    ".csv": read_csv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}


@dataclass(frozen=True)
class Source:
    """What a table was read from.

    Parameters
    ----------
    table
        The kit's table.
    file
        The file, relative to the client's folder where it lies in it.
    rows
        Rows in the clean table.
    set_aside
        Rows left out because they break a rule, or refer to a row that does.
    sha256
        Of the file's bytes.
    encoding
        ``UTF-8``, ``UTF-8 with BOM``, ``GB18030``, ``XLSX`` or ``Parquet``.
    set_aside_money
        What the rows left out sum up to where they can be read, in the client's currency; None for
        a table whose rows stand for no money.
    set_aside_unread
        Rows left out whose money cannot be read.
    """

    table: str
    file: str
    rows: int
    set_aside: int
    sha256: str
    encoding: str
    set_aside_money: float | None = None
    set_aside_unread: int = 0


def find(table: Table, config: TableConfig, data: Path, *, said: str = "") -> Path | None:
    """The file of a table; None when the client has none.

    Parameters
    ----------
    table
        The declaration.
    config
        The client's settings of the table.
    data
        The folder of the tables.
    said
        Where the settings name the file, ``client.yaml:12``, for the message when it is absent.

    Raises
    ------
    DataError
        When there are two files, or the one that the settings name is absent or of no known kind.
    """
    if config.file:
        return _named(table, data / config.file, config.file, said)
    named = [path for ending in READERS for path in _called(f"{table.name}{ending}", data)]
    found = [path for path in named if path.is_file()]
    if len(found) > 1:
        raise _several(table, found)
    if named and not found:
        fix = f"Put {table.name} there as a file, or name it in client.yaml."
        raise DataError([Problem(named[0].name, 0, "", "", "it is no file", fix, table.name)])
    return found[0] if found else None


def of_another_kind(table: Table, data: Path) -> Path | None:
    """A file that has the table's name but is of no kind the kit reads, like ``sales.xls``."""
    return next((path for path in sorted(data.glob("*.*")) if path.stem.lower() == table.name), None)


def _called(name: str, data: Path) -> list[Path]:
    """What has the name, in small or capital letters: not every system tells ``Sales.CSV`` from it."""
    if not data.is_dir():
        return []
    return sorted(path for path in data.iterdir() if path.name.lower() == name)


def _named(table: Table, path: Path, file: str, said: str) -> Path:
    place, _, line = said.partition(":")
    key, at = f"tables.{table.name}.file", int(line or 0)
    if path.suffix.lower() not in READERS:
        rule = f"no file of a kind the kit reads ({', '.join(READERS)})"
        raise DataError([Problem(place, at, key, file, rule, "Save it as one of them.", table.name)])
    if not path.is_file():
        alike = _called(path.name.lower(), path.parent)
        fix = f"Put the file into {path.parent}, or correct the name."
        fix = f"Did you mean {alike[0].name!r}?" if alike else fix
        raise DataError([Problem(place, at, key, file, "a file that is not there", fix, table.name)])
    return path


def _several(table: Table, found: list[Path]) -> DataError:
    rule = f"it is one more file for {table.name} beside {found[0].name}"
    fix = (
        f"Remove one, or name the right one in client.yaml: "
        f"tables: {{{table.name}: {{file: {found[0].name}}}}}."
    )
    return DataError(Problem(path.name, 0, "", "", rule, fix, table.name) for path in found[1:])


def shown(path: Path, folder: Path) -> str:
    """A file's name for messages: relative to the client's folder where it lies in it."""
    full, base = path.resolve(), folder.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else path.name


def read(path: Path, raw: bytes, request: Request) -> Sheet:
    """The rows of a file as text.

    Raises
    ------
    DataError
        When the file as a whole cannot be read.
    """
    return READERS[path.suffix.lower()](raw, request)
