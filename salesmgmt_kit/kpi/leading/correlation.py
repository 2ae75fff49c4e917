"""How one series goes with another of earlier and later months: a look without a model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def cross_correlation(leader: Floats, follower: Floats, *, lags: range) -> pd.Series:
    """Correlation of the changes of two series, month on month, at each lag.

    Parameters
    ----------
    leader, follower
        One value per month, or one row per month and one column per unit: changes are then taken within
        each unit and correlated over all of them.
    lags
        Months by which the leader comes before; negative where it comes after.

    Returns
    -------
    Series
        The sample cross-correlation by lag.

    Notes
    -----
    Means and variances are those of the whole series, as in R's ``ccf``: a lag with few pairs stays small.

    References
    ----------
    Box & Jenkins 1976, Time Series Analysis, chapter 11 (series M, a leading indicator of sales).
    """
    x, y = (_standardised(np.diff(np.asarray(series, float), axis=0)) for series in (leader, follower))
    n = len(x)
    return pd.Series(
        {
            lag: np.nansum(x[max(-lag, 0) : n - max(lag, 0)] * y[max(lag, 0) : n - max(-lag, 0)])
            for lag in lags
        },
        dtype=float,
    )


def _standardised(changes: Floats) -> Floats:
    """Less their mean, with squares that add up to 1; missing where nothing changes differently."""
    left = changes - np.nanmean(changes)
    return np.asarray(left / np.sqrt(np.nansum(left**2) or np.nan))
