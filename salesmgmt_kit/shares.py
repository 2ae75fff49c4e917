"""Whole numbers out of shares: rounding that keeps every sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

#: Rounds of proportional fitting, and the error of a margin at which they end (fraction of the total).
_ROUNDS: Final = 2000
_EXACT: Final = 1e-12


def largest_remainder(weights: Sequence[float] | Floats, total: int) -> Counts:
    """``total`` in whole numbers, as near to the proportions of ``weights`` as they come.

    Parameters
    ----------
    weights
        At least 0, one of them above; any unit.
    total
        What the numbers add up to, at least 0.

    Returns
    -------
    array of int
        One number per weight: its quota rounded down, and one more for the largest remainders. Of
        equal remainders the larger weight goes first, then the earlier one.

    Raises
    ------
    ValueError
        When a weight is negative or missing, or all are 0 while ``total`` is not.

    References
    ----------
    Hamilton's method: Balinski, M. & Young, H. P. (2001). Fair Representation, 2nd ed., chapter 3.

    Examples
    --------
    >>> largest_remainder([47000, 16000, 15900, 12000, 6000, 3100], 10).tolist()
    [5, 2, 1, 1, 1, 0]
    """
    given = np.asarray(weights, float)
    if not (given >= 0).all() or (total > 0 and given.sum() == 0):
        raise ValueError(f"weights must be 0 or more, and not all 0, to share out {total}: {weights}")
    if total == 0:
        return np.zeros(len(given), np.int64)
    return _topped_up(given / given.sum() * total, total, given)


def rounded(quotas: Sequence[float] | Floats, total: int) -> Counts:
    """``quotas``, which add up to ``total`` but for the last digits, as whole numbers that do so exactly.

    Every number is its quota rounded down or up; a whole quota stays as it is.
    """
    given = np.asarray(quotas, float)
    return _topped_up(given, total, given)


def fitted(seed: Floats, rows: Floats | Counts, columns: Floats | Counts) -> Floats:
    """A table in the proportions of ``seed`` that has the margins asked for (iterative proportional fitting).

    Parameters
    ----------
    seed
        At least 0. A row or column of nothing but 0 whose margin is above 0 counts as even.
    rows, columns
        Margins, at least 0, with one sum.

    Raises
    ------
    ValueError
        When the margins have different sums, or the zeros of ``seed`` leave no room for them.

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). Annals of Mathematical Statistics 11(4), 427-444.
    """
    across: Floats = np.asarray(rows, np.float64)
    down: Floats = np.asarray(columns, np.float64)
    if not np.isclose(across.sum(), down.sum(), rtol=1e-9):
        raise ValueError(f"the rows add up to {across.sum()}, the columns to {down.sum()}")
    table = np.array(seed, float)
    table[(table.sum(axis=1) == 0) & (across > 0)] = 1.0
    table[:, (table.sum(axis=0) == 0) & (down > 0)] = 1.0
    for _ in range(_ROUNDS):
        table = _scaled(_scaled(table, across).T, down).T
        if np.abs(table.sum(axis=1) - across).max(initial=0) <= _EXACT * max(across.sum(), 1):
            return table
    raise ValueError("the zeros of the table leave no room for its margins")


def rounded_table(table: Floats, rows: Counts, columns: Counts) -> Counts:
    """A table as whole numbers with both margins exact, each rounded down or up (controlled rounding).

    Parameters
    ----------
    table
        Numbers of 0 or more whose margins are ``rows`` and ``columns``, as :func:`fitted` gives it.
    rows, columns
        Whole numbers.

    Notes
    -----
    What rounding down leaves is a transport of ones into cells, each cell at most once, largest
    remainders first. Its constraints are totally unimodular, so that a corner of the linear programme is
    whole, and the remainders themselves show that there is one.

    References
    ----------
    Cox, L. H. & Ernst, L. R. (1982). Controlled rounding. INFOR 20(4), 423-432.
    """
    down = np.floor(table + 1e-9).astype(np.int64)
    short = (rows - down.sum(axis=1), columns - down.sum(axis=0))
    if not short[0].any() and not short[1].any():
        return down
    n, m = table.shape
    margins = sparse.vstack(
        [sparse.kron(sparse.eye(n), np.ones((1, m))), sparse.kron(np.ones((1, n)), sparse.eye(m))]
    )
    remainders = (table - down).ravel()
    ones: Any = optimize.linprog(
        -remainders,
        A_eq=margins.tocsc(),
        b_eq=np.concatenate(short),
        bounds=np.column_stack([np.zeros(n * m), table.ravel() > 0]),
        method="highs-ds",
    )
    if not ones.success:
        raise ValueError("the table's margins are not those asked for")
    up: Counts = np.rint(ones.x).astype(np.int64).reshape(n, m)
    return down + up


def _topped_up(quotas: Floats, total: int, weights: Floats) -> Counts:
    """Quotas rounded down, and one more for the largest remainders until the total is there."""
    # A quota that is whole but for the last digit of its division is whole.
    down = np.floor(quotas + 1e-9).astype(np.int64)
    left = total - int(down.sum())
    order = np.lexsort((-weights, -np.round(quotas - down, 9)))
    down[order[:left]] += 1
    return down


def _scaled(table: Floats, margins: Floats) -> Floats:
    """Each row brought to its margin."""
    sums = table.sum(axis=1)
    factors = np.divide(margins, sums, out=np.zeros_like(margins), where=sums > 0)
    scaled: Floats = table * factors[:, None]
    return scaled
