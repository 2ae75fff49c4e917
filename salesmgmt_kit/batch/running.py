"""Run a plan: check each client's files, run its notebooks side by side, publish and record.

Only this process puts pages in their place and writes records; workers write into the run's private
folder. So a page appears whole or not at all, and one that failed leaves the last good page alone.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..keeping import SUFFIX, keeper
from ..tables.kept import FOLDER
from . import record
from .editions import Edition
from .execution import Outcome, Task
from .files import hash_file, move_whole
from .index import write_index
from .planning import Job, as_it_stands
from .record import JobRecord, RunRecord
from .rendering import alternates
from .scanning import found_in, telling
from .workers import Pool
from .workspace import working_folder

if TYPE_CHECKING:
    from ..tables import Client


@dataclass(frozen=True)
class Checked:
    """The gate has read a client's files."""

    edition: Edition
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Started:
    """A job has begun."""

    job: Job


@dataclass(frozen=True)
class Finished:
    """A job has ended; its page and its record are in place."""

    job: Job
    outcome: Outcome
    record: JobRecord


Event = Checked | Started | Finished


@dataclass
class _Ledger:
    """Records of the editions that a run touches, names for their sentences, and what no page may hold."""

    records: dict[Path, RunRecord] = field(default_factory=dict)
    names: dict[tuple[Path, str], Mapping[str, str]] = field(default_factory=dict)
    secrets: dict[Path, frozenset[str]] = field(default_factory=dict)


def run(jobs: Sequence[Job], *, workers: int, timeout: int) -> Iterator[Event]:
    """Do the jobs that are due, and tell what happens while it happens.

    Parameters
    ----------
    jobs
        Of one plan, so with one folder of reports, the months of a client in their order; those that are
        not due are left out. One becomes due when an earlier month of the same run keeps something new.
    workers
        How many notebooks to run side by side.
    timeout
        Seconds that one cell may take.
    """
    if not any(job.due for job in jobs):
        return
    ledger = _Ledger()
    try:
        yield from _run(jobs, ledger, workers=workers, timeout=timeout)
    finally:  # also after Ctrl-C: what was finished is to be seen
        write_index(jobs[0].edition.reports)


def _run(jobs: Sequence[Job], ledger: _Ledger, *, workers: int, timeout: int) -> Iterator[Event]:
    due = sum(job.due for job in jobs)
    with working_folder(jobs[0].edition.reports) as work, Pool(min(workers, due)) as pool:
        running: dict[Path, Job] = {}
        for edition, group in groupby(jobs, key=lambda job: job.edition):
            # A month reads what the months before it kept, so these come to their end first.
            while any(job.edition.client == edition.client for job in running.values()):
                yield from _finished(pool, running, ledger)
            waiting = deque(job for job in map(as_it_stands, group) if job.due)
            if waiting:
                yield _check(edition, ledger)
            while waiting:
                while waiting and pool.free:
                    job = waiting.popleft()
                    task = _task(job, Path(mkdtemp(dir=work)), timeout)
                    running[task.executed] = job
                    pool.give(task)
                    yield Started(job)
                if waiting:
                    yield from _finished(pool, running, ledger)
        while running:
            yield from _finished(pool, running, ledger)


def _finished(pool: Pool, running: dict[Path, Job], ledger: _Ledger) -> Iterator[Finished]:
    for task, outcome in pool.finished():
        job = running.pop(task.executed)
        yield Finished(job, outcome, _conclude(job, task, outcome, ledger))


def _check(edition: Edition, ledger: _Ledger) -> Checked:
    """Read all of a client's tables once: the problems for the user, the clean tables for the cache."""
    from .. import tables

    started = record.now()
    client = tables.open_client(edition.client, month=edition.month, settings=edition.settings)
    problems = tables.check(client)
    before = record.read(edition.folder)
    ledger.records[edition.folder] = RunRecord(
        client=edition.slug,
        name={str(language): name for language, name in client.config.name.items()},
        month=edition.month,
        started=started,
        finished=started,
        settings=dict(edition.values),
        inputs=tuple(_source(source, edition) for source in client.sources),
        problems=len(problems),
        jobs=before.jobs if before else (),
    )
    for language in edition.languages:
        ledger.names[edition.folder, language] = client.names(language)
    ledger.secrets[edition.folder] = _secrets(client)
    return Checked(edition, problems)


def _secrets(client: Client) -> frozenset[str]:
    """Pseudonyms of those who answered a survey."""
    survey = client.load("survey").frame if "survey" in client else None
    if survey is None:
        return frozenset()
    return telling(survey["respondent"].unique(), client.names("en"))


def _source(source: Any, edition: Edition) -> dict[str, Any]:
    return asdict(source) | {"file": str(source.file)}


