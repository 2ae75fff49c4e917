"""The money that open deals will bring: simulated month by month, and exactly for a handful of deals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import units
from ..engine.models import PATHS

Floats = npt.NDArray[np.float64]


def chance_of_reaching(needed: float, amounts: npt.ArrayLike, chances: npt.ArrayLike) -> float:
    """Exact probability that independent deals bring ``needed`` or more.

    Parameters
    ----------
    needed
        Money, in the currency of ``amounts``.
    amounts, chances
        What each deal brings if it is won, and how likely it is (fraction). The sums of all outcomes are
        kept, so that many deals of differing amounts need much memory: twenty are a million sums.

    Examples
    --------
    >>> chance_of_reaching(100, [100, 100], [0.5, 0.5])
    0.75
    >>> chance_of_reaching(150, [100, 100], [0.5, 0.5])
    0.25
    """
    sums: Floats = np.zeros(1)
    weights: Floats = np.ones(1)
    for amount, chance in zip(np.asarray(amounts, float), np.asarray(chances, float), strict=True):
        both = np.r_[weights * (1 - chance), weights * chance]
        sums, at = np.unique(np.r_[sums, sums + amount], return_inverse=True)
        weights = np.zeros(len(sums))
        np.add.at(weights, at, both)
    return float(weights[sums >= needed].sum())


def simulated(
    deals: pd.DataFrame,
    chances: Floats,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    rng: np.random.Generator,
    paths: int = PATHS,
) -> dict[str, Floats]:
    """Paths of the money won from open deals, by unit and month ahead.

    Parameters
    ----------
    deals
        One row per open deal: ``rep`` and ``amount``.
    chances
        Probability that it is won in each month ahead, one row per deal.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    rng
        What the ends are drawn with, deal by deal independently.
    paths
        How many.

    Returns
    -------
    dict
        By unit: one row per path, one column per month ahead; client's currency. Children add up to their
        parent, path by path.
    """
    tree = units.tree(org, levels=levels)
    above = tree.set_index("unit")["parent"]
    money = {unit: np.zeros((paths, chances.shape[1])) for unit in tree["unit"]}
    by = np.cumsum(chances, axis=1)
    for rep, amount, reached in zip(deals["rep"], deals["amount"], by, strict=True):
        month = np.searchsorted(reached, rng.random(paths), side="right")
        won = np.flatnonzero(month < len(reached))
        unit: object = rep
        while isinstance(unit, str):
            money[unit][won, month[won]] += amount
            unit = above[unit]
    return money
