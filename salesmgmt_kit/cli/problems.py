"""Problems of client files as lines to read, to jump to, or to hand to another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..errors import Problem

#: Problems shown of one file, unless all are asked for.
CAP = 50


def count(problems: Sequence[Problem]) -> str:
    """``2 errors, 1 warning``."""
    errors = sum(problem.severity == "error" for problem in problems)
    return f"{plural(errors, 'error')}, {plural(len(problems) - errors, 'warning')}"


def plural(n: int, noun: str) -> str:
    """``1 report``, ``1,200 reports``."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def lines(problems: Sequence[Problem], *, cap: int | None = CAP) -> Iterator[str]:
    """One line a problem, file by file; those of one kind are told once, with their number.

    Parameters
    ----------
    problems
        In any order; files are told in the order of their first problem.
    cap
        Lines shown of one file before the rest is only counted; None shows every problem.
    """
    for file, group in _by_file(problems):
        told = list(map(str, group) if cap is None else _told(group))
        yield from told[:cap]
        if cap is not None and len(told) > cap:
            yield f"{file}: and {len(told) - cap:,} more. Show them with `salesmgmt check --all`."


def github(problems: Sequence[Problem]) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the lines of the files."""
    for problem in problems:
        text = str(problem).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        file = problem.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
        line = f",line={problem.line}" if problem.line else ""
        yield f"::{problem.severity} file={file}{line}::{text}"


def _by_file(problems: Sequence[Problem]) -> Iterator[tuple[str, list[Problem]]]:
    first = {file: i for i, file in reversed(list(enumerate(p.file for p in problems)))}
    ordered = sorted(problems, key=lambda p: (first[p.file], p.line))
    for file, group in groupby(ordered, key=lambda p: p.file):
        yield file, list(group)


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    """Problems at their first place: errors alike in all but the line, warnings of one column and rule."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    for first, *others in alike.values():
        yield f"{first} ({_more(first, len(others))})" if others else str(first)


def _kind(problem: Problem) -> tuple[str, ...]:
    kind = (problem.severity, problem.column, problem.rule)
    return kind if problem.severity == "warning" else (*kind, problem.value, problem.fix)


def _more(first: Problem, n: int) -> str:
    if first.severity == "warning":
        return f"and {plural(n, 'more place')}"
    return f"and {plural(n, 'more row')} like it"
