"""What goes with an outcome, and by how much each of several things that go together explains it."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import factorial
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Side = Literal["all", "within", "between"]
#: What is explained: people, people within their units, units.
SIDES: Final[tuple[Side, ...]] = ("all", "within", "between")

#: People for each predictor, at least.
PEOPLE_EACH: Final = 20
#: Most predictors whose orders are all tried.
_MOST: Final = 10
#: Share of the sum of squares below which what is left of it is rounding.
_NOTHING: Final = 1e-12
_COLUMNS: Final = ["about", "share", "low", "high", "level", "johnson", "beta", "r", "explained", "people"]


def importance(
    predictors: pd.DataFrame,
    outcome: pd.Series,
    groups: pd.Series,
    *,
    side: Side = "all",
    least: int | None = None,
    level: float = 0.95,
    draws: int = 500,
    seed: int = 2026,
) -> pd.DataFrame:
    """How much of an outcome each predictor explains.

    Parameters
    ----------
    predictors
        One row per person, one column per predictor, ten at most.
    outcome
        One value per person.
    groups
        The unit of each.
    side
        ``within``: what moves people (all less their unit's mean); ``between``: what separates units (their
        means, a row per unit); ``all``: both.
    least
        Rows that it takes; 20 for each predictor when None.
    level, draws, seed
        Of the intervals of the shares, by drawing whole units; their number and seed.

    Returns
    -------
    DataFrame
        One row per predictor: ``about``; ``share`` of what all explain together, with ``low``, ``high``,
        ``level``; ``johnson`` (the same by relative weights, as a check), ``beta`` (standardised), ``r``,
        ``explained`` (R squared of all), ``people`` (rows: units between units). Empty with fewer than 20
        people (units) for each predictor, and where a predictor or the outcome does not vary or predictors
        say the same.

    Notes
    -----
    The share is the mean over all orders of the predictors of the gain in R squared when it enters (LMG, the
    Shapley value), over R squared.

    References
    ----------
    Lindeman, Merenda & Gold 1980; Budescu 1993, Psychological Bulletin 114; Groemping 2006, J. Statistical
    Software 17(1); Johnson 2000, Multivariate Behavioral Research 35, criticised by Thomas et al. 2014.
    """
    names = list(predictors)
    table = np.column_stack([predictors.to_numpy(float), outcome.to_numpy(float)])
    whole = ~np.isnan(table).any(axis=1) & groups.notna().to_numpy()
    code, units = pd.factorize(groups[whole])
    size, sums, products = _moments(table[whole], code, len(units), side)
    rows = int(size.sum())
    if rows < (least or PEOPLE_EACH * len(names)) or len(names) > _MOST:
        return pd.DataFrame(columns=_COLUMNS)
    correlation = _correlations(size.sum()[None], sums.sum(axis=0)[None], products.sum(axis=0)[None])[0]
    still = np.diagonal(products.sum(axis=0)) <= _NOTHING * (table[whole] ** 2).sum(axis=0)
    if still.any() or np.linalg.matrix_rank(correlation[:-1, :-1], hermitian=True) < len(names):
        return pd.DataFrame(columns=_COLUMNS)
    rng = np.random.default_rng(seed)
    weight = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), draws).astype(float)
    drawn = _correlations(weight @ size, weight @ sums, np.tensordot(weight, products, axes=1))
    own, again = lmg(correlation), lmg(drawn[np.isfinite(drawn).all(axis=(1, 2))])
    explained = float(own.sum())
    shares = again / again.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
    x, xy = correlation[:-1, :-1], correlation[:-1, -1]
    return pd.DataFrame(
        {
            "about": names, "share": own / explained, "low": low, "high": high, "level": level,
            "johnson": relative_weights(correlation) / explained, "beta": np.linalg.solve(x, xy), "r": xy,
            "explained": explained, "people": rows,
        }
    )  # fmt: skip


def lmg(correlation: Floats) -> Floats:
    """What each predictor adds to R squared, averaged over all orders.

    Parameters
    ----------
    correlation
        Of the predictors and, last, the outcome; or many such matrices, one after the other.

    Returns
    -------
    array
        One value per predictor; one row per matrix where there are many.
    """
    p = correlation.shape[-1] - 1
    x, xy = correlation[..., :p, :p], correlation[..., :p, p]
    explained = np.zeros((*correlation.shape[:-2], 1 << p))
    for k in range(1, p + 1):
        chosen = np.array(list(combinations(range(p), k)))
        inner = x[..., chosen[:, :, None], chosen[:, None, :]]
        outer = xy[..., chosen]
        explained[..., (1 << chosen).sum(axis=1)] = (
            outer * np.linalg.solve(inner, outer[..., None])[..., 0]
        ).sum(axis=-1)
    added: Floats = explained @ _gains(p)
    return added


@cache
def _gains(p: int) -> Floats:
    """By set of predictors and predictor: how often the set's R squared counts in what the predictor adds."""
    table = np.zeros((1 << p, p))
    for mask in range(1 << p):
        k = mask.bit_count()
        for j in range(p):
            if mask >> j & 1:
                table[mask, j] = factorial(k - 1) * factorial(p - k) / factorial(p)
            else:
                table[mask, j] = -factorial(k) * factorial(p - k - 1) / factorial(p)
    return table


def relative_weights(correlation: Floats) -> Floats:
    """What each predictor adds to R squared by way of uncorrelated stand-ins (Johnson)."""
    x, xy = correlation[:-1, :-1], correlation[:-1, -1]
    values, vectors = np.linalg.eigh(x)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    beta = np.linalg.solve(root, xy)
    weights: Floats = (root**2) @ beta**2
    return weights


def _moments(
    table: Floats, code: npt.NDArray[np.int_], units: int, side: Side
) -> tuple[Floats, Floats, Floats]:
    """By unit: number of rows, their sums, their products."""
    n: Floats = np.bincount(code, minlength=units).astype(np.float64)
    centred = table - table.mean(axis=0)
    sums: Floats = np.stack([np.bincount(code, column, units) for column in centred.T], axis=1)
    mean = sums / n[:, None]
    if side == "between":
        return np.ones(units), mean, mean[:, :, None] * mean[:, None, :]
    if side == "within":
        centred, sums = centred - mean[code], np.zeros_like(sums)
    k = table.shape[1]
    products: Floats = np.empty((units, k, k))
    for i in range(k):
        for j in range(i + 1):
            products[:, i, j] = products[:, j, i] = np.bincount(code, centred[:, i] * centred[:, j], units)
    return n, sums, products


def _correlations(n: Floats, sums: Floats, products: Floats) -> Floats:
    """Correlation matrices from numbers, sums and products, one a row."""
    covariance = products - sums[:, :, None] * sums[:, None, :] / n[:, None, None]
    spread = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = covariance / (spread[:, :, None] * spread[:, None, :])
    return found
