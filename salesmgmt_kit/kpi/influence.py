"""How much each KPI really says in a composite, beside the weight it was given."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize
from statsmodels.nonparametric.smoothers_lowess import lowess

Floats = npt.NDArray[np.float64]

#: Fewest people over whom an influence is measured.
FEWEST: Final = 8
_COLUMNS: Final = ["kpi", "nominal", "effective", "explained", "smoothed", "needed", "reached"]
#: People that a smooth curve is drawn through at most; more take long and say the same.
_SMOOTHED: Final = 500


def correlation_ratios(covariance: Floats, weights: Floats) -> Floats:
    """Share of a weighted sum's variance that each of its parts alone explains, if relations are linear.

    Parameters
    ----------
    covariance
        Of the parts.
    weights
        One per part, any scale.

    Returns
    -------
    array
        One fraction per part: the squared correlation with the sum; 0 for a part that does not vary.

    References
    ----------
    Paruolo, Saisana & Saltelli 2013, JRSS A 176(3), equation 6.

    Examples
    --------
    >>> correlation_ratios(np.array([[1, 0.5], [0.5, 1]]), np.array([0.5, 0.5])).tolist()
    [0.75, 0.75]
    """
    sigma, w = np.asarray(covariance, float), np.asarray(weights, float)
    along = sigma @ w
    total = float(w @ along)
    own = np.diag(sigma)
    return np.asarray(np.divide(along**2, own * total, out=np.zeros(len(w)), where=own * total > 0))


def effective_weights(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """The weight that each KPI has in effect, beside the nominal one.

    Parameters
    ----------
    scores
        One row per person, one column per KPI, on the scale that is added up; none missing.
    weights
        Nominal weights by KPI.

    Returns
    -------
    DataFrame
        One row per KPI: ``kpi``, ``nominal`` and ``effective`` (shares, fractions, each adding up to 1),
        ``explained`` (correlation ratio, fraction: what the KPI alone explains of the composite),
        ``smoothed`` (the same by a smooth curve, whatever the relation's form), ``needed`` (nominal
        weights, fractions, that would make the effective ones equal ``nominal``, as far as there are any),
        ``reached`` (effective weights under those needed). No row with fewer than
        eight people: so few say nothing of influence.
    """
    if len(scores) < FEWEST:
        return pd.DataFrame(columns=_COLUMNS)
    w = weights[scores.columns].to_numpy(float) / weights[scores.columns].sum()
    x = scores.to_numpy(float)
    covariance = np.cov(x, rowvar=False).reshape(len(w), len(w))
    explained = correlation_ratios(covariance, w)
    needed = needed_weights(covariance, w)
    return pd.DataFrame(
        {
            "kpi": scores.columns,
            "nominal": w,
            "effective": _shares(explained),
            "explained": explained,
            "smoothed": [_smoothed(column, x @ w) for column in x.T],
            "needed": needed,
            "reached": _shares(correlation_ratios(covariance, needed)),
        }
    )


def needed_weights(covariance: Floats, wanted: Floats) -> Floats:
    """Weights, 0 and above, whose effective weights come nearest to those wanted.

    Parameters
    ----------
    covariance
        Of the parts.
    wanted
        Effective weights, fractions that add up to 1.
    """
    k = len(wanted)
    spread = np.sqrt(np.diag(covariance))
    start = np.divide(np.sqrt(wanted), spread, out=np.zeros(k), where=spread > 0)

    def distance(w: Floats) -> float:
        return float(((_shares(correlation_ratios(covariance, w)) - wanted) ** 2).sum())

    found = [
        optimize.minimize(
            distance,
            first / first.sum(),
            method="SLSQP",
            bounds=[(0, 1)] * k,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-14, "maxiter": 500},
        )
        for first in (start, wanted)
        if first.sum() > 0
    ]
    best = min(found, key=lambda result: result.fun).x.clip(min=0)
    return np.asarray(best / best.sum())


def _shares(parts: Floats) -> Floats:
    return parts / parts.sum() if parts.sum() > 0 else parts


def _smoothed(x: Floats, y: Floats) -> float:
    """Variance of a smooth curve through y over x, as a fraction of y's."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    step = max(len(x) // _SMOOTHED, 1)
    order = np.argsort(x, kind="stable")[::step]
    curve = lowess(y[order], x[order], frac=2 / 3, return_sorted=False)
    return float(np.clip(np.var(curve) / np.var(y[order]), 0, 1))
