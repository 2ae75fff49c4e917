"""A difference between two products of factors, shared out to the factors without a remainder."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


def shapley(base: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """What each factor of a product contributed to its change: the mean over all orders of changing them.

    Parameters
    ----------
    base, actual
        One row per unit, one column per factor, in the same order; the value of a unit is the product of
        its row. Zeros and negative factors are legal.

    Returns
    -------
    DataFrame
        As ``actual``: the effect of each factor, in the unit of the product. A row adds up to the
        difference of the products; the effect of a factor that did not change is 0.

    Raises
    ------
    ValueError
        When rows or columns differ.

    Notes
    -----
    Effect of k = (x1_k - x0_k) * sum over S without k of |S|! (n - |S| - 1)! / n! * prod of x1 over S and
    x0 over the others.

    References
    ----------
    Shorrocks 2013, Journal of Economic Inequality 11, equation 9; Sun 1998, Energy Economics 20(1).

    Examples
    --------
    >>> base = pd.DataFrame({"leads": [100.0], "rate": [0.25], "size": [40.0]})
    >>> actual = pd.DataFrame({"leads": [80.0], "rate": [0.20], "size": [50.0]})
    >>> shapley(base, actual).round(3).values.tolist()
    [[-201.667, -201.667, 203.333]]
    """
    _require_alike(base, actual)
    effects = shapley_effects(base.to_numpy(float), actual.to_numpy(float))
    return pd.DataFrame(effects, index=actual.index, columns=actual.columns)


def shapley_effects(base: Floats, actual: Floats) -> Floats:
    """The same for arrays whose last axis holds the factors."""
    n = base.shape[-1]
    effects = np.zeros(np.broadcast_shapes(base.shape, actual.shape))
    for k in range(n):
        others = [i for i in range(n) if i != k]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for changed in combinations(others, size):
                kept = [i for i in others if i not in changed]
                beside = actual[..., list(changed)].prod(axis=-1) * base[..., kept].prod(axis=-1)
                effects[..., k] += weight * beside
    return np.asarray(effects * (actual - base))


def lmdi(base: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    """The same difference by logarithms: a second opinion that needs positive factors.

    Parameters
    ----------
    base, actual
        As in :func:`shapley`.

    Returns
    -------
    DataFrame
        As there; a row with a factor of 0 in one of the two gets its limit: if one factor alone fell to 0
        or rose from it, the whole difference is its own. Missing where several did, or where a
        factor is negative.

    References
    ----------
    Ang 2005, Energy Policy 33 (LMDI-I); Wood & Lenzen 2006, Energy Policy 34 (limits at 0).

    Examples
    --------
    >>> base = pd.DataFrame({"leads": [100.0], "rate": [0.25], "size": [40.0]})
    >>> actual = pd.DataFrame({"leads": [80.0], "rate": [0.20], "size": [50.0]})
    >>> lmdi(base, actual).round(6).values.tolist()
    [[-200.0, -200.0, 200.0]]
    """
    _require_alike(base, actual)
    x0, x1 = base.to_numpy(float), actual.to_numpy(float)
    v0, v1 = x0.prod(axis=1), x1.prod(axis=1)
    positive = np.asarray((x0 > 0).all(axis=1) & (x1 > 0).all(axis=1))
    safe = positive[:, None]
    logs = np.log(np.where(safe, x1, 1.0) / np.where(safe, x0, 1.0))
    effects = np.where(safe, _logarithmic_mean(v1, v0)[:, None] * logs, np.nan)
    turned = (x0 == 0) != (x1 == 0)
    limit = ~positive & (x0 >= 0).all(axis=1) & (x1 >= 0).all(axis=1)
    alone = limit & (turned.sum(axis=1) == 1)
    same = limit & (x0 == x1).all(axis=1)
    effects[alone] = np.where(turned[alone], (v1 - v0)[alone, None], 0.0)
    effects[same] = 0.0
    return pd.DataFrame(effects, index=actual.index, columns=actual.columns)


def _logarithmic_mean(a: Floats, b: Floats) -> Floats:
    """(a - b) / ln(a / b), and a where they are equal; 1 where one of them is not above 0."""
    known = (a > 0) & (b > 0)
    a, b = np.where(known, a, 1.0), np.where(known, b, 1.0)
    # Near equality the quotient loses its digits: its series is exact to the sixth order there.
    z = np.log(a / b) / 2
    ratio = np.where(np.abs(z) < 1e-3, 1 + z**2 / 6 + z**4 / 120, np.sinh(z) / np.where(z == 0, 1.0, z))
    return np.asarray(np.sqrt(a * b) * ratio)


def beside(rows: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Rows of units with their effects and bounds at their side.

    Parameters
    ----------
    rows
        One row per unit: ``unit``, and what else is to stay.
    effects
        One row per unit and factor: ``unit``, ``factor``, ``effect``, ``low``, ``high``.

    Returns
    -------
    DataFrame
        ``rows`` with the columns of :func:`columns` for each factor.
    """
    for factor, found in effects.groupby("factor"):
        named = found.set_index("unit")[["effect", "low", "high"]]
        rows = rows.join(named.set_axis(columns(factor), axis=1), on="unit")
    return rows


def columns(factor: object) -> list[str]:
    """What an effect and its bounds are called side by side: ``size``, ``size_low``, ``size_high``."""
    return [f"{factor}", f"{factor}_low", f"{factor}_high"]


def _require_alike(base: pd.DataFrame, actual: pd.DataFrame) -> None:
    if not (base.index.equals(actual.index) and base.columns.equals(actual.columns)):
        raise ValueError("base and actual must have the same units and the same factors, in the same order")
