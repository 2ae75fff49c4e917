"""Proposals to change a target, by what the market did; nobody's target changes by them."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import pandas as pd

from ... import months, units
from ..calibration import reach
from ..forecasting import Forecast

#: A number, or one per unit.
Values = TypeVar("Values", float, pd.Series)
_COLUMNS: Final = [
    "unit", "tier", "depth", "verdict", "probability", "old", "new", "change", "afterwards", "known",
    "expected", "low", "high", "market", "pass_through",
]  # fmt: skip


def passed_on(target: Values, earned: Values, *, market: Values, pass_through: float) -> Values:
    """A target after the market changed: what is still to be earned follows a part of the change.

    Parameters
    ----------
    target, earned
        Of the same period; client's currency.
    market
        Change of the market since the target was set, fraction.
    pass_through
        The part of it that the target follows, 0 to 1.

    Notes
    -----
    T' = earned + (T - earned)(1 + pass_through * market); a target already earned stays.

    Examples
    --------
    >>> float(passed_on(1000.0, 400.0, market=-0.1, pass_through=0.5))
    970.0
    """
    changed: Values = target + np.maximum(target - earned, 0.0) * pass_through * market
    return changed


def market_change(
    market: pd.DataFrame | None, *, since: pd.Timestamp, month: pd.Timestamp, growth: float = 0.0
) -> float:
    """Change of the market's index since a month, beyond the growth that the plan assumes; a fraction.

    Parameters
    ----------
    market
        One row per month: ``month``, ``index``. None where there is none.
    since, month
        The month it is held against, and the last one used; the latest known up to each counts.
    growth
        A year, fraction.

    Returns
    -------
    float
        Missing without an index of both.
    """
    if market is None:
        return np.nan
    index = market.set_index("month")["index"].sort_index()
    before, now = index[:since], index[:month]
    if before.empty or before.iloc[-1] <= 0:
        return np.nan
    first, last = before.index[-1], now.index[-1]
    years = ((last.year - first.year) * 12 + last.month - first.month) / 12
    return float(now.iloc[-1] / before.iloc[-1] / (1 + growth) ** years - 1)


def proposed_plan(plan: pd.DataFrame, unit: str, new: float, *, ahead: pd.DatetimeIndex) -> pd.DataFrame:
    """New targets of a unit's months ahead, so that all months of ``plan`` add up to ``new``.

    Parameters
    ----------
    plan
        Targets in force of the period: ``unit``, ``month``, ``target``.
    unit, new
        The unit, and its target for the whole period.
    ahead
        The months that may still change; each keeps its part of them, all parts equal where all are 0.

    Returns
    -------
    DataFrame
        One row per month ahead that has a target: ``unit``, ``month``, ``old``, ``new``.

    Raises
    ------
    ValueError
        When no month ahead has a target, or ``new`` is below what the months before were asked.
    """
    own = plan[plan["unit"] == unit].sort_values("month")
    open_ = own[own["month"].isin(ahead)]
    if open_.empty:
        raise ValueError("no month ahead has a target")
    rest = open_["target"].sum()
    asked = new - (own["target"].sum() - rest)
    if asked < 0:
        raise ValueError(f"below {own['target'].sum() - rest:.2f}, which the months before were asked")
    parts = open_["target"] / rest if rest > 0 else pd.Series(1 / len(open_), open_.index)
    changed = open_.rename(columns={"target": "old"}).assign(new=parts * asked)
    return changed[["unit", "month", "old", "new"]].reset_index(drop=True)


def propose(
    result: Forecast,
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    log: pd.DataFrame,
    market: pd.DataFrame | None,
    *,
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
    band: tuple[float, float] = (0.2, 0.8),
    pass_through: float = 0.5,
    trigger: float = 0.03,
    market_growth: float = 0.0,
) -> pd.DataFrame:
    """What could be done about every target of the fiscal year that is nearly certain or nearly lost.

    Nothing is proposed while the probability of reaching the year's target lies inside ``band``. Outside
    it, a new target is proposed where the market moved by ``trigger`` or more in the same direction: what
    a unit made itself is no reason to ask more or less of it. The market is held against the month before
    the fiscal year, or before the unit's last decision for its months, so that a change counts once.

    Parameters
    ----------
    result, actuals, month, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.reach`.
    plan
        The targets in force, from :func:`~salesmgmt_kit.targets.complete_targets`.
    log
        ``log`` of :class:`~salesmgmt_kit.targets.recalibration.ManagedPlan`.
    market
        One row per month: ``month``, ``index``. None: nothing is passed on.
    band, pass_through, trigger, market_growth
        The client's settings; fractions.

    Returns
    -------
    DataFrame
        One row per unit above the reps outside the band, in the order of the tree: ``unit``, ``tier``,
        ``depth``; ``verdict`` (``change``, or ``look`` where the market does not explain it);
        ``probability``, of the target in force; ``old``, ``new``, ``change`` (the year's target; equal
        and 0 for ``look``); ``afterwards`` (probability of the new one); ``known``, ``expected``,
        ``low``, ``high`` (sold so far, and the year's outlook); ``market`` (fraction; missing without an
        index), ``pass_through`` (0 without one). Client's currency.
    """
    year = months.fiscal_year(months.shift(month, 1), start=fiscal_year_start)
    chances = reach(result, actuals, plan, month=month, fiscal_year_start=fiscal_year_start)
    rows = chances[(chances["horizon"] == "year") & (chances["tier"] != units.REP)]
    rows = rows[(rows["probability"] < band[0]) | (rows["probability"] > band[1])].copy()
    since = _bases(log, rows["unit"], year)
    moved = [market_change(market, since=m, month=month, growth=market_growth) for m in since]
    rows["market"] = np.array(moved, float)
    rows["pass_through"] = pass_through if market is not None else 0.0
    same_way = (rows["market"] < 0) == (rows["probability"] < band[0])
    explained = rows["market"].abs().ge(trigger) & same_way & (rows["target"] > rows["known"])
    rows["verdict"] = np.where(explained, "change", "look")
    rows["old"] = rows["target"]
    followed = (rows["market"] * rows["pass_through"]).where(explained, 0.0)
    rows["new"] = passed_on(rows["target"], rows["known"], market=followed, pass_through=1.0)
    rows["change"] = rows["new"] - rows["old"]
    rows["afterwards"] = _afterwards(rows, result, actuals, plan, year, fiscal_year_start)
    return rows[_COLUMNS].reset_index(drop=True)


def _bases(log: pd.DataFrame, names: pd.Series, year: pd.DatetimeIndex) -> list[pd.Timestamp]:
    """The month that each unit's market is held against."""
    start = months.shift(year[0], -1)
    decided = log[log["month"].isin(year)].groupby("unit")["decided"].max()
    last = pd.to_datetime(names.map(decided)).dt.to_period("M").dt.to_timestamp()
    return [max(start, months.shift(day, -1)) if pd.notna(day) else start for day in last]


def _afterwards(
    rows: pd.DataFrame,
    result: Forecast,
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    year: pd.DatetimeIndex,
    start: int,
) -> pd.Series:
    """Each row's probability of reaching the new target; which month carries the change is all one."""
    if rows.empty:
        return pd.Series(dtype=float)
    changes = rows.set_index("unit")["change"]
    last = plan["month"] == year[-1]
    moved = plan.assign(target=plan["target"] + plan["unit"].map(changes).fillna(0.0).where(last, 0.0))
    chances = reach(result, actuals, moved, month=result.month, fiscal_year_start=start)
    by_unit = chances[chances["horizon"] == "year"].set_index("unit")["probability"]
    return rows["unit"].map(by_unit)
