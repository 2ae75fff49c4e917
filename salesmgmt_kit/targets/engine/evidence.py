"""What every point of the grid makes of every series: likelihood, forecasts, and errors of past forecasts.

All three are linear or quadratic in the series, so that a panel is three products of matrices. Months that
are missing, and any other effect to be estimated, are regressors of which nothing is known beforehand; that
is exact (Gomez, Maravall and Pena 1999, Journal of Econometrics 88(2)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from .grid import POINTS, SEASON, Floats, Matrices, Numbers, matrices
from .scales import POWERS, log_slope, original, rescaled

#: Months back from the last, where past forecasts start, and the months that each is held against.
ORIGINS: Final = ((18, 18), (12, 12), (9, 9), (6, 6))
#: A past forecast needs this many months before it.
FEWEST_BEFORE: Final = 18
#: A month below this fraction of the mean would swamp the others in logarithms.
NEAR_ZERO: Final = 0.02
#: Series are worked off so many at a time, always: rounding, and so the forecast of a unit, must not depend
#: on what other units there are. Few, so that lengths that few series have cost little.
BLOCK: Final = 16
#: Models: a point of the grid on one of the scales, scale by scale.
MODELS: Final = len(POWERS) * len(POINTS)
#: Of errors in units of the mean month: single precision sees no smaller ones.
_LEAST_VARIANCE: Final = 1e-8
#: A past forecast is never held for worse than so many times the usual change from year to year.
_WORST: Final = 20.0
#: Mean absolute value of a standard normal variable.
_MEAN_ABSOLUTE: Final = float(np.sqrt(2 / np.pi))


@dataclass(frozen=True)
class Evidence:
    """What every model says of some series of equal length; first axis: series, second: models.

    Parameters
    ----------
    likelihood
        Logarithm of the likelihood, the best model of a series at 0; minus infinity for a scale that the
        series has no value on.
    error
        Mean absolute error of past forecasts in units of the mean change from the same month of the year
        before; 0 throughout where the series is too short for a past forecast.
    awaited
        What that error would be on average if the model were true, in the same units; 0 likewise.
    points
        Forecasts on the model's scale (series, models, months ahead).
    sigma
        Standard deviation of an error, on the model's scale.
    roots
        Cholesky factors of the covariance of the months ahead, by point, in units of the error variance.
    unit
        Client's currency per unit of the scales: the mean month of each series.
    degrees
        Degrees of freedom of the error variance.
    n
        Months of history.
    """

    likelihood: Numbers
    error: Floats
    awaited: Floats
    points: Floats
    sigma: Floats
    roots: Floats
    unit: Numbers
    degrees: int
    n: int


@dataclass(frozen=True)
class _Products:
    """Matrices of a whole panel side by side, ready for one product each; columns: point by point."""

    residuals: Floats
    points: Floats
    past: tuple[tuple[int, int, Floats], ...]
    reach: Floats
    log_determinant: Numbers
    roots: Floats
    degrees: int


def examine(panel: Numbers, horizon: int, *, effects: Numbers | None = None) -> Evidence:
    """What every model says of series of equal length.

    Parameters
    ----------
    panel
        One row per series, one column per month, the latest last; client's currency. Missing months must be
        missing in every row.
    horizon
        Months ahead.
    effects
        One row per month, seen and ahead; one column per effect that is to be estimated in every series, on
        the model's scale.
    """
    gaps = np.asarray(np.isnan(panel).any(axis=0))
    regressors = _regressors(gaps, horizon, effects)
    n = panel.shape[1]
    products = _products(n, horizon, regressors) if regressors.size else _plain_products(n, horizon)
    unit = _units(panel)
    blocks = [_block(rows, gaps, horizon, products) for rows in _blocks(panel / unit[:, None])]
    likelihood, error, awaited, points, sigma = (
        np.concatenate(part)[: len(panel)] for part in zip(*blocks, strict=True)
    )
    likelihood -= likelihood.max(axis=1, keepdims=True)
    return Evidence(likelihood, error, awaited, points, sigma, products.roots, unit, products.degrees, n)


def followed(said: Evidence, panel: Numbers, horizon: int) -> Evidence:
    """The same models once more months are known: their states follow, all else is kept.

    Parameters
    ----------
    said
        From :func:`examine`, of the first months of the panel.
    panel
        As in :func:`examine`; where a series was above 0 on all scales, so must its later months be.
    horizon
        Months ahead of the last.

    Notes
    -----
    The first states are estimated anew, which is what a Kalman filter makes of the new months.
    """
    gaps = np.asarray(np.isnan(panel).any(axis=0))
    found = adjusted(matrices(panel.shape[1], horizon), _regressors(gaps, horizon, None))
    ahead = _side_by_side(found.points)
    blocks = [_followed_block(rows, gaps, horizon, ahead) for rows in _blocks(panel / said.unit[:, None])]
    return replace(said, points=np.concatenate(blocks)[: len(panel)], roots=found.roots)


def _followed_block(sales: Numbers, gaps: npt.NDArray[np.bool_], horizon: int, ahead: Floats) -> Floats:
    """Forecasts of the rows of one block; without meaning on a scale that a series has no value on."""
    parts = []
    for power in POWERS:
        filled = np.where(np.isnan(sales) | (sales <= 0) & (power < 1), 1.0, sales)
        centred, middle = _centred(filled, gaps, power)
        points = (centred @ ahead).reshape(BLOCK, len(POINTS), horizon)
        parts.append(points + middle[:, :, None].astype(np.float32))
    return np.concatenate(parts, axis=1)


def adjusted(found: Matrices, regressors: Numbers) -> Matrices:
    """The matrices once the effects of ``regressors`` are estimated too.

    Parameters
    ----------
    found
        The matrices without.
    regressors
        One row per month, seen and ahead; one column per effect, none of them constant.
    """
    if regressors.shape[1] == 0:
        return found
    seen, ahead = regressors[: found.n], regressors[found.n :]
    weighted = found.precision @ seen
    information = np.swapaxes(weighted, 1, 2) @ seen
    effects = np.linalg.solve(information, np.swapaxes(weighted, 1, 2))
    missed = ahead - found.points @ seen
    spread = np.linalg.solve(information, np.swapaxes(missed, 1, 2))
    return replace(
        found,
        residuals=found.residuals - (found.residuals @ seen) @ effects,
        points=found.points + missed @ effects,
        states=found.states - (found.states @ seen) @ effects,
        covariance=found.covariance + missed @ spread,
        log_determinant=found.log_determinant - 0.5 * np.linalg.slogdet(information)[1],
    )


def _regressors(gaps: npt.NDArray[np.bool_], horizon: int, effects: Numbers | None) -> Numbers:
    """A column per missing month, and the effects."""
    pulses = np.eye(len(gaps) + horizon)[:, np.flatnonzero(gaps)]
    return pulses if effects is None else np.concatenate([pulses, effects], axis=1)


@lru_cache(maxsize=8)
def _plain_products(n: int, horizon: int) -> _Products:
    """Of series without gaps or effects."""
    return _products(n, horizon, np.empty((n + horizon, 0)))


def _products(n: int, horizon: int, regressors: Numbers) -> _Products:
    found = adjusted(matrices(n, horizon), regressors)
    origins = [(n - back, ahead) for back, ahead in ORIGINS if n - back >= FEWEST_BEFORE]
    past = [_then(before, ahead, regressors) for before, ahead in origins]
    return _Products(
        _side_by_side(found.residuals),
        _side_by_side(found.points),
        tuple((then.n, then.horizon, _side_by_side(then.points)) for then in past),
        np.mean([then.reach for then in past] or [np.zeros(len(POINTS))], axis=0).astype(np.float32),
        found.log_determinant,
        found.roots,
        n - 1 - regressors.shape[1],
    )


def _then(before: int, ahead: int, regressors: Numbers) -> Matrices:
    """The matrices of a past forecast; of the effects those that could be seen by then."""
    known = regressors[: before + ahead]
    return adjusted(matrices(before, ahead), known[:, np.ptp(known[:before], axis=0) > 0])


def _side_by_side(rows: Numbers) -> Floats:
    return np.ascontiguousarray(rows.reshape(-1, rows.shape[2]).T, dtype=np.float32)


def _units(panel: Numbers) -> Numbers:
    mean = np.nanmean(np.abs(panel), axis=1)
    return np.where(mean > 0, mean, 1.0)


def _blocks(panel: Numbers) -> Iterator[Numbers]:
    """Equal numbers of rows, the last filled up with ones."""
    for first in range(0, len(panel), BLOCK):
        rows = np.ones((BLOCK, panel.shape[1]))
        part = panel[first : first + BLOCK]
        rows[: len(part)] = part
        yield rows


def _block(
    sales: Numbers, gaps: npt.NDArray[np.bool_], horizon: int, products: _Products
) -> tuple[Numbers, Floats, Floats, Floats, Floats]:
    """Likelihood, past error and what it would be, forecasts and sigma of the rows of one block."""
    likelihood = np.full((BLOCK, MODELS), -np.inf)
    error = np.zeros((BLOCK, MODELS), np.float32)
    awaited = np.zeros((BLOCK, MODELS), np.float32)
    points = np.zeros((BLOCK, MODELS, horizon), np.float32)
    sigma = np.ones((BLOCK, MODELS), np.float32)
    usual, recent = _usual_change(sales), _recent_size(sales)
    positive = np.nanmin(sales, axis=1) > NEAR_ZERO
    for i, power in enumerate(POWERS):
        models = slice(i * len(POINTS), (i + 1) * len(POINTS))
        able = positive if power < 1 else np.ones(BLOCK, bool)
        filled = np.where(np.isnan(sales) | ~able[:, None], 1.0, sales)
        centred, middle = _centred(filled, gaps, power)
        left = (centred @ products.residuals).reshape(BLOCK, len(POINTS), -1)
        unexplained = np.einsum("sgr,sgr->sg", left, left).astype(float)
        variance = np.maximum(unexplained / products.degrees, _LEAST_VARIANCE)
        slope = log_slope(filled, power)[:, ~gaps].sum(axis=1, keepdims=True)
        value = products.log_determinant - 0.5 * products.degrees * np.log(variance) + slope
        likelihood[:, models] = np.where(able[:, None], value, -np.inf)
        sigma[:, models] = np.sqrt(variance)
        steepness = (recent ** (1 - power) / usual).astype(np.float32)
        awaited[:, models] = _MEAN_ABSOLUTE * sigma[:, models] * products.reach * steepness[:, None]
        ahead = (centred @ products.points).reshape(BLOCK, len(POINTS), horizon)
        points[:, models] = ahead + middle[:, :, None].astype(np.float32)
        error[:, models] = _past_error(filled, centred, middle, gaps, power, usual, products)
    return likelihood, error, awaited, points, sigma


def _centred(filled: Numbers, gaps: npt.NDArray[np.bool_], power: float) -> tuple[Floats, Numbers]:
    """Series on the scale less their means, 0 in gaps, and the means: constants pass through all models."""
    values = rescaled(filled, power)
    middle = values[:, ~gaps].mean(axis=1, keepdims=True)
    return np.where(gaps, 0.0, values - middle).astype(np.float32), middle


def _recent_size(sales: Numbers) -> Numbers:
    """Mean size of the last two years' months, where the scales' slopes are taken."""
    last = np.abs(sales[:, -2 * SEASON :])
    known = np.isfinite(last)
    mean = np.where(known, last, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.asarray(np.maximum(mean, NEAR_ZERO))


def _usual_change(sales: Numbers) -> Numbers:
    """Mean change from the same month of the year before; 1 where there is none."""
    if sales.shape[1] <= SEASON:
        return np.ones(len(sales))
    changes = np.abs(sales[:, SEASON:] - sales[:, :-SEASON])
    counted = np.isfinite(changes).sum(axis=1)
    mean = np.where(np.isfinite(changes), changes, 0).sum(axis=1) / np.maximum(counted, 1)
    return np.where(mean > 0, mean, 1.0)


def _past_error(
    sales: Numbers,
    centred: Floats,
    middle: Numbers,
    gaps: npt.NDArray[np.bool_],
    power: float,
    usual: Numbers,
    products: _Products,
) -> Floats:
    """Mean over the origins of the mean absolute error of the months that are known."""
    total = np.zeros((len(sales), len(POINTS)), np.float32)
    for before, length, weights in products.past:
        known = np.flatnonzero(~gaps[before : before + length])
        if known.size == 0:
            continue
        ahead = (centred[:, :before] @ weights).reshape(len(sales), len(POINTS), length)[:, :, known]
        foreseen = original(ahead + middle[:, :, None].astype(np.float32), power)
        actual = sales[:, None, before + known].astype(np.float32)
        worst = (_WORST * usual[:, None, None]).astype(np.float32)
        total += np.minimum(np.abs(foreseen - actual), worst).mean(axis=2)
    scale = usual[:, None] * max(len(products.past), 1)
    return (total / scale).astype(np.float32)


def panels(series: Sequence[Numbers], *, most: int = 512) -> Iterator[tuple[list[int], Numbers]]:
    """Series of equal length and equal gaps together: their numbers, and one row each.

    Parameters
    ----------
    series
        One value per month each, the latest last; missing where not known.
    most
        Series that come at once: what the models say of a series takes 300 times its own room.
    """
    groups: dict[tuple[int, bytes], list[int]] = {}
    for i, values in enumerate(series):
        groups.setdefault((len(values), np.isnan(values).tobytes()), []).append(i)
    for key in sorted(groups):
        members = groups[key]
        for first in range(0, len(members), most):
            part = members[first : first + most]
            yield part, np.array([series[i] for i in part], dtype=float)
