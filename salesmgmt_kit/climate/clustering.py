"""How much of the differences between people lies between their units: ICC(1), ICC(2), and their test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ..mixed import random_intercepts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Nesting:
    """How units differ.

    Parameters
    ----------
    units, people
        Numbers.
    size, size_n0
        Arithmetic mean number of people, and the one that unequal units are worth.
    icc1, icc1_n0, icc1_reml
        Share of the differences between people that lies between units: by analysis of variance with either
        size, and by restricted maximum likelihood; fractions, the first two may be below 0.
    icc1_low, icc1_high, level
        Interval of ``icc1``.
    icc2
        Reliability of a unit's mean by analysis of variance: share of the differences between units that is
        more than chance.
    reliability
        Mean over units of tau^2 / (tau^2 + sigma^2 / n), by restricted maximum likelihood.
    f, p
        Test of all units being alike.
    between, within
        Standard deviations between units (tau) and within (sigma), by restricted maximum likelihood.
    """

    units: int
    people: int
    size: float
    size_n0: float
    icc1: float
    icc1_n0: float
    icc1_reml: float
    icc1_low: float
    icc1_high: float
    level: float
    icc2: float
    reliability: float
    f: float
    p: float
    between: float
    within: float


def nesting(scores: pd.Series, groups: pd.Series, *, level: float = 0.95) -> Nesting | None:
    """How much of the differences between people lies between their units.

    Parameters
    ----------
    scores
        One value per person; missing ones are left out.
    groups
        The unit of each.
    level
        Of the interval, fraction.

    Returns
    -------
    Nesting or None
        None with fewer than two units, no unit of two people, or nobody who differs.

    Notes
    -----
    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW), k the mean size; ICC(2) = (MSB - MSW) / MSB. Interval:
    (F / Fq - 1) / (F / Fq + k - 1).

    References
    ----------
    Bliese 2000, in Klein & Kozlowski (eds.), Multilevel theory; Shrout & Fleiss 1979, Psychological Bulletin
    86 (interval); Bartko 1976, Psychological Bulletin 83.
    """
    known = scores.notna() & groups.notna().to_numpy()
    y, (code, names) = scores[known].to_numpy(float), pd.factorize(groups[known])
    n = np.bincount(code, minlength=len(names)).astype(float)
    j, people = len(names), len(y)
    if j < 2 or people <= j or np.ptp(y) == 0:
        return None
    mean = np.bincount(code, y, j) / n
    msb = float(n @ (mean - y.mean()) ** 2) / (j - 1)
    msw = float(((y - mean[code]) ** 2).sum()) / (people - j)
    size, n0 = people / j, float((people - (n**2).sum() / people) / (j - 1))
    f = msb / msw if msw > 0 else np.inf
    low, high = (
        _icc(f / stats.f.ppf(q, j - 1, people - j), 1.0, size) for q in ((1 + level) / 2, (1 - level) / 2)
    )
    model = random_intercepts(pd.Series(y), pd.Series(code))
    return Nesting(
        units=j,
        people=people,
        size=size,
        size_n0=n0,
        icc1=_icc(msb, msw, size),
        icc1_n0=_icc(msb, msw, n0),
        icc1_reml=model.between / (model.between + model.within),
        icc1_low=low,
        icc1_high=high,
        level=level,
        icc2=(msb - msw) / msb if msb > 0 else np.nan,
        reliability=float(np.mean(model.between / (model.between + model.within / n))),
        f=float(f),
        p=float(stats.f.sf(f, j - 1, people - j)),
        between=float(np.sqrt(model.between)),
        within=float(np.sqrt(model.within)),
    )


def _icc(msb: float, msw: float, size: float) -> float:
    return float((msb - msw) / (msb + (size - 1) * msw))
