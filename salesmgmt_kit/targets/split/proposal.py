"""The coming fiscal year's target, split: what every unit is asked, how likely it is, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ... import months as calendar
from ... import units as organisation
from ..actuals import places
from ..forecasting import Forecast, totals
from ..windows import asked, wide
from .allocation import Allocation, allocate
from .basis import WEIGHTS, Claims, claims, lineage
from .monthly import by_month
from .rules import Rule

#: The first step of a target: every unit grows at the company's rate.
ALIKE: Final = "alike"


@dataclass(frozen=True)
class Proposal:
    """A split of the coming fiscal year's target.

    Parameters
    ----------
    year
        The first fiscal year that begins after the month reported.
    given
        Whether the client named the total; else it is the median of the company's year, rounded.
    units
        One row per unit with a claim, in the order of the tree; money in the client's currency. Beside the
        columns of :class:`Allocation`'s ``units``: ``last`` (sales of the twelve months up to the month
        reported), ``growth`` (target / last - 1, fraction; missing where last is not above 0 or the unit is
        younger), ``expected``, ``low``, ``high``, ``level`` (its year as forecast), ``probability`` (share
        of the paths at the target or above, half a path away from 0 and 1), ``set`` (the target that the
        client has set for the year; missing where a month has none), ``apart`` (target - set).
    levels, conflicts
        As in :class:`Allocation`; ``conflicts`` has the kind ``unknown`` too: a locked unit that there
        is not, or that gets no target.
    weights
        By claim: what it counts, fractions that add up to 1 over the claims known.
    steps
        One row per unit and step, in this order, ``unit``, ``step``, ``amount``: ``alike`` (every unit
        grows at the company's rate); one per claim (its weight x what the unit's share in it lies above
        its share of the twelve months' sales); ``ramp`` (new reps); ``over`` (over-assignment);
        ``limits`` (floors, caps, locked values, rounding). With ``last`` they add up to the target.
    months
        One row per unit and month: ``month``, ``unit``, ``target``, as the table ``targets`` has them.
    """

    year: pd.DatetimeIndex
    given: bool
    units: pd.DataFrame
    levels: pd.DataFrame
    conflicts: pd.DataFrame
    weights: Mapping[str, float]
    steps: pd.DataFrame
    months: pd.DataFrame


def propose(
    ahead: Forecast,
    actuals: pd.DataFrame,
    sales: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    fiscal_year_start: int = 1,
    territories: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    total: float | None = None,
    weights: Mapping[str, float] = WEIGHTS,
    floor: float | None = None,
    cap: float | None = None,
    over: Mapping[str, float] | None = None,
    rule: Rule = "shares",
    locked: Mapping[str, float] | None = None,
    step: float = 1000.0,
) -> Proposal:
    """Split the target of the first fiscal year that begins after the month reported.

    Parameters
    ----------
    ahead
        From :func:`~salesmgmt_kit.targets.coherent`, reps included, to the end of that year.
    actuals, targets
        From :func:`~salesmgmt_kit.targets.monthly_actuals` and
        :func:`~salesmgmt_kit.targets.complete_targets`.
    sales, org, territories, weights
        As in :func:`~salesmgmt_kit.targets.split.claims`; ``levels`` as in :func:`salesmgmt_kit.units.tree`.
    total
        The company's target, client's currency, a multiple of ``step``; what it is as likely to reach as to
        miss when None.
    floor, cap
        Least and largest target as a fraction of a unit's last twelve months; only for units that sold
        before them, and not for the company.
    over, rule, step
        As in :func:`~salesmgmt_kit.targets.split.allocate`.
    locked
        By unit: a target that is settled, client's currency, a multiple of ``step``.

    Raises
    ------
    ValueError
        When an amount is no multiple of ``step``, or no claim can be known.
    """
    year = coming_year(ahead.month, start=fiscal_year_start)
    outlook = totals(ahead, year).set_index("unit")
    tree = organisation.tree(org, levels=levels)
    made_of = claims(
        org,
        sales,
        month=ahead.month,
        span=year,
        territories=territories,
        expected=outlook[["expected"]].reset_index(),
        weights=weights,
    )
    company = float(outlook["expected"][organisation.COMPANY])
    inside = ahead.months.isin(year)
    sums = pd.DataFrame({unit: paths[:, inside].sum(axis=1) for unit, paths in ahead.paths.items()})
    past = _past(actuals, ahead.month)
    split = allocate(
        made_of.reps[["rep", "share"]],
        tree,
        step * round(max(company, 0.0) / step) if total is None else total,
        over=over,
        limits=_limits(past, floor, cap, locked or {}),
        rule=rule,
        paths={str(unit): own.to_numpy() for unit, own in sums.items()},
        step=step,
    )
    rows = _held(split.units.merge(past.drop(columns="whole"), on="unit"), past, outlook, sums)
    rows = _compared(rows, targets, year, places(actuals))
    profile = ahead.monthly[ahead.monthly["month"].isin(year)][["unit", "month", "expected"]]
    return Proposal(
        year,
        total is not None,
        rows,
        split.levels,
        pd.concat([split.conflicts, _unknown(locked or {}, split)], ignore_index=True),
        dict(zip(made_of.parts["component"], made_of.parts["weight"].astype(float), strict=True)),
        _steps(made_of, split, rows, lineage(tree)),
        by_month(split, profile)[["month", "unit", "target"]],
    )


def coming_year(month: pd.Timestamp, *, start: int = 1) -> pd.DatetimeIndex:
    """The first fiscal year that begins after ``month``."""
    return calendar.fiscal_year(calendar.shift(calendar.fiscal_year(month, start=start)[-1], 1), start=start)


def bridge(proposal: Proposal, unit: str) -> pd.DataFrame:
    """From a unit's last twelve months to its target, step by step.

    Returns
    -------
    DataFrame
        One row per step that is not 0, then ``total``: ``step``, ``amount``, ``start``, ``end`` (change on
        the last twelve months before and after the step; client's currency).
    """
    own = proposal.steps[(proposal.steps["unit"] == unit) & (proposal.steps["amount"].abs() > 0.5)]
    rows = own[["step", "amount"]].assign(end=own["amount"].cumsum())
    rows = rows.assign(start=rows["end"] - rows["amount"])
    whole = proposal.steps.loc[proposal.steps["unit"] == unit, "amount"].sum()
    last = pd.DataFrame({"step": ["total"], "amount": [whole], "start": [0.0], "end": [whole]})
    return pd.concat([rows, last], ignore_index=True)[["step", "amount", "start", "end"]]


def most_affected(proposal: Proposal) -> str:
    """The unit of the lowest tier above the reps whose growth lies furthest from the company's."""
    rows = _above_reps(proposal.units)
    company = proposal.units["growth"].iloc[0]
    return str(rows.loc[(rows["growth"] - company).abs().idxmax(), "unit"])


def _above_reps(units: pd.DataFrame) -> pd.DataFrame:
    """Units of the lowest tier above the reps whose growth is known; the company where there are none."""
    above = units[units["tier"] != organisation.REP].dropna(subset="growth")
    rows: pd.DataFrame = above[above["depth"] == above["depth"].max()]
    return rows


def _past(actuals: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """One row per unit: ``unit``, ``last``, ``whole`` (whether it has sold for twelve months)."""
    since = calendar.shift(month, -11)
    last = actuals[actuals["month"].between(since, month)].groupby("unit")["actual"].sum()
    place = places(actuals)
    whole = (place["first"] <= since) & (place["tier"] != organisation.COMPANY)
    return pd.DataFrame({"unit": place["unit"], "last": place["unit"].map(last), "whole": whole})


def _limits(
    past: pd.DataFrame, floor: float | None, cap: float | None, locked: Mapping[str, float]
) -> pd.DataFrame:
    base = past["last"].where(past["whole"]).clip(lower=0)
    held = {name: base * share for name, share in (("floor", floor), ("cap", cap)) if share is not None}
    return past[["unit"]].assign(**held, locked=past["unit"].map(dict(locked)).astype(float))


def _held(rows: pd.DataFrame, past: pd.DataFrame, outlook: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Targets held against the past and against the paths."""
    young = set(past.loc[~past["whole"], "unit"]) - {organisation.COMPANY}
    base = rows["last"].where((rows["last"] > 0) & ~rows["unit"].isin(young))
    half = 0.5 / len(sums)
    targets = rows.set_index("unit")["target"]
    reached = sums[targets.index].ge(targets).mean().clip(half, 1 - half).where(targets.notna())
    rows = rows.assign(growth=rows["target"] / base - 1, probability=reached.to_numpy())
    return rows.merge(outlook.reset_index(), on="unit", how="left")


def _compared(
    rows: pd.DataFrame, targets: pd.DataFrame | None, year: pd.DatetimeIndex, place: pd.DataFrame
) -> pd.DataFrame:
    """Beside what is set for the year already."""
    known = pd.DataFrame(columns=["month", "unit", "target"]) if targets is None else targets
    matrix = wide(known, "target", columns=pd.Index(rows["unit"]))
    given = asked(matrix, year, place.set_index("unit")["first"].reindex(rows["unit"]))
    return rows.assign(set=given.to_numpy(float), apart=rows["target"] - given.to_numpy(float))


def _unknown(locked: Mapping[str, float], split: Allocation) -> pd.DataFrame:
    strays = [unit for unit in locked if unit not in set(split.units["unit"])]
    rows = [(unit, "unknown", locked[unit], 0.0, locked[unit]) for unit in strays]
    return pd.DataFrame(rows, columns=split.conflicts.columns)


def _steps(made_of: Claims, split: Allocation, rows: pd.DataFrame, path: pd.DataFrame) -> pd.DataFrame:
    known = rows.dropna(subset="target").set_index("unit")
    whole, before = float(known["target"].iloc[0]), float(known["last"].iloc[0])
    history = known["last"] / before if before > 0 else known["last"] * 0.0
    parts = made_of.parts.assign(amount=made_of.parts["weight"] * made_of.parts["share"])
    summed = path.merge(parts, on="rep").pivot_table("amount", "unit", "component", aggfunc="sum")
    weight = made_of.parts.drop_duplicates("component").set_index("component")["weight"]
    ramps = made_of.reps.assign(amount=made_of.reps["share"] - made_of.reps["mix"])[["rep", "amount"]]
    ramp = path.merge(ramps, on="rep").groupby("unit")["amount"].sum()
    over = known["tier"].map(split.levels.set_index("tier")["over"]).fillna(0.0)
    amounts = pd.DataFrame({ALIKE: history * whole - known["last"]})
    for component, share in weight.items():
        amounts[component] = (summed[component].reindex(known.index) - share * history) * whole
    amounts["ramp"] = ramp.reindex(known.index) * whole
    amounts["over"] = known["target"] * over / (1 + over)
    amounts["limits"] = known["target"] - known["last"] - amounts.sum(axis=1)
    long = amounts.rename_axis("unit").reset_index().melt("unit", var_name="step", value_name="amount")
    order = pd.Series(np.arange(len(known)), known.index)
    return long.sort_values("unit", key=lambda u: u.map(order), kind="stable", ignore_index=True)
