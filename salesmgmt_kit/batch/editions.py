"""One client's reports of one month: where they come from, where they go, what decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError, DataError, Problem
from ..keeping import SUFFIX
from .files import hash_file, hash_value
from .parameters import Given

if TYPE_CHECKING:
    from ..tables.settings import Settings

#: The settings file of a client, which makes a folder a client's.
CLIENT_FILE = "client.yaml"

#: The folder, in that of a client, of notebooks of its own; it need not exist.
OWN_NOTEBOOKS = "notebooks"

#: The clean tables of all runs into one folder of reports, kept there for the next.
CACHE = ".cache"

#: Settings that say where things are, not what a page says: what the files hold counts by itself.
_PLACES = ("cache", "data", "reports")


@dataclass(frozen=True)
class Edition:
    """One client's reports of one month.

    Parameters
    ----------
    client
        The client's folder.
    month
        The month reported, ``2026-10``.
    reports
        The folder of all reports.
    settings
        Settings over those of the client's files, as given on the command line.
    values, origin
        The settings in force, all layers merged, and where each comes from.
    inputs
        Table to file, for every table that has one.
    """

    client: Path
    month: str
    reports: Path
    settings: Mapping[str, Any]
    values: Mapping[str, Any]
    origin: Mapping[str, str]
    inputs: Mapping[str, Path] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """What the client is called in selections and paths: the name of its folder."""
        return self.client.name

    @property
    def folder(self) -> Path:
        """Where the edition's reports and its record are."""
        return self.reports / self.slug / self.month

    @property
    def languages(self) -> Sequence[str]:
        """The languages that the client's pages are made in."""
        return list(self.values["languages"])

    @property
    def own_notebooks(self) -> Path:
        """The folder of the client's own notebooks."""
        return self.client / OWN_NOTEBOOKS

    @cached_property
    def parameters(self) -> list[Given]:
        """The values that the client's files give to parameters of notebooks."""
        given = []
        for name, value in self.values.get("parameters", {}).items():
            nested = isinstance(value, dict) and name[:2].isdigit()
            for key, one in value.items() if nested else [(name, value)]:
                path = f"parameters.{name}.{key}" if nested else f"parameters.{name}"
                given.append(Given(key, one, self._place(path), notebook=name if nested else ""))
        return given

    @cached_property
    def settings_hash(self) -> str:
        """Fingerprint of the settings in force that can change a page."""
        kept = {k: v for k, v in self.values.items() if k not in (*_PLACES, "parameters")}
        return hash_value(kept)

    @cached_property
    def data_hashes(self) -> Mapping[str, str]:
        """Table to the fingerprint of its file."""
        return {table: hash_file(path) for table, path in self.inputs.items()}

    @property
    def kept_hashes(self) -> Mapping[str, str]:
        """What pages of earlier months kept, by month and file, to its fingerprint; a run may change it."""
        from ..tables.kept import earlier

        return {
            f"{folder.parent.name}/{path.name}": hash_file(path)
            for folder in earlier(self.folder.parent, before=self.month)
            for path in sorted(folder.glob(f"*{SUFFIX}"))
        }

    def _place(self, key: str) -> tuple[str, int]:
        file, _, line = self.origin.get(key, CLIENT_FILE).rpartition(":")
        return (file, int(line)) if line.isdigit() else (CLIENT_FILE, 0)


def open_edition(client: Path, *, month: str, reports: Path, settings: Mapping[str, Any]) -> Edition:
    """The edition of a client's folder; nothing of its tables is read yet.

    Raises
    ------
    ConfigError
        When the client's settings, or those given, cannot be used.
    """
    from ..tables.settings import load_settings

    settings = {**settings, "cache": str(reports / CACHE), "reports": str(reports / client.name)}
    loaded = load_settings(client, month=month, settings=settings)
    inputs = _inputs(loaded)
    return Edition(client, month, reports, settings, loaded.values, loaded.origin, inputs)


def _inputs(loaded: Settings) -> dict[str, Path]:
    """Table to file, for those that have one; a file that is in doubt is the gate's to tell of."""
    from ..tables.catalogue import TABLES
    from ..tables.config import TableConfig
    from ..tables.sources import find

    files = {}
    for name, table in TABLES.items():
        config = loaded.config.tables.get(name) or TableConfig()
        with suppress(DataError):
            files[name] = find(table, config, loaded.folder / loaded.config.data)
    return {name: path for name, path in files.items() if path}


def same_name(clients: Sequence[Path]) -> None:
    """Raise ConfigError when two clients would write their reports into one folder."""
    seen: dict[str, Path] = {}
    for client in clients:
        other = seen.setdefault(client.name, client)
        if other != client:
            rule = f"its reports would overwrite those of {other}, which has the same name"
            raise ConfigError([Problem(str(client), 0, "", "", rule, "Rename one, or give --reports.")])
