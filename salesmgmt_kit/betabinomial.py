"""Rates that differ between groups: the beta distribution they come from, by the counts of the groups."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import optimize
from scipy.special import betaln

Floats = npt.NDArray[np.float64]

#: Prior trials above which groups are alike for all that can be told.
ALIKE: Final = 1e6


def most_likely(won: Floats, n: Floats) -> tuple[float, float]:
    """Mean and prior trials of the rates' distribution, by maximum marginal likelihood.

    Parameters
    ----------
    won, n
        Successes and trials, by group.

    Returns
    -------
    mean, prior
        Of Beta(mean prior, (1 - mean) prior); a prior of :data:`ALIKE` says that chance explains all
        differences. A group's rate is (won + mean prior) / (n + prior).

    References
    ----------
    Skellam 1948, JRSS B 10(2) (beta-binomial likelihood).
    """
    won, n = won[n > 0], n[n > 0]
    overall = won.sum() / n.sum() if n.sum() else 0.5
    if not 0 < overall < 1 or len(n) < 2:
        return float(np.clip(overall, 1e-9, 1 - 1e-9)), ALIKE

    def minus_likelihood(x: Floats) -> float:
        mean, prior = 1 / (1 + np.exp(-x[0])), np.exp(x[1])
        a, b = mean * prior, (1 - mean) * prior
        return float(-(betaln(a + won, b + n - won) - betaln(a, b)).sum())

    start = [np.log(overall / (1 - overall)), np.log(max(n.mean(), 2.0))]
    bounds = [(start[0] - 5, start[0] + 5), (-3.0, np.log(ALIKE))]
    found = optimize.minimize(minus_likelihood, start, method="L-BFGS-B", bounds=bounds)
    alike = minus_likelihood(np.array([start[0], np.log(ALIKE)]))
    if alike <= found.fun + 1e-6:
        return float(overall), ALIKE
    return float(1 / (1 + np.exp(-found.x[0]))), float(np.exp(found.x[1]))
