"""Additive exponential smoothing at 120 settings of its parameters: matrices to multiply series by.

A model with additive errors is y = X x0 + Psi e: what the first level, trend and season make of every
month, and what each month's surprise leaves behind. Psi and X depend on the parameters alone, never on the
series, so that one product gives the errors, the likelihood and the forecasts of all series at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

#: Months of a season.
SEASON: Final = 12


class Point(NamedTuple):
    """One setting of the parameters.

    Parameters
    ----------
    alpha, beta, gamma
        Share of a month's surprise that stays in the level, the trend and the season; ``beta`` and ``gamma``
        are those of the recursions themselves (statsmodels' ``smoothing_trend``, ``smoothing_seasonal``).
    phi
        What is left of the trend after a month; 1 for a trend that is not damped.
    trend, season
        Standard deviation of the first trend and of each first seasonal in units of that of the errors,
        before anything is seen; 0 for a model without. The first level is wholly unknown.
    kinds
        Which of the levels, trends and seasons of the grid this one has, by number.
    """

    alpha: float
    beta: float
    gamma: float
    phi: float
    trend: float
    season: float
    kinds: tuple[int, int, int]


#: alpha; (phi, beta / alpha, trend); (gamma / (1 - alpha), season).
LEVELS: Final = (0.03, 0.12, 0.3, 0.6, 1.0)
TRENDS: Final = ((1.0, 0.0, 0.0), (1.0, 0.0, 0.06), (1.0, 0.0, 0.3), (0.9, 0.1, 0.3), (0.97, 0.1, 0.1))
SEASONS: Final = ((0.0, 0.0), (0.0, 0.5), (0.0, 2.0), (0.08, 1.2), (0.3, 2.0))
#: The season of a level that takes every surprise whole does not also move fast.
_FASTEST_BESIDE_WHOLE: Final = 0.1
_LEAST_ROOM: Final = 0.1
#: Months are rounded up to a multiple of this before matrices are made that shorter series share. It follows
#: from a series' own length alone, so that rounding does not depend on what other series there are.
_ROUND: Final = 48


def _points() -> tuple[Point, ...]:
    """Every combination that can be told apart."""
    every = product(enumerate(LEVELS), enumerate(TRENDS), enumerate(SEASONS))
    return tuple(
        Point(a, b * a, g * max(1 - a, _LEAST_ROOM), phi, trend, season, (i, j, k))
        for (i, a), (j, (phi, b, trend)), (k, (g, season)) in every
        if a < 1 or g <= _FASTEST_BESIDE_WHOLE
    )


POINTS: Final = _points()


@dataclass(frozen=True)
class Matrices:
    """The matrices of every point for series of ``n`` months; first axis: the points.

    Parameters
    ----------
    n, horizon
        Months seen and months ahead.
    states
        First level, trend and seasonals from a series, each in units of its own prior (points, 14, n).
    residuals
        Rows whose squares add up to what the errors and the prior leave unexplained (points, n + 13, n).
    points
        Forecasts from a series (points, horizon, n).
    covariance
        Of the months ahead in units of the error variance, the first states' uncertainty included
        (points, horizon, horizon).
    log_determinant
        What the likelihood loses to the first states being unknown (points,).
    """

    n: int
    horizon: int
    states: Numbers
    residuals: Numbers
    points: Numbers
    covariance: Numbers
    log_determinant: Numbers

    @cached_property
    def roots(self) -> Floats:
        """Cholesky factors of the covariances."""
        return np.asarray(np.linalg.cholesky(self.covariance), dtype=np.float32)

    @cached_property
    def reach(self) -> Numbers:
        """Mean over the months ahead of their standard deviations (points,)."""
        return np.asarray(np.sqrt(np.einsum("ghh->gh", self.covariance)).mean(axis=1))

    @cached_property
    def precision(self) -> Numbers:
        """Of a whole series in units of the error precision; y' Q y is what is left unexplained."""
        return np.asarray(np.swapaxes(self.residuals, 1, 2) @ self.residuals)


class _Stem(NamedTuple):
    """What the matrices of all lengths up to a round one are leading blocks of: the filter is causal.

    Parameters
    ----------
    psi
        What a surprise leaves in the months after it (points, months).
    shape
        X: first level, trend and seasonals in each month (points, months, 14).
    filter
        Psi^-1: errors from a series when everything starts at 0 (points, months, months).
    start
        Psi^-1 X (points, months, 14).
    """

    psi: Numbers
    shape: Numbers
    filter: Numbers
    start: Numbers


@lru_cache(maxsize=4)
def _stem(steps: int) -> _Stem:
    shape, n = _design(steps), np.arange(steps)
    filter_ = _toeplitz(_inverse(steps), n, n)
    return _Stem(_impulses(steps), shape, filter_, filter_ @ shape)


@lru_cache(maxsize=24)
def matrices(n: int, horizon: int) -> Matrices:
    """The matrices of every point for series of ``n`` months and ``horizon`` months ahead.

    Notes
    -----
    With A = (Psi^-1 X)'(Psi^-1 X) + I, but 0 for the level, the first states are A^-1 (Psi^-1 X)' Psi^-1 y.

    References
    ----------
    Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential Smoothing, chapters 3, 5 and 12.
    """
    steps = n + horizon
    stem = _stem(-(-steps // _ROUND) * _ROUND)
    psi, shape, start = stem.psi[:, :steps], stem.shape[:, :steps], stem.start[:, :n]
    turned = np.swapaxes(start, 1, 2)
    known = turned @ start + np.diag(np.arange(start.shape[2]) > 0)
    spread = np.linalg.inv(known)
    states = spread @ (turned @ stem.filter[:, :n, :n])
    errors = stem.filter[:, :n, :n] - start @ states
    carried = _toeplitz(psi, np.arange(n, steps), np.arange(n))
    future = _toeplitz(psi, np.arange(horizon), np.arange(horizon))
    loose = shape[:, n:] - carried @ start
    return Matrices(
        n,
        horizon,
        states,
        np.concatenate([errors, states[:, 1:]], axis=1),
        carried @ errors + shape[:, n:] @ states,
        future @ np.swapaxes(future, 1, 2) + loose @ spread @ np.swapaxes(loose, 1, 2),
        -0.5 * np.linalg.slogdet(known)[1],
    )


def _column(name: str) -> Numbers:
    return np.array([getattr(point, name) for point in POINTS])


def _impulses(steps: int) -> Numbers:
    """What a surprise of 1 leaves in the months after it (points, steps)."""
    ages = np.arange(steps)
    phi = _column("phi")[:, None] ** np.arange(1, steps)
    trend = np.concatenate([np.zeros((len(POINTS), 1)), np.cumsum(phi, axis=1)], axis=1)
    weights = _column("alpha")[:, None] + _column("beta")[:, None] * trend
    weights += _column("gamma")[:, None] * (ages % SEASON == 0)
    weights[:, 0] = 1.0
    return np.asarray(weights)


def _inverse(n: int) -> Numbers:
    """The series that undoes the impulses (points, n)."""
    psi = _impulses(n)
    pi = np.zeros_like(psi)
    pi[:, 0] = 1.0
    for t in range(1, n):
        pi[:, t] = -np.einsum("gi,gi->g", psi[:, 1 : t + 1], pi[:, t - 1 :: -1])
    return pi


def _design(steps: int) -> Numbers:
    """X: level, trend and twelve seasonals in each month, in units of their priors (points, steps, 14)."""
    phi = _column("phi")[:, None] ** np.arange(1, steps + 1)
    shape = np.zeros((len(POINTS), steps, 2 + SEASON))
    shape[:, :, 0] = 1.0
    shape[:, :, 1] = _column("trend")[:, None] * np.cumsum(phi, axis=1)
    shape[:, np.arange(steps), 2 + np.arange(steps) % SEASON] = _column("season")[:, None]
    return shape


def _toeplitz(weights: Numbers, rows: npt.ArrayLike, columns: npt.ArrayLike) -> Numbers:
    """Weights by the age of a surprise of month ``columns`` in month ``rows``; 0 before it."""
    age = np.asarray(rows)[:, None] - np.asarray(columns)[None, :]
    return np.asarray(np.where(age >= 0, weights[:, np.maximum(age, 0)], 0.0))
