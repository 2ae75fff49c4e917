"""Win rates of people beside each other: whether they differ at all, and who lies beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .. import months, units
from .chance import LEVELS, SHARES, Homogeneity, funnel_limits, homogeneity
from .shrinkage import shrunk_rates


@dataclass(frozen=True)
class WinRates:
    """Win rates of one tier.

    Parameters
    ----------
    tier
        The tier compared.
    rate
        Of all of them together, fraction; missing without a closed deal.
    test
        Whether they differ at all.
    units
        One row per unit with a closed deal: ``unit``, ``parent``, ``closed``, ``won`` (deals), ``raw``,
        ``rate`` (drawn towards the common one), ``low``, ``high``, ``level``, ``weight`` (see
        :func:`~salesmgmt_kit.gaps.shrinkage.shrunk_rates`); ``outside`` (flag: beyond the limits of 99.8 %,
        widened by the overdispersion, and the test rejects that all are alike).
    limits
        One row per number of deals and level: ``closed``, ``level``, ``low``, ``high`` (fractions).
    """

    tier: str
    rate: float
    test: Homogeneity
    units: pd.DataFrame
    limits: pd.DataFrame


def win_rates(
    opportunities: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    tier: str = units.REP,
    span: int = 12,
    significance: float = SHARES["rate"],
) -> WinRates:
    """Won out of closed deals of every unit of a tier, with what chance alone would do.

    Parameters
    ----------
    opportunities
        ``rep``, ``closed`` (date), ``outcome``.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The last month of closing.
    tier
        ``rep`` or one of ``levels``.
    span
        Months of closing.
    significance
        P-value below which the units are taken to differ.

    References
    ----------
    Spiegelhalter 2005, Statistics in Medicine 24(8).
    """
    first = months.shift(month, 1 - span)
    over = opportunities[opportunities["outcome"].isin(["won", "lost"])].dropna(subset="closed")
    over = over[(over["closed"] >= first) & (over["closed"] < months.shift(month, 1))]
    deals = pd.DataFrame({"rep": over["rep"], "closed": 1.0, "won": (over["outcome"] == "won").astype(float)})
    sums = units.roll_up(deals, org, levels=levels, by=())
    rows = sums[sums["tier"] == tier].merge(units.tree(org, levels=levels)[["unit", "parent"]], on="unit")
    closed, won = rows["closed"], rows["won"]
    test = homogeneity(won, closed)
    rate = float(won.sum() / closed.sum()) if closed.sum() else float("nan")
    shrunk = shrunk_rates(won, closed)
    rows = rows[["unit", "parent", "closed", "won"]].join(shrunk)
    return WinRates(
        tier,
        rate,
        test,
        rows.assign(outside=_outside(rows, rate, test, significance)),
        _limits(closed, rate, test),
    )


def _outside(rows: pd.DataFrame, rate: float, test: Homogeneity, significance: float) -> pd.Series:
    """Whether a unit lies beyond the outer limits; nobody does when all may be alike."""
    if not test.p < significance:
        return pd.Series(False, index=rows.index)
    limits = funnel_limits(rows["closed"], rate, overdispersion=test.overdispersion)
    outer = limits[limits["level"] == LEVELS[-1]]
    return (rows["won"] < outer["low"]) | (rows["won"] > outer["high"])


def _limits(closed: pd.Series, rate: float, test: Homogeneity) -> pd.DataFrame:
    """The limits as fractions, for every number of deals up to the largest."""
    most = int(closed.max()) if len(closed) else 0
    every = pd.Series(range(1, most + 1), dtype=float)
    if every.empty or not 0 <= rate <= 1:
        return pd.DataFrame(columns=["closed", "level", "low", "high"])
    limits = funnel_limits(every, rate, overdispersion=test.overdispersion)
    fractions = limits[["low", "high"]].div(limits["trials"], axis=0)
    return fractions.assign(closed=limits["trials"], level=limits["level"])[
        ["closed", "level", "low", "high"]
    ].reset_index(drop=True)
