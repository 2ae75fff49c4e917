"""Whether people of a unit see it alike: how far they differ, against answers ticked at random."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]
Null = Literal["uniform", "slight", "moderate", "triangular"]

#: How five answers are given at random: evenly, with a lean to one side, or to the middle.
NULLS: Final[dict[Null, tuple[float, ...]]] = {
    "uniform": (0.2, 0.2, 0.2, 0.2, 0.2),
    "slight": (0.05, 0.15, 0.2, 0.35, 0.25),
    "moderate": (0.0, 0.1, 0.15, 0.4, 0.35),
    "triangular": (0.11, 0.22, 0.34, 0.22, 0.11),
}
#: Lower ends of the bands of agreement: none, weak, moderate, strong, very strong.
BANDS: Final = (0.0, 0.31, 0.51, 0.71, 0.91)
#: Largest numbers of people and answers for which chance is counted out exactly.
_MOST_WAYS: Final = 2_000_000


def agreement(
    items: pd.DataFrame, groups: pd.Series, *, steps: int = 5, null: Null = "uniform"
) -> pd.DataFrame:
    """How far people of each group agree.

    Parameters
    ----------
    items
        One row per person, one column per question of a scale; people who answered everything count.
    groups
        The group of each.
    steps
        Answers of the scale.
    null
        How answers are given at random; those other than ``uniform`` are of five steps.

    Returns
    -------
    DataFrame
        One row per group, in order: ``n``; ``rwg`` (of one question rwg, of several rwg(j): 1 = all alike;
        spreads wider than at random count as those), ``rwg_star`` (linear, below 0 where wider),
        ``deviation`` (mean absolute deviation from the mean, steps), ``band`` (of ``rwg``: 0 none to 4 very
        strong). Missing with one person.

    References
    ----------
    James, Demaree & Wolf 1984, J. Applied Psychology 69; Lindell & Brandt 1999, J. Applied Psychology 84;
    Burke, Finkelstein & Dusig 1999, Organizational Research Methods 2; LeBreton & Senter 2008, ORM 11
    (bands).
    """
    values = items.to_numpy(float)
    whole = ~np.isnan(values).any(axis=1) & groups.notna().to_numpy()
    code, names = pd.factorize(groups[whole], sort=True)
    values, k = values[whole], values.shape[1]
    n = np.bincount(code, minlength=len(names)).astype(float)
    mean = _sums(code, values, len(names)) / n[:, None]
    apart = values - mean[code]
    several = np.where(n > 1, n, np.nan)
    variance = (_sums(code, apart**2, len(names)) / (several - 1)[:, None]).mean(axis=1)
    expected = random_variance(steps, null)
    held = np.minimum(variance / expected, 1.0)
    deviation = _sums(code, np.abs(apart), len(names)) / several[:, None]
    rwg = k * (1 - held) / (k * (1 - held) + held)
    return pd.DataFrame(
        {
            "n": n.astype(int),
            "rwg": rwg,
            "rwg_star": 1 - variance / expected,
            "deviation": deviation.mean(axis=1),
            "band": np.where(
                np.isnan(rwg), np.nan, np.searchsorted(BANDS, np.round(rwg, 2), side="right") - 1.0
            ),
        },
        index=pd.Index(names, name=groups.name),
    ).assign(agreed=_agreed(deviation, n, steps))


def _agreed(deviation: Floats, n: Floats, steps: int) -> Floats:
    """By group: share of the questions that it agrees on by more than chance."""
    limit = {size: critical_deviation(int(size), steps) for size in set(n[n > 1].tolist())}
    limits = np.array([limit.get(size, np.nan) for size in n.tolist()])
    known = ~np.isnan(limits)
    share = (deviation <= limits[:, None] + 1e-9).mean(axis=1)
    return np.where(known, share, np.nan)


def random_variance(steps: int, null: Null = "uniform") -> float:
    """Variance of answers given at random.

    Raises
    ------
    ValueError
        When a null of five steps is asked of a scale that has not five.

    Examples
    --------
    >>> random_variance(5), round(random_variance(5, "slight"), 2)
    (2.0, 1.34)
    """
    if null == "uniform":
        return (steps**2 - 1) / 12
    share = np.array(NULLS[null])
    if steps != len(share):
        raise ValueError(f"the null '{null}' is of {len(share)} steps, the scale of {steps}; take 'uniform'")
    at = np.arange(1, len(share) + 1)
    return float(share @ at**2 - (share @ at) ** 2)


@cache
def critical_deviation(n: int, steps: int = 5, *, level: float = 0.05) -> float:
    """The mean absolute deviation of one question that random answers of n people rarely fall below.

    Parameters
    ----------
    n
        People.
    steps
        Answers of the scale.
    level
        How rarely, fraction.

    Returns
    -------
    float
        The largest deviation that is reached or undercut no more often; missing where even full agreement
        is, and where there are too many ways to answer to count them.

    Notes
    -----
    Exact, by counting all ways in which n people can answer evenly at random. A practical limit is steps / 6.

    References
    ----------
    Dunlap, Burke & Smith-Crowe 2003, J. Applied Psychology 88, table 2; Burke & Dunlap 2002, ORM 5 (limit).
    """
    ways = _ways(n, steps)
    if ways is None:
        return float("nan")
    counts, chance = ways
    at = np.arange(steps)
    middle = counts @ at / n
    deviation = (counts * np.abs(at[None, :] - middle[:, None])).sum(axis=1) / n
    return _rarely_below(deviation, chance, level)


def critical_rwg(n: int, steps: int = 5, *, level: float = 0.05) -> float:
    """The rwg of one question that random answers rarely exceed; see :func:`critical_deviation`."""
    ways = _ways(n, steps)
    if ways is None:
        return float("nan")
    counts, chance = ways
    at = np.arange(steps)
    middle = counts @ at / n
    variance = ((counts @ at**2) - n * middle**2) / (n - 1)
    return 1 - _rarely_below(variance, chance, level) / random_variance(steps)


def _sums(code: npt.NDArray[np.int_], values: Floats, groups: int) -> Floats:
    return np.stack([np.bincount(code, column, groups) for column in values.T], axis=1)


def _ways(n: int, steps: int) -> tuple[Floats, Floats] | None:
    """All numbers of people per answer, and the probability of each when answers are even."""
    size = 1.0
    for i in range(1, steps):
        size = size * (n + i) / i
    if size > _MOST_WAYS:
        return None
    counts = np.zeros((1, 0), int)
    for left in range(steps - 1, -1, -1):
        rest = n - counts.sum(axis=1)
        if left == 0:
            counts = np.column_stack([counts, rest])
            break
        repeat = rest + 1
        start = np.repeat(np.cumsum(repeat) - repeat, repeat)
        counts = np.column_stack([np.repeat(counts, repeat, axis=0), np.arange(repeat.sum()) - start])
    return counts.astype(float), stats.multinomial.pmf(counts, n, np.full(steps, 1 / steps))


def _rarely_below(values: Floats, chance: Floats, level: float) -> float:
    """The largest value up to which no more than ``level`` of the chances lie."""
    order = np.argsort(np.round(values, 9), kind="stable")
    sorted_, reached = np.round(values[order], 9), np.cumsum(chance[order])
    last = np.append(sorted_[1:] != sorted_[:-1], True)
    fits = last & (reached <= level)
    return float(sorted_[fits].max()) if fits.any() else float("nan")
