"""The product of the factors, for the company and for every unit, now and at the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .factors import DEALS, SIZE, Factor, Values

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Funnel:
    """Factors whose product is the money of a year's deals; the last axis holds them, the first the samples.

    Parameters
    ----------
    company, company_best
        Deals opened, conversions, mean size of a won deal; and the same with every factor at its benchmark:
        (samples, factors).
    units, units_best
        Likewise by unit: (samples, units, factors).
    """

    company: Floats
    company_best: Floats
    units: Floats
    units_best: Floats


def composed(factors: Sequence[Factor], found: Sequence[Values], size: Floats) -> Funnel:
    """Put the values of all factors together.

    Parameters
    ----------
    factors, found
        The factors, and the values of each.
    size
        Mean amount of a won deal in every sample, money. Units differ from it, and the benchmark does, as
        their typical deals differ: the mean of logarithms is not at the mercy of one large deal.
    """
    parts = [_scaled(factor, of, size) for factor, of in zip(factors, found, strict=True)]
    return Funnel(*(np.stack(values, axis=-1) for values in zip(*parts, strict=True)))


def _scaled(factor: Factor, of: Values, size: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """One factor as it enters the product: of the company, at its best, of the units, at their best."""
    best = np.broadcast_to(of.benchmark[:, None], of.units.shape)
    if factor.name == DEALS:
        whole = factor.below.sum()
        return of.pooled * whole, of.benchmark * whole, of.units * factor.below, best * factor.below
    if factor.name == SIZE:
        worth = size / of.pooled
        return size, of.benchmark * worth, of.units * worth[:, None], best * worth[:, None]
    return of.pooled, of.benchmark, of.units, best
