"""The simple models that a unit's sales are forecast with, and which model a history allows.

Every model gives joint paths of the months ahead, so that totals and probabilities keep the dependence
between months: quarters built from independent months would be far too certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from statsmodels.stats.diagnostic import acorr_ljungbox

from .arima import Arima

Numbers = npt.NDArray[np.float64]

#: Paths simulated per unit.
PATHS: Final = 1000
#: A history of two years shows a season; of one, a level that moves; of three months, a level.
SEASONAL_MONTHS: Final = 24
LEVEL_MONTHS: Final = 12
FEWEST_MONTHS: Final = 3
#: Above this share of months without sales the months ahead are drawn from the months past.
MOSTLY_ZERO: Final = 0.4
#: What a month past counts against the month after it, where months are drawn: as in exponential smoothing by
#: a tenth, the usual choice for demand that comes now and then.
_KEPT: Final = 0.9
#: Months over which errors are searched for a pattern.
_LAGS: Final = 12
#: A month below this fraction of the mean would swamp the others in logarithms.
NEAR_ZERO: Final = 0.02


@dataclass(frozen=True)
class Outlook:
    """What a model expects of the months ahead of one unit.

    Parameters
    ----------
    paths
        One row per path, one column per month ahead; client's currency.
    sigma
        Standard deviation of the model's one-month errors as a fraction of the mean month; missing
        for a model without errors.
    converged
        Whether the estimation reached its end without a warning.
    ljung_box_p
        P-value of the Ljung-Box test that the errors keep nothing of the past; missing likewise.
    errors
        The model's one-month errors, the latest last, on its own scale; none for a model without errors.
    """

    paths: Numbers
    sigma: float = np.nan
    converged: bool = True
    ljung_box_p: float = np.nan
    errors: Numbers = field(default_factory=lambda: np.empty(0))


def portmanteau(errors: Numbers, *, lost: int = 0) -> float:
    """P-value of the Ljung-Box test of one-month errors over a year; missing in short series."""
    if len(errors) <= 2 * _LAGS or np.ptp(errors) == 0:
        return np.nan
    return float(acorr_ljungbox(errors, lags=[_LAGS], model_df=lost)["lb_pvalue"].iloc[0])


class Model(Protocol):
    """Anything that forecasts one unit's sales."""

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """Paths of the ``horizon`` months after ``sales`` (one value per month, the latest last)."""

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """Low and high of each of the last ``held`` months, each seen from the month before it.

        Parameters are estimated without those months.
        """


def model_code(sales: Numbers) -> str:
    """The key in :data:`~salesmgmt_kit.targets.engine.unitwise.MODELS` of the model that a history allows.

    ``none``
        Fewer than three months: nothing can be said.
    ``constant``
        The same in each of the last twelve months (often 0, after sales that came in most months): it stays.
    ``resampled``
        No sales in more than 40 % of the last two years' months: months are drawn from those past.
    ``short``, ``short_additive``
        Less than a year: a level that keeps half of each month's surprise, an assumption.
    ``level``, ``level_additive``
        Less than two years: a level that moves, season unknown and so part of the spread.
    ``seasonal``, ``seasonal_additive``
        Two years and more: level, trend and season that move.

    The forms without ``additive`` work in logarithms: ups and downs in percent, never below 0. They
    need every month well above 0.
    """
    if len(sales) < FEWEST_MONTHS:
        return "none"
    last, before = sales[-LEVEL_MONTHS:], sales[:-LEVEL_MONTHS]
    if np.ptp(last) == 0 and (last.any() or not _comes_and_goes(before)):
        return "constant"
    if np.mean(sales[-SEASONAL_MONTHS:] == 0) > MOSTLY_ZERO:
        return "resampled"
    kind = next(k for k, n in _NEEDS.items() if len(sales) >= n)
    return kind if sales.min() > NEAR_ZERO * abs(sales.mean()) else f"{kind}_additive"


def _comes_and_goes(sales: Numbers) -> bool:
    """Whether there were sales in the last two years, but none in more than 40 % of their months."""
    recent = sales[-SEASONAL_MONTHS:]
    return bool(recent.any() and np.mean(recent == 0) > MOSTLY_ZERO)


