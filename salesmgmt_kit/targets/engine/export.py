"""The models of the grid as statsmodels knows them: any of them, of any series, as a real ETSModel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from .evidence import adjusted
from .grid import POINTS, SEASON, Numbers, Point, matrices
from .scales import POWERS, rescaled

#: statsmodels divides by 1 - alpha.
_BELOW_ONE: Final = 1 - 1e-12


@dataclass(frozen=True)
class Chosen:
    """One model of one series.

    Parameters
    ----------
    point
        Number of the point of the grid.
    power
        Of the scale.
    n
        Months of history.
    """

    point: int
    power: float
    n: int

    @property
    def parameters(self) -> Point:
        """Smoothing parameters and priors."""
        return POINTS[self.point]


def best(share: Numbers, n: int) -> Chosen:
    """The model with the largest weight."""
    scale, point = divmod(int(share.argmax()), len(POINTS))
    return Chosen(point, POWERS[scale], n)


def states(sales: Numbers, model: Chosen) -> Numbers:
    """First level, trend and twelve seasonals of a series on the model's scale, as the grid finds them."""
    gaps = np.isnan(sales)
    found = adjusted(matrices(len(sales), 1), np.eye(len(sales) + 1)[:, np.flatnonzero(gaps)])
    point = model.parameters
    prior = np.r_[1.0, point.trend, np.full(SEASON, point.season)]
    return np.asarray(found.states[model.point] @ _values(sales, model) * prior)


def residuals(sales: Numbers, model: Chosen) -> Numbers:
    """One-month errors on the model's scale, without those of missing months."""
    gaps = np.isnan(sales)
    found = adjusted(matrices(len(sales), 1), np.eye(len(sales) + 1)[:, np.flatnonzero(gaps)])
    errors = found.residuals[model.point, : len(sales)] @ _values(sales, model)
    return np.asarray(errors[~gaps])


def as_ets_model(sales: Numbers, model: Chosen) -> Any:
    """The model as statsmodels' results, smoothed at the grid's parameters and first states.

    Parameters
    ----------
    sales
        One value per month, none missing; client's currency.
    model
        From :func:`best`.

    Returns
    -------
    statsmodels.tsa.exponential_smoothing.ets.ETSResults
        Of sales in units of their mean month, on the model's scale.

    Notes
    -----
    statsmodels lists first seasonals the latest first.
    """
    point = model.parameters
    first = states(sales, model)
    ets = ETSModel(
        _values(sales, model),
        error="add",
        trend="add" if point.trend else None,
        damped_trend=point.phi < 1,
        seasonal="add" if point.season else None,
        seasonal_periods=SEASON if point.season else None,
    )
    values = {
        "smoothing_level": min(point.alpha, _BELOW_ONE),
        "smoothing_trend": point.beta,
        "smoothing_seasonal": point.gamma,
        "damping_trend": point.phi,
        "initial_level": first[0],
        "initial_trend": first[1],
        **{f"initial_seasonal.{i}": s for i, s in enumerate(first[:1:-1])},
    }
    return ets.smooth(np.array([values[name] for name in ets.param_names]))


def _values(sales: Numbers, model: Chosen) -> Numbers:
    """Sales on the model's scale; 0 for those missing, which are estimated."""
    scaled = sales / np.nanmean(np.abs(sales))
    return np.where(np.isnan(scaled), 0.0, rescaled(np.where(np.isnan(scaled), 1.0, scaled), model.power))
