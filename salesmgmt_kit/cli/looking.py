"""``status`` and ``open``: what has been made, and looking at it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import resources
from ..batch import record
from ..batch.index import index_path
from ..batch.planning import Job, Wish, plan
from ..errors import NothingSelectedError
from . import selection
from .console import answer, answer_json, answer_table
from .options import REPORTS, Clients, Data, Json, Month, Reports, Set

_NOTHING = "No reports are there yet. Make some with `salesmgmt run`."


def status(
    clients: Clients = None,
    month: Month = None,
    set_: Set = None,
    data: Data = None,
    reports: Reports = REPORTS,
    json: Json = False,
) -> None:
    """Tell which reports are there, and which of them a run would make anew, and why."""
    reports = reports.resolve()
    months = {
        client: [folder.name for folder in selection.editions(reports, [client], month)]
        for client in selection.clients(clients or [])
    }
    if not any(months.values()):
        raise NothingSelectedError(_NOTHING)
    settings = selection.settings(set_ or [], data)
    jobs = plan(Wish(months=months, reports=reports, shipped=resources.notebooks(), settings=settings))
    columns = ("client", "month", "notebook", "language", "status", "finished", "next run", "message")
    rows = [_row(job) for job in jobs]
    if json:
        answer_json({"reports": [dict(zip(columns, row, strict=True)) for row in rows]})
    else:
        answer_table(columns, rows)


def _row(job: Job) -> tuple[str, ...]:
    place = (job.edition.slug, job.edition.month, job.notebook.name, job.language)
    if job.last is None:
        return *place, "none", "", job.why, ""
    state = "stale" if job.last.stale else job.last.status
    return *place, state, job.last.finished, job.why, job.last.message.partition("\n")[0]


def open_(
    client: Annotated[
        Path | None,
        typer.Argument(help="A client, for its latest report. Default: the front page.", show_default=False),
    ] = None,
    month: Month = None,
    language: Annotated[
        str | None, typer.Option(help="The language of the report.", show_default=False)
    ] = None,
    print_path: Annotated[
        bool, typer.Option("--print-path", help="Only write the path, as on a server.")
    ] = False,
    reports: Reports = REPORTS,
) -> None:
    """Open the front page, or the latest report of a client, in the browser."""
    reports = reports.resolve()
    selection.languages([language] if language else [])
    page = _latest(reports, client, month, language) if client or month or language else index_path(reports)
    if page is None or not page.is_file():
        raise NothingSelectedError(_NOTHING)
    answer(str(page))
    if not print_path:
        typer.launch(page.as_uri())


def _latest(reports: Path, client: Path | None, month: str | None, language: str | None) -> Path | None:
    """The first report of the last month that has one."""
    folders = selection.editions(reports, [client] if client else [], month)
    for folder in sorted(folders, key=lambda folder: folder.name, reverse=True):
        done = record.read(folder)
        for job in done.jobs if done else ():
            if job.report and language in (None, job.language):
                return folder / job.report
    return None
