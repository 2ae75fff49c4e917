"""What a product of factors gains when factors reach their benchmarks, one by one and together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..effects import shapley_effects

Floats = npt.NDArray[np.float64]


def single_gains(base: Floats, benchmark: Floats) -> Floats:
    """What the product gains if one factor reaches its benchmark and the others stay.

    Parameters
    ----------
    base, benchmark
        Values of the factors along the last axis.

    Returns
    -------
    array
        One gain per factor: R (b / c - 1) with the product R, and what that tends to where c is 0; 0 where a
        factor is at its benchmark or beyond. The gains of several factors do not add up: see
        :func:`joint_gains`.

    Examples
    --------
    >>> base = np.array([1000, 0.6, 0.5, 0.4, 0.5, 8000])
    >>> single_gains(base, np.array([1000, 0.65, 0.55, 0.55, 0.6, 8000])).round(6).tolist()
    [0.0, 40000.0, 48000.0, 180000.0, 96000.0, 0.0]
    """
    others = [np.delete(base, k, axis=-1).prod(axis=-1) for k in range(base.shape[-1])]
    return np.asarray(np.stack(others, axis=-1) * (benchmark - base).clip(min=0))


def joint_gains(base: Floats, benchmark: Floats) -> Floats:
    """What each factor contributes when all reach their benchmarks at once: Shapley values.

    Returns
    -------
    array
        As ``base``: the gains add up to what all of them together bring.

    References
    ----------
    Shorrocks 2013, Journal of Economic Inequality 11, equation 9.
    """
    return shapley_effects(base, np.maximum(benchmark, base))


def pareto(gains: pd.Series) -> pd.DataFrame:
    """Share of each gain in their sum, and how much it makes together with those before it.

    Parameters
    ----------
    gains
        The largest first.

    Returns
    -------
    DataFrame
        One row per gain: ``share``, ``cumulative`` (fractions; missing when the sum is 0).
    """
    share = gains / gains.sum() if gains.sum() > 0 else gains * np.nan
    return pd.DataFrame({"share": share, "cumulative": share.cumsum()})
