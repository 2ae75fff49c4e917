"""The finest parts into which the people of a wave may be divided: every part of enough of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ...units import COMPANY


@dataclass(frozen=True)
class Partition:
    """Cells of enough people each; whatever is shown is a union of them.

    Parameters
    ----------
    cell
        By team, its cell: the team's own code where it stands alone, else ``<unit>~<number>`` by the lowest
        unit that holds the teams; empty where even the company is too small.
    """

    cell: pd.Series

    @property
    def alone(self) -> pd.Series:
        """By team, whether it is a cell of its own."""
        return self.cell == self.cell.index


@dataclass
class _Part:
    """Teams that are shown together, or that are still too few to be shown."""

    teams: list[str]
    n: int


@dataclass
class _Branch:
    """What a unit is divided into, and what of it is too small to be shown."""

    cells: list[_Part] = field(default_factory=list)
    small: list[_Part] = field(default_factory=list)


def finest_partition(counts: pd.Series, lineage: pd.DataFrame, *, least: int) -> Partition:
    """The finest partition of teams in which every cell has enough people.

    Parameters
    ----------
    counts
        By team: people who count in every figure shown (the least over all of them).
    lineage
        One row per team, indexed by it: the levels above it, top down, then its own level last.
    least
        People a cell must have.

    Notes
    -----
    From the bottom up. Teams of enough people stand alone; smaller ones of one unit are put together, into
    as many groups as have enough. What is left of a unit joins a group of small teams where there is one,
    else the unit's smallest team, which is then the only one to lose its own figures; a unit that has too
    few as a whole is put together with others of the unit above. No partition leaves more teams alone.
    """
    path = lineage.loc[counts.index, list(lineage.columns[:-1])].assign(**{COMPANY: COMPANY})
    path = path[[COMPANY, *lineage.columns[:-1]]]
    found: dict[str, str] = {}
    root = _divided(counts, path, 0, least, found)
    if root.small:
        return Partition(pd.Series(dtype=str))
    for team in counts.index:
        found.setdefault(str(team), str(team))
    return Partition(pd.Series(found).reindex(counts.index))


def _divided(counts: pd.Series, path: pd.DataFrame, depth: int, least: int, found: dict[str, str]) -> _Branch:
    """A unit's cells from those of the units below it; ``found`` gets the names of cells of several teams."""
    branch = _Branch()
    if depth + 1 == path.shape[1]:
        for team, n in counts.items():
            part = _Part([str(team)], int(n))
            (branch.cells if n >= least else branch.small).append(part)
    else:
        for _, own in path.groupby(path.columns[depth + 1], sort=False):
            below = _divided(counts[own.index], own, depth + 1, least, found)
            branch.cells += below.cells
            branch.small += below.small
    return _pooled(branch, str(path.iloc[0, depth]), least, found)


def _pooled(branch: _Branch, unit: str, least: int, found: dict[str, str]) -> _Branch:
    """Put what is too small together, as far as it is enough within the unit."""
    pools: list[_Part] = []
    rest = _Part([], 0)
    for part in sorted(branch.small, key=lambda part: (-part.n, part.teams)):
        rest = _Part(rest.teams + part.teams, rest.n + part.n)
        if rest.n >= least:
            pools.append(rest)
            rest = _Part([], 0)
    if rest.teams:
        host = min(pools or branch.cells, key=lambda part: (part.n, part.teams), default=None)
        if host is None:
            return _Branch([], [rest])
        host.teams, host.n = host.teams + rest.teams, host.n + rest.n
        pools = pools or [host]
    for number, pool in enumerate(pools, start=1):
        found |= dict.fromkeys(pool.teams, f"{unit}~{number}")
    return _Branch([*branch.cells, *(pool for pool in pools if pool not in branch.cells)], [])
