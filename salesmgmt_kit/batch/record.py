"""``run.json``: what was run for one client and month, with what, and what came of it.

One file per client and month, ``reports/<client>/<month>/run.json``, written anew after every
notebook that ends, so that whatever kills a run loses nothing. Its layout is a contract (the front
page, ``status`` and readers outside read it): :data:`SCHEMA` counts the changes that break one.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import ConfigError, Problem
from .execution import Cause, Status
from .files import write_whole

SCHEMA = 1
FILE = "run.json"

#: The packages whose version can change a figure or a page.
_PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "seaborn", "papermill", "nbconvert")


@cache
def package_versions() -> dict[str, str]:
    """Versions of the packages that can change a figure or a page."""
    return {name: version(name) for name in _PACKAGES}


@dataclass(frozen=True)
class JobRecord:
    """The last run of one notebook in one language.

    Parameters
    ----------
    notebook, language
        Which; together they are the key.
    parameters
        The values it ran with.
    fingerprint
        Of everything that decides the page; equal means that running again would change nothing.
    parts
        The fingerprint's parts, to say what changed: ``notebook``, ``parameters``, ``settings``,
        ``kit``, ``packages``, ``data``: table to SHA-256 of its file, and ``kept``: what earlier months
        kept, by month and file, to its SHA-256.
    notebook_sha256
        Of the notebook's file.
    status, cause, message, seconds
        As in :class:`.execution.Outcome`.
    finished
        When, in UTC, as ISO 8601.
    report
        The last good page, relative to the folder of the record; None when there never was one.
    stale
        Whether that page is older than the run, which failed.
    title, headline, tone
        The page's title, its first message as a sentence, and that message's tone.
    kept
        What the last good page kept for later months: file, relative to the folder of the record, to its
        SHA-256.
    """

    notebook: str
    language: str
    parameters: Mapping[str, Any]
    fingerprint: str
    parts: Mapping[str, Any]
    notebook_sha256: str
    status: Status
    cause: Cause
    message: str
    seconds: float
    finished: str
    report: str | None
    stale: bool
    title: str
    headline: str
    tone: str
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Notebook and language."""
        return self.notebook, self.language


@dataclass(frozen=True)
class RunRecord:
    """The record of one client and month.

    Parameters
    ----------
    client
        Name of the client's folder.
    name
        Language to the client's name.
    month
        The month reported, ``2026-10``.
    kit, python, versions
        Versions of the kit, of Python and of the packages that can change a figure.
    started, finished
        Of the last run, in UTC, as ISO 8601.
    settings
        The settings in force, all layers merged.
    inputs
        One mapping per table: ``table, file, rows, set_aside, sha256, encoding, set_aside_money,
        set_aside_unread``.
    problems
        How many problems the gate found.
    jobs
        One per notebook and language, also those that the last run had no need to touch.
    """

    client: str
    name: Mapping[str, str]
    month: str
    started: str
    finished: str
    settings: Mapping[str, Any]
    inputs: tuple[Mapping[str, Any], ...] = ()
    problems: int = 0
    kit: str = __version__
    python: str = field(default_factory=platform.python_version)
    versions: Mapping[str, str] = field(default_factory=package_versions)
    jobs: tuple[JobRecord, ...] = ()

    def job(self, notebook: str, language: str) -> JobRecord | None:
        """The last run of a notebook in a language, None when there was none."""
        return next((job for job in self.jobs if job.key == (notebook, language)), None)

    def with_job(self, job: JobRecord) -> RunRecord:
        """The same record with one job added, or put in the place of its last run."""
        others = [other for other in self.jobs if other.key != job.key]
        jobs = sorted([*others, job], key=self._order)
        return replace(self, jobs=tuple(jobs), finished=job.finished)

    def _order(self, job: JobRecord) -> tuple[str, int, str]:
        """By notebook, then by language as the client lists them, whichever ended first."""
        languages = list(self.settings.get("languages", ()))
        rank = languages.index(job.language) if job.language in languages else len(languages)
        return job.notebook, rank, job.language


def now() -> str:
    """The time of day in UTC, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write(folder: Path, record: RunRecord) -> None:
    """Write the record of a folder ``<client>/<month>``, whole or not at all."""
    text = json.dumps({"schema": SCHEMA} | asdict(record), ensure_ascii=False, indent=1, default=str)
    write_whole(folder / FILE, text + "\n")


def read(folder: Path) -> RunRecord | None:
    """The record of a folder ``<client>/<month>``; None when nothing was run there yet.

    Raises
    ------
    ConfigError
        When the file is damaged, or was written by a kit whose records are laid out otherwise.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        schema = values.pop("schema")
        if schema != SCHEMA:
            raise _refuse(
                path, f"schema {schema}, where this kit knows {SCHEMA}", "Use the kit that wrote it"
            )
        jobs = tuple(_read_job(job) for job in values.pop("jobs"))
        return RunRecord(**values | {"inputs": tuple(values["inputs"]), "jobs": jobs})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refuse(path, f"it is no record of a run ({error})", "Restore it") from None


def _read_job(values: Mapping[str, Any]) -> JobRecord:
    known = {f.name for f in fields(JobRecord)}
    if values["status"] not in ("ok", "failed") or not known >= values.keys():
        raise ValueError(f"job {values.get('notebook')}: unknown status or keys")
    return JobRecord(**values)


def _refuse(path: Path, rule: str, fix: str) -> ConfigError:
    return ConfigError([Problem(str(path), 0, "", "", rule, f"{fix}, or delete it to run the month afresh.")])
