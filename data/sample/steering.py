"""Tables of how people are steered: the market's index, the log of changed targets, the pay bands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import truths
from world import HISTORY, MONTHS, World, after


def market(world: World) -> pd.DataFrame:
    """One row per month: the size of the market, season taken out, 100 in the first month."""
    rng = world.stream("market")
    growth = (1 + truths.MARKET_GROWTH) ** (np.arange(HISTORY) / 12)
    fall = 1 - truths.MARKET_DROP * after(truths.MARKET_FALLS)[:HISTORY] * (not world.plain)
    index = 100 * growth * fall * rng.lognormal(0, 0.004, HISTORY)
    return pd.DataFrame({"month": np.datetime_as_string(MONTHS[:HISTORY]), "index": index.round(1)})


def target_changes(world: World, targets: pd.DataFrame) -> pd.DataFrame:
    """One row per decision and month; the last row's ``old`` is not the target that was in force."""
    frozen = targets.set_index(["unit", "month"])["target"]
    rows = [
        (decided, unit, month, frozen[unit, month], round(frozen[unit, month] * factor, -3), who, why)
        for decided, unit, months, factor, who, why in truths.TARGET_CHANGES
        if unit in set(world.teams["team"]) and not world.plain
        for month in months
    ]
    table = pd.DataFrame(rows, columns=["decided", "unit", "month", "old", "new", "who", "why"])
    wrong = table["decided"] == truths.BROKEN_DECISION
    table.loc[wrong, "old"] += truths.BROKEN_BY
    return table.astype({"old": int, "new": int})


def pay_bands() -> pd.DataFrame:
    """One row per band of the variable pay, by total score."""
    columns = ["band", "name_en", "name_zh", "score_from", "factor"]
    rows = [
        ("D", "D, below expectations", "D 待改进", None, 0.0),
        ("C", "C, partly as expected", "C 基本达标", 70, 0.6),
        ("B", "B, as expected", "B 达标", 85, 1.0),
        ("A", "A, above expectations", "A 良好", 95, 1.3),
        ("S", "S, outstanding", "S 卓越", 110, 1.6),
    ]
    return pd.DataFrame(rows, columns=columns).astype({"score_from": "Int64"})
