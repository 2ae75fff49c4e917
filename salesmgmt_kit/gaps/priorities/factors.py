"""The factors that a year's money is made of, at every unit, and what the better units reach in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months, patches, units
from ..shrinkage import shrunk_means, shrunk_rates
from .process import Process

Floats = npt.NDArray[np.float64]

#: The factors that are no stage: deals opened, and money of a won one.
DEALS: Final = "deals"
SIZE: Final = "size"
#: Fewest units among which a better quarter is looked for.
FEWEST_UNITS: Final = 5
#: Which of the units, from the lowest to the highest, is the benchmark.
BETTER: Final = 0.75


@dataclass(frozen=True)
class Values:
    """Values of one factor, on the scale of its product (deals per patch, fraction, money of a typical deal).

    Parameters
    ----------
    pooled, benchmark
        Of all units together, and of the better quarter of them: one per sample.
    units
        Of the units, drawn towards the common one; that itself where a unit has none: (samples, units).
    """

    pooled: Floats
    benchmark: Floats
    units: Floats


@dataclass(frozen=True)
class Factor:
    """One factor at the units of one tier.

    Parameters
    ----------
    name
        ``deals``, a stage's code, or ``size``.
    share
        Whether ``above`` is part of ``below``, so that the value is a conversion.
    above, below
        One value per unit: the value of the factor is above / below (deals / potential, advanced / decided,
        sum of the logarithms of amounts / deals won).
    spread
        Variance of one piece of ``below``: the value of a unit has the variance spread / below.
    dispersion
        Variance between the reps of a unit in terms of what chance alone gives, 1 at the least.
    free
        Degrees of freedom of ``spread``; infinite where it is known.
    """

    name: str
    share: bool
    above: Floats
    below: Floats
    spread: float
    dispersion: float
    free: float

    @property
    def pooled(self) -> float:
        """The value of all units together."""
        whole = self.below.sum()
        return float(self.above.sum() / whole) if whole > 0 else float("nan")

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """Which units have a value at all."""
        return self.below > 0


def unit_factors(
    opportunities: pd.DataFrame,
    found: Process,
    org: pd.DataFrame,
    *,
    tier: str,
    month: pd.Timestamp,
    patch: pd.Series,
) -> tuple[pd.Index, list[Factor]]:
    """The factors of the units of a tier: deals opened, conversion of every stage, size of a won deal.

    Parameters
    ----------
    opportunities
        ``rep``, ``opened``, ``closed`` (dates), ``outcome``, ``amount`` (money).
    found
        From :func:`~salesmgmt_kit.gaps.priorities.sales_process`.
    org
        ``rep``, a column of that tier.
    tier
        The column of ``org`` with the units compared.
    month
        The last of the twelve months.
    patch
        From :func:`patch_sizes`.

    Returns
    -------
    units, factors
        The units, and the factors in the order of the process; a unit without anybody now has no deals to go
        by.
    """
    places = org.set_index("rep")[tier]
    codes, names = pd.factorize(places)
    where = _Places(pd.Index(places.index), codes, len(names))
    first = months.shift(month, -11)
    until = months.shift(month, 1)
    opened = opportunities[opportunities["opened"].between(first, until, inclusive="left")]
    settled = found.settled
    stages = [_stage(name, settled[settled["stage"] == name], where) for name in found.stages["stage"]]
    deals = _deals(opened["rep"], patch.reindex(places.index).to_numpy(float), where)
    return pd.Index(names), [deals, *stages, _size(won_deals(opportunities, month), where)]


def patch_sizes(
    org: pd.DataFrame, territories: pd.DataFrame | None, *, month: pd.Timestamp
) -> tuple[pd.Series, bool]:
    """What each rep has to open deals in, 0 for who has left; and whether that is potential, or just a head.

    Parameters
    ----------
    org
        ``rep``, where known ``territory``, ``leave_date``.
    territories
        ``territory``, ``potential`` (money); unless it is known of everybody, each rep counts as one.
    month
        Who left before it has no patch.
    """
    there = units.present(org, month)
    potential = patches.potentials(there, territories)
    known = bool((potential > 0).all())
    heads = pd.Series(1.0, potential.index)
    return (potential if known else heads).reindex(org["rep"]).fillna(0.0), known


def won_deals(opportunities: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """Deals won in the twelve months to ``month`` whose amount is known and above 0."""
    won = opportunities[(opportunities["outcome"] == "won") & (opportunities["amount"] > 0)]
    return won[won["closed"].between(months.shift(month, -11), months.shift(month, 1), inclusive="left")]


def difference(factor: Factor) -> float:
    """P-value of all units being alike in a factor; missing under five units.

    Notes
    -----
    An F test of the variance between the units against that within them: reps within a unit differ too,
    and so much between units is no more than chance.
    """
    seen = factor.seen
    n = int(seen.sum())
    if n < FEWEST_UNITS or not factor.spread > 0:
        return float("nan")
    apart = factor.above[seen] / factor.below[seen] - factor.pooled
    between = float((apart**2 * factor.below[seen]).sum() / factor.spread)
    if np.isinf(factor.free):
        return float(stats.chi2.sf(between, n - 1))
    return float(stats.f.sf(between / (n - 1), n - 1, factor.free))


def estimated(factor: Factor) -> tuple[Values, Values]:
    """A factor's values in one sample, the data; and the same with the farthest benchmark there may be.

    Notes
    -----
    Raw values of units are a mixture of what they can do and of luck, and the best of them was lucky: so the
    benchmark is the third quartile of values drawn towards the common one (beta-binomial for conversions,
    Morris's factor for the others; counts weigh less by ``dispersion``), never below the common one. Values
    so drawn lie closer together than the true ones; the farthest benchmark is the quartile of values with the
    spread of those: mean + root of the weight kept x (own value - mean).

    References
    ----------
    Louis 1984, JASA 79; Ghosh 1992, JASA 87 (spread of shrunk values).
    """
    pooled, seen = factor.pooled, factor.seen
    near, kept = np.full(len(seen), pooled), np.zeros(len(seen))
    if seen.any() and factor.spread > 0:
        near[seen], kept[seen] = _shrunk(factor, seen)
    apart = near - pooled
    far = pooled + np.divide(apart, np.sqrt(kept), out=np.zeros(len(seen)), where=kept > 0)
    quartiles = (np.quantile(x[seen], BETTER) if seen.any() else pooled for x in (near, far))
    shown, farthest = (values(factor, np.array([pooled]), np.array([q]), near[None, :]) for q in quartiles)
    return shown, farthest


def values(factor: Factor, pooled: Floats, better: Floats, near: Floats) -> Values:
    """The same on the scale of the product: sizes are compared as logarithms."""
    found = (pooled, np.maximum(better, pooled), near)
    return Values(*map(np.exp, found)) if factor.name == SIZE else Values(*found)


def _shrunk(factor: Factor, seen: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Values drawn towards the common one, and the share of its own distance that each has kept."""
    above, below = factor.above[seen], factor.below[seen]
    if factor.share:
        found = shrunk_rates(*(pd.Series(x / factor.dispersion) for x in (above, below)))
        # Where chance explains all differences, the values are alike to the last digit.
        alike = found["weight"] == 0
        return found["rate"].mask(alike, factor.pooled).to_numpy(), found["weight"].to_numpy()
    found = shrunk_means(pd.Series(above / below), pd.Series(factor.spread / below))
    return found["mean"].to_numpy(), found["weight"].to_numpy()


@dataclass(frozen=True)
class _Places:
    """Which unit each rep is in."""

    reps: pd.Index
    unit: npt.NDArray[np.intp]
    n: int

    def of_rep(self, reps: pd.Series, weights: npt.ArrayLike | None = None) -> Floats:
        """Number of rows, or sum of their weights, by rep."""
        at = self.reps.get_indexer(pd.Index(reps))
        values = None if weights is None else np.asarray(weights, float)[at >= 0]
        return np.bincount(at[at >= 0], values, len(self.reps)).astype(float)

    def of_unit(self, by_rep: Floats) -> Floats:
        """Sums by unit."""
        return np.bincount(self.unit, by_rep, self.n).astype(float)


def _deals(opened: pd.Series, patch: Floats, where: _Places) -> Factor:
    by_rep = where.of_rep(opened)
    above, below = where.of_unit(by_rep), where.of_unit(patch)
    above = np.where(below > 0, above, 0.0)
    pooled = above.sum() / below.sum() if below.sum() else 0.0
    # Those who left opened deals for the patch of who came; only who is there now shows how reps differ.
    stayed = np.where(patch > 0, by_rep, 0.0)
    own = np.divide(where.of_unit(stayed), below, out=np.zeros(where.n), where=below > 0)
    dispersion, free = _dispersion(stayed, patch * own[where.unit], where)
    return Factor(DEALS, False, above, below, pooled * dispersion, dispersion, free)


def _stage(name: str, of: pd.DataFrame, where: _Places) -> Factor:
    decided = of[of["fate"].isin(["advanced", "lost"])]
    below = where.of_rep(decided["rep"])
    above = where.of_rep(decided["rep"], decided["fate"] == "advanced")
    won, n = where.of_unit(above), where.of_unit(below)
    rate = np.divide(won, n, out=np.zeros(where.n), where=n > 0)[where.unit]
    dispersion, free = _dispersion(above, below * rate, where, 1 - rate)
    pooled = won.sum() / n.sum() if n.sum() else 0.0
    return Factor(name, True, won, n, pooled * (1 - pooled) * dispersion, dispersion, free)


def _size(won: pd.DataFrame, where: _Places) -> Factor:
    logs = np.log(won["amount"].to_numpy(float))
    count, total, squares = (where.of_rep(won["rep"], weights) for weights in (None, logs, logs**2))
    above, below = where.of_unit(total), where.of_unit(count)
    within = where.of_unit(squares) - np.divide(above**2, below, out=np.zeros(where.n), where=below > 0)
    free = below.sum() - (below > 0).sum()
    spread = within.sum() / free if free > 0 else np.nan
    return Factor(SIZE, False, above, below, float(spread), 1.0, float(free))


def _dispersion(
    count: Floats, expected: Floats, where: _Places, left: Floats | float = 1.0
) -> tuple[float, float]:
    """Variance of the reps about their unit, in terms of chance, and its degrees of freedom."""
    variance = expected * left
    told = variance > 0
    free = told.sum() - len(np.unique(where.unit[told]))
    if free < 1:
        return 1.0, np.inf
    found = float(((count - expected)[told] ** 2 / variance[told]).sum() / free)
    return (found, float(free)) if found > 1 else (1.0, np.inf)
