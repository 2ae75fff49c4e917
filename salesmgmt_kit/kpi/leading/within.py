"""Least squares with unit and month effects, which are taken out and not printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Part of the largest eigenvalue below which columns are combinations of others: months of units apart.
_ALIKE: Final = 1e-10


@dataclass(frozen=True)
class Effects:
    """Units and months whose effects are taken out.

    Parameters
    ----------
    units, months
        By row, numbered from 0; without ``months`` there are unit effects only.
    """

    units: Ints
    months: Ints | None = None

    def removed(self, values: Floats) -> Floats:
        """What is left of each column once every unit and every month has its own level."""
        left = self._by_unit(values)
        dummies = self._dummies()
        inverse = np.linalg.pinv(dummies.T @ dummies, rcond=_ALIKE, hermitian=True)
        return np.asarray(left - dummies @ (inverse @ (dummies.T @ left)))

    @property
    def count(self) -> int:
        """How many coefficients stand for the effects."""
        dummies = self._dummies()
        rank = np.linalg.matrix_rank(dummies.T @ dummies, rtol=_ALIKE, hermitian=True) if dummies.size else 0
        return int(len(np.bincount(self.units)) + rank)

    def _by_unit(self, values: Floats) -> Floats:
        means = by_unit(values, self) / np.bincount(self.units)[:, None]
        return np.asarray(values - means[self.units])

    def _dummies(self) -> Floats:
        """Of the months, less their unit means: regressing on them takes both effects out at once."""
        if self.months is None:
            return np.zeros((len(self.units), 0))
        return self._by_unit(np.eye(self.months.max() + 1)[self.months])


@dataclass(frozen=True)
class Fit:
    """A regression with its effects taken out.

    Parameters
    ----------
    coefficients
        One per column.
    x, residuals
        By row, effects taken out.
    inverse
        Of the cross products of ``x``.
    effects
        What was taken out.
    """

    coefficients: Floats
    x: Floats
    residuals: Floats
    inverse: Floats
    effects: Effects

    @property
    def freedom(self) -> int:
        """Rows less all coefficients, those of the effects included."""
        n, k = self.x.shape
        return int(n - k - self.effects.count)

    @property
    def correction(self) -> float:
        """Of clustered variances, for few clusters and few rows."""
        n, groups = len(self.x), int(self.effects.units.max()) + 1
        return groups / (groups - 1) * (n - 1) / self.freedom


def fit(y: Floats, x: Floats, effects: Effects) -> Fit:
    """Regress one column on others beside unit and month effects.

    Parameters
    ----------
    y
        One value per row.
    x
        One row per row, one column per coefficient, none a combination of others and of the effects.
    effects
        Units and months of the rows.

    Notes
    -----
    Coefficients, residuals and degrees of freedom are those of a regression with a dummy for every unit and
    month (Frisch, Waugh and Lovell).
    """
    left = effects.removed(np.column_stack([y, x]))
    outcome, others = left[:, 0], left[:, 1:]
    inverse = np.asarray(np.linalg.inv(others.T @ others), float)
    coefficients = inverse @ (others.T @ outcome)
    return Fit(coefficients, others, outcome - others @ coefficients, inverse, effects)


def by_unit(rows: Floats, effects: Effects) -> Floats:
    """Sums of the rows of each unit."""
    member = sparse.csr_array(
        (np.ones(len(rows)), (effects.units, np.arange(len(rows)))), (effects.units.max() + 1, len(rows))
    )
    return np.asarray(member @ rows)


def classical(found: Fit) -> Floats:
    """Covariance of the coefficients where rows are independent and alike."""
    return np.asarray(found.residuals @ found.residuals / found.freedom * found.inverse)


def clustered(found: Fit) -> Floats:
    """Covariance of the coefficients where the rows of one unit may depend on each other.

    References
    ----------
    Liang & Zeger 1986, Biometrika 73(1); corrected as in Stata and statsmodels, G/(G-1) (n-1)/(n-k).
    """
    scores = by_unit(found.x * found.residuals[:, None], found.effects)
    return np.asarray(found.correction * found.inverse @ (scores.T @ scores) @ found.inverse)
