"""One figure out of several scores: five ways that differ in what a strength may make up for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def arithmetic(scores: Floats, weights: Floats) -> Floats:
    """Weighted mean: any strength makes up for any weakness.

    Parameters
    ----------
    scores
        One row per person, one column per KPI; a missing score leaves its weight to the others.
    weights
        One per KPI, at least 0, one above.

    Returns
    -------
    array
        One figure per person; missing without a score.

    Raises
    ------
    ValueError
        When a weight is negative or missing, or all are 0.
    """
    return np.asarray((scores_of(scores) * _shares(scores, weights)).sum(axis=1))


def geometric(scores: Floats, weights: Floats) -> Floats:
    """Weighted geometric mean: a weakness weighs more the weaker it is.

    Parameters and errors are those of :func:`arithmetic`; besides a ValueError where a score is not above 0.
    """
    _positive(scores)
    return np.asarray(np.exp((np.log(scores_of(scores, 1.0)) * _shares(scores, weights)).sum(axis=1)))


def harmonic(scores: Floats, weights: Floats) -> Floats:
    """Weighted harmonic mean: stricter still; parameters and errors are those of :func:`geometric`."""
    _positive(scores)
    return np.asarray(1 / (_shares(scores, weights) / scores_of(scores, 1.0)).sum(axis=1))


def minimum(scores: Floats, weights: Floats) -> Floats:
    """The lowest score that has weight: nothing makes up for anything."""
    counted = np.where((_shares(scores, weights) > 0) & np.isfinite(scores), scores, np.inf)
    lowest = counted.min(axis=1)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def mazziotta_pareto(
    values: Floats,
    weights: Floats | None = None,
    *,
    up: Floats | None = None,
    sd: Literal["population", "sample"] = "population",
) -> Floats:
    """Mean of standardised KPIs less a penalty for being uneven.

    Parameters
    ----------
    values
        One row per person, one column per KPI, none missing; on any scale.
    weights
        One per KPI; all alike when None.
    up
        By KPI, whether more is better; always when None.
    sd
        ``population`` as in the papers; ``sample`` as the R package Compind has it.

    Returns
    -------
    array
        One figure per person, about 100; never above the mean of the person's standardised KPIs.

    Notes
    -----
    z = 100 +- 10 (x - mean) / sd; MPI = M - S cv = M - S^2 / M, M and S the mean and sd of a person's z.

    References
    ----------
    De Muro, Mazziotta & Pareto 2011, Social Indicators Research 104; weighted: RIEDS 2022.
    """
    x = np.asarray(values, float)
    n, k = x.shape
    shares = _shares(x, np.ones(k) if weights is None else weights)
    spread = x.std(axis=0, ddof=int(sd == "sample"))
    sign = np.where(np.ones(k, bool) if up is None else up, 1.0, -1.0)
    z = 100 + 10 * sign * np.divide(x - x.mean(axis=0), spread, out=np.zeros((n, k)), where=spread > 0)
    mean = (shares * z).sum(axis=1)
    variance = (shares * (z - mean[:, None]) ** 2).sum(axis=1) * (k / (k - 1) if sd == "sample" else 1)
    return np.asarray(mean - variance / mean)


#: Ways to make one figure out of scores that are all above 0.
AGGREGATED: Final[Mapping[str, Callable[[Floats, Floats], Floats]]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "minimum": minimum,
}


def scores_of(scores: Floats, missing: float = 0.0) -> Floats:
    """Scores with a stand-in for those that are missing, which have no weight."""
    return np.where(np.isfinite(scores), scores, missing)


def _shares(scores: Floats, weights: Floats) -> Floats:
    """Weights of every person's scores that are known, adding up to 1; all missing where none is."""
    given = np.asarray(weights, float)
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise ValueError("weights must be 0 or above, and one of them above 0")
    finite = np.isfinite(scores)
    if finite.all():
        return np.broadcast_to(given / given.sum(), np.shape(scores))
    known = np.where(finite, given, 0.0)
    total = known.sum(axis=1, keepdims=True)
    return np.asarray(known / np.where(total > 0, total, np.nan))


def _positive(scores: Floats) -> None:
    if np.any(np.asarray(scores) <= 0):
        raise ValueError("geometric and harmonic means need scores above 0; rescale them to 1 to 100 first")
