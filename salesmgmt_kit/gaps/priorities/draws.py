"""The factors drawn again and again, as chance might have made them: all units and samples at once."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from .factors import BETTER, SIZE, Factor, Values, values

Floats = npt.NDArray[np.float64]

#: Samples.
DRAWS: Final = 1000


def drawn(factor: Factor, rng: np.random.Generator) -> Values:
    """A factor in samples of the deals.

    Notes
    -----
    Deals drawn with Poisson(1) weights make Poisson counts per unit, so the counts are drawn in place of the
    deals; overdispersed ones in units of their dispersion. The mean logarithm of sizes is drawn from its
    normal distribution. The units are shrunk anew in every sample, with the variance between them by moments,
    which needs no search.

    References
    ----------
    Hanley & MacGibbon 2006, Comput. Methods Programs Biomed. 83 (Poisson bootstrap); DerSimonian & Laird
    1986, Controlled Clinical Trials 7 (moments).
    """
    above, below = _sample(factor, rng)
    whole = below.sum(axis=1)
    pooled = np.divide(above.sum(axis=1), whole, out=np.zeros(DRAWS), where=whole > 0)
    spread = pooled * (1 - pooled) * factor.dispersion if factor.share else np.full(DRAWS, factor.spread)
    near = _towards(above, below, pooled, spread)
    seen = near[:, factor.seen]
    better = np.quantile(seen, BETTER, axis=1) if seen.shape[1] else pooled
    return values(factor, pooled, better, np.where(factor.seen, near, pooled[:, None]))


def _sample(factor: Factor, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Above and below of every unit in every sample: (samples, units)."""
    shape = (DRAWS, len(factor.above))
    if factor.name == SIZE:
        error = np.sqrt(factor.spread * factor.below) if factor.spread > 0 else np.zeros(shape[1])
        total = np.asarray(factor.above + error * rng.standard_normal(shape), float)
        return total, np.broadcast_to(factor.below, shape)
    size = factor.dispersion
    above = np.asarray(size * rng.poisson(factor.above / size, shape), float)
    if not factor.share:
        return above, np.broadcast_to(factor.below, shape)
    return above, above + size * rng.poisson((factor.below - factor.above) / size, shape)


def _towards(above: Floats, below: Floats, pooled: Floats, spread: Floats) -> Floats:
    """Values of the units, drawn towards the common one as far as chance explains their distance."""
    own = np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
    apart = np.where(below > 0, own - pooled[:, None], 0.0)
    weight = np.divide(below, spread[:, None], out=np.zeros(below.shape), where=spread[:, None] > 0)
    whole = weight.sum(axis=1)
    chance = (weight > 0).sum(axis=1) - 1
    room = whole - np.divide((weight**2).sum(axis=1), whole, out=np.zeros(len(whole)), where=whole > 0)
    surplus = (weight * apart**2).sum(axis=1) - chance
    between = np.divide(surplus.clip(min=0), room, out=np.zeros(len(room)), where=room > 0)[:, None]
    kept = between * weight / (1 + between * weight)
    return np.asarray(pooled[:, None] + kept * apart)
