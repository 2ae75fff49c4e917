"""Is a difference between people more than chance? Tests and limits for rates and for many people at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

#: Levels of the limits of a funnel plot: a warning and an alarm.
LEVELS = (0.95, 0.998)
Kind = Literal[
    "person", "target", "rate", "cause", "unit", "move", "product", "stage", "priority", "relation", "size"
]
#: Pages that may hold any false claim at all, and how the kinds of claim share them. Whoever claims something
#: of many at once keeps to the share over all of them, so that the shares add up to the page's.
FALSE_PAGE: Final = 0.05
SHARES: Final[dict[Kind, float]] = {
    "person": 0.0125,  # a rep unlike the others, over all reps
    "target": 0.016,  # a target above what the patch gives, over all reps
    "rate": 0.004,  # unlike win rates; who lies apart is said only where they are unlike
    "cause": 0.005,  # a factor that moved the company's money
    "unit": 0.002,  # a factor, or a shift, that moved a unit's
    "move": 0.002,  # a factor that moved a rep's, on the sheets
    "product": 0.004,  # pieces, mix, prices, products of the company or of a unit
    "stage": 0.001,  # a bottleneck
    "priority": 0.002,  # what the better units show
    "relation": 0.001,  # what attainment goes with
    "size": 0.0005,  # who sells it makes deals larger
}
#: Level at which relations of attainment are told on the page.
SURE_RELATION: Final = 1 - SHARES["relation"]
#: Share of the most extreme people, on either side, that are pulled in before chance is measured.
_WINSORISED = 0.1


@dataclass(frozen=True)
class Homogeneity:
    """Whether people differ at all.

    Parameters
    ----------
    statistic, degrees, p
        Chi-squared statistic, its degrees of freedom, and the p-value of all being alike; all missing
        with fewer than two people or when nobody, or everybody, succeeds.
    overdispersion
        Variance of the people's results in units of what chance alone gives, 1 at the least.
    """

    statistic: float
    degrees: int
    p: float
    overdispersion: float


def homogeneity(successes: pd.Series, trials: pd.Series) -> Homogeneity:
    """Test that everybody has the same rate of success.

    Parameters
    ----------
    successes, trials
        One value per person, counts; people without a trial have no say.

    References
    ----------
    Pearson's chi-squared; Spiegelhalter 2005, Statistics in Medicine 24, section 4 (overdispersion from
    winsorised z-scores).
    """
    won, n = (values[trials > 0].to_numpy(float) for values in (successes, trials))
    rate = won.sum() / n.sum() if n.sum() else np.nan
    if len(n) < 2 or not 0 < rate < 1:
        return Homogeneity(np.nan, max(len(n) - 1, 0), np.nan, 1.0)
    z = (won / n - rate) / np.sqrt(rate * (1 - rate) / n)
    statistic = float(z @ z)
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    return Homogeneity(statistic, len(n) - 1, float(stats.chi2.sf(statistic, len(n) - 1)), max(phi, 1.0))


def funnel_limits(trials: pd.Series, rate: float, *, overdispersion: float = 1.0) -> pd.DataFrame:
    """Between which numbers of successes chance alone leaves a person, by number of trials.

    Parameters
    ----------
    trials
        One value per person, counts.
    rate
        What all of them are held against, fraction.
    overdispersion
        From :func:`homogeneity`: the distances from the rate are widened by its root.

    Returns
    -------
    DataFrame
        One row per person and level: ``trials``, ``level`` (.95, .998), ``low``, ``high`` (successes; at
        least the level lies between the two, both included).

    References
    ----------
    Spiegelhalter 2005, Statistics in Medicine 24(8), section 3 (exact binomial limits).

    Examples
    --------
    >>> funnel_limits(pd.Series([20, 100]), 0.3)[["low", "high"]].values.tolist()
    [[2.0, 10.0], [21.0, 39.0], [1.0, 13.0], [17.0, 45.0]]
    """
    n = trials.to_numpy(float)
    wider = np.sqrt(overdispersion)
    parts = []
    for level in LEVELS:
        low, high = (stats.binom.ppf(q, n, rate) for q in ((1 - level) / 2, (1 + level) / 2))
        middle = n * rate
        parts.append(
            pd.DataFrame(
                {
                    "trials": n,
                    "level": level,
                    "low": np.clip(middle + (low - middle) * wider, 0, n),
                    "high": np.clip(middle + (high - middle) * wider, 0, n),
                },
                index=trials.index,
            )
        )
    return pd.concat(parts)


def expected_next(value: Floats, *, mean: float, correlation: float) -> Floats:
    """What an extreme result is followed by when nothing happens: half-way back to the mean, or more.

    Parameters
    ----------
    value
        Results of one period.
    mean
        Of everybody.
    correlation
        Between the results of one period and the next, over people.

    References
    ----------
    Galton 1886; E[next] = mean + correlation (value - mean) for equal variances.

    Examples
    --------
    >>> float(expected_next(np.array(130.0), mean=100, correlation=0.4))
    112.0
    """
    return np.asarray(mean + correlation * (np.asarray(value, float) - mean))