def _task(job: Job, folder: Path, timeout: int) -> Task:
    name = job.notebook.name
    return Task(
        notebook=job.notebook.path,
        executed=folder / f"{name}.ipynb",
        page=folder / f"{name}.html",
        log=job.edition.folder / "logs" / f"{name}.{job.language}.log",
        parameters=job.arguments,
        language=job.language,
        alternates=alternates(job.report, job.language, job.edition.languages),
        timeout=timeout,
    )


def _conclude(job: Job, task: Task, outcome: Outcome, ledger: _Ledger) -> JobRecord:
    """Put what a job made in its place, then write its record: in this order a kill loses nothing."""
    outcome = _scanned(task, outcome, ledger.secrets[job.edition.folder])
    outcome, headline, tone = _told(job, outcome, ledger.names[job.edition.folder, job.language])
    pages = job.edition.folder / job.language
    published, failed = pages / task.executed.name, pages / f"{job.notebook.name}.failed.ipynb"
    kept = job.last.kept if job.last else {}
    if outcome.status == "ok":
        kept = _keep(job, outcome.kept)
        move_whole(task.executed, published)
        move_whole(task.page, job.edition.folder / job.report)
        failed.unlink(missing_ok=True)
    elif task.executed.is_file() and outcome.cause != "private":
        move_whole(task.executed, failed)
    shutil.rmtree(task.executed.parent, ignore_errors=True)
    done = _job_record(job, outcome, headline, tone, kept)
    _write(job.edition.folder, done, ledger)
    return done


def _scanned(task: Task, outcome: Outcome, secrets: frozenset[str]) -> Outcome:
    """The outcome; failed, with nothing published, where a file holds a respondent's pseudonym."""
    files = [file for file in (task.executed, task.page, *outcome.kept) if file.is_file()]
    if not secrets or not any(found_in(file.read_bytes(), secrets) for file in files):
        return outcome
    words = "It holds pseudonyms of people who answered the survey, so that it is not published"
    return replace(outcome, status="failed", cause="private", message=words, findings=(), kept=())


def _keep(job: Job, files: Sequence[Path]) -> Mapping[str, str]:
    """Put what a page keeps in its place, and take away what an earlier run of it kept under other names.

    It goes before the page, whose record comes last: after a kill in between the job is due again. The
    page's other languages keep the same, which is then there already.
    """
    folder = job.edition.folder / FOLDER
    for file in files:
        place = folder / file.name
        if not (place.is_file() and hash_file(place) == hash_file(file)):
            move_whole(file, place)
    for other in {*folder.glob(f"*{SUFFIX}")} - {folder / file.name for file in files}:
        if keeper(other) == job.notebook.name:
            other.unlink()
    return {f"{FOLDER}/{file.name}": hash_file(folder / file.name) for file in files}


def _write(folder: Path, done: JobRecord, ledger: _Ledger) -> None:
    """Add a job to its edition's record, beside what another run may have written meanwhile."""
    on_disk = record.read(folder)
    for job in (*(on_disk.jobs if on_disk else ()), done):
        ledger.records[folder] = ledger.records[folder].with_job(job)
    record.write(folder, ledger.records[folder])


def _told(job: Job, outcome: Outcome, names: Mapping[str, str]) -> tuple[Outcome, str, str]:
    """The outcome, the sentence of its first message, and its tone.

    A message that cannot be put into words is a failure of its notebook, and the other notebooks go on.
    """
    try:
        return outcome, *_headline(job, outcome, names)
    except Exception as error:
        words = f"The headline could not be put into words: {type(error).__name__}: {error}"
        failed = replace(outcome, status="failed", cause="page", message=words)
        return failed, *_headline(job, failed, names)


def _job_record(job: Job, outcome: Outcome, headline: str, tone: str, kept: Mapping[str, str]) -> JobRecord:
    page = job.report if (job.edition.folder / job.report).is_file() else None
    failed = outcome.status == "failed"
    return JobRecord(
        notebook=job.notebook.name,
        language=job.language,
        parameters=job.arguments,
        fingerprint=job.fingerprint,
        parts=job.parts,
        notebook_sha256=job.notebook.sha256,
        status=outcome.status,
        cause=outcome.cause,
        message=outcome.message,
        seconds=outcome.seconds,
        finished=record.now(),
        report=page,
        stale=failed and page is not None,
        title=job.notebook.title(job.language),
        headline=headline,
        tone=tone,
        kept=kept,
    )


def _headline(job: Job, outcome: Outcome, names: Mapping[str, str]) -> tuple[str, str]:
    """The page's first message as a sentence, and its tone; the last good page's after a failure."""
    if outcome.status == "failed":
        return (job.last.headline, job.last.tone) if job.last else ("", "")
    if not outcome.findings:
        return "", ""
    from ..findings import from_json
    from ..locale import Locale

    first = from_json(outcome.findings[:1])[0]
    locale = Locale(job.language, currency=job.edition.values["currency"], names=names)
    return locale.sentence(first), first.tone
