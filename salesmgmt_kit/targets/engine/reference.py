"""The reference engine: three of statsmodels' own models of one unit, fitted one by one.

It is slow (about half a second a unit, and again for past intervals) and there to hold the fast engine
against: nothing in it is ours but the choice among the models and the way their paths are put together.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats
from scipy.optimize import brentq
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

from .arima import Arima
from .evidence import NEAR_ZERO
from .grid import SEASON, Numbers
from .models import PATHS, Outlook, portmanteau

#: Trends of the smoothing models: none, straight, damped.
_TRENDS: Final = ((None, False), ("add", False), ("add", True))

#: Keeps the bracket of a root open where both ends are the same.
_SLACK: Final = 1e-9


@dataclass(frozen=True)
class Reference:
    """Median of exponential smoothing, Theta and the airline model, month by month.

    Notes
    -----
    Smoothing has additive errors, no, a straight or a damped trend, a season or none: the best of six by
    AICc. It and the airline model are of logarithms where every month is well above 0. Half the paths are
    the smoothing model's and half the airline model's, each moved so that the middle of every month is the
    median of the three: a path keeps the dependence between months of the model it comes from. Theta, whose
    variance statsmodels states for single months only, has a say in the middle and none in the spread.

    References
    ----------
    Petropoulos and Svetunkov 2020, International Journal of Forecasting 36(1) (median of four models).
    """

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """Paths of the ``horizon`` months after ``sales``: two years and more, none missing."""
        z, unit, logs = _scaled(sales)
        smoothing, airline = best_smoothing(z), Arima(seasonal=True)
        estimate = airline.estimate(z)
        paths = [
            _simulated(smoothing, horizon, PATHS // 2, rng),
            airline.paths(z, estimate, horizon, PATHS // 2, rng),
        ]
        flat = _theta(z, horizon, logs=logs)
        middle = np.median([flat, *(np.median(p, axis=0) for p in paths)], axis=0)
        moved = np.concatenate([p - np.median(p, axis=0) + middle for p in paths])
        errors = np.asarray(smoothing.resid)
        return Outlook(
            rng.permutation(_money(moved, sales, unit, logs=logs)),
            sigma=float(np.sqrt(smoothing.mse)),
            converged=estimate.converged and bool(smoothing.mle_retvals["converged"]),
            ljung_box_p=portmanteau(errors),
            errors=errors,
        )

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """Low and high of each of the last ``held`` months, each seen from the month before it.

        Smoothing and the airline model are estimated without those months, and their states follow; Theta,
        which has none, is estimated anew from the months before each. A month without a logarithm tells
        nothing: it is taken to have been as the airline model foresaw it.
        """
        z, unit, logs = _scaled(sales, held)
        smoothing, airline = best_smoothing(z[:-held]), Arima(seasonal=True)
        following, deviation = airline.followed(z, held)
        z[-held:] = np.where(np.isnan(z[-held:]), following, z[-held:])
        smoothed = _smoothed(z, smoothing)[-held:]
        flat = [_theta(z[:end], 1, logs=logs)[0] for end in range(len(z) - held, len(z))]
        middle = np.median([flat, smoothed, following], axis=0)
        degrees = airline.degrees(len(z) - held)
        parts = [
            (stats.norm(), np.full(held, np.sqrt(smoothing.scale))),
            (stats.t(degrees), deviation),
        ]
        reach = _reach(parts, (1 + level) / 2)
        known = sales[:-held]
        return _money(middle - reach, known, unit, logs=logs), _money(middle + reach, known, unit, logs=logs)


def best_smoothing(z: Numbers) -> Any:
    """The additive smoothing model with the smallest AICc, as statsmodels' results.

    Parameters
    ----------
    z
        One value per month, two years and more; values about 1, or their logarithms.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [
            _smoothing(z, trend, damped, season).fit(disp=False)
            for trend, damped in _TRENDS
            for season in (True, False)
        ]
    return min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)


def theta(scaled: Numbers, horizon: int) -> Numbers:
    """Theta's forecast, with a season where its test finds one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = ThetaModel(scaled, period=SEASON, method="mul" if scaled.min() > 0 else "add").fit()
        return np.asarray(fit.forecast(horizon), dtype=float)


def _scaled(sales: Numbers, held: int = 0) -> tuple[Numbers, float, bool]:
    """Sales in mean months, or their logarithms, as the months not held back allow; the mean month; which."""
    known = sales[: len(sales) - held]
    unit = float(np.abs(known).mean())
    if known.min() <= NEAR_ZERO * unit:
        return sales / unit, unit, False
    return np.log(np.where(sales > NEAR_ZERO * unit, sales, np.nan) / unit), unit, True


def _money(z: Numbers, sales: Numbers, unit: float, *, logs: bool) -> Numbers:
    """Back in money; not below 0 where sales never were."""
    money = (np.exp(z) if logs else z) * unit
    return np.maximum(money, 0.0) if sales.min() >= 0 else money


def _theta(z: Numbers, horizon: int, *, logs: bool) -> Numbers:
    """Theta's forecast on the scale of ``z``: it is of sales as they are."""
    return np.log(np.maximum(theta(np.exp(z), horizon), NEAR_ZERO)) if logs else theta(z, horizon)


def _reach(parts: list[tuple[Any, Numbers]], share: float) -> Numbers:
    """How far above its middle an even mixture of scaled symmetric distributions has ``share`` below it."""
    ends = np.array([law.ppf(share) * scale for law, scale in parts])

    def short(reach: float, month: int) -> float:
        return float(np.mean([law.cdf(reach / scale[month]) for law, scale in parts]) - share)

    least, most = ends.min(axis=0), ends.max(axis=0)
    return np.array(
        [
            brentq(short, a, b * (1 + _SLACK), args=(m,))
            for m, (a, b) in enumerate(zip(least, most, strict=True))
        ]
    )


def _smoothing(z: Numbers, trend: str | None, damped: bool, season: bool) -> ETSModel:
    return ETSModel(
        z,
        error="add",
        trend=trend,
        damped_trend=damped,
        seasonal="add" if season else None,
        seasonal_periods=SEASON if season else None,
    )


def _smoothed(z: Numbers, found: Any) -> Numbers:
    """What the model found in earlier months foresees of each month of ``z``, one step ahead."""
    form = found.model
    same = _smoothing(z, form.trend, form.damped_trend, form.seasonal is not None)
    return np.asarray(same.smooth(found.params).fittedvalues, dtype=float)


def _simulated(results: Any, horizon: int, n: int, rng: np.random.Generator) -> Numbers:
    """Paths of a smoothing model, one row each."""
    drawn = results.simulate(nsimulations=horizon, anchor="end", repetitions=n, rng=rng)
    return np.asarray(drawn, dtype=float).reshape(horizon, n).T
