"""``check``: hold a client's files against what the kit expects, without running anything."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..batch.editions import CACHE
from ..errors import DataError, Problem
from . import problems, selection
from .console import answer, answer_json, tell
from .defaults import default_month
from .options import REPORTS, Clients, Data, Json, Month, Reports, Set


class Format(StrEnum):
    """How problems are written."""

    text = "text"
    json = "json"
    github = "github"


def check(
    clients: Clients = None,
    month: Month = None,
    set_: Set = None,
    data: Data = None,
    reports: Reports = REPORTS,
    all_: Annotated[bool, typer.Option("--all", help=f"All problems, not {problems.CAP} of a file.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to write the problems.")] = Format.text,
    json: Json = False,
) -> None:
    """Check the clients' files: every problem with its file, line, column and fix."""
    settings = selection.settings(set_ or [], data)
    found = {
        client: _problems(client, month, reports.resolve(), settings)
        for client in selection.clients(clients or [])
    }
    if json or format_ is Format.json:
        answer_json(_facts(found))
    else:
        _write(found, format_, cap=None if all_ else problems.CAP)
    for client, group in found.items():
        tell(f"{client.name}: {problems.count(group)}", "ok" if not group else _state(group))
    if any(_state(group) == "fail" for group in found.values()):
        raise typer.Exit(1)


def _problems(client: Path, month: str | None, reports: Path, settings: dict[str, Any]) -> Sequence[Problem]:
    from .. import tables

    try:
        month = month or default_month(client, reports=reports, settings=settings)
    except DataError:  # of the sales; they are among the problems that are about to be found
        month = time.strftime("%Y-%m")
    cached = settings | {"cache": str(reports / CACHE)}
    return tables.check(tables.open_client(client, month=month, settings=cached))


def _state(group: Sequence[Problem]) -> str:
    return "fail" if any(problem.severity == "error" for problem in group) else "warn"


def _write(found: dict[Path, Sequence[Problem]], format_: Format, *, cap: int | None) -> None:
    for group in found.values():
        for line in problems.github(group) if format_ is Format.github else problems.lines(group, cap=cap):
            answer(line)


def _facts(found: dict[Path, Sequence[Problem]]) -> dict[str, Any]:
    everything = [(client, problem) for client, group in found.items() for problem in group]
    return {
        "clients": {client.name: str(client) for client in found},
        "problems": [{"client": client.name} | problem.to_dict() for client, problem in everything],
        "errors": sum(problem.severity == "error" for _, problem in everything),
        "warnings": sum(problem.severity == "warning" for _, problem in everything),
    }
