"""Who did not answer: weights that put the organisation's make-up right, and what silence could hide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

#: Between these multiples of the mean weight everybody counts.
TRIMMED: Final = (0.3, 3.0)
#: By how many points (of 100) those who are silent may differ, for the bounds that are shown.
DIFFERENCE: Final = 10.0
_ROUNDS: Final = 200
_NEAR: Final = 1e-10


@dataclass(frozen=True)
class Weights:
    """What every respondent counts.

    Parameters
    ----------
    values
        One weight per respondent, mean 1.
    effect
        Kish's design effect: how many times larger the variance of a mean is than with equal weights.
    trimmed
        Share of the respondents whose weight was held within :data:`TRIMMED`, fraction.
    """

    values: pd.Series
    effect: float
    trimmed: float


def raked(respondents: pd.DataFrame, everybody: Mapping[str, pd.Series]) -> Weights:
    """Weights with which the respondents have the make-up of everybody asked.

    Parameters
    ----------
    respondents
        One row per respondent, one column for each trait of ``everybody``: its group.
    everybody
        By trait: how many were asked, by group. Groups in which nobody answered have no say.

    Notes
    -----
    Iterative proportional fitting: the weights of each group are scaled to its share of those asked, trait
    after trait, until nothing changes; then held within [.3, 3] of their mean. The effect is n sum(w^2) /
    (sum w)^2.

    References
    ----------
    Deming & Stephan 1940, Annals of Mathematical Statistics 11; Kish 1965, Survey Sampling, section 11.7.
    """
    weight = np.ones(len(respondents))
    groups = {trait: pd.factorize(respondents[trait]) for trait in everybody}
    for _ in range(_ROUNDS):
        before = weight
        for trait, (code, names) in groups.items():
            asked = everybody[trait].reindex(names).to_numpy(float)
            answered = np.bincount(code, weight, len(names))
            weight = weight * (asked / asked.sum() * len(weight) / answered)[code]
        if np.abs(weight - before).max(initial=0.0) < _NEAR:
            break
    held = np.clip(weight, *TRIMMED)
    final = held / held.mean() if len(held) else held
    return Weights(
        pd.Series(final, respondents.index),
        kish(final),
        float(np.mean(~np.isclose(held, weight))) if len(held) else np.nan,
    )


def kish(weights: Floats) -> float:
    """Design effect of unequal weights, 1 at the least; missing for nobody.

    Examples
    --------
    >>> kish(np.array([1.0, 1.0, 2.0]))
    1.125
    """
    total = float(np.sum(weights))
    return len(weights) * float(np.sum(np.square(weights))) / total**2 if total else float("nan")


def bounds(score: float, answered: float, *, difference: float = DIFFERENCE) -> tuple[float, float]:
    """Between which values everybody's mean lies, if the silent differ by so much at most.

    Parameters
    ----------
    score
        Mean of those who answered, 0 to 100.
    answered
        Share of those asked, fraction.
    difference
        Between the means of those silent and those not, points.

    Returns
    -------
    tuple
        Low and high, within 0 and 100.

    Notes
    -----
    x - (1 - RR) delta and x + (1 - RR) delta.

    Examples
    --------
    >>> bounds(70.0, 0.8)
    (68.0, 72.0)
    """
    reach = (1 - answered) * difference
    return max(score - reach, 0.0), min(score + reach, 100.0)
