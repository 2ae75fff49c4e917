"""What can be wrong with a client's files and settings, as facts first and a sentence last.

A :class:`Problem` says where (file, line, column), what (value, rule) and what to do next (fix).
Problems are collected; an error carries all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """One breach of one rule at one place of a client's files.

    Parameters
    ----------
    file
        The file as the client knows it, relative to its folder where possible.
    line
        Line in that file, 1 = the first line; 0 when the whole file is meant.
    column
        The column's name in that file (the client's own, before renaming) or the dotted
        key of a settings file; empty when a whole row or file is meant.
    value
        The offending value as it stands in the file.
    rule
        What is wrong, completing "<column> is <value>, ...": ``above 5``. Where there is no value
        to show it completes "<column> ...": ``is blank``; without a column it is a clause of its own.
    fix
        What to do next, one sentence.
    table
        The kit's table that the file was read as; empty for settings files.
    severity
        ``error``: no report can be made of the table. ``warning``: one can, and this should be looked at;
        a row that breaks a rule is then set aside.
    cell
        ``sheet!B7`` for workbooks, otherwise empty.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    fix: str
    table: str = ""
    severity: Severity = "error"
    cell: str = ""

    @property
    def place(self) -> str:
        """``survey.csv:21`` or ``survey.xlsx:Sheet1!C21``: what an editor can jump to."""
        if self.cell:
            return f"{self.file}:{self.cell}"
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        subject = f"{self.column} is {self.value!r}," if self.value and self.column else self.column
        return f"{self.place}: {f'{subject} {self.rule}'.strip()}. {self.fix}"

    def to_dict(self) -> dict[str, Any]:
        """The facts as plain values, for ``--json`` and the record of a run."""
        return asdict(self)


class SalesmgmtError(Exception):
    """Base of every error that the kit raises on purpose; its text is for the reader."""


class ProblemsError(SalesmgmtError):
    """An error made of problems, all of those found at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DataError(ProblemsError):
    """Tables of a client break their contract."""


class MissingTableError(DataError):
    """A table that was asked for has no file in the client's folder."""


class ConfigError(ProblemsError):
    """Settings or arguments of the command line cannot be used."""


class NothingSelectedError(SalesmgmtError):
    """A selection matched nothing."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant: ``Did you mean 'month'?``, else list them all.

    Examples
    --------
    >>> suggestion("monht", ["client", "month"])
    "Did you mean 'month'?"
    >>> suggestion("zzz", ["client", "month"])
    'Known are client, month.'
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(words)}."
