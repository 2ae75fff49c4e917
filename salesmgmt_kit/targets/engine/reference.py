"""The reference engine: three of statsmodels' own models of one unit, fitted one by one.

It is slow (about half a second a unit) and there to hold the fast engine against: nothing in it is ours but
the choice among the models and the way their paths are put together.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

from .arima import Arima
from .evidence import NEAR_ZERO
from .grid import SEASON, Numbers
from .models import PATHS, Outlook, portmanteau

#: Trends of the smoothing models: none, straight, damped.
_TRENDS: Final = ((None, False), ("add", False), ("add", True))


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
        unit = float(np.abs(sales).mean())
        scaled = sales / unit
        logs = bool(scaled.min() > NEAR_ZERO)
        z = np.log(scaled) if logs else scaled
        smoothing, airline = best_smoothing(z), Arima(seasonal=True)
        estimate = airline.estimate(z)
        paths = [
            _simulated(smoothing, horizon, PATHS // 2, rng),
            airline.paths(z, estimate, horizon, PATHS // 2, rng),
        ]
        flat = np.log(np.maximum(theta(scaled, horizon), NEAR_ZERO)) if logs else theta(scaled, horizon)
        middle = np.median([flat, *(np.median(p, axis=0) for p in paths)], axis=0)
        moved = np.concatenate([p - np.median(p, axis=0) + middle for p in paths])
        money = (np.exp(moved) if logs else moved) * unit
        return Outlook(
            rng.permutation(np.maximum(money, 0.0) if sales.min() >= 0 else money),
            sigma=float(np.sqrt(smoothing.mse)),
            converged=estimate.converged and bool(smoothing.mle_retvals["converged"]),
            ljung_box_p=portmanteau(np.asarray(smoothing.resid)),
        )


def best_smoothing(z: Numbers) -> Any:
    """The additive smoothing model with the smallest AICc, as statsmodels' results.

    Parameters
    ----------
    z
        One value per month, two years and more; values about 1, or their logarithms.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [_smoothing(z, trend, damped, season) for trend, damped in _TRENDS for season in (True, False)]
    return min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)


def theta(scaled: Numbers, horizon: int) -> Numbers:
    """Theta's forecast, with a season where its test finds one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = ThetaModel(scaled, period=SEASON, method="mul" if scaled.min() > 0 else "add").fit()
        return np.asarray(fit.forecast(horizon), dtype=float)


def _smoothing(z: Numbers, trend: str | None, damped: bool, season: bool) -> Any:
    model = ETSModel(
        z,
        error="add",
        trend=trend,
        damped_trend=damped,
        seasonal="add" if season else None,
        seasonal_periods=SEASON if season else None,
    )
    return model.fit(disp=False)


def _simulated(results: Any, horizon: int, n: int, rng: np.random.Generator) -> Numbers:
    """Paths of a smoothing model, one row each."""
    drawn = results.simulate(nsimulations=horizon, anchor="end", repetitions=n, rng=rng)
    return np.asarray(drawn, dtype=float).reshape(horizon, n).T
