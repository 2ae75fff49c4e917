"""Where words go: answers to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

#: How a word of state looks on a terminal.
STYLES = {
    "ok": "green",
    "failed": "bold red",
    "fail": "bold red",
    "error": "bold red",
    "warn": "yellow",
    "stale": "yellow",
    "run": "cyan",
    "skip": "dim",
}


def speak_utf8() -> None:
    """Let Chinese through on consoles of another code page (Windows) and in pipes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@cache
def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    # A pipe has no width: its lines stay whole, however long.
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 1_000
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=width)


def screen() -> Console:
    """The console for progress and messages (stderr)."""
    return _console(stderr=True)


def answer(text: str) -> None:
    """One line of what was asked for, to stdout."""
    sys.stdout.write(f"{text}\n")


def answer_json(value: Any) -> None:
    """What was asked for as JSON, and nothing else on stdout."""
    answer(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def tell(text: str, state: str = "") -> None:
    """One line to the person who waits, to stderr; begins with a word of state when there is one."""
    from rich.text import Text

    line = Text()
    if state:
        line.append(f"{state:<6} ", STYLES.get(state, ""))
    screen().print(line.append(text))


def answer_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table that was asked for, to stdout: drawn on a terminal, tab separated in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            answer("\t".join(row))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell, STYLES.get(cell, "")) for cell in row))
    _console(stderr=False).print(table)
