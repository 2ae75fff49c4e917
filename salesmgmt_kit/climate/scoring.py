"""Scores of people by dimension, and what is said of many: means, shares, recommendation, intervals."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .answers import Answers

Floats = npt.NDArray[np.float64]

#: A person has a score where this share of the questions is answered, at least.
HALF: Final = 1 / 2
#: Answers from 0 to 10: who would recommend the company, and who would not.
PROMOTES, DETRACTS = 9, 6
#: Of the steps of a scale, those that are favourable: the two best.
_FAVOURABLE_STEPS: Final = 2


def person_scores(answers: Answers, *, least: float = HALF) -> pd.DataFrame:
    """Everybody's score in each dimension, from 0 (worst) to 100 (best).

    Parameters
    ----------
    answers
        Cleaned.
    least
        Share of a dimension's questions that must be answered, fraction; one half, or two thirds.

    Returns
    -------
    DataFrame
        Rows of ``answers.people``; one column per dimension: 0 to 100; missing where too few questions were
        answered. Nothing is put in the place of an answer that was not given.

    Notes
    -----
    100 (x - minimum) / (maximum - minimum), reversed questions turned by the codebook's bounds, then the
    mean of those answered.

    References
    ----------
    Ware et al. 1993, SF-36 Health Survey manual (the half rule); Newman 2014, Organizational Research
    Methods 17 (person-level means of the items answered).
    """
    return pd.DataFrame(
        {name: _mean_where(_hundred(answers, name), least) for name in answers.codebook.dimensions},
        index=answers.people.index,
    )


def favourable(answers: Answers, dimension: str) -> pd.DataFrame:
    """Whether each answer is one of the two most favourable steps of its scale.

    Returns
    -------
    DataFrame
        Rows of ``answers.people``, one column per question of the dimension: 1 or 0; missing where it was
        not answered.
    """
    keyed = answers.keyed(dimension)
    best = answers.codebook.of(dimension)["maximum"].to_numpy(float)
    values = keyed.to_numpy(float)
    steps = np.where(np.isnan(values), np.nan, values > best - _FAVOURABLE_STEPS)
    return pd.DataFrame(steps, keyed.index, keyed.columns)


def recommendation(answers: Answers) -> pd.DataFrame:
    """Who recommends the company as a place to work, and who advises against it.

    Returns
    -------
    DataFrame
        Rows of ``answers.people``: ``promotes`` (9 or 10), ``detracts`` (0 to 6): 1 or 0; missing where the
        question was not answered or is not asked.
    """
    asked = answers.codebook.recommending
    value = np.full(len(answers), np.nan) if asked is None else answers.values[asked].to_numpy(float)
    known = ~np.isnan(value)
    return pd.DataFrame(
        {
            "promotes": np.where(known, value >= PROMOTES, np.nan),
            "detracts": np.where(known, value <= DETRACTS, np.nan),
        },
        index=answers.people.index,
    )


def wilson(share: Floats, n: Floats, *, everybody: Floats | None = None, level: float = 0.95) -> Floats:
    """The interval of a share.

    Parameters
    ----------
    share
        Observed, fraction.
    n
        People it is of; above 0.
    everybody
        How many were asked: the interval then is that of the share among them, and of no width when all
        have answered. None: that of the process which brings forth such answers.
    level
        Of the interval, fraction.

    Returns
    -------
    array
        Two rows, low and high, fractions.

    Notes
    -----
    (p + z^2 / 2n -+ z sqrt(p q / n + z^2 / 4 n^2)) / (1 + z^2 / n), with n (N - 1) / (N - n) in the place
    of n when N were asked.

    References
    ----------
    Wilson 1927, JASA 22.
    """
    p, size = np.asarray(share, float), np.asarray(n, float)
    if everybody is not None:
        asked = np.maximum(np.asarray(everybody, float), size)
        with np.errstate(divide="ignore"):
            size = np.where(asked > size, size * (asked - 1) / (asked - size), np.inf)
    z = stats.norm.ppf((1 + level) / 2)
    middle, reach = p + z**2 / (2 * size), z * np.sqrt(p * (1 - p) / size + (z / (2 * size)) ** 2)
    bounds: Floats = np.stack([middle - reach, middle + reach]) / (1 + z**2 / size)
    return bounds


def net_promoters(
    promotes: Floats, detracts: Floats, n: Floats, *, everybody: Floats | None = None, level: float = 0.95
) -> pd.DataFrame:
    """How many more people recommend the company than advise against it (eNPS).

    Parameters
    ----------
    promotes, detracts
        Shares, fractions.
    n, everybody, level
        As in :func:`wilson`.

    Returns
    -------
    DataFrame
        One row per value: ``score``, ``low``, ``high``: -100 to 100.

    Notes
    -----
    100 (P - D), standard error 100 sqrt((P + D - (P - D)^2) / n), times sqrt(1 - n / N) among those asked.
    """
    net = np.asarray(promotes, float) - np.asarray(detracts, float)
    spread = np.asarray(promotes, float) + np.asarray(detracts, float) - net**2
    reach = stats.norm.ppf((1 + level) / 2) * np.sqrt(spread / n) * _missing_part(n, everybody)
    bounds = {"score": net, "low": np.maximum(net - reach, -1), "high": np.minimum(net + reach, 1)}
    return pd.DataFrame({name: 100 * np.asarray(value) for name, value in bounds.items()})


def mean_interval(
    mean: Floats, sd: Floats, n: Floats, *, everybody: Floats | None = None, level: float = 0.95
) -> Floats:
    """The interval of a mean of people's scores.

    Parameters
    ----------
    mean, sd
        Of the scores, and their standard deviation.
    n, everybody, level
        As in :func:`wilson`.

    Returns
    -------
    array
        Two rows, low and high; missing for one person.

    References
    ----------
    Cochran 1977, Sampling Techniques, section 2.5: mean +- t(n - 1) s / sqrt(n) sqrt(1 - n / N).
    """
    size = np.asarray(n, float)
    t = stats.t.ppf((1 + level) / 2, np.where(size > 1, size - 1, np.nan))
    reach = t * np.asarray(sd, float) / np.sqrt(size) * _missing_part(size, everybody)
    return np.stack([mean - reach, mean + reach])


def _hundred(answers: Answers, dimension: str) -> Floats:
    items = answers.codebook.of(dimension)
    low, high = (items[name].to_numpy(float) for name in ("minimum", "maximum"))
    scaled: Floats = 100 * (answers.keyed(dimension).to_numpy(float) - low) / (high - low)
    return scaled


def _mean_where(values: Floats, least: float) -> Floats:
    """Mean of the values that are there, by row; missing where they are too few."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    enough = (count > 0) & (count >= np.ceil(least * values.shape[1] - 1e-9))
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def _missing_part(n: Floats, everybody: Floats | None) -> Floats:
    """Factor of a standard error when n of so many were asked."""
    if everybody is None:
        return np.ones_like(np.asarray(n, float))
    part: Floats = np.sqrt(1 - n / np.maximum(np.asarray(everybody, float), n))
    return part
