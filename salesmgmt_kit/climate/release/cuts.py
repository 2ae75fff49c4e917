"""Figures by one trait of people (tenure): each shown only if nothing more follows from all together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from .audit import leaks, narrowed
from .rules import Rules

Floats = npt.NDArray[np.float64]

#: Parts by a trait are not looked for among more sets of people alike than this.
_MOST_ATOMS: Final = 400
#: By how much a printed score may be off, points.
_ROUNDED: Final = 0.5
_ENDS: Final = (0.0, 100.0)


def admitted_cuts(
    scores: pd.DataFrame,
    cell: pd.Series,
    trait: pd.Series,
    wanted: Iterable[tuple[str, frozenset[str], str]],
    rules: Rules,
) -> list[tuple[str, str]]:
    """Which parts of units by a trait may be shown beside the cells.

    Parameters
    ----------
    scores
        One row per person, one column per score that is shown, 0 to 100; missing ones do not count.
    cell, trait
        By person: the cell, and the group by the trait (missing where not known).
    wanted
        Unit, its cells and the group of the trait, the most wanted first.
    rules
        How many people a figure must be of, and how far fewer may be narrowed down.

    Returns
    -------
    list
        Unit and group of those that may be shown, in the order wanted.

    Notes
    -----
    People alike in cell and trait are an atom. A part of enough people is let in if, in every score, no set
    of too few people follows from the cells, the parts let in before, and it; and if, with all figures as
    printed, no atom of too few is narrowed down to less than a quarter of the scale.
    """
    audits = [_Audit(scores[about], cell, trait, rules) for about in scores]
    if any(len(audit.sizes) > _MOST_ATOMS for audit in audits):
        return []
    return [
        (unit, group)
        for unit, parts, group in wanted
        if all(audit.would_hold(parts, group) for audit in audits)
        and all(audit.let_in(parts, group) for audit in audits)
    ]


class _Audit:
    """What is published of one score, and whether one thing more may be."""

    def __init__(self, score: pd.Series, cell: pd.Series, trait: pd.Series, rules: Rules) -> None:
        known = pd.DataFrame({"cell": cell, "trait": trait.fillna(""), "score": score}).dropna()
        atoms = known.groupby(["cell", "trait"], sort=False)["score"].agg(["sum", "size"])
        self.cells, self.traits = (
            atoms.index.get_level_values(name).to_numpy() for name in ("cell", "trait")
        )
        self.sizes = np.asarray(atoms["size"], np.int64)
        self.sums = atoms["sum"].to_numpy(float)
        self.rules = rules
        self.shown = np.array([(self.cells == one).astype(float) for one in pd.unique(self.cells)])

    def would_hold(self, parts: frozenset[str], group: str) -> bool:
        """Whether the part is of enough people, and nothing of fewer follows once it is shown."""
        row = self._row(parts, group)
        if row @ self.sizes < self.rules.scores:
            return False
        rows = np.vstack([self.shown, row])
        if leaks(rows, self.sizes, least=self.rules.scores):
            return False
        people = rows @ self.sizes
        low, high = _ENDS
        printed, off = np.round(rows @ self.sums / people), np.full(len(rows), _ROUNDED)
        widths = narrowed(
            rows / people[:, None], printed, off, self.sizes, least=self.rules.scores, low=low, high=high
        )
        return all(width >= self.rules.pinned for width in widths.values())

    def let_in(self, parts: frozenset[str], group: str) -> bool:
        """Count the part among what is published."""
        self.shown = np.vstack([self.shown, self._row(parts, group)])
        return True

    def _row(self, parts: frozenset[str], group: str) -> Floats:
        row: Floats = (np.isin(self.cells, list(parts)) & (self.traits == group)).astype(float)
        return row
