"""Slopes and correlations over people who share a team: colleagues count for less than strangers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

#: Fewest clusters from which an interval can be had.
FEWEST_CLUSTERS: Final = 3
#: Eigenvalues of I - H below this are 0: the cluster alone decides a coefficient.
_NOTHING: Final = 1e-10


class Slope(NamedTuple):
    """A slope or correlation, its interval, the p-value of its being 0, and the degrees of freedom."""

    value: float
    low: float
    high: float
    p: float
    df: float


def slope(x: Floats, y: Floats, clusters: Sequence[Any] | pd.Series, *, level: float) -> Slope:
    """Slope of a straight line, with an interval that holds although neighbours are alike.

    Parameters
    ----------
    x, y
        One number per person; ``x`` is not the same for all.
    clusters
        Whom each belongs to, usually the team.
    level
        Of the interval, fraction.

    Raises
    ------
    ValueError
        When there are fewer clusters than :data:`FEWEST_CLUSTERS`.

    Notes
    -----
    Least squares; the variance is CR2, which is without bias when errors are independent after all, and
    the degrees of freedom are Satterthwaite's, so that twelve teams are not taken for a hundred people.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Survey Methodology 28(2), 169-181.
    Pustejovsky, J. E. & Tipton, E. (2018). J. Business & Economic Statistics 36(4), 672-683.
    """
    error, df, value = _error(x, y, clusters)
    return _interval(value, error, df, level)


def correlation(x: Floats, y: Floats, clusters: Sequence[Any] | pd.Series, *, level: float) -> Slope:
    """Pearson's correlation, with an interval as that of :func:`slope` on Fisher's scale.

    Notes
    -----
    The slope between standardised variables is the correlation r; its error over sqrt(1 - r^2) is that of
    artanh r, which without clusters is Fisher's 1 / sqrt(n - 3) but for one person.
    """
    error, df, r = _error(_standard(x), _standard(y), clusters)
    r = float(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    found = _interval(float(np.arctanh(r)), error / np.sqrt(1 - r * r), df, level)
    return Slope(r, float(np.tanh(found.low)), float(np.tanh(found.high)), found.p, df)


def _interval(value: float, error: float, df: float, level: float) -> Slope:
    if error == 0:
        return Slope(value, value, value, float(value == 0), df)
    wide = float(stats.t.ppf((1 + level) / 2, df)) * error
    return Slope(value, value - wide, value + wide, float(2 * stats.t.sf(abs(value / error), df)), df)


def _error(x: Floats, y: Floats, clusters: Sequence[Any] | pd.Series) -> tuple[float, float, float]:
    """Standard error, degrees of freedom and value of the slope."""
    design = np.column_stack([np.ones(len(x)), x])
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ y
    residuals = y - design @ coefficients
    codes = pd.factorize(np.asarray(clusters))[0]
    if codes.max() + 1 < FEWEST_CLUSTERS:
        raise ValueError(f"{codes.max() + 1} clusters are too few for an interval")
    members = [np.flatnonzero(codes == g) for g in range(codes.max() + 1)]
    weights = [_weights(design[m], bread) for m in members]
    scores = np.array([w @ residuals[m] for w, m in zip(weights, members, strict=True)])
    own = np.array([w @ w for w in weights])
    shared = np.array([w @ design[m] for w, m in zip(weights, members, strict=True)])
    spread = np.diag(own) - shared @ bread @ shared.T
    df = float(np.trace(spread) ** 2 / (spread**2).sum())
    return float(np.sqrt((scores**2).sum())), df, float(coefficients[1])


def _weights(design: Floats, bread: Floats) -> Floats:
    """What each residual of a cluster adds to the error of the slope, adjusted for its own pull."""
    size, directions = np.linalg.eigh(np.eye(len(design)) - design @ bread @ design.T)
    scale = np.where(size > _NOTHING, size, np.inf) ** -0.5
    adjusted = (directions * scale) @ directions.T @ design @ bread[:, 1]
    return np.asarray(adjusted, float)


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / values.std(), float)
