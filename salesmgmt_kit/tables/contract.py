"""How a table is declared: its columns, kinds, units and keys, once, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Severity

#: What a cell means; decides how its text is read and what it becomes.
Kind = Literal["code", "text", "month", "date", "number", "count", "flag"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        The kit's name; ``client.yaml`` says what a client's file calls it.
    kind
        ``code`` (an identifier, trimmed text), ``text``, ``month``, ``date``, ``number`` (a finite
        float), ``count`` (a whole number), ``flag`` (yes or no).
    doc
        What it says, with its unit.
    required
        Whether a file must have the column.
    blank
        What an empty cell is: ``ok`` (becomes missing), or a problem of that severity.
    minimum, maximum
        Bounds of a number or count, inclusive.
    choices
        The only values allowed, for a code.
    refers
        ``table.column`` whose values are the only ones allowed; ``unit`` means any unit of the
        organisation. Not checked when that table is absent.
    stray
        How grave a value is that the referred table lacks.
    continuous
        Whether its months are those of one course up to today, so that one apart from the rest is
        most likely wrong (see :mod:`.continuity`).
    """

    name: str
    kind: Kind
    doc: str
    required: bool = True
    blank: Literal["ok"] | Severity = "error"
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    refers: str = ""
    stray: Severity = "error"
    continuous: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its columns and its key.

    Parameters
    ----------
    name
        The kit's name, and the stem of the file looked for when ``client.yaml`` names none.
    row
        What one row is: "one row per ...".
    columns
        The columns, in the order in which they are shown.
    key
        Columns that together name a row; two rows for one key are a problem. Key columns that a
        file does not have (they are optional there) switch the check off.
    again
        What to do about a second row for one key.
    private
        Columns whose values no message repeats: they are people's own.
    money
        The column that says how much money a row stands for; empty where rows stand for none.
    standing
        Whether it is written once for the client rather than delivered with the data: its file may lie
        beside ``client.yaml`` too, wherever the data are.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    money: str = ""
    standing: bool = False
    private: tuple[str, ...] = ()
    again: str = "Keep one of the two rows, or make their keys differ."

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        return {c.name: c for c in self.columns}[name]

    def with_levels(self, levels: Sequence[str]) -> Table:
        """The same table with the client's own levels in place of ``team`` and ``department``."""
        kept = tuple(c for c in self.columns if c.name not in DEFAULT_LEVELS)
        own = tuple(
            Column(level, "code", f"The {level} the rep belongs to; who is in none needs one of their own.")
            for level in reversed(levels)
        )
        at = next(i for i, c in enumerate(self.columns) if c.name in DEFAULT_LEVELS)
        return replace(self, columns=kept[:at] + own + kept[at:])


#: Levels between company and rep, top down, for a client that names none.
DEFAULT_LEVELS = ("department", "team")