@dataclass(frozen=True)
class Moving:
    """A level, and perhaps a season, that move: an ARIMA model of sales or of their logarithms.

    Parameters
    ----------
    arima
        The model.
    logs
        Whether it is of logarithms.
    """

    arima: Arima
    logs: bool

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """See :class:`Model`."""
        z, unit = self._scaled(sales)
        estimate = self.arima.estimate(z)
        return Outlook(
            self._money(self.arima.paths(z, estimate, horizon, PATHS, rng), sales, unit),
            sigma=float(np.sqrt(estimate.variance)),
            converged=estimate.converged,
            ljung_box_p=self.arima.ljung_box(z, estimate),
            errors=self.arima.errors(z, estimate),
        )

    def middle(self, sales: Numbers, horizon: int) -> Numbers:
        """The median of each of the ``horizon`` months after ``sales``, without drawing paths."""
        z, unit = self._scaled(sales)
        mean, _ = self.arima.ahead(z, self.arima.estimate(z), horizon)
        return self._money(mean, sales, unit)

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """See :class:`Model`."""
        z, unit = self._scaled(sales, held)
        low, high = self.arima.one_step(z, held, level)
        return self._money(low, sales[:-held], unit), self._money(high, sales[:-held], unit)

    def _scaled(self, sales: Numbers, held: int = 0) -> tuple[Numbers, float]:
        """Sales in units of the mean month: statsmodels' optimiser is lost among large numbers.

        Months held back have no say in the mean; those of them without a logarithm are missing.
        """
        unit = float(np.abs(sales[: len(sales) - held]).mean())
        return (np.log(np.where(sales > 0, sales, np.nan) / unit) if self.logs else sales / unit), unit

    def _money(self, z: Numbers, sales: Numbers, unit: float) -> Numbers:
        """Back in money; not below 0 where sales never were."""
        if self.logs:
            return np.exp(z) * unit
        return np.maximum(z * unit, 0.0) if sales.min() >= 0 else z * unit


@dataclass(frozen=True)
class Resampled:
    """Months drawn from those past, recent ones more often; each path draws with other probabilities.

    Notes
    -----
    The share of each month past has a Dirichlet distribution with parameter 0.9^age, so that the mean is
    that of exponential smoothing and all months together count as ten: the uncertainty of a mean that
    drifts. No month is foreseen that never was.

    References
    ----------
    Rubin 1981, The Bayesian bootstrap, Annals of Statistics 9(1).
    Smith 1979, A generalization of the Bayesian steady forecasting model, Journal of the Royal Statistical
    Society B 41(3): the past counts less by a fixed factor a month.
    """

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """See :class:`Model`."""
        shares = rng.gamma(_counted(sales), size=(PATHS, len(sales))).cumsum(axis=1)
        draws = rng.random((PATHS, horizon)) * shares[:, -1:]
        picks = (draws[:, :, None] > shares[:, None, :-1]).sum(axis=2)
        return Outlook(sales[picks])

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """See :class:`Model`."""
        ends = range(len(sales) - held, len(sales))
        bounds = [_weighted_quantiles(sales[:end], _counted(sales[:end]), _tails(level)) for end in ends]
        low, high = np.array(bounds).T
        return low, high


@dataclass(frozen=True)
class Constant:
    """What was the same every month of a year stays the same."""

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """See :class:`Model`."""
        return Outlook(np.full((PATHS, horizon), sales[-1]))

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """See :class:`Model`."""
        before = sales[-held - 1 : -1]
        return before, before


@dataclass(frozen=True)
class Unknown:
    """Nothing can be said: every value is missing."""

    def outlook(self, sales: Numbers, horizon: int, rng: np.random.Generator) -> Outlook:
        """See :class:`Model`."""
        return Outlook(np.full((PATHS, horizon), np.nan))

    def one_step(self, sales: Numbers, held: int, level: float) -> tuple[Numbers, Numbers]:
        """See :class:`Model`."""
        missing = np.full(held, np.nan)
        return missing, missing


def _counted(sales: Numbers) -> Numbers:
    """What each month counts, the last one 1."""
    return np.asarray(_KEPT ** np.arange(len(sales))[::-1])


def _weighted_quantiles(values: Numbers, weights: Numbers, at: tuple[float, ...]) -> Numbers:
    """The smallest values that at least the shares ``at`` of the weights do not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return np.asarray(values[order][np.searchsorted(reached, np.array(at) * reached[-1])])


def _tails(level: float) -> tuple[float, float]:
    """Both quantiles of a central interval."""
    return (1 - level) / 2, (1 + level) / 2


_NEEDS: Final = {"seasonal": SEASONAL_MONTHS, "level": LEVEL_MONTHS, "short": FEWEST_MONTHS}
