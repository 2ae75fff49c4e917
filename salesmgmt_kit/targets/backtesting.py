"""How good the intervals were: past months held against what would have been said the month before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from .. import months, units
from .actuals import history
from .engine.models import FEWEST_MONTHS, Numbers, model_code
from .engine.paths import one_step
from .engine.unitwise import MODELS
from .forecasting import BATCHED, Engine, generator
from .workdays import sales_calendar

#: Months held against their intervals.
HELD: Final = 12


def backtest(
    actuals: pd.DataFrame,
    *,
    month: pd.Timestamp,
    held: int = HELD,
    level: float = 0.8,
    tiers: Sequence[str] | None = None,
    country: str | None = None,
    engine: Engine = "batch",
    seed: int = 2026,
) -> pd.DataFrame:
    """Each of the last months beside the interval that the month before would have given.

    Models, their weights and parameters are chosen without any of the months held back, then kept; only the
    level and the season follow the months as they come in. So nothing of a month is used to foresee it.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`.
    month
        The month reported, the last one held back.
    held
        Months held back; fewer for a unit that had no three months before them.
    level
        Share of the outcomes that an interval is meant to hold, fraction.
    tiers
        Tiers that are tested; all but reps when None.
    country
        Whose moving festivals are allowed for, estimated without the months held back too; None: no
        festival.
    engine, seed
        As in :func:`~salesmgmt_kit.targets.forecast`: what is tested is what forecasts.

    Returns
    -------
    DataFrame
        One row per unit and month held back: ``unit``, ``tier``, ``month``, ``actual``, ``low``, ``high``
        (client's currency), ``level``, ``model``, ``covered`` (whether low <= actual <= high). No row
        for a unit without three months before the first of them.
    """
    tiers = tiers or [tier for tier in actuals["tier"].unique() if tier != units.REP]
    tier = actuals.drop_duplicates("unit").set_index("unit")["tier"]
    festivals = sales_calendar(actuals, month=months.shift(month, -held), country=country)
    series = {
        unit: sales
        for unit, sales in history(actuals, month=month, tiers=tiers).items()
        if len(sales) > FEWEST_MONTHS
    }
    factors = {unit: festivals.factors(pd.DatetimeIndex(sales.index)) for unit, sales in series.items()}
    steady = {unit: sales.to_numpy(dtype=float) / factors[unit] for unit, sales in series.items()}
    bounds = _bounds(steady, held, level, engine, seed)
    parts = [
        _tested(sales, factors[unit], *bounds[unit]).assign(unit=unit, tier=tier[unit], level=level)
        for unit, sales in series.items()
    ]
    columns = ["unit", "tier", "month", "actual", "low", "high", "level", "model", "covered"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def coverage(tested: pd.DataFrame, *, by: Sequence[str] = (), confidence: float = 0.95) -> pd.DataFrame:
    """How many of the months tested lay inside their intervals.

    Parameters
    ----------
    tested
        From :func:`backtest`. Units with the same sales in every month, as a parent and its only child,
        count once; intervals without a width do not count.
    by
        Columns kept apart, e.g. ``["unit"]``; none for one row over all.
    confidence
        Of the interval of the share, fraction.

    Returns
    -------
    DataFrame
        One row per combination of ``by``: ``n`` (months), ``covered`` (of them), ``share`` (fraction),
        ``low``, ``high`` (the share's Clopper-Pearson interval, as if the months were independent, which
        units of one company are not quite), ``level`` (the share meant), ``first``, ``last`` (months). No
        row without months.
    """
    keys = list(by)
    judged = _distinct(tested[tested["low"] < tested["high"]], keys)
    grouped = judged.assign(all=0).groupby(keys or "all", sort=False)
    counts = grouped.agg(
        n=("covered", "size"),
        covered=("covered", "sum"),
        level=("level", "first"),
        first=("month", "min"),
        last=("month", "max"),
    )
    low, high = proportion_confint(
        counts["covered"].to_numpy(int), counts["n"].to_numpy(int), alpha=1 - confidence, method="beta"
    )
    rows = counts.assign(share=counts["covered"] / counts["n"], low=low, high=high)
    return rows.reset_index()[[*keys, "n", "covered", "share", "low", "high", "level", "first", "last"]]


def _distinct(tested: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Without the units whose every month is that of another one before, within the same ``keys``."""
    first: dict[tuple[object, ...], pd.DataFrame] = {}
    for _, rows in tested.groupby([*keys, *({"unit"} - set(keys))], sort=False):
        series = (*rows[keys].iloc[0], *rows["month"], *rows["actual"])
        first.setdefault(series, rows)
    return pd.concat(first.values()) if first else tested


def _bounds(
    series: Mapping[str, Numbers], held: int, level: float, engine: Engine, seed: int
) -> dict[str, tuple[str, Numbers, Numbers]]:
    """By unit: the model that the months before allowed, low and high of each month held back."""
    back = {unit: min(held, len(sales) - FEWEST_MONTHS) for unit, sales in series.items()}
    codes = {unit: model_code(sales[: -back[unit]]) for unit, sales in series.items()}
    together = [unit for unit in series if engine == "batch" and codes[unit] in BATCHED]
    rngs = {unit: generator(series[unit][: -back[unit]], seed) for unit in together}
    found = one_step({unit: series[unit] for unit in together}, held, level, rngs)
    for unit in series.keys() - found.keys():
        found[unit] = MODELS[codes[unit]].one_step(series[unit], back[unit], level)
    return {unit: (codes[unit], *found[unit]) for unit in series}


def _tested(sales: pd.Series, factors: Numbers, code: str, low: Numbers, high: Numbers) -> pd.DataFrame:
    """One row per month held back of one unit."""
    last = sales.iloc[-len(low) :]
    low, high = (np.asarray(bound) * factors[-len(low) :] for bound in (low, high))
    return pd.DataFrame(
        {
            "month": last.index,
            "actual": last.to_numpy(),
            "low": low,
            "high": high,
            "model": code,
            "covered": (low <= last.to_numpy()) & (last.to_numpy() <= high),
        }
    )
