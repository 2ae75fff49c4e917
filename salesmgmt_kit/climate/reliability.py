"""Whether the questions of a dimension hang together: alpha and its kin, question by question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]
Missing = Literal["listwise", "pairwise"]

#: Fewest people of whom reliability is told, all units together.
FEWEST: Final = 50
_DRAWS: Final = 1000


@dataclass(frozen=True)
class Consistency:
    """How consistently the questions of one scale are answered.

    Parameters
    ----------
    n
        People the interval rests on: those who answered everything (listwise), or all (pairwise).
    alpha, low, high, level
        Cronbach's alpha, raw, with its interval.
    error
        Asymptotic standard error of alpha, for normal answers.
    standardised
        Alpha of the standardised questions.
    g6
        Guttman's lambda 6; missing where a question is constant or made of others, and ``corrected`` too.
    mean_r, median_r
        Mean and median correlation between two questions.
    items
        One row per question: ``item``, ``item_rest`` (correlation with the sum of the others),
        ``item_total`` (with the sum of the standardised questions), ``corrected`` (the latter with the
        overlap taken out), ``alpha_without`` (alpha of the others).
    """

    n: int
    alpha: float
    low: float
    high: float
    level: float
    error: float
    standardised: float
    g6: float
    mean_r: float
    median_r: float
    items: pd.DataFrame

    @property
    def against(self) -> list[str]:
        """The questions that run against the rest: most likely to be reversed."""
        return list(self.items.loc[self.items["item_rest"] < 0, "item"])


def consistency(items: pd.DataFrame, *, missing: Missing = "listwise", level: float = 0.95) -> Consistency:
    """How consistently people answer the questions of one scale.

    Parameters
    ----------
    items
        One row per person, one column per question, those reversed turned round; two questions at least.
    missing
        ``listwise``: people who answered everything; ``pairwise``: every covariance of those who answered
        both.
    level
        Of the interval, fraction.

    Notes
    -----
    alpha = k / (k - 1) (1 - tr C / sum C). Interval: 1 - (1 - alpha) F, F with n - 1 and (n - 1)(k - 1)
    degrees of freedom, n the people that alpha is of. The error is sqrt(Q / n), Q = 2 k^2 / ((k - 1)^2 s^3)
    (s (tr C^2 + tr^2 C) - 2 tr C sum C^2), s = sum C. G6 = 1 - sum(1 - smc) / sum R.

    References
    ----------
    Cronbach 1951, Psychometrika 16; Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11;
    Guttman 1945, Psychometrika 10; Cureton 1966, Psychometrika 31 (overlap); Duhachek & Iacobucci 2004, J.
    Applied Psychology 89.
    """
    covariance, n = covariances(items.to_numpy(float), missing)
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    k = len(covariance)
    alpha = _alpha(covariance)
    low, high = _feldt(alpha, n, k, level)
    between = correlation[np.tril_indices(k, -1)]
    return Consistency(
        n, alpha, low, high, level, _error(covariance, n), _alpha(correlation), _g6(correlation),
        float(between.mean()), float(np.median(between)),
        _by_item(covariance, correlation, list(map(str, items))),
    )  # fmt: skip


def clustered_interval(
    items: pd.DataFrame, groups: pd.Series, *, level: float = 0.95, draws: int = _DRAWS, seed: int = 2026
) -> tuple[float, float]:
    """The interval of alpha where people of one group resemble each other: groups drawn again and again.

    Parameters
    ----------
    items
        As in :func:`consistency`; people who answered everything count.
    groups
        The group of each person.
    level, draws, seed
        Of the interval, number of draws, and their seed.

    Notes
    -----
    Percentiles of alpha over draws of whole groups. Alpha takes only the variances of the questions and of
    their sum, so that each draw is a weighted sum of the groups' squares.
    """
    values = items.to_numpy(float)
    whole = ~np.isnan(values).any(axis=1) & groups.notna().to_numpy()
    code, names = pd.factorize(groups[whole])
    centred = values[whole] - values[whole].mean(axis=0)
    k, size = centred.shape[1], np.bincount(code, minlength=len(names)).astype(float)
    scored = np.column_stack([centred, centred.sum(axis=1)])
    sums, squares = (
        np.stack([np.bincount(code, column, len(names)) for column in table.T], axis=1)
        for table in (scored, scored**2)
    )
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), draws).astype(float)
    spread = drawn @ squares - (drawn @ sums) ** 2 / (drawn @ size)[:, None]
    alphas = k / (k - 1) * (1 - spread[:, :k].sum(axis=1) / spread[:, k])
    low, high = np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def covariances(values: Floats, missing: Missing) -> tuple[Floats, int]:
    """Covariances of columns (n - 1 in the denominator), and the number of rows they count as."""
    known = ~np.isnan(values)
    if missing == "listwise":
        whole = values[known.all(axis=1)]
        return np.cov(whole, rowvar=False), len(whole)
    middle = np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)
    centred = np.where(known, values - middle, 0.0)
    mask = known.astype(float)
    n, sums = mask.T @ mask, centred.T @ mask
    return (centred.T @ centred - sums * sums.T / n) / (n - 1), len(values)


def squared_multiple(correlation: Floats) -> Floats:
    """By question: how much of it the others explain, fraction; missing where one is made of others."""
    if not invertible(correlation):
        return np.full(len(correlation), np.nan)
    smc: Floats = 1 - 1 / np.diag(np.linalg.inv(correlation))
    return smc


def invertible(correlation: Floats) -> bool:
    """Whether every question says something that the others do not: none is constant or made of others."""
    known = np.isfinite(correlation).all()
    return bool(known and np.linalg.matrix_rank(correlation, hermitian=True) == len(correlation))


def _alpha(covariance: Floats) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _feldt(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    degrees = n - 1, (n - 1) * (k - 1)
    high, low = (stats.f.ppf(q, *degrees) for q in ((1 - level) / 2, (1 + level) / 2))
    return float(1 - (1 - alpha) * low), float(1 - (1 - alpha) * high)


def _error(covariance: Floats, n: int) -> float:
    k, s, trace = len(covariance), covariance.sum(), np.trace(covariance)
    squared = covariance @ covariance
    q = 2 * k**2 / ((k - 1) ** 2 * s**3) * (s * (np.trace(squared) + trace**2) - 2 * trace * squared.sum())
    return float(np.sqrt(q / n))


def _g6(correlation: Floats) -> float:
    return float(1 - (1 - squared_multiple(correlation)).sum() / correlation.sum())


def _by_item(covariance: Floats, correlation: Floats, names: list[str]) -> pd.DataFrame:
    variance, row, total = np.diag(covariance), covariance.sum(axis=1), covariance.sum()
    rest = total - 2 * row + variance
    shared = correlation - np.diag(1 - squared_multiple(correlation))
    without = [
        _alpha(np.delete(np.delete(covariance, j, 0), j, 1)) if len(covariance) > 2 else np.nan
        for j in range(len(covariance))
    ]
    return pd.DataFrame(
        {
            "item": names,
            "item_rest": (row - variance) / np.sqrt(variance * rest),
            "item_total": row / np.sqrt(variance * total),
            "corrected": shared.sum(axis=1) / np.sqrt(shared.sum()),
            "alpha_without": without,
        }
    )
