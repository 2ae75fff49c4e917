"""The fitted statsmodels model behind each unit's forecast, opened: parameters, and tests of its errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from ..actuals import history
from ..festivals import NONE, Festivals
from .evidence import examine, panels
from .export import Chosen, as_ets_model, best
from .grid import Numbers
from .mixture import weights
from .models import model_code

#: Histories whose forecast is a mixture of smoothing models.
_SEASONAL: Final = {"seasonal", "seasonal_additive"}
#: Months over which errors are searched for a pattern.
_LAGS: Final = 12
_COLUMNS: Final = (
    "unit", "model", "power", "alpha", "beta", "gamma", "phi", "scale", "weight", "ljung_box_p",
    "heteroskedasticity_p", "normality_p", "n",
)  # fmt: skip


def opened_models(
    actuals: pd.DataFrame,
    *,
    month: pd.Timestamp,
    tiers: Sequence[str],
    festivals: Festivals = NONE,
) -> pd.DataFrame:
    """The heaviest smoothing model of each unit's forecast, as statsmodels fits and tests it.

    Parameters
    ----------
    actuals, month, festivals
        As in :func:`~salesmgmt_kit.targets.forecast`.
    tiers
        Tiers whose units are opened; each takes about a hundredth of a second.

    Returns
    -------
    DataFrame
        One row per unit with two years of history and sales in most months.

        ``unit``, ``n``
            Unit, and its months of history.
        ``model``
            Error, trend and season in the letters of Hyndman and others: ``AAdA`` has additive errors, a
            damped trend and an additive season; N: none.
        ``power``
            Of the scale: 0 logarithms, 0.5 square roots, 1 sales as they are.
        ``alpha``, ``beta``, ``gamma``, ``phi``
            Share of a month's surprise that stays in the level, the trend, the season (fractions), and what
            is left of the trend after a month; missing for a part that the model has not.
        ``scale``
            Standard deviation of a one-month error on that scale, in mean months.
        ``weight``
            Of the model in the mixture, fraction.
        ``ljung_box_p``, ``heteroskedasticity_p``, ``normality_p``
            P-values of the Ljung-Box test over twelve months, the test of equal variance early and late, and
            the Jarque-Bera test; statsmodels'.

    References
    ----------
    Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential Smoothing, table 2.1.
    """
    series = {
        unit: sales.to_numpy(dtype=float) / festivals.factors(pd.DatetimeIndex(sales.index))
        for unit, sales in history(actuals, month=month, tiers=tiers).items()
    }
    known = {unit: sales for unit, sales in series.items() if model_code(sales) in _SEASONAL}
    chosen = heaviest(known)
    rows = [_row(unit, sales, *chosen[unit]) for unit, sales in known.items()]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def heaviest(series: Mapping[str, Numbers]) -> dict[str, tuple[Chosen, float]]:
    """Of each unit's mixture the heaviest model, and its weight.

    Parameters
    ----------
    series
        By unit: one value per month, none missing; client's currency. The model is to be had from statsmodels
        by :func:`~salesmgmt_kit.targets.engine.export.as_ets_model`.
    """
    names, found = list(series), {}
    for members, panel in panels([series[name] for name in names]):
        for i, share in zip(members, weights(examine(panel, 1)), strict=True):
            found[names[i]] = best(share, panel.shape[1]), float(share.max())
    return found


def _row(unit: str, sales: Numbers, chosen: Chosen, weight: float) -> dict[str, Any]:
    results, point = as_ets_model(sales, chosen), chosen.parameters
    trend = "N" if not point.trend else "A" if point.phi == 1 else "Ad"
    return {
        "unit": unit,
        "model": f"A{trend}{'A' if point.season else 'N'}",
        "power": chosen.power,
        "alpha": point.alpha,
        "beta": point.beta if point.trend else np.nan,
        "gamma": point.gamma if point.season else np.nan,
        "phi": point.phi if point.trend else np.nan,
        "scale": float(np.sqrt(results.mse)),
        "weight": weight,
        "ljung_box_p": float(results.test_serial_correlation("ljungbox", lags=_LAGS)[0, 1, -1]),
        "heteroskedasticity_p": float(results.test_heteroskedasticity("breakvar")[0, 1]),
        "normality_p": float(results.test_normality("jarquebera")[0, 1]),
        "n": len(sales),
    }
