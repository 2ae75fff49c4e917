"""Figures by one trait of people (tenure): each shown only if nothing more follows from all together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from .audit import leaks

Bools = npt.NDArray[np.bool_]


def admitted_cuts(
    cell: pd.Series, trait: pd.Series, wanted: Iterable[tuple[str, frozenset[str], str]], *, least: int
) -> list[tuple[str, str]]:
    """Which parts of units by a trait may be shown beside the cells.

    Parameters
    ----------
    cell, trait
        By person: the cell, and the group by the trait (missing where not known).
    wanted
        Unit, its cells and the group of the trait, the most wanted first.
    least
        People a figure must be of.

    Returns
    -------
    list
        Unit and group of those that may be shown, in the order wanted.

    Notes
    -----
    People alike in cell and trait are an atom. A part of enough people is let in if no set of too few people
    follows from the cells, the parts let in before, and it.
    """
    atoms = pd.DataFrame({"cell": cell, "trait": trait.fillna("")}).value_counts(sort=False)
    cells, traits = (atoms.index.get_level_values(name).to_numpy() for name in ("cell", "trait"))
    sizes = np.asarray(atoms, np.int64)
    shown: list[npt.NDArray[np.float64]] = [(cells == one).astype(float) for one in pd.unique(cells)]
    let_in = []
    for unit, parts, group in wanted:
        row: Bools = np.isin(cells, list(parts)) & (traits == group)
        if sizes[row].sum() < least:
            continue
        if not leaks(np.array([*shown, row.astype(float)]), sizes, least=least):
            shown.append(row.astype(float))
            let_in.append((unit, group))
    return let_in
