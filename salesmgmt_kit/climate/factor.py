"""Whether one thing lies behind the questions of a dimension: a model of one factor, omega, and its fit."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

from .reliability import covariances, invertible, squared_multiple

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class OneFactor:
    """A model of one factor.

    Parameters
    ----------
    n
        People who answered everything.
    loadings
        By question, standardised.
    omega
        Share of the sum's variance that the factor makes, fraction.
    chi2, degrees, p
        Test of the model against the covariances as they are.
    cfi, tli, rmsea, srmr
        Indices of fit; all missing where there is no degree of freedom (three questions or fewer).
    """

    n: int
    loadings: pd.Series
    omega: float
    chi2: float
    degrees: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    srmr: float


def one_factor(items: pd.DataFrame) -> OneFactor | None:
    """The model of one factor by maximum likelihood; None where it cannot be found.

    That is with fewer than three questions, or where one is constant or made of others.

    Parameters
    ----------
    items
        As in :func:`.reliability.consistency`.

    Notes
    -----
    omega = (sum lambda)^2 / ((sum lambda)^2 + sum theta), on the covariance of those who answered everything
    (denominator n). The likelihood is searched over the unique variances, the loadings being given by them
    (Lawley and Maxwell). chi2 = n F; CFI and TLI against independent questions.

    References
    ----------
    McDonald 1999, Test theory; Lawley & Maxwell 1971, Factor analysis as a statistical method; Bentler 1990,
    Psychological Bulletin 107 (CFI).
    """
    covariance, n = covariances(items.to_numpy(float), "listwise")
    k = len(covariance)
    if k < 3:
        return None
    spread = np.sqrt(np.diag(covariance) * (n - 1) / n)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    if not invertible(correlation):
        return None
    loading, unique = _fitted(correlation)
    weighted, rest = loading * spread, unique * spread**2
    omega = float(weighted.sum() ** 2 / (weighted.sum() ** 2 + rest.sum()))
    fit = _fit(correlation, np.outer(loading, loading) + np.diag(unique), n)
    return OneFactor(n, pd.Series(loading, list(items)), omega, *fit)


def _fitted(correlation: Floats) -> tuple[Floats, Floats]:
    """Loadings and unique variances of the standardised questions."""

    def loadings(unique: Floats) -> tuple[Floats, Floats]:
        scale = 1 / np.sqrt(unique)
        values, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
        first = vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
        return first / scale, values

    def loss(logs: Floats) -> tuple[float, Floats]:
        unique = np.exp(logs)
        loading, values = loadings(unique)
        rest = values[:-1]
        model = np.outer(loading, loading) + np.diag(unique)
        inverse = np.linalg.inv(model)
        slope = np.diag(inverse @ (model - correlation) @ inverse) * unique
        return float((rest - np.log(rest) - 1).sum()), slope

    start = np.log(1 - np.clip(squared_multiple(correlation), 0.05, 0.95))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        best = optimize.minimize(
            loss, start, jac=True, method="L-BFGS-B", bounds=[(np.log(5e-3), 0.0)] * len(start),
            options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
        )  # fmt: skip
    unique = np.exp(best.x)
    loading = loadings(unique)[0]
    return loading * (1 if loading.sum() >= 0 else -1), unique


def _fit(correlation: Floats, model: Floats, n: int) -> tuple[float, int, float, float, float, float, float]:
    """Test and indices of fit: chi2, degrees, p, CFI, TLI, RMSEA, SRMR."""
    k = len(correlation)
    degrees, none = k * (k - 1) // 2 - k, k * (k - 1) // 2
    if degrees < 1:
        unknown = float("nan")
        return unknown, 0, unknown, unknown, unknown, unknown, unknown
    gap = np.linalg.slogdet(model)[1] - np.linalg.slogdet(correlation)[1]
    chi2 = n * float(gap + np.trace(np.linalg.solve(model, correlation)) - k)
    alone = -n * float(np.linalg.slogdet(correlation)[1])
    missed, all_missed = max(chi2 - degrees, 0.0), max(alone - none, chi2 - degrees, 0.0)
    residual = (correlation - model)[np.tril_indices(k)]
    return (
        chi2,
        degrees,
        float(stats.chi2.sf(chi2, degrees)),
        1 - missed / all_missed if all_missed else 1.0,
        float((alone / none - chi2 / degrees) / (alone / none - 1)),
        float(np.sqrt(missed / (degrees * n))),
        float(np.sqrt(np.mean(residual**2))),
    )
