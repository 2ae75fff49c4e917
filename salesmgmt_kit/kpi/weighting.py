"""Weights of KPIs: from judgements, or from how much the KPIs differ between people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize

Floats = npt.NDArray[np.float64]

#: Saaty's mean consistency index of judgements made at random, by number of KPIs.
RANDOM_INDEX: Final = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
#: Consistency ratio above which judgements are sent back.
CONSISTENT: Final = 0.10


@dataclass(frozen=True)
class Judged:
    """Weights that follow from judgements.

    Parameters
    ----------
    weights
        One per KPI; they add up to 1.
    inconsistency
        Of pairwise comparisons Saaty's consistency ratio; of best-worst judgements the largest
        disagreement. 0 = none.
    """

    weights: Floats
    inconsistency: float


def pairwise(judgements: Floats) -> Judged:
    """Weights from comparisons of every pair (AHP): the principal eigenvector.

    Parameters
    ----------
    judgements
        Square: how many times as important the KPI of the row is as that of the column; 1 on the
        diagonal, and each the reciprocal of its mirror image.

    Raises
    ------
    ValueError
        When the matrix is not reciprocal, or its consistency ratio is above .10: the message names the
        judgement that fits the others least, and what they suggest.

    References
    ----------
    Saaty 1980, The Analytic Hierarchy Process; random indices .58 .90 1.12 1.24 1.32 1.41 1.45 for n = 3
    to 9.
    """
    a = np.asarray(judgements, float)
    n = len(a)
    if a.shape != (n, n) or not np.allclose(a * a.T, 1):
        raise ValueError("every judgement must be the reciprocal of its mirror image, with 1 on the diagonal")
    values, vectors = np.linalg.eig(a)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    weights /= weights.sum()
    index = (values[first].real - n) / (n - 1) if n > 2 else 0.0
    ratio = max(float(index / RANDOM_INDEX[min(n, 9)]), 0.0) if n > 2 else 0.0
    if ratio > CONSISTENT:
        raise ValueError(_contradiction(a, weights, ratio))
    return Judged(weights, ratio)


def _contradiction(a: Floats, weights: Floats, ratio: float) -> str:
    implied = weights[:, None] / weights
    row, column = np.unravel_index(int(np.argmax(np.abs(np.log(a / implied)))), a.shape)
    return (
        f"the judgements contradict each other (consistency ratio {ratio:.2f}, at most {CONSISTENT:.2f}): "
        f"row {row + 1}, column {column + 1} says {a[row, column]:.3g}, the others suggest "
        f"{implied[row, column]:.3g}"
    )


def best_worst(best_to_others: Floats, others_to_worst: Floats) -> Judged:
    """Weights from how many times the best KPI outweighs each, and each the worst (linear model).

    Parameters
    ----------
    best_to_others, others_to_worst
        One per KPI, 1 and above; the best has 1 in the first, the worst 1 in the second.

    Raises
    ------
    ValueError
        When a judgement is below 1, or no KPI has 1.

    References
    ----------
    Rezaei 2016, Omega 64, equations 10 to 12.

    Examples
    --------
    >>> (best_worst(np.array([1.0, 2, 4]), np.array([4.0, 2, 1])).weights * 7).round(9).tolist()
    [4.0, 2.0, 1.0]
    """
    over, under = np.asarray(best_to_others, float), np.asarray(others_to_worst, float)
    if over.min() != 1 or under.min() != 1:
        raise ValueError(
            "judgements are 1 and above; the best KPI has 1 among the first, the worst among the second"
        )
    n, best, worst = len(over), int(over.argmin()), int(under.argmin())
    eye = np.eye(n)
    rows = np.vstack([eye[best] - over[:, None] * eye, eye - under[:, None] * eye[worst]])
    bounded = np.vstack([np.c_[rows, -np.ones(2 * n)], np.c_[-rows, -np.ones(2 * n)]])
    found = optimize.linprog(
        np.r_[np.zeros(n), 1.0],
        A_ub=bounded,
        b_ub=np.zeros(4 * n),
        A_eq=np.r_[np.ones(n), 0.0][None],
        b_eq=[1.0],
        method="highs",
    )
    return Judged(found.x[:n], float(found.x[n]))


def entropy(values: Floats) -> Floats:
    """Weights by how unequally each KPI is spread over people: one that is alike for all has none.

    It rewards spread, not importance.

    Parameters
    ----------
    values
        One row per person, one column per KPI; 0 and above.

    Raises
    ------
    ValueError
        When a value is negative, or every KPI is the same for all.
    """
    x = np.asarray(values, float)
    if (x < 0).any():
        raise ValueError("entropy weights need values of 0 and above")
    p = x / x.sum(axis=0)
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    spread = 1 + (p * logs).sum(axis=0) / np.log(len(x))
    spread = np.where(spread > 1e-12, spread, 0.0)
    if not spread.any():
        raise ValueError("every KPI is the same for all: their spread cannot weigh them")
    return np.asarray(spread / spread.sum())
