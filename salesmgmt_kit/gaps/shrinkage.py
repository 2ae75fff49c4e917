"""Rates and means of people drawn towards everybody's, as far as chance explains their distance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

from ..betabinomial import ALIKE, most_likely

Floats = npt.NDArray[np.float64]


def shrunk_rates(successes: pd.Series, trials: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Everybody's rate of success, drawn towards the common one: a beta-binomial model.

    Parameters
    ----------
    successes, trials
        One value per person, counts.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per person, indexed as ``trials``: ``raw`` (fraction; missing without a trial), ``rate``
        (fraction), ``low``, ``high``, ``level`` (posterior interval), ``weight`` (how much of the
        person's own rate is kept, fraction; 0 for everybody when chance explains all differences).

    Notes
    -----
    successes ~ Binomial(trials, q), q ~ Beta(m k, (1 - m) k); m and k by maximum marginal likelihood. k above
    a million is taken for "no difference". The interval is that of a beta distribution with the posterior
    variance and the variance of the common rate, which is estimated too.

    References
    ----------
    Morris 1983, JASA 78 (parametric empirical Bayes); Skellam 1948 (beta-binomial likelihood).
    """
    won, n = successes.to_numpy(float), trials.to_numpy(float)
    mean, prior = most_likely(won, n)
    rate = (mean * prior + won) / (prior + n)
    kept = np.where(prior >= ALIKE, 0.0, n / (prior + n))
    variance = rate * (1 - rate) / (prior + n + 1)
    if n.sum():
        variance += (1 - kept) ** 2 * mean * (1 - mean) * np.mean(1 + n / prior) / n.sum()
    low, high = _beta_interval(rate, variance, level)
    return pd.DataFrame(
        {
            "raw": np.divide(won, n, out=np.full(len(n), np.nan), where=n > 0),
            "rate": rate,
            "low": low,
            "high": high,
            "level": level,
            "weight": kept,
        },
        index=trials.index,
    )


def shrunk_means(means: pd.Series, variances: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Everybody's mean, drawn towards the common one by how uncertain it is.

    Parameters
    ----------
    means
        One value per person.
    variances
        Squared standard error of each.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per person, indexed as ``means``: ``raw``, ``mean``, ``low``, ``high``, ``level``,
        ``weight`` (share of the own distance from the others that is kept, fraction).

    Notes
    -----
    theta = y - B (y - mu), B = (k - 3) / (k - 1) * v / (tau2 + v) over k people: Morris's factor, which for
    equal variances is Efron and Morris's (k - 3) v / sum (y - mean)^2. tau2 by the moments of Paule and
    Mandel, 0 at the least; mu weighted by 1 / (tau2 + v). The interval allows for mu and B being
    estimated. Three people or fewer keep their own means.

    References
    ----------
    Morris 1983, JASA 78(381), equations 4.1 to 4.5; Efron & Morris 1975, JASA 70 (the baseball players);
    Paule & Mandel 1982, J. Res. NBS 87 (tau2).
    """
    y, v = means.to_numpy(float), variances.to_numpy(float)
    k = len(y)
    tau2 = _between(y, v)
    precision = 1 / (tau2 + v)
    mu = float(precision @ y / precision.sum())
    given_up = max(k - 3, 0) / max(k - 1, 1) * v / (tau2 + v)
    shrunk = y - given_up * (y - mu)
    share = precision / precision.sum()
    error = v * (1 - (1 - share) * given_up) + 2 / max(k - 3, 1) * given_up**2 * (y - mu) ** 2
    reach = stats.norm.ppf((1 + level) / 2) * np.sqrt(error)
    return pd.DataFrame(
        {
            "raw": y,
            "mean": shrunk,
            "low": shrunk - reach,
            "high": shrunk + reach,
            "level": level,
            "weight": 1 - given_up,
        },
        index=means.index,
    )


def standing_out(means: pd.Series, variances: pd.Series) -> pd.Series:
    """P-values of being one of the crowd: each held against what the others and chance together make.

    Parameters
    ----------
    means, variances
        As in :func:`shrunk_means`; at least four people.

    Returns
    -------
    Series
        One p-value per person, two-sided.

    Notes
    -----
    t = (y - mu) / sqrt(tau2 + v + 1 / sum w) with mu, w and tau2 of all others, k - 2 degrees of freedom:
    an externally studentised residual, so that a person far out does not hide behind the spread it makes.
    """
    y, v = means.to_numpy(float), variances.to_numpy(float)
    t = np.empty(len(y))
    for i in range(len(y)):
        others = np.arange(len(y)) != i
        tau2 = _between(y[others], v[others])
        weight = 1 / (tau2 + v[others])
        mu = weight @ y[others] / weight.sum()
        t[i] = (y[i] - mu) / np.sqrt(tau2 + v[i] + 1 / weight.sum())
    return pd.Series(2 * stats.t.sf(np.abs(t), len(y) - 2), means.index)


def _beta_interval(mean: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Central interval of the beta distribution with this mean and variance."""
    trials = mean * (1 - mean) / variance.clip(min=1e-12) - 1
    low, high = (
        stats.beta.ppf(q, mean * trials, (1 - mean) * trials) for q in ((1 - level) / 2, (1 + level) / 2)
    )
    return np.asarray(low), np.asarray(high)


def _between(y: Floats, v: Floats) -> float:
    """Variance between people that makes the weighted squares equal to their degrees of freedom."""

    def surplus(tau2: float) -> float:
        weight = 1 / (tau2 + v)
        mean = weight @ y / weight.sum()
        return float(weight @ (y - mean) ** 2) - (len(y) - 1)

    if len(y) < 2 or surplus(0.0) <= 0:
        return 0.0
    return float(optimize.brentq(surplus, 0.0, 10 * float(np.var(y) + v.max()) * len(y)))
