"""A client: its settings and its tables, read through the gate when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from .. import months
from ..errors import DataError, MissingTableError, Problem
from ..units import COMPANY
from . import cells, sources, store
from .config import ClientConfig, TableConfig
from .contract import Table
from .kept import read_kept
from .loading import Loaded, Task, load
from .references import Known, known_values, lost_values, referred_table
from .settings import Settings, declared, load_settings
from .sources import Source

#: Tables that give names to codes, the most telling last: its name wins where two share a code.
_NAMED = ("pay_bands", "customers", "territories", "stages", "kpis", "products", "org", "units")


def open_client(folder: str | Path, *, month: str, settings: Mapping[str, Any] | None = None) -> Client:
    """Open a client's folder for a month. Tables are read when they are asked for.

    Parameters
    ----------
    folder, month, settings
        As in :func:`.load_settings`, whose errors it raises.
    """
    return Client(load_settings(folder, month=month, settings=settings), months.parse_month(month))


class Client:
    """One client and month. ``client["sales"]`` is a clean table; ``"targets" in client`` asks for one.

    Parameters
    ----------
    settings
        The client's settings.
    month
        The month reported.
    """

    def __init__(self, settings: Settings, month: pd.Timestamp) -> None:
        self.settings = settings
        self.month = month
        self._loaded: dict[str, Loaded] = {}
        self._keys: dict[str, str] = {}

    @property
    def config(self) -> ClientConfig:
        """The settings, checked and complete."""
        return self.settings.config

    @property
    def folder(self) -> Path:
        """The folder that holds ``client.yaml``."""
        return self.settings.folder

    @property
    def slug(self) -> str:
        """The folder's name, by which the client is known in paths and selections."""
        return self.folder.resolve().name

    @property
    def levels(self) -> list[str]:
        """The levels between company and rep, top down."""
        return [level.id for level in self.config.levels]

    @property
    def data(self) -> Path:
        """The folder of the tables."""
        return self.folder / self.config.data

    @property
    def sources(self) -> list[Source]:
        """What the tables read so far were read from."""
        return [loaded.source for loaded in self._loaded.values() if loaded.source]

    def table(self, name: str) -> Table:
        """The declaration of a table, with the client's own levels; KeyError when there is none."""
        return declared(name, self.levels)

    def file(self, name: str) -> Path | None:
        """The file of a table, None when there is none.

        Raises
        ------
        DataError
            When there are two, or the one that the settings name is not there.
        """
        said = str(self.settings.place("tables", name, "file"))
        table = self.table(name)
        found = sources.find(table, self.table_config(name), self.data, said=said)
        if found is None and table.standing and self.data != self.folder:
            return sources.find(table, self.table_config(name), self.folder, said=said)
        return found

    def __contains__(self, name: str) -> bool:
        """Whether the table has a file, be it readable or not."""
        try:
            return self.file(name) is not None
        except DataError:
            return True

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A clean table; its columns are those of the contract that the file has.

        Raises
        ------
        MissingTableError
            When it has no file.
        DataError
            When it breaks its contract, with every breach; for ``sales`` also when the month reported
            has none.
        """
        loaded = self.load(name)
        if loaded.frame is None:
            raise DataError(p for p in loaded.problems if p.severity == "error")
        if name == "sales" and (problem := self.no_sales()):
            raise DataError([problem])
        return loaded.frame.copy(deep=False)

    def get(self, name: str) -> pd.DataFrame | None:
        """A clean table, or None when it has no file; a DataError when it breaks its contract."""
        try:
            return self[name]
        except MissingTableError:
            return None

    def rows(self, name: str) -> pd.DataFrame:
        """A clean table; without a file, one without rows that has every column of its contract."""
        found = self.get(name)
        if found is None:
            return pd.DataFrame({c.name: cells.nothing(c) for c in self.table(name).columns})
        return found

    def kept(self, name: str, *, notebook: str, own: bool = False) -> pd.DataFrame:
        """What the pages of months before the one reported kept, see :meth:`.report.Page.keep`.

        Parameters
        ----------
        name
            What it was kept as.
        notebook
            The notebook that kept it, ``01_targets``.
        own
            Whether what an earlier run of the month itself kept counts too: for what must stay as it was
            first shown.

        Returns
        -------
        DataFrame
            One row per row kept: ``reported``, the month of the page that kept it, then the columns of the
            frame as it was. Empty, with ``reported`` alone, when no earlier month kept any, and when it is
            not known where the reports are (``reports`` in the settings; a run sets it).

        Raises
        ------
        DataError
            With every file that cannot be read.
        """
        folder = self.folder / self.config.reports if self.config.reports else None
        before = months.shift(self.month, 1) if own else self.month
        return read_kept(folder, name, notebook=notebook, before=f"{before:%Y-%m}")

    def load(self, name: str) -> Loaded:
        """A table after the gate, with its problems; it is read once.

        Raises
        ------
        MissingTableError
            When it has no file.
        """
        if name not in self._loaded:
            try:
                path = self.file(name)
            except DataError as error:
                self._loaded[name] = Loaded(None, tuple(error.problems))
                return self._loaded[name]
            if path is None:
                raise MissingTableError([self.missing(name)])
            self._loaded[name] = self._read(name, path)
        return self._loaded[name]

    def no_sales(self) -> Problem | None:
        """The problem of a month without a single sale: a wrong month, or a file not brought up to date.

        None when all is well, or when ``sales`` cannot be read at all.
        """
        loaded = self.load("sales") if "sales" in self else None
        if loaded is None or loaded.frame is None or loaded.source is None:
            return None
        sold = loaded.frame["month"]
        if (sold == self.month).any() or sold.empty:
            return None
        column = self.table_config("sales").columns.get("month", "month")
        rule = f"has no row for {self.month:%Y-%m}; its last month is {sold.max():%Y-%m}"
        fix = "Add the month's sales, or choose another month."
        return Problem(loaded.source.file, 0, column, "", rule, fix, "sales")

    def missing(self, name: str) -> Problem:
        """The problem of a table without a file: which file to supply."""
        table = self.table(name)
        needed = ", ".join(c.name for c in table.columns if c.required)
        fix = f"Add {name}.csv (or .xlsx, .parquet): {table.row}, with the columns {needed}."
        if other := sources.of_another_kind(table, self.data):
            fix = f"Save {other.name} as .csv (or .xlsx, .parquet)."
        return Problem(f"{name}.csv", 0, "", "", f"there is no file for the table {name}", fix, name)

    def names(self, language: str) -> dict[str, str]:
        """Every code's name: company, units, reps, products, customers, levels, factors and the rest.

        A code without a name in the language has its name in the other, or stands for itself.
        Tables that cannot be read name nothing.
        """
        other = "en" if language == "zh" else "zh"
        names: dict[str, str] = {}
        for table in _NAMED:
            frame = self.load(table).frame if table in self else None
            if frame is not None:
                names |= self._names_in(frame, table, f"name_{language}", f"name_{other}")
        names |= self._asked(language, other)
        names |= {level.id: getattr(level, language) for level in self.config.levels}
        names |= {factor.id: getattr(factor, language) for factor in self.config.gaps.chain}
        return {COMPANY: self.config.name[language]} | names  # type: ignore[index]

    def _asked(self, language: str, other: str) -> dict[str, str]:
        """What the questions of the survey say, and what their dimensions are called."""
        asked = self.load("survey_items").frame if "survey_items" in self else None
        if asked is None:
            return {}
        names: dict[str, str] = {}
        for code, text in (("dimension", "dimension"), ("item", "text")):
            names |= _named(asked.drop_duplicates(code), code, f"{text}_{language}", f"{text}_{other}")
        return names

    def _names_in(self, frame: pd.DataFrame, table: str, *columns: str) -> dict[str, str]:
        named = _named(frame, self.table(table).key[0], *columns)
        if table != "org":
            return named
        return {unit: unit for level in self.levels for unit in frame[level].unique()} | named

    def table_config(self, name: str) -> TableConfig:
        """What the settings say of a table; nothing where they do not name it."""
        return self.config.tables.get(name) or TableConfig()

    def _read(self, name: str, path: Path) -> Loaded:
        known, followed = self._known(name)
        raw = path.read_bytes()
        task = Task(
            self.table(name),
            path,
            sources.shown(path, self.folder),
            self.table_config(name),
            self._places(name),
            tuple(self.levels),
            self.config.bad_rows == "set_aside",
            max(months.this_month(), self.month),
        )
        self._keys[name] = key = store.key_of(task.facts, sha256(raw).hexdigest(), *followed)
        private = bool(task.table.private)  # people's own answers stay in their files
        cache = self.folder / self.config.cache if self.config.cache and not private else None
        kept = store.fetch(cache, name, key) if cache else None
        loaded = kept or load(task, raw, known)
        if cache and not kept:
            store.keep(cache, name, key, loaded)
        return loaded

    def _places(self, name: str) -> dict[tuple[str, ...], str]:
        config = self.table_config(name)
        keys = [("columns", c) for c in config.columns] + [("where", c) for c in config.where]
        return {key: str(self.settings.place("tables", name, *key)) for key in keys}

    def _known(self, name: str) -> tuple[dict[str, Known], list[str]]:
        """The values that columns may take, and the keys of the tables that say so.

        A referred table that is absent, empty or refused says nothing: its own problems are enough.
        """
        known: dict[str, Known] = {}
        followed = []
        for column in self.table(name).columns:
            other = referred_table(column)
            loaded = self.load(other) if other and other in self else None
            followed.append(self._keys.get(other, "") if loaded and loaded.frame is not None else "")
            if loaded and loaded.frame is not None and (len(loaded.frame) or loaded.lost):
                lost = lost_values(column, loaded.lost, self.levels)
                known[column.name] = Known(known_values(column, loaded.frame, self.levels), lost)
        return known, followed


def _named(frame: pd.DataFrame, code: str, *columns: str) -> dict[str, str]:
    """Codes to the first of some texts that they have; one without any stands for itself."""
    name = pd.Series(pd.NA, index=frame.index, dtype="str")
    for column in columns:
        name = name.fillna(frame[column]) if column in frame else name
    return dict(zip(frame[code], name.fillna(frame[code]), strict=True))
