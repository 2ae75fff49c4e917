"""What a run tells while it runs: a bar on a terminal, one line a notebook in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..batch.record import JobRecord
from ..batch.running import Checked, Event, Finished, Started
from ..errors import Problem
from . import problems
from .console import screen, tell

#: Lines of one failure that are shown; `check` and the log have the rest.
_LINES = 5


class Progress:
    """Follows a run of ``total`` notebooks; use as a context."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._started = 0
        self._bar: Any = None
        self._told: set[tuple[Path, Problem]] = set()

    def __enter__(self) -> Progress:
        if screen().is_terminal:
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, console=screen(), transient=True)
            self._bar.start()
            self._bar.add_task("notebooks", total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, event: Event) -> None:
        """Tell one event."""
        match event:
            case Checked():
                self._show_problems(event)
            case Started():
                self._started += 1  # a job may become due while the run goes on
                self._move(description=event.job.name, total=max(self._total, self._started))
            case Finished():
                self._show_finished(event)
                self._move(advance=1)

    def _move(self, **change: Any) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], **change)

    def _show_problems(self, event: Checked) -> None:
        """Each problem once, though a client's files are checked for every month of a run."""
        client = event.edition.client
        fresh = [p for p in event.problems if (client, p) not in self._told]
        self._told.update((client, p) for p in fresh)
        show_problems(client, fresh)

    def _show_finished(self, event: Finished) -> None:
        done = event.record
        tell(f"{event.job.name:<40} {done.seconds:6.1f} s", done.status)
        if done.status == "failed":
            for line in (*_why(done), *_where(event)):
                tell(line, " ")


def show_problems(client: Path, found: Sequence[Problem]) -> None:
    """Tell a client's problems, errors first."""
    for severity, state in (("error", "error"), ("warning", "warn")):
        for line in problems.lines([p for p in found if p.severity == severity]):
            tell(f"{client.name}/{line}", state)


def _why(done: JobRecord) -> Iterator[str]:
    """Why a job failed, in a few lines."""
    lines = done.message.splitlines()
    yield from lines[:_LINES]
    if len(lines) > _LINES:
        yield f"and {len(lines) - _LINES:,} more lines"
    if done.stale:
        yield "The last good page stays, marked as stale."


def _where(event: Finished) -> Iterator[str]:
    """Where to look for more than the message says."""
    folder, name, language = event.job.edition.folder, event.record.notebook, event.record.language
    if event.record.cause == "page":
        yield f"See {folder / 'logs' / f'{name}.{language}.log'}"
    elif event.record.cause not in {"data", "private"}:
        yield f"See {folder / language / f'{name}.failed.ipynb'}"
