"""Integrated moving averages by statsmodels' SARIMAX: joint paths ahead, and past months one step ahead.

Nothing here knows of units or money: series in, paths out.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.statespace.sarimax import SARIMAX

Numbers = npt.NDArray[np.float64]

#: Nearest to -1 that the moving average of the level is let come. In short series the likelihood piles
#: up at -1, where the level never moves and intervals of totals are too narrow.
PILE_UP: Final = -0.85
#: Of series that repeat exactly, where covariances would be no more than rounding (values are about 1).
_LEAST_VARIANCE: Final = 1e-6
_STEPS: Final = 50
_LAGS: Final = 12


@dataclass(frozen=True)
class Estimate:
    """What was found for one series: the moving averages, the variance of an error, whether all went well."""

    coefficients: Numbers
    variance: float
    converged: bool


@dataclass(frozen=True)
class Arima:
    """ARIMA(0,1,1), or the airline model ARIMA(0,1,1)(0,1,1)12.

    Parameters
    ----------
    seasonal
        Whether the model has a season of twelve months.
    coefficient
        The moving average where it is assumed rather than estimated.

    Notes
    -----
    (1 - B)(1 - B^12) z[t] = (1 + a B)(1 + b B^12) e[t]; without season the factors in B^12 are left out.
    ``a`` near -1: the level hardly moves; near 0: each month's surprise stays in the level.

    References
    ----------
    Box, Jenkins, Reinsel and Ljung 2015, Time Series Analysis, 5th ed., section 9.2.
    Shephard and Harvey 1990, Journal of Time Series Analysis 11(4), on the pile-up at -1.
    """

    seasonal: bool
    coefficient: float | None = None

    @property
    def lost(self) -> int:
        """Months lost to differencing."""
        return 13 if self.seasonal else 1

    def degrees(self, n: int) -> int:
        """Degrees of freedom of the error variance from ``n`` months."""
        estimated = 0 if self.coefficient is not None else 1 + self.seasonal
        return n - self.lost - estimated

    def estimate(self, z: Numbers) -> Estimate:
        """Maximum likelihood of the differenced series; variance by its degrees of freedom."""
        model = self._model(z, concentrate_scale=True, simple_differencing=True)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found, converged = self._coefficients(model)
            scale = float(model.filter(found, cov_type="none").scale)
        variance = scale * (len(z) - self.lost) / self.degrees(len(z))
        return Estimate(found, max(variance, _LEAST_VARIANCE), converged and not caught)

    def regression(self, z: Numbers, regressors: Numbers) -> tuple[Numbers, float]:
        """Coefficients of ``regressors`` (one row per month) in ``z``, with this model for the rest.

        With the p-value of the likelihood-ratio test that they are all 0, in its form with the F
        distribution: in short series the chi-squared one rejects too often.
        """
        k = regressors.shape[1]
        with_them = self._fitted(z, [0.0] * k, exog=regressors)
        ratio = 2 * (with_them.llf - self._fitted(z, []).llf)
        n = len(z) - self.lost
        degrees = self.degrees(len(z)) - k
        p = stats.f.sf(np.expm1(max(ratio, 0.0) / n) * degrees / k, k, degrees)
        return np.asarray(with_them.params[:k], dtype=float), float(p)

    def ahead(self, z: Numbers, estimate: Estimate, horizon: int) -> tuple[Numbers, Numbers]:
        """Mean and covariance of the ``horizon`` values after ``z``, one row and column per month."""
        fit = self._filtered(z, estimate)
        ssm = fit.model.ssm
        seen, step = ssm["design"][0], ssm["transition"]
        noise = ssm["selection"] @ ssm["state_cov"] @ ssm["selection"].T
        state, spread = fit.predicted_state[:, -1], fit.predicted_state_cov[:, :, -1]
        mean, covariance = np.empty(horizon), np.empty((horizon, horizon))
        for i in range(horizon):
            mean[i] = seen @ state
            along = spread @ seen
            for j in range(i, horizon):
                covariance[i, j] = covariance[j, i] = seen @ along
                along = step @ along
            state, spread = step @ state, step @ spread @ step.T + noise
        return mean, covariance

    def paths(
        self, z: Numbers, estimate: Estimate, horizon: int, n: int, rng: np.random.Generator
    ) -> Numbers:
        """``n`` joint paths of the values after ``z``, in mirrored pairs.

        The error variance is uncertain too: each pair has its own, so that months are jointly Student t.
        """
        mean, covariance = self.ahead(z, estimate, horizon)
        half = rng.standard_normal((n // 2, horizon)) @ np.linalg.cholesky(covariance).T
        degrees = self.degrees(len(z))
        half *= np.sqrt(degrees / rng.chisquare(degrees, size=(n // 2, 1)))
        return np.asarray(mean + np.concatenate([half, -half]))

    def one_step(self, z: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """Low and high of each of the last ``held`` values, one step ahead; estimated without them."""
        middle, deviation = self.followed(z, held)
        reach = stats.t.ppf((1 + level) / 2, self.degrees(len(z) - held)) * deviation
        return middle - reach, middle + reach

    def followed(self, z: Numbers, held: int) -> tuple[Numbers, Numbers]:
        """Mean and standard deviation of each of the last ``held`` values, one step ahead, likewise."""
        results = self._filtered(z, self.estimate(z[:-held])).filter_results
        return results.forecasts[0, -held:], np.sqrt(results.forecasts_error_cov[0, 0, -held:])

    def errors(self, z: Numbers, estimate: Estimate) -> Numbers:
        """Standardised errors of one month ahead, without the months lost to differencing."""
        return np.asarray(
            self._filtered(z, estimate).filter_results.standardized_forecasts_error[0, self.lost :]
        )

    def ljung_box(self, z: Numbers, estimate: Estimate) -> float:
        """P-value of the Ljung-Box test of the one-step errors over a year; missing in short series."""
        errors = self.errors(z, estimate)
        if len(errors) <= 2 * _LAGS:
            return np.nan
        return float(acorr_ljungbox(errors, lags=[_LAGS], model_df=1 + self.seasonal)["lb_pvalue"].iloc[0])

    def _coefficients(self, model: Any) -> tuple[Numbers, bool]:
        if self.coefficient is not None:
            return np.array([self.coefficient]), True
        fit = model.fit(self._start, disp=0, cov_type="none", maxiter=_STEPS)
        found = np.asarray(fit.params, dtype=float)
        found[0] = max(found[0], PILE_UP)
        return found, bool(fit.mle_retvals["converged"])

    def _fitted(self, z: Numbers, start: list[float], **options: Any) -> Any:
        model = self._model(z, concentrate_scale=True, simple_differencing=True, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return model.fit([*start, *self._start], disp=0, cov_type="none", maxiter=_STEPS)

    @property
    def _start(self) -> list[float]:
        return [-0.4, -0.5] if self.seasonal else [-0.4]

    def _filtered(self, z: Numbers, estimate: Estimate) -> Any:
        return self._model(z).filter([*estimate.coefficients, estimate.variance], cov_type="none")

    def _model(self, z: Numbers, **options: Any) -> Any:
        season = (0, 1, 1, 12) if self.seasonal else (0, 0, 0, 0)
        return SARIMAX(z, order=(0, 1, 1), seasonal_order=season, **options)
