"""Where respondents stand: the cells of one wave, and the units made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ..units import COMPANY

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Tiers that are none of the organisation's own: several small teams shown as one.
POOL: Final = "pool"


@dataclass(frozen=True)
class Places:
    """Who belongs to which cell, and which cells make up each unit.

    Parameters
    ----------
    code
        By respondent: its cell, numbered from 0.
    cells
        The cells' codes, in the order of the numbers.
    units
        One row per unit that may be shown, top down: ``unit``, ``tier`` (``company``, a level, or ``pool``),
        ``parent`` (missing for the company), ``depth``, ``teams`` (codes, with a blank between).
    holds
        One row per unit, one column per cell: whether it is part of the unit.
    cell
        By team, the number of its cell.
    """

    code: Ints
    cells: tuple[str, ...]
    units: pd.DataFrame
    holds: sparse.csr_array
    cell: pd.Series

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Sums and numbers of the values that are not missing: one row per unit, one column per column."""
        known = ~np.isnan(values)
        filled = np.where(known, values, 0.0)
        return self._rolled(filled), self._rolled(known.astype(float))

    def by_cell(self, values: Floats) -> tuple[Floats, Floats]:
        """The same by cell."""
        known = ~np.isnan(values)
        return self._added(np.where(known, values, 0.0)), self._added(known.astype(float))

    def of_teams(self, values: pd.Series) -> pd.Series:
        """Sums over the teams of each unit, indexed by unit; missing where a team's value is."""
        of_team = values.reindex(self.cell.index).astype(float)
        by_cell = of_team.groupby(self.cell.to_numpy()).sum(min_count=1)
        whole = of_team.notna().groupby(self.cell.to_numpy()).all()
        numbers = np.nan_to_num(by_cell.to_numpy(float))
        total = np.asarray(self.holds @ numbers)
        lacking = np.asarray(self.holds @ (~whole.to_numpy()).astype(float)) > 0
        return pd.Series(np.where(lacking, np.nan, total), self.units["unit"].to_numpy())

    def _rolled(self, values: Floats) -> Floats:
        return np.asarray(self.holds @ self._added(values))

    def _added(self, values: Floats) -> Floats:
        member = sparse.csr_array(
            (np.ones(len(values)), (self.code, np.arange(len(values)))), (len(self.cells), len(values))
        )
        return np.asarray(member @ values)


def places(team: pd.Series, cell: pd.Series, lineage: pd.DataFrame) -> Places:
    """The cells of a wave and the units that are unions of them.

    Parameters
    ----------
    team
        By respondent: its team.
    cell
        By team: its cell, as :func:`.release.finest_partition` found it.
    lineage
        One row per team, indexed by it: the levels above, top down, then the team's own level last.

    Notes
    -----
    A unit above the cells is shown only where no cell reaches beyond it. A cell of one team is that team's
    own unit; one of several is a ``pool`` below the lowest unit that holds them all.
    """
    levels = [COMPANY, *lineage.columns[:-1]]
    above = lineage.loc[cell.index].assign(**{COMPANY: COMPANY})[levels]
    shown = pd.DataFrame({level: above[level].where(_whole(above[level], cell)) for level in levels})
    parts = [
        *(_nodes(shown[level], shown[levels[:i]]) for i, level in enumerate(levels)),
        _nodes(cell, shown).assign(tier=_tiers(cell, lineage.columns[-1])),
    ]
    units = pd.concat(parts, ignore_index=True)
    cells = list(dict.fromkeys(cell))
    holds = _holding(units, shown.assign(cell=cell), cells)
    order = _top_down(units)
    number = {name: i for i, name in enumerate(cells)}
    of_team = cell.map(number)
    code = np.asarray(team.map(of_team), np.int64)
    return Places(code, tuple(cells), units.iloc[order].reset_index(drop=True), holds[order], of_team)


def _whole(unit: pd.Series, cell: pd.Series) -> pd.Series:
    """By team: whether no cell of its unit reaches beyond the unit."""
    here = cell.groupby([unit, cell]).transform("size")
    everywhere = cell.groupby(cell).transform("size")
    return (here == everywhere).groupby(unit).transform("all")


def _nodes(unit: pd.Series, above: pd.DataFrame) -> pd.DataFrame:
    """The units of one level, with the lowest unit shown above each and the number of those."""
    known = unit.dropna()
    first = known[~known.duplicated()]
    over = above.loc[first.index]
    parent = over.ffill(axis=1).iloc[:, -1] if over.shape[1] else pd.Series(None, first.index, dtype=object)
    teams: dict[object, list[str]] = {}
    for team, name in known.items():
        teams.setdefault(name, []).append(str(team))
    return pd.DataFrame(
        {
            "unit": first.to_numpy(),
            "tier": unit.name,
            "parent": parent.to_numpy(),
            "depth": over.notna().sum(axis=1).to_numpy(),
            "teams": [" ".join(teams[name]) for name in first],
        }
    )


def _tiers(cell: pd.Series, lowest: str) -> list[str]:
    """By cell, in their order: the level of a team, or that it is several."""
    size = cell.groupby(cell, sort=False).size()
    return [lowest if n == 1 else POOL for n in size]


def _holding(units: pd.DataFrame, of_team: pd.DataFrame, cells: list[str]) -> sparse.csr_array:
    """Which cells each unit is made of."""
    number = {
        (tier, unit): i for i, (tier, unit) in enumerate(zip(units["tier"], units["unit"], strict=True))
    }
    column = {name: i for i, name in enumerate(cells)}
    pairs = {
        (number[(level, unit)], column[name])
        for level in of_team.columns[:-1]
        for unit, name in zip(of_team[level], of_team["cell"], strict=True)
        if pd.notna(unit)
    }
    pairs |= {(len(units) - len(cells) + i, i) for i in range(len(cells))}
    rows, columns = (list(side) for side in zip(*sorted(pairs), strict=True))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), (len(units), len(cells)))


def _top_down(units: pd.DataFrame) -> list[int]:
    """The order of the rows in which a unit stands before those below it."""
    below: dict[object, list[int]] = {}
    for row, parent in enumerate(units["parent"]):
        below.setdefault(parent, []).append(row)
    names, order, waiting = units["unit"].tolist(), [], [0]
    while waiting:
        row = waiting.pop()
        order.append(row)
        waiting += reversed(below.get(names[row], []))
    return order
