"""Tables of how the plan is steered: the market's index, and the log of changed targets."""

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
