"""Who ticked without reading: independent signs, and the rule that takes two of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from .answers import Answers

Floats = npt.NDArray[np.float64]

#: Same answers in a row; where half of the questions or more are answered alike throughout.
LONG: Final = 9
#: A person's own standard deviation of answers, steps, below which they hardly vary.
FLAT: Final = 0.35
#: Probability of answers so far from everybody's.
_FAR: Final = 0.999
#: People for each question from whom distances are taken.
_PEOPLE_EACH: Final = 5
#: Seconds a question takes at least.
_FAST: Final = 2.0
_FLAGS: Final = ["longstring", "flat", "distant", "fast"]


def signs(answers: Answers) -> pd.DataFrame:
    """Signs that answers were ticked without reading.

    Returns
    -------
    DataFrame
        Rows of ``answers.people``: ``longstring`` (nine equal answers in a row and more, as asked, where some
        questions are reversed), ``flat`` (answers hardly vary), ``distant`` (far from what people answer
        together), ``fast`` (under two seconds a question): flags. They never leave this module person by
        person.

    Notes
    -----
    Answers count as ticked, not turned round; those skipped are passed over. Distance: D^2 against the .999
    quantile of chi-squared with as many degrees of freedom as questions, answers skipped being put at the
    question's mean; with five people for each question at least, over all waves.

    References
    ----------
    Meade & Craig 2012, Psychological Methods 17; Curran 2016, J. Experimental Social Psychology 66; Dunn et
    al. 2018 (variation within a person); Huang et al. 2012, J. Business and Psychology 27 (two seconds).
    """
    scales = answers.codebook.items.loc[answers.codebook.scales]
    raw = answers.values[list(scales.index)].to_numpy(float)
    mixed = bool(scales["reversed"].any() and not scales["reversed"].all())
    seconds = answers.people.get("seconds", pd.Series(np.nan, answers.people.index)).to_numpy(float)
    answered = (~np.isnan(raw)).sum(axis=1)
    return pd.DataFrame(
        {
            "longstring": (longest_run(raw) >= LONG) & mixed,
            "flat": within_person_spread(raw) < FLAT,
            "distant": distances(raw) > stats.chi2.ppf(_FAR, raw.shape[1]),
            "fast": seconds < _FAST * answered,
        },
        index=answers.people.index,
    )[_FLAGS]


def is_careless(found: pd.DataFrame) -> pd.Series:
    """Who is left out: two independent signs.

    A long run and answers that hardly vary are one sign, seen from two sides.
    """
    same = found["longstring"] | found["flat"]
    flags: pd.Series = same.astype(int) + found["distant"] + found["fast"] >= 2
    return flags


def longest_run(raw: Floats) -> npt.NDArray[np.int64]:
    """By row: the largest number of equal values in a row, missing ones passed over."""
    run = np.zeros(len(raw), np.int64)
    best, last = run.copy(), np.full(len(raw), np.nan)
    for column in raw.T:
        known = ~np.isnan(column)
        run = np.where(known, np.where(column == last, run + 1, 1), run)
        last = np.where(known, column, last)
        best = np.maximum(best, run)
    return best


def within_person_spread(raw: Floats) -> Floats:
    """By row: standard deviation of the values (n - 1 in the denominator); missing for fewer than two."""
    known = ~np.isnan(raw)
    n = known.sum(axis=1)
    several = np.where(n > 1, n, np.nan)
    mean = np.where(known, raw, 0).sum(axis=1) / several
    squares = np.where(known, (raw - mean[:, None]) ** 2, 0).sum(axis=1)
    spread: Floats = np.sqrt(squares / (several - 1))
    return spread


def distances(raw: Floats) -> Floats:
    """By row: squared Mahalanobis distance, missing values at the mean; missing with too few rows."""
    known = ~np.isnan(raw)
    if len(raw) <= _PEOPLE_EACH * raw.shape[1] or not known.any(axis=0).all():
        return np.full(len(raw), np.nan)
    mean = np.where(known, raw, 0).sum(axis=0) / known.sum(axis=0)
    apart = np.where(known, raw - mean, 0.0)
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(apart, rowvar=False)))
    far: Floats = ((apart @ inverse) * apart).sum(axis=1)
    return far
