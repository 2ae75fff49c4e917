"""Answers as steps of something continuous: polychoric correlations, and alpha of what lies behind."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

Floats = npt.NDArray[np.float64]

#: Beyond this a normal variable does not go, for the ends of the scales.
_FAR: Final = 12.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def polychoric(items: pd.DataFrame) -> pd.DataFrame:
    """Correlations of the normal variables that answers are taken to be steps of, by pairs of questions.

    Parameters
    ----------
    items
        One row per person, one column per question; people who answered both count, and for where the steps
        of a question lie, all who answered it.

    Returns
    -------
    DataFrame
        Questions down and across.

    References
    ----------
    Olsson 1979, Psychometrika 44 (two steps: thresholds from the margins, then the correlation).
    """
    names = list(items)
    given = {name: items[name].value_counts().sort_index() for name in names}
    found = pd.DataFrame(np.eye(len(names)), names, names)
    for i, first in enumerate(names):
        for second in names[:i]:
            pair = pd.crosstab(items[first], items[second])
            pair = pair.reindex(given[first].index, columns=given[second].index, fill_value=0)
            ends = (_cuts(np.asarray(given[name], float)) for name in (first, second))
            found.loc[first, second] = found.loc[second, first] = _fitted(pair.to_numpy(float), *ends)
    return found


def ordinal_alpha(items: pd.DataFrame) -> float:
    """Alpha of the variables behind the answers, if they could be seen: higher than that of the scores.

    Parameters
    ----------
    items
        As in :func:`polychoric`; those who answered everything count.

    Notes
    -----
    k r / (1 + (k - 1) r), r the mean polychoric correlation.

    References
    ----------
    Zumbo et al. 2007, J. Modern Applied Statistical Methods 6; Chalmers 2018, Educational and Psychological
    Measurement 78 (why it is hypothetical).
    """
    correlation = polychoric(items.dropna()).to_numpy()
    k = len(correlation)
    r = float(correlation[np.tril_indices(k, -1)].mean())
    return k * r / (1 + (k - 1) * r)


def _fitted(counts: Floats, rows: Floats, columns: Floats) -> float:
    """The correlation that makes the numbers of pairs of answers likeliest."""

    def loss(r: float) -> float:
        below = _both_below(rows[:, None], columns[None, :], r)
        cells = np.diff(np.diff(below, axis=0), axis=1)
        return -float((counts * np.log(np.maximum(cells, 1e-300))).sum())

    best = optimize.minimize_scalar(loss, bounds=(-0.999, 0.999), method="bounded", options={"xatol": 1e-9})
    return float(best.x)


def _cuts(counts: Floats) -> Floats:
    """Where a normal variable passes from one step to the next, the ends included."""
    inner = stats.norm.ppf(np.cumsum(counts)[:-1] / counts.sum())
    return np.concatenate([[-_FAR], inner, [_FAR]])


def _both_below(h: Floats, k: Floats, r: float) -> Floats:
    """Probability that two normal variables with correlation r lie below h and k.

    Phi(h) Phi(k) + 1 / 2 pi times the integral of exp(-(h^2 + k^2 - 2 h k sin t) / 2 cos^2 t) from 0 to
    asin r (Drezner & Wesolowsky 1990), by Gauss and Legendre.
    """
    half = np.arcsin(r) / 2
    angle = half * (_NODES + 1)
    sine, cosine2 = np.sin(angle), np.cos(angle) ** 2
    squares, product = (h**2 + k**2)[..., None], (h * k)[..., None]
    integral = half * (np.exp(-(squares - 2 * product * sine) / (2 * cosine2)) @ _WEIGHTS)
    inside: Floats = stats.norm.cdf(h) * stats.norm.cdf(k) + integral / (2 * np.pi)
    return inside
