"""Deals of two periods shared out over the units below a unit: number, shift between them, money a deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import units
from ..counting import DEALS, counted
from ..effects import shapley_effects

Floats = npt.NDArray[np.float64]

EFFECTS: Final = ("volume", "mix", "rate")
#: Fewest closed deals of a period from which an effect gets an interval.
_FEWEST: Final = 10
#: Part of a sum by which it is moved to find an effect's slope.
_STEP: Final = 1e-5


def unit_shifts(
    opportunities: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    base: pd.DatetimeIndex,
    actual: pd.DatetimeIndex,
    level: float = 0.95,
) -> pd.DataFrame:
    """What number of deals, shift between the units below and money a deal make of each unit's difference.

    Parameters
    ----------
    opportunities, org, levels, base, actual
        As in :func:`salesmgmt_kit.gaps.bridge`.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per unit above the reps that closed a deal, in the order of the tree: ``unit``, ``tier``,
        ``depth``, ``gap`` and ``volume``, ``mix``, ``rate``, each with ``_low``, ``_high`` (money) and ``_p``
        (of being 0); bounds and p are missing under ten deals in a period. The three add up to the gap. Empty
        where the two periods are the same.

    Notes
    -----
    :func:`salesmgmt_kit.gaps.volume_mix_rate` over the units right below: number of closed deals,
    their shares of it, money won per closed deal. Intervals: deals drawn again, to the first order (the
    variance of the effects' slopes times what each deal counts).
    """
    if base.equals(actual):
        return pd.DataFrame()
    tree = units.tree(org, levels=levels)
    sums = np.stack([_sums(opportunities, org, tree, levels, span) for span in (base, actual)])
    at = pd.Series(range(len(tree)), index=tree["unit"])
    rows = [
        _row(sums[:, at[children["unit"]]], level) | {"unit": parent}
        for parent, children in tree.dropna(subset="parent").groupby("parent", sort=False)
    ]
    found = tree[["unit", "tier", "depth"]].merge(pd.DataFrame(rows), on="unit")
    closed = pd.Series(sums[:, :, 0].sum(axis=0), index=tree["unit"])
    return found[found["unit"].map(closed) > 0].reset_index(drop=True)


def _sums(
    opportunities: pd.DataFrame,
    org: pd.DataFrame,
    tree: pd.DataFrame,
    levels: Sequence[str],
    span: pd.DatetimeIndex,
) -> Floats:
    """By unit of the tree: deals closed, money won, and the sum of its squares."""
    rows = counted([DEALS[0], DEALS[2]], {"opportunities": opportunities})
    inside = rows[rows["month"].isin(span)]
    squared = inside.assign(squares=inside["value"] ** 2)[["rep", "closed", "value", "squares"]]
    summed = units.roll_up(squared, org, levels=levels, by=()).set_index("unit")
    columns = ["closed", "value", "squares"]
    return summed[columns].reindex(tree["unit"], fill_value=0.0).to_numpy(float)


def _row(sums: Floats, level: float) -> dict[str, float]:
    """Effects of one unit from the sums of those below it: (periods, units below, sums)."""
    counts = sums[..., :2]
    effects = _effects(counts)
    sd = np.sqrt(np.maximum(_variance(sums), 0.0))
    if sums[..., 0].sum(axis=1).min() < _FEWEST:
        sd = np.full_like(sd, np.nan)
    reach = stats.norm.ppf((1 + level) / 2) * sd
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd > 0, 2 * stats.norm.sf(np.abs(effects / sd)), np.nan)
    found = {"gap": float(counts[1, :, 1].sum() - counts[0, :, 1].sum())}
    for k, name in enumerate(EFFECTS):
        bounds = {
            f"{name}_low": effects[k] - reach[k],
            f"{name}_high": effects[k] + reach[k],
            f"{name}_p": p[k],
        }
        found |= {name: effects[k]} | bounds
    return found


def _effects(counts: Floats) -> Floats:
    """Volume, mix and rate, (..., 3), of sums (..., periods, units below, (deals, money))."""
    closed, value = counts[..., 0], counts[..., 1]
    total = closed.sum(axis=-1, keepdims=True)
    share = np.divide(closed, total, out=np.zeros_like(closed), where=total > 0)
    rate = np.divide(value, closed, out=np.full_like(value, np.nan), where=closed > 0)
    # What a unit has nothing of in one period counts at the other's rate: its coming and going is mix.
    rate = np.nan_to_num(np.where(np.isnan(rate), rate[..., ::-1, :], rate))
    factors = np.stack([np.broadcast_to(total, closed.shape), share, rate], axis=-1)
    return np.asarray(shapley_effects(factors[..., 0, :, :], factors[..., 1, :, :]).sum(axis=-2))


def _variance(sums: Floats) -> Floats:
    """Of each effect over deals drawn again: its slopes over all sums, times what each deal adds to them."""
    counts = sums[..., :2]
    step = _STEP * np.maximum(np.abs(counts), 1.0)
    moved = np.eye(counts.size).reshape(counts.size, *counts.shape) * step
    slope = (_effects(counts + moved) - _effects(counts - moved)) / (2 * step.reshape(-1, 1))
    by_deal, by_money = np.moveaxis(slope.reshape(*counts.shape, len(EFFECTS)), -2, 0)
    closed, value, squares = np.moveaxis(sums, -1, 0)[..., None]
    own = by_deal**2 * closed + 2 * by_deal * by_money * value + by_money**2 * squares
    return np.asarray(own.sum(axis=(0, 1)))
