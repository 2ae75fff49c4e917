"""Rules between rows and tables: references to other tables, and the tree of the organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..units import COMPANY, REP
from .contract import Column, Table
from .sheets import Breach, Lines

#: What ``Column.refers`` says for any unit of the organisation.
UNIT = "unit"

_LOOK_ALIKE = str.maketrans("oil", "011")


class Known(NamedTuple):
    """The values that a column may take, and those that only rows have which were set aside."""

    values: Collection[str]
    lost: Collection[str] = ()


def referred_table(column: Column) -> str:
    """The table whose values the column takes; empty for none."""
    return "org" if column.refers == UNIT else column.refers.partition(".")[0]


def known_values(column: Column, referred: pd.DataFrame, levels: Sequence[str]) -> set[str]:
    """The values that a column may take, from the clean table it refers to."""
    if column.refers == UNIT:
        units = (referred[tier].dropna() for tier in (*levels, REP))
        return {COMPANY}.union(*units)
    return set(referred[column.refers.partition(".")[2]].dropna())


def lost_values(column: Column, lost: Mapping[str, Collection[str]], levels: Sequence[str]) -> set[str]:
    """The values that a column might take but for rows set aside; ``lost``: column to codes of those."""
    names = (*levels, REP) if column.refers == UNIT else (column.refers.partition(".")[2],)
    return {value for name in names for value in lost.get(name, ())}


def check_references(table: Table, frame: pd.DataFrame, known: Mapping[str, Known]) -> list[Breach]:
    """Values that the referred table lacks; those that it lost with rows set aside are told once a column.

    Parameters
    ----------
    table
        The declaration.
    frame
        Typed columns, index 0 to n - 1.
    known
        Column to the values it may take; a column that is not here is not checked.
    """
    breaches: list[Breach] = []
    for column in table.columns:
        if column.name in known and column.name in frame:
            absent = _absent(frame[column.name], known[column.name].values)
            follows = absent.isin(list(known[column.name].lost))
            breaches += _followers(column, absent[follows])
            breaches += _strays(column, absent[~follows], known[column.name].values)
    return breaches


def _absent(values: pd.Series[str], known: Collection[str]) -> pd.Series[str]:
    found = pc.is_in(pa.array(values), value_set=pa.array(list(known), pa.large_string()))
    absent: pd.Series[str] = values[values.notna() & ~found.to_numpy(zero_copy_only=False)]
    return absent


def _followers(column: Column, values: pd.Series[str]) -> Iterator[Breach]:
    """Rows that refer to a row set aside: one problem, for one row is to be mended, and elsewhere."""
    if values.empty:
        return
    first, *others = map(int, values.index)
    table = referred_table(column)
    more = f", as in {len(others):,} more row{'s' if len(others) > 1 else ''}" if others else ""
    rule = f"of a row of {table} that is set aside{more}"
    yield Breach(first, (column.name,), rule, f"Mend {table} first.", column.stray, tuple(others))


def _strays(column: Column, wrong: pd.Series[str], known: Collection[str]) -> Iterator[Breach]:
    fixes = {value: _fix(value, known, column) for value in wrong.unique()}
    rule = "no unit of org" if column.refers == UNIT else f"not in {referred_table(column)}"
    for position, value in wrong.items():
        yield Breach(int(str(position)), (column.name,), rule, fixes[value], column.stray)


def _fix(value: str, known: Collection[str], column: Column) -> str:
    close = nearest(value, known)
    if close and close != value and close.lstrip("0") == value:
        return f"Did you mean {close!r}? Its zeros were lost: make the column text where it is exported."
    if close:
        return f"Did you mean {close!r}?"
    return f"Correct it, or add it to {referred_table(column)}."


def nearest(value: str, known: Collection[str]) -> str:
    """The known value most like ``value``; empty when none is.

    Equal but for case, width, blanks and signs that look alike (O and 0, l and 1) comes first, then
    equal but for zeros in front, then alike in letters.
    """
    for alike in (_folded, _unpadded):
        folded = {alike(k): k for k in known}
        if alike(value) in folded:
            return folded[alike(value)]
    close = get_close_matches(value, known, n=1, cutoff=0.7)
    return close[0] if close else ""


def _folded(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).casefold().split()).translate(_LOOK_ALIKE)


def _unpadded(value: str) -> str:
    """A spreadsheet makes 7 of 007."""
    return value.lstrip("0") if value.isdecimal() else value


def check_tree(org: pd.DataFrame, levels: Sequence[str], lines: Lines) -> list[Breach]:
    """Breaches of the tree: a reserved code, a code in two tiers, a unit with two parents.

    Parameters
    ----------
    org
        Typed rows of org, index 0 to n - 1.
    levels
        The client's levels, top down.
    lines
        The line of each row in its file.
    """
    path = [tier for tier in (*levels, REP) if tier in org]
    return [
        *_reserved(org, path),
        *_in_two_tiers(org, path, lines),
        *(b for above, below in pairwise(path) if below != REP
          for b in _two_parents(org, above, below, lines)),
    ]  # fmt: skip


def _reserved(org: pd.DataFrame, path: Sequence[str]) -> Iterator[Breach]:
    for tier in path:
        for position in org.index[org[tier] == COMPANY]:
            yield Breach(int(position), (tier,), "reserved for the whole company", "Choose another code.")


def _in_two_tiers(org: pd.DataFrame, path: Sequence[str], lines: Lines) -> Iterator[Breach]:
    seen: dict[str, tuple[str, int]] = {}
    for tier in path:
        firsts = org[tier].dropna().drop_duplicates()
        for position, code in firsts.items():
            other, line = seen.setdefault(code, (tier, lines[int(str(position))]))
            if other != tier:
                rule = f"already a {other} in line {line}"
                yield Breach(int(str(position)), (tier,), rule, "Give every unit and rep its own code.")


def _two_parents(org: pd.DataFrame, above: str, below: str, lines: Lines) -> Iterator[Breach]:
    pairs = org[[above, below]].dropna()
    first = pd.Series(pairs.index, pairs.index).groupby(pairs[below]).transform("first")
    parent = pairs[above].loc[first].set_axis(pairs.index)
    for position in pairs.index[pairs[above] != parent]:
        rule = (
            f"another {above} for the {below} {pairs[below][position]} "
            f"than {parent[position]} in line {lines[first[position]]}"
        )
        fix = f"A {below} belongs to one {above}: correct one of the rows."
        yield Breach(int(position), (above,), rule, fix)
