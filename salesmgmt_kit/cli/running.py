"""``run`` and ``report``: make the pages of a month, from the data or from executed notebooks."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import resources
from ..batch.index import index_path, write_index
from ..batch.parameters import typed_in
from ..batch.planning import Job, Wish, plan
from ..batch.record import JobRecord
from ..errors import DataError, NothingSelectedError
from . import selection
from .console import answer, answer_json, answer_table, tell
from .defaults import default_month
from .options import REPORTS, Clients, Data, Json, Month, Reports, Set
from .problems import plural


def run(
    clients: Clients = None,
    month: Month = None,
    months: Annotated[str | None, typer.Option(help="A span: 2026-01..2026-09.", show_default=False)] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Notebooks to run, like 01*.", show_default=False)
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Notebooks to leave out.", show_default=False)
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Languages, of those of the client.", show_default=False)
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Notebooks run side by side.")] = (
        os.cpu_count() or 1
    ),
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter of a notebook.", show_default=False),
    ] = None,
    set_: Set = None,
    data: Data = None,
    reports: Reports = REPORTS,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that one cell may take.")] = 600,
    force: Annotated[bool, typer.Option("--force", help="Run what has not changed, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be run, and why.")] = False,
    json: Json = False,
) -> None:
    """Make the reports of a month: check, execute, render; only what has changed."""
    reports, settings = reports.resolve(), selection.settings(set_ or [], data)
    asked = selection.months(month, months)
    named = selection.clients(clients or [])
    known = dict.fromkeys(named, asked) if asked else _last_months(named, reports, settings)
    if not known:
        if json:
            answer_json({"index": None, "jobs": []})
        raise typer.Exit(1)
    wish = Wish(
        months=known,
        reports=reports,
        shipped=resources.notebooks(),
        select=select or [],
        exclude=exclude or [],
        languages=selection.languages(language or []),
        parameters=typed_in(selection.parameters(param or [])),
        settings=settings,
        force=force,
    )
    planned = plan(wish)
    if dry_run:
        _show_plan(planned, json=json)
        return
    done, sound = _execute(planned, workers=jobs, timeout=timeout)
    index = index_path(reports) if index_path(reports).is_file() else write_index(reports)
    if json:
        answer_json({"index": str(index), "jobs": [_facts(job, done.get(job.name)) for job in planned]})
    else:
        answer(str(index))
    failed = any(record.status == "failed" for record in done.values())
    if failed or not sound or len(known) < len(named):
        raise typer.Exit(1)


def _last_months(
    clients: Sequence[Path], reports: Path, settings: Mapping[str, Any]
) -> dict[Path, list[str]]:
    """The month to report of each client whose sales can be read; the others are told of and left out."""
    from .progress import show_problems

    months: dict[Path, list[str]] = {}
    for client in clients:
        try:
            months[client] = [default_month(client, reports=reports, settings=settings)]
        except DataError as error:
            show_problems(client, error.problems)
            tell(f"{client.name}: its last month is not known; name one with --month", "error")
    return months


def _execute(planned: Sequence[Job], *, workers: int, timeout: int) -> tuple[dict[str, JobRecord], bool]:
    """Run what is due; name of each job to its record, and whether no file had an error."""
    due = [job for job in planned if job.due]
    if not due:
        n = len(planned)
        tell(f"nothing changed: {plural(n, 'report')} {'is' if n == 1 else 'are'} up to date")
        return {}, True
    from ..batch.running import Checked, Finished, run
    from .progress import Progress

    start, sound = time.monotonic(), True
    done: dict[str, JobRecord] = {}
    with Progress(len(due)) as progress:
        for event in run(planned, workers=workers, timeout=timeout):
            progress.show(event)
            if isinstance(event, Finished):
                done[event.job.name] = event.record
            elif isinstance(event, Checked):
                sound &= all(problem.severity != "error" for problem in event.problems)
    counts = Counter(record.status for record in done.values())
    words = [f"{plural(counts['ok'], 'report')} made"]
    words += [f"{counts['failed']} failed"] if counts["failed"] else []
    words += [f"{len(planned) - len(done)} up to date"] if len(planned) > len(done) else []
    tell(f"{', '.join(words)}, in {time.monotonic() - start:.1f} s")
    return done, sound


def _show_plan(planned: Sequence[Job], *, json: bool) -> None:
    if json:
        answer_json({"jobs": [_facts(job, None) for job in planned]})
        return
    rows = [
        (
            "run" if job.due else "skip",
            job.edition.slug,
            job.edition.month,
            job.notebook.name,
            job.language,
            job.why,
        )
        for job in planned
    ]
    answer_table(("", "client", "month", "notebook", "language", "why"), rows)


def _facts(job: Job, done: JobRecord | None) -> dict[str, Any]:
    """One job for ``--json``."""
    last = done or job.last
    page = job.edition.folder / job.report
    return {
        "client": job.edition.slug,
        "month": job.edition.month,
        "notebook": job.notebook.name,
        "language": job.language,
        "due": job.due,
        "why": job.why,
        "parameters": job.arguments,
        "status": last.status if last else None,
        "cause": last.cause if last else "",
        "message": last.message if last else "",
        "seconds": done.seconds if done else None,
        "report": str(page) if page.is_file() else None,
        "stale": last.stale if last else False,
    }


def report(clients: Clients = None, month: Month = None, reports: Reports = REPORTS) -> None:
    """Make pages again from the executed notebooks, nothing executed (after a change of template)."""
    from ..batch.rendering import render_again

    reports = reports.resolve()
    pages: list[Path] = []
    for folder in selection.editions(reports, clients or [], month):
        for page in render_again(folder):
            tell(str(page.relative_to(reports)), "ok")
            pages.append(page)
    if not pages:
        raise NothingSelectedError("No executed notebook is there. Make some with `salesmgmt run`.")
    answer(str(write_index(reports)))
