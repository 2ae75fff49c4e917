"""Whether anything about fewer people than allowed follows from all figures together."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, spatial

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NOTHING: Final = 1e-9
#: How near random projections must lie; in two directions, so that a false match is as good as impossible.
_NEAR: Final = 1e-8
_DIRECTIONS: Final = 2
_SEED: Final = 2026


def leaks(published: Floats, sizes: Ints, *, least: int) -> list[tuple[int, ...]]:
    """The sets of fewer people than allowed whose sum follows from what is published.

    Parameters
    ----------
    published
        One row per figure, one column per atom (people who are counted alike in all figures): with what
        weight each of the atom's people counts.
    sizes
        People of each atom.
    least
        People a figure must be of.

    Returns
    -------
    list
        Atoms of each set found, none where all is well. Part of an atom never follows, since all its people
        count alike in everything.

    Notes
    -----
    The sum over a set follows if its indicator is a combination of the rows: if it is orthogonal to their
    null space. That of random combinations of the null space's vectors is 0 for such a set and, but for
    chance of measure nil, for no other; sets of up to ``least`` - 1 atoms are found by meeting in the middle.
    """
    few = np.flatnonzero(sizes < least)
    if not len(few):
        return []
    free = _null_space(published)
    mixed = free @ np.random.default_rng(_SEED).normal(size=(free.shape[1], _DIRECTIONS))
    mixed /= np.abs(mixed).max() or 1.0
    halves = [()] + [
        chosen
        for size in range(1, (least - 1) // 2 + 1)
        for chosen in combinations(few.tolist(), size)
        if sizes[list(chosen)].sum() < least
    ]
    sums = np.array([mixed[list(chosen)].sum(axis=0) for chosen in halves])
    near = spatial.cKDTree(sums).query_ball_point(-sums, _NEAR)
    found = set()
    for i, others in enumerate(near):
        for j in others:
            both = tuple(sorted({*halves[i], *halves[j]}))
            if both and len(both) == len(halves[i]) + len(halves[j]) and sizes[list(both)].sum() < least:
                found.add(both)
    return sorted(found)


def narrowed(
    published: Floats, values: Floats, rounding: Floats, sizes: Ints, *, least: int, low: float, high: float
) -> dict[int, float]:
    """To what part of the scale the mean of each atom of too few people is narrowed down.

    Parameters
    ----------
    published, sizes, least
        As in :func:`leaks`; rows that are means (their weights, times people, sum to 1).
    values, rounding
        Of each figure as printed, and by how much it may be off.
    low, high
        Ends of the scale.

    Returns
    -------
    dict
        By atom of fewer than ``least`` people: width of what its mean may be, fraction of the scale.

    Notes
    -----
    Two linear programs an atom: the least and the largest mean that all figures, as printed, allow.
    """
    upper = np.concatenate([published, -published])
    limits = np.concatenate([values + rounding, rounding - values])
    bounds = [(low * n, high * n) for n in sizes]
    widths = {}
    for atom in np.flatnonzero(sizes < least).tolist():
        aim = np.zeros(len(sizes))
        aim[atom] = 1 / sizes[atom]
        ends = [
            optimize.linprog(sign * aim, A_ub=upper, b_ub=limits, bounds=bounds, method="highs").fun
            for sign in (1, -1)
        ]
        if None not in ends:
            widths[atom] = float(-ends[1] - ends[0]) / (high - low)
    return widths


def _null_space(matrix: Floats) -> Floats:
    """Directions that no row sees."""
    if not len(matrix):
        return np.eye(matrix.shape[1])
    _, values, vectors = np.linalg.svd(matrix)
    rank = int((values > _NOTHING * max(1.0, float(values.max()))).sum())
    space: Floats = vectors[rank:].T
    return space
