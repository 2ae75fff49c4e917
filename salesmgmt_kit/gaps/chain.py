"""Sales as a chain of factors: deals closed x win rate x size, in two periods, at every unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats

from .. import units
from .effects import shapley_effects

Floats = npt.NDArray[np.float64]

#: The factors of the chain; their product is the money won.
FACTORS: Final = ("closed", "win_rate", "size")
#: Samples of the bootstrap, and how many are drawn at a time.
DRAWS: Final = 1000
_AT_A_TIME: Final = 50
_COUNTS: Final = ("closed", "won", "value")


@dataclass(frozen=True)
class Bridge:
    """From the money won in one period to that of another, factor by factor.

    Parameters
    ----------
    base, actual
        The months of the two periods.
    units
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``;
        ``closed_0``, ``won_0``, ``value_0`` (deals, deals, money of the base), ``closed_1``, ``won_1``,
        ``value_1``; ``gap`` (money).
    effects
        One row per unit and factor: ``unit``, ``tier``, ``depth``, ``factor`` (of :data:`FACTORS`),
        ``before``, ``after`` (the factor's values; missing where it has none), ``effect``, ``low``, ``high``
        (money), ``level``, ``p`` (of the effect being 0). A unit's effects add up to its gap.
    """

    base: pd.DatetimeIndex
    actual: pd.DatetimeIndex
    units: pd.DataFrame
    effects: pd.DataFrame


def bridge(
    opportunities: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    base: pd.DatetimeIndex,
    actual: pd.DatetimeIndex,
    level: float = 0.95,
    seed: int = 2026,
) -> Bridge:
    """Take the difference between two periods' money won apart, with intervals, at every unit.

    Parameters
    ----------
    opportunities
        ``rep``, ``closed`` (date), ``outcome`` (``won``, ``lost``), ``amount`` (money); others are still
        open. A won deal without an amount counts as won for nothing.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    base, actual
        Months of the two periods; a deal counts in the month in which it closed.
    level
        Of the intervals, fraction.
    seed
        Of the bootstrap.

    Notes
    -----
    The effects are Shapley values, so they add up exactly and do not depend on an order. A unit
    without a deal (or a win) in one period has no win rate (or size) there and takes the other period's,
    so that its coming or going is a matter of deals (or wins).

    Intervals: deals are drawn again with Poisson(1) weights, in both periods; effect +- z x sd of the
    draws, which unlike percentiles stays symmetric about the exact effect.

    References
    ----------
    Shorrocks 2013 (effects); Hanley & MacGibbon 2006, Comput. Methods Programs Biomed. 83 (Poisson
    bootstrap).
    """
    tree = units.tree(org, levels=levels)
    closed = _closed(opportunities)
    sums, draws = [], []
    rng = np.random.default_rng(seed)
    above = _membership(org, tree, levels)
    for span in (base, actual):
        deals = closed[closed["month"].isin(span)]
        values = deals[list(_COUNTS)].to_numpy(float)
        rep = pd.Index(org["rep"]).get_indexer(deals["rep"])
        per_rep = _gather(rep, len(org))
        sums.append(above @ (per_rep @ values))
        draws.append(_drawn(values, above @ per_rep, rng))
    exact = [_factors(counts, other) for counts, other in ((sums[0], sums[1]), (sums[1], sums[0]))]
    drawn = [_factors(counts, other) for counts, other in ((draws[0], draws[1]), (draws[1], draws[0]))]
    effects = shapley_effects(exact[0], exact[1])
    sd = shapley_effects(drawn[0], drawn[1]).std(axis=0, ddof=1)
    return Bridge(base, actual, _units(tree, sums), _effects(tree, sums, effects, sd, level))


def side_by_side(found: Bridge) -> pd.DataFrame:
    """The effects of every unit above the reps in one row.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree: ``unit``, ``depth``, ``gap`` and by factor ``closed``,
        ``closed_low``, ``closed_high`` and so on (money).
    """
    rows = found.units.loc[found.units["tier"] != units.REP, ["unit", "depth", "gap"]]
    for factor, effects in found.effects.groupby("factor"):
        named = effects.set_index("unit")[["effect", "low", "high"]]
        rows = rows.join(named.set_axis([factor, f"{factor}_low", f"{factor}_high"], axis=1), on="unit")
    return rows


def _closed(opportunities: pd.DataFrame) -> pd.DataFrame:
    """One row per closed deal: rep, month, and 1, whether won, money won."""
    over = opportunities[opportunities["outcome"].isin(["won", "lost"])].dropna(subset="closed")
    won = (over["outcome"] == "won").astype(float)
    return pd.DataFrame(
        {
            "rep": over["rep"],
            "month": over["closed"].dt.to_period("M").dt.to_timestamp(),
            "closed": 1.0,
            "won": won,
            "value": (over["amount"].fillna(0.0) * won).astype(float),
        }
    )


def _membership(org: pd.DataFrame, tree: pd.DataFrame, levels: Sequence[str]) -> sparse.csr_array:
    """One row per unit, one column per rep: 1 where the rep belongs to the unit."""
    path = org.assign(**{units.COMPANY: units.COMPANY})[[units.COMPANY, *levels, units.REP]]
    rows = pd.Index(tree["unit"]).get_indexer(path.to_numpy().ravel())
    columns = np.repeat(np.arange(len(org)), path.shape[1])
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(tree), len(org)))


def _gather(rep: npt.NDArray[np.intp], reps: int) -> sparse.csr_array:
    """One row per rep, one column per deal: 1 where the deal is the rep's."""
    return sparse.csr_array((np.ones(len(rep)), (rep, np.arange(len(rep)))), shape=(reps, len(rep)))


def _drawn(values: Floats, above: sparse.csr_array, rng: np.random.Generator) -> Floats:
    """Counts of every unit in every sample: (samples, units, counts)."""
    found = np.empty((DRAWS, above.shape[0], values.shape[1]))
    for first in range(0, DRAWS, _AT_A_TIME):
        weight = rng.poisson(1.0, size=(len(values), _AT_A_TIME)).astype(float)
        for k in range(values.shape[1]):
            found[first : first + _AT_A_TIME, :, k] = (above @ (weight * values[:, [k]])).T
    return found


def _factors(counts: Floats, other: Floats) -> Floats:
    """Deals closed, win rate, size; what is undefined is taken from the other period, or is 0."""
    closed, won, value = np.moveaxis(counts, -1, 0)
    rate, size = _ratio(won, closed), _ratio(value, won)
    rate = np.where(closed > 0, rate, _ratio(other[..., 1], other[..., 0]))
    size = np.where(won > 0, size, _ratio(other[..., 2], other[..., 1]))
    return np.stack([closed, rate, size], axis=-1)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros(np.shape(above)), where=below > 0)


def _units(tree: pd.DataFrame, sums: Sequence[Floats]) -> pd.DataFrame:
    columns = {f"{name}_{i}": sums[i][:, k] for i in (0, 1) for k, name in enumerate(_COUNTS)}
    return tree.assign(**columns, gap=sums[1][:, 2] - sums[0][:, 2])


def _effects(
    tree: pd.DataFrame, sums: Sequence[Floats], effects: Floats, sd: Floats, level: float
) -> pd.DataFrame:
    """One row per unit and factor."""
    reach = stats.norm.ppf((1 + level) / 2)
    before, after = (_shown(counts) for counts in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd > 0, 2 * stats.norm.sf(np.abs(effects / sd)), np.nan)
    parts = [
        tree[["unit", "tier", "depth"]].assign(
            factor=name,
            before=before[:, k],
            after=after[:, k],
            effect=effects[:, k],
            low=effects[:, k] - reach * sd[:, k],
            high=effects[:, k] + reach * sd[:, k],
            level=level,
            p=p[:, k],
        )
        for k, name in enumerate(FACTORS)
    ]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _shown(counts: Floats) -> Floats:
    """The factors as they are shown: missing where they have no value."""
    closed, won, value = counts.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.column_stack([closed, won / closed, value / won])
