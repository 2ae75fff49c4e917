"""How large t gets by chance when there are few clusters: their residuals drawn with other signs."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from .within import Fit, by_unit, clustered

Floats = npt.NDArray[np.float64]

#: Clusters from which a t distribution is trusted; below them residuals are drawn.
MANY: Final = 40
#: Clusters below which two signs make too few different draws, and Webb's six points are taken.
_FEW: Final = 12
_WEBB: Final = np.sqrt([0.5, 1.0, 1.5])


def t_values(found: Fit) -> Floats:
    """Coefficients over their clustered standard errors."""
    return np.asarray(found.coefficients / np.sqrt(np.diag(clustered(found))))


def joint_p(found: Fit, tested: slice, *, draws: int, rng: np.random.Generator) -> float:
    """Probability of so large a t among some coefficients when all of them are 0.

    Parameters
    ----------
    found
        The regression with all its columns.
    tested
        Columns whose coefficients are 0 under the null.
    draws
        Samples drawn.
    rng
        Of the draws.

    Returns
    -------
    float
        Of the largest absolute t, so that it holds for all tested at once.

    References
    ----------
    Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90(3) (null imposed); Webb 2023,
    Canadian Journal of Economics 56(3) (six points).
    """
    largest = np.abs(t_values(found)[tested]).max()
    reached = np.abs(_drawn(found, tested, draws, rng)[:, tested]).max(axis=1) >= largest
    return float((1 + reached.sum()) / (1 + draws))


def critical_t(found: Fit, *, level: float, draws: int, rng: np.random.Generator) -> float:
    """Standard errors on either side that hold all coefficients at once, as often as ``level``."""
    drawn = np.abs(_drawn(found, None, draws, rng)).max(axis=1)
    return float(np.quantile(drawn, level))


def _drawn(found: Fit, null: slice | None, draws: int, rng: np.random.Generator) -> Floats:
    """One row per draw: t of every coefficient's distance from what it was drawn around."""
    if found.effects.units.max() + 1 >= MANY:
        return _student(found, draws, rng)
    return _wild(found, _restricted(found, null), draws, rng)


def _student(found: Fit, draws: int, rng: np.random.Generator) -> Floats:
    """From the t distribution that the coefficients have together."""
    covariance = clustered(found)
    errors = np.sqrt(np.diag(covariance))
    freedom = int(found.effects.units.max())
    normal = rng.multivariate_normal(
        np.zeros(len(errors)), covariance / np.outer(errors, errors), draws, method="eigh"
    )
    return np.asarray(normal / np.sqrt(rng.chisquare(freedom, (draws, 1)) / freedom))


def _restricted(found: Fit, null: slice | None) -> Floats:
    """Residuals of the regression without the tested columns; of all of it when None."""
    if null is None:
        return found.residuals
    kept = np.delete(found.x, null, axis=1)
    outcome = found.x @ found.coefficients + found.residuals
    return np.asarray(outcome - kept @ np.linalg.lstsq(kept, outcome, rcond=None)[0])


def _wild(found: Fit, residuals: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Wild cluster bootstrap, all draws at once.

    A draw multiplies the residuals of each unit by one number; everything that is computed from it is linear
    in these numbers, so that only sums over units are needed.
    """
    effects, x, inverse = found.effects, found.x, found.inverse
    groups = int(effects.units.max()) + 1
    signs = _signs(rng, draws, groups)
    shifts = signs @ by_unit(x * residuals[:, None], effects) @ inverse
    alone = effects.removed(residuals[:, None] * (effects.units[:, None] == np.arange(groups)))
    variance = np.zeros_like(shifts)
    for group in range(groups):
        rows = effects.units == group
        scores = signs @ (alone[rows].T @ x[rows]) - shifts @ (x[rows].T @ x[rows])
        variance += (scores @ inverse) ** 2
    return np.asarray(shifts / np.sqrt(found.correction * variance))


def _signs(rng: np.random.Generator, draws: int, groups: int) -> Floats:
    points = np.array([1.0]) if groups >= _FEW else _WEBB
    return np.asarray(rng.choice(np.concatenate([-points, points]), (draws, groups)))
