"""Means and shares with their intervals when outcomes of one month move together."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

#: Months that an interval needs at the least to see how far their outcomes move together.
FEWEST_MONTHS: Final = 6

#: A value, and the bounds of its interval.
Estimate = tuple[float, float, float]


def clustered_mean(values: pd.Series, clusters: pd.Series, *, confidence: float = 0.95) -> Estimate:
    """A mean and its interval when values of one cluster move together.

    Parameters
    ----------
    values
        Missing ones are left out.
    clusters
        The cluster of each value, here the month that an outcome fell in, by the same index.
    confidence
        Of the interval, fraction.

    Returns
    -------
    tuple
        Mean, lower and upper bound; missing without a value, the bounds below :data:`FEWEST_MONTHS`
        clusters.

    References
    ----------
    Cameron, A. C. & Miller, D. L. (2015). Journal of Human Resources 50(2), 317-372, equation 11 for a
    regression on a constant, Student t with G - 1 degrees of freedom.
    """
    known = values.dropna()
    mean = float(known.mean()) if len(known) else np.nan
    groups = clusters.reindex(known.index)
    degrees = groups.nunique() - 1
    if degrees + 1 < FEWEST_MONTHS:
        return mean, np.nan, np.nan
    width = float(stats.t.ppf((1 + confidence) / 2, degrees) * np.sqrt(_variance(known, groups)))
    return mean, mean - width, mean + width


def clustered_share(hits: pd.Series, clusters: pd.Series, *, confidence: float = 0.95) -> Estimate:
    """A share and its interval when outcomes of one cluster move together.

    The interval is that of Clopper and Pearson for as many outcomes as independent ones would carry the
    same information: all of them when they move apart, the number of clusters when they move as one. Below
    :data:`FEWEST_MONTHS` clusters it cannot be told, and they count as one each.

    Parameters
    ----------
    hits
        Whether each outcome was a hit, none missing, at least one.
    clusters, confidence
        As in :func:`clustered_mean`.

    Returns
    -------
    tuple
        Share, lower and upper bound.

    References
    ----------
    Korn, E. L. & Graubard, B. I. (1998). Survey Methodology 24(2), 193-201. Clopper, C. J. & Pearson, E. S.
    (1934). Biometrika 26(4), 404-413.
    """
    share = float(hits.mean())
    n = _effective(hits.astype(float), clusters, confidence)
    x, tail = share * n, (1 - confidence) / 2
    low = float(stats.beta.ppf(tail, x, n - x + 1)) if share > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, x + 1, n - x)) if share < 1 else 1.0
    return share, low, high


def _effective(hits: pd.Series, clusters: pd.Series, confidence: float) -> float:
    """How many independent outcomes would tell as much, between the clusters and all outcomes."""
    n, groups, share = len(hits), clusters.nunique(), float(hits.mean())
    if groups < FEWEST_MONTHS:
        return float(groups)
    variance = _variance(hits, clusters)
    if variance == 0:
        return float(n)
    tails = stats.t.ppf((1 + confidence) / 2, [n - 1, groups - 1])
    worth = share * (1 - share) / variance * (tails[0] / tails[1]) ** 2
    return float(np.clip(worth, min(groups, n), n))


def _variance(values: pd.Series, clusters: pd.Series) -> float:
    """Of the mean of the values, from the sums of their differences to it, cluster by cluster."""
    sums = (values - values.mean()).groupby(clusters).sum()
    groups = len(sums)
    return float(groups / (groups - 1) * (sums**2).sum() / len(values) ** 2)
