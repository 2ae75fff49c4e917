"""The level of a plan: how many are at their target, and whether nearly all miss or reach it alike."""

from __future__ import annotations

from typing import Final

import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

#: Share of units at their target below (above) which nearly all miss (reach) it.
_NEARLY_NONE: Final = 0.1
#: Together they are this far from their target at the least: a hair's breadth does not make a plan wrong.
_FAR: Final = 0.05
#: Attainment between these bounds is near the target.
NEAR: Final = (0.9, 1.1)


def plan_level(judged: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """How many units of each tier are at their target, and the verdict on the plan's level.

    Parameters
    ----------
    judged
        Rows of :func:`.record.attainment_record` that have an attainment.
    level
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per tier: ``tier``, ``n``, ``actual``, ``target`` (client's currency), ``attainment`` (sum
        over sum), ``reached`` (share of units at their target or above), ``low``, ``high`` (Wilson),
        ``near`` (share within 90 to 110 %), ``near_low``, ``near_high``, ``level``, ``spread`` (standard
        deviation of attainment), ``verdict`` (``too_high``, ``too_low``, ``mixed``).

    Notes
    -----
    ``too_high``: at most a tenth is at its target, fewer than half beyond chance (binomial test, so six
    units at the least), and together they are short by more than 5 %. When nine of ten miss, the shortfall
    that all share is larger than the differences between them: they miss alike. ``too_low`` is the same
    upwards.
    """
    rows = []
    for tier, units in judged.groupby("tier", sort=False):
        n, hit = len(units), int((units["attainment"] >= 1).sum())
        sold, asked = units["actual"].sum(), units["target"].sum()
        rows.append(
            {"tier": tier, "n": n, "actual": sold, "target": asked, "attainment": sold / asked}
            | share("reached", "", hit, n, level)
            | share("near", "near_", int(units["attainment"].between(*NEAR).sum()), n, level)
            | {"level": level, "spread": units["attainment"].std(), "verdict": _verdict(hit, n, sold / asked)}
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS: Final = [
    "tier", "n", "actual", "target", "attainment", "reached", "low", "high", "near", "near_low", "near_high",
    "level", "spread", "verdict",
]  # fmt: skip


def share(name: str, bounds: str, hit: int, n: int, level: float) -> dict[str, float]:
    """A share and its Wilson interval, under ``name``, ``{bounds}low`` and ``{bounds}high``."""
    low, high = proportion_confint(hit, n, alpha=1 - level, method="wilson")
    return {name: hit / n, f"{bounds}low": low, f"{bounds}high": high}


def _verdict(hit: int, n: int, attainment: float) -> str:
    if stats.binomtest(hit, n, 0.5).pvalue >= 0.05:
        return "mixed"
    if hit <= _NEARLY_NONE * n and attainment < 1 - _FAR:
        return "too_high"
    if hit >= (1 - _NEARLY_NONE) * n and attainment > 1 + _FAR:
        return "too_low"
    return "mixed"
