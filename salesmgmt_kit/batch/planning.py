"""What a run has to do: clients x months x notebooks x languages, and why each or why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ..errors import NothingSelectedError
from . import notebooks, record
from .editions import OWN_NOTEBOOKS, Edition, open_edition, same_name
from .files import hash_kit, hash_value
from .notebooks import Notebook
from .parameters import Given, assign
from .record import JobRecord


@dataclass(frozen=True)
class Wish:
    """What a user asked for.

    Parameters
    ----------
    months
        Client's folder to the months wanted.
    reports
        The folder of all reports.
    shipped
        The folder of the kit's notebooks.
    select, exclude
        Patterns of notebook names, ``01*``; all notebooks are selected by no pattern.
    languages
        The languages wanted; those of the client when empty.
    parameters
        Values of notebook parameters given for this run.
    settings
        Settings over those of the clients' files.
    force
        Whether to run what has not changed, too.
    """

    months: Mapping[Path, Sequence[str]]
    reports: Path
    shipped: Path
    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    languages: Sequence[str] = ()
    parameters: Sequence[Given] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    force: bool = False


@dataclass(frozen=True)
class Job:
    """One notebook in one language, for one client and month.

    Parameters
    ----------
    edition
        The client and month.
    notebook
        The notebook.
    language
        The language of the page.
    parameters
        What the user and the client's files set, without what the plan itself sets.
    parts
        What decides the page, part by part, as fingerprints.
    reasons
        Why it is to be run; empty when its last page is still true.
    last
        The record of its last run.
    """

    edition: Edition
    notebook: Notebook
    language: str
    parameters: Mapping[str, Any]
    parts: Mapping[str, Any]
    reasons: Sequence[str]
    last: JobRecord | None

    @property
    def name(self) -> str:
        """``acme 2026-10 01_targets en``."""
        return f"{self.edition.slug} {self.edition.month} {self.notebook.name} {self.language}"

    @property
    def why(self) -> str:
        """The reasons in one line; ``unchanged`` for a job that is skipped."""
        return "; ".join(self.reasons) or "unchanged"

    @property
    def due(self) -> bool:
        """Whether it is to be run."""
        return bool(self.reasons)

    @property
    def report(self) -> str:
        """Its page, relative to the edition's folder."""
        return f"{self.language}/{self.notebook.name}.html"

    @property
    def fingerprint(self) -> str:
        """Of everything that decides the page."""
        return hash_value(self.parts)

    @property
    def arguments(self) -> dict[str, Any]:
        """Values for the parameters cell; only those that the notebook has."""
        plan = {
            "client": str(self.edition.client),
            "month": self.edition.month,
            "language": self.language,
            "settings": dict(self.edition.settings),
        }
        known = {name: value for name, value in plan.items() if name in self.notebook.parameters}
        return known | dict(self.parameters)


def plan(wish: Wish) -> list[Job]:
    """All jobs of a wish, those included that have nothing to do.

    Raises
    ------
    ConfigError
        When a client's settings, a parameter given or a notebook cannot be used, or two clients
        share a name; all breaches of that kind at once.
    NothingSelectedError
        When no notebook or language is left.
    """
    same_name(list(wish.months))
    jobs = [job for edition in _editions(wish) for job in _jobs(edition, wish)]
    if not jobs:
        raise NothingSelectedError(_nothing(wish))
    return jobs


def as_it_stands(job: Job) -> Job:
    """The job with what earlier months have kept by now: a run over several months makes some of it."""
    kept = dict(job.edition.kept_hashes)
    if kept == job.parts["kept"]:
        return job
    parts = {**job.parts, "kept": kept}
    reasons = job.reasons if "forced" in job.reasons else _reasons(job.edition, job.last, parts)
    return replace(job, parts=parts, reasons=reasons)


def _editions(wish: Wish) -> Iterator[Edition]:
    for client, months in wish.months.items():
        for month in months:
            yield open_edition(client, month=month, reports=wish.reports, settings=wish.settings)


def _jobs(edition: Edition, wish: Wish) -> Iterator[Job]:
    found = notebooks.find([wish.shipped, edition.own_notebooks])
    chosen = [n for n in found if _selected(n.name, wish)]
    values = assign(found, edition.parameters)
    for name, given in assign(chosen, wish.parameters).items() if chosen else ():
        values[name] |= given
    languages = [x for x in edition.languages if not wish.languages or x in wish.languages]
    done = record.read(edition.folder)
    for notebook in chosen:
        for language in languages:
            last = done.job(notebook.name, language) if done else None
            parts = _parts(edition, notebook, language, values[notebook.name])
            reasons = ["forced"] if wish.force else _reasons(edition, last, parts)
            yield Job(edition, notebook, language, values[notebook.name], parts, reasons, last)


def _selected(name: str, wish: Wish) -> bool:
    wanted = not wish.select or any(fnmatchcase(name, pattern) for pattern in wish.select)
    return wanted and not any(fnmatchcase(name, pattern) for pattern in wish.exclude)


def _parts(
    edition: Edition, notebook: Notebook, language: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "notebook": notebook.sha256,
        "parameters": hash_value([edition.month, language, parameters]),
        "settings": edition.settings_hash,
        "data": dict(edition.data_hashes),
        "kept": dict(edition.kept_hashes),
        "kit": hash_kit(),
        "packages": hash_value(record.package_versions()),
    }


def _reasons(edition: Edition, last: JobRecord | None, parts: Mapping[str, Any]) -> list[str]:
    """Why a job is to be run, in the words of the plan."""
    if last is None:
        return ["new"]
    named = ("notebook", "parameters", "settings", "kit", "packages")
    changed = [f"{name} changed" for name in named if last.parts.get(name) != parts[name]]
    if tables := _changed(last.parts.get("data", {}), parts["data"]):
        changed.append(f"data changed ({', '.join(tables)})")
    if files := _changed(last.parts.get("kept", {}), parts["kept"]):
        earlier = dict.fromkeys(file.partition("/")[0] for file in files)
        changed.append(f"earlier months changed ({', '.join(earlier)})")
    if last.status == "failed":
        changed.append("failed last time")
    elif not (edition.folder / (last.report or "")).is_file():
        changed.append("page is gone")
    return changed


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _nothing(wish: Wish) -> str:
    folders = [wish.shipped, *(client / OWN_NOTEBOOKS for client in wish.months)]
    known = sorted({path.stem for folder in folders for path in folder.glob(notebooks.PATTERN)})
    asked = [f"--select {p}" for p in wish.select] + [f"--exclude {p}" for p in wish.exclude]
    asked += [f"--language {x}" for x in wish.languages]
    return (
        f"Nothing is left to run with {' '.join(asked) or 'no notebook'}. Notebooks are {', '.join(known)}."
    )
