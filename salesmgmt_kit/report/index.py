"""The front page: every client, month and report, built from the records of the runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal
from urllib.parse import quote

from ..locale import Locale
from .markup import asset, fill
from .omissions import left_out, recorded
from .security import policy

Status = Literal["failed", "stale", "ok"]

_LOCALES = {language: Locale(language) for language in ("zh", "en")}


@dataclass
class Edition:
    """One report of one client and month in one language.

    Parameters
    ----------
    locale
        Its language.
    title, headline
        What it is called, and its message; either may be empty.
    href
        Its address beside the front page; empty when it was never made.
    omissions
        What was left out of the client's files, a sentence a table.
    """

    locale: Locale
    title: str
    headline: str
    href: str
    omissions: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """One report of one client and month, in all its languages: a row of the front page."""

    client: Mapping[str, str]
    month: str
    notebook: str
    status: Status = "ok"
    messages: list[str] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)

    @property
    def needs_attention(self) -> bool:
        """Whether its last run failed."""
        return self.status != "ok"


def write(reports: Path) -> Path:
    """Write ``index.html`` from every ``<client>/<month>/run.json`` below a folder.

    Parameters
    ----------
    reports
        The folder of all reports.

    Returns
    -------
    Path
        The front page; it is replaced as a whole, never half written.
    """
    entries = sorted(_entries(reports), key=lambda e: (e.client["en"], e.notebook))
    entries.sort(key=lambda e: e.month, reverse=True)
    return _replace(reports / "index.html", render(entries))


def render(entries: Iterable[Entry]) -> str:
    """The front page of these reports, in the order given; those that failed come first."""
    rows = list(entries)
    script = asset("index.js")
    page = fill(
        "index.html.j2",
        ready=[e for e in rows if not e.needs_attention],
        failed=[e for e in rows if e.needs_attention],
        locales=_LOCALES,
        style=asset("blocks.css") + "\n" + asset("page.css") + "\n" + asset("index.css"),
        script=script,
        policy=policy(script),
    )
    return f"{page}\n"


def _entries(reports: Path) -> Iterator[Entry]:
    for path in sorted(reports.glob("*/*/run.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            yield _unreadable(path, error)
        else:
            yield from _of_record(record, path.parent)


def _unreadable(path: Path, error: ValueError) -> Entry:
    client, month = path.parts[-3:-1]
    message = f"{path.name} cannot be read ({error}). Run this month again."
    return Entry({"en": client, "zh": client}, month, "", "failed", [message])


def _of_record(record: Mapping[str, Any], folder: Path) -> Iterator[Entry]:
    entries: dict[str, Entry] = {}
    for job in record["jobs"]:
        name = job["notebook"]
        entry = entries.setdefault(name, Entry(record["name"], record["month"], name))
        entry.editions.append(_edition(job, folder, _omissions(record, job["language"])))
        entry.status = min(entry.status, _status(job), key=("failed", "stale", "ok").index)
        if job["message"] and job["message"] not in entry.messages:
            entry.messages.append(job["message"])
    yield from entries.values()


def _omissions(record: Mapping[str, Any], language: str) -> list[str]:
    locale = replace(_LOCALES[language], currency=record.get("settings", {}).get("currency", "CNY"))
    return [locale.sentence(finding) for finding in left_out(recorded(record.get("inputs", ())))]


def _edition(job: Mapping[str, Any], folder: Path, omissions: list[str]) -> Edition:
    path = f"{folder.parent.name}/{folder.name}/{job['report']}" if job["report"] else ""
    return Edition(_LOCALES[job["language"]], job["title"], job["headline"], quote(path), omissions)


def _status(job: Mapping[str, Any]) -> Status:
    if job["stale"]:
        return "stale"
    return "failed" if job["status"] == "failed" else "ok"


def _replace(path: Path, text: str) -> Path:
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
        file.write(text)
    written = Path(file.name)
    written.chmod(0o644)
    return written.replace(path)
