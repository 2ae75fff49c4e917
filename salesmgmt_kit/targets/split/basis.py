"""What a rep's share of a target rests on: forecast, untapped potential, customers, capability, tenure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ... import months as calendar
from ... import patches, units
from .allocation import Allocation

#: Weight of each component where the client names none; those that cannot be known drop out.
WEIGHTS: Final[Mapping[str, float]] = {
    "forecast": 0.4,
    "potential": 0.3,
    "customers": 0.15,
    "capability": 0.15,
}
#: Months until a new rep sells like the others, and the fraction at the start.
RAMP_MONTHS: Final = 6
RAMP_START: Final = 0.5
#: Months of sales without which nothing is said of a rep's ability.
_FEWEST: Final = 6


@dataclass(frozen=True)
class Claims:
    """What every rep's share is made of.

    Parameters
    ----------
    reps
        One row per rep with a target: ``rep``, ``ramp`` (fraction of a full rep over the months of the
        target),
        ``mix`` (weighted mean of the components' shares), ``share`` (after the ramp; adds up to 1).
    parts
        One row per rep and component: ``rep``, ``component``, ``weight`` (fractions that add up to 1 over
        the components known), ``share`` (fraction of the company; adds up to 1 over the reps).
    """

    reps: pd.DataFrame
    parts: pd.DataFrame


def claims(
    org: pd.DataFrame,
    sales: pd.DataFrame,
    *,
    month: pd.Timestamp,
    span: pd.DatetimeIndex,
    territories: pd.DataFrame | None = None,
    expected: pd.DataFrame | None = None,
    weights: Mapping[str, float] = WEIGHTS,
    ramp_months: int = RAMP_MONTHS,
    ramp_start: float = RAMP_START,
) -> Claims:
    """Every rep's share of the target of the months ``span``.

    Parameters
    ----------
    org
        ``rep``, and where known ``territory``, ``hire_date``, ``leave_date``. Reps who leave before the
        first month of ``span`` get no target.
    sales
        ``rep``, ``month``, ``amount``, and where known ``customer``. The twelve months up to ``month`` count.
    territories
        ``territory``, ``potential`` (of a year, client's currency). A territory with several reps is
        divided evenly.
    expected
        One row per unit: ``unit``, ``expected`` (client's currency) over ``span``; reps without a row
        get their
        sales of the twelve months.
    weights
        By component: ``forecast``; ``potential``, what the territory could still buy (potential x (1 -
        penetration)); ``customers`` who bought in the twelve months; ``capability``, what a rep of this
        ability sells from a territory of this potential, see :func:`abilities`.
        A component that is nowhere above 0 or lacks its table drops out.
    ramp_months, ramp_start
        A rep hired that many months ago or more counts whole, one hired today ``ramp_start``.

    Raises
    ------
    ValueError
        When a weight is negative or unknown, or no component remains.
    """
    if not set(weights) <= set(WEIGHTS) or min(weights.values(), default=0) < 0:
        raise ValueError(f"weights must be 0 or more, of {', '.join(WEIGHTS)}: {dict(weights)}")
    present = units.present(org, span[0]).reset_index(drop=True)
    recent = sales[sales["month"].between(calendar.shift(month, -11), month)]
    amounts = _amounts(present, recent, territories, expected, month)
    parts = {
        k: v.clip(lower=0) / v.clip(lower=0).sum() for k, v in amounts.items() if v.clip(lower=0).sum() > 0
    }
    chosen = {k: w for k, w in weights.items() if k in parts and w > 0}
    if not chosen:
        raise ValueError(f"none of {', '.join(weights)} can be known from the tables")
    whole = sum(chosen.values())
    mix = sum((parts[k] * (w / whole) for k, w in chosen.items()), start=pd.Series(0.0, present["rep"]))
    ramp = _ramp(present, span, ramp_months, ramp_start)
    reps = pd.DataFrame({"ramp": ramp, "mix": mix, "share": mix * ramp / (mix * ramp).sum()})
    rows = [
        parts[k].to_frame("share").reset_index().assign(component=k, weight=w / whole)
        for k, w in chosen.items()
    ]
    long = pd.concat(rows, ignore_index=True)[["rep", "component", "weight", "share"]]
    return Claims(reps.rename_axis("rep").reset_index(), long)


def abilities(sales: pd.DataFrame, potential: pd.Series, *, month: pd.Timestamp) -> pd.Series:
    """Each rep's sales per potential against all reps', shrunk towards 1 as far as chance explains it.

    Parameters
    ----------
    sales
        As in :func:`claims`; of the twelve months up to ``month``.
    potential
        By rep, client's currency.

    Returns
    -------
    Series
        By rep: 1 = sells from a territory what the others do; 1 for a rep with fewer than six months or
        without potential.

    Notes
    -----
    A rep's monthly sales, each relative to the mean rep's of that month, give a mean and its variance of
    chance; the variance between reps is the method of moments' (that of the means less the mean variance of
    chance); shrinkage is the usual tau^2 / (tau^2 + chance). It rests on sales alone, so that potential x
    ability never falls as a potential rises.

    References
    ----------
    Efron, B. & Morris, C. (1975). JASA 70(350), 311-319.
    """
    span = calendar.span(calendar.shift(month, -11), month)
    wide = sales.pivot_table(index="month", columns="rep", values="amount", aggfunc="sum")
    wide = wide.reindex(index=span, columns=potential.index).astype(float)
    there = wide.notna().cummax()  # a month before the first sale says nothing about ability
    filled = wide.fillna(0.0).where(there)
    relative = filled.div(filled.mean(axis=1).where(lambda m: m > 0), axis=0)
    known = (relative.count() >= _FEWEST) & (potential > 0)
    means = relative.mean().where(known)
    chance = (relative.var() / relative.count()).where(known)
    between = max(0.0, float(means.var() - chance.mean())) if known.sum() > 2 else 0.0
    weight = between / (between + chance.where(chance > 0, 1e-12))
    yields = means / potential.where(potential > 0) * (potential[known].sum() / means.sum())
    return (1 + weight * (yields - 1)).fillna(1.0).clip(lower=0.0)


def reasons(made_of: Claims, allocation: Allocation, org_path: pd.DataFrame) -> pd.DataFrame:
    """Why every unit's target is what it is: steps from an even split to the target.

    Parameters
    ----------
    made_of
        From :func:`claims`.
    allocation
        From :func:`~salesmgmt_kit.targets.split.allocate`, with these claims.
    org_path
        One row per rep and unit above it, the rep included: ``rep``, ``unit``; from :func:`lineage`.

    Returns
    -------
    DataFrame
        One row per unit and step, in this order: ``unit``, ``step``, ``amount`` (client's currency),
        which add up to
        the unit's target. Steps: ``even`` (every rep alike); one per component (its weight x what
        the unit's share in it lies above an even one); ``ramp`` (new reps); ``over`` (over-assignment of
        the tier); ``limits`` (floors, caps, locked values and rounding, its own and those of others).
    """
    units = allocation.units.dropna(subset="target").set_index("unit")
    total, n = float(units["target"].iloc[0]), len(made_of.reps)
    effects = _effects(made_of, 1 / n)
    summed = org_path.merge(effects, on="rep").groupby("unit")[effects.columns.drop("rep").tolist()].sum()
    amounts = summed.reindex(units.index) * total
    over = units["tier"].map(allocation.levels.set_index("tier")["over"]).fillna(0.0)
    amounts["over"] = units["target"] * over / (1 + over)
    amounts["limits"] = units["target"] - amounts.sum(axis=1)
    steps = amounts.columns.tolist()
    long = amounts.reset_index().melt("unit", steps, var_name="step", value_name="amount")
    order = pd.Series(range(len(units)), units.index)
    return long.sort_values("unit", key=lambda u: u.map(order), kind="stable", ignore_index=True)


def lineage(tree: pd.DataFrame) -> pd.DataFrame:
    """One row per rep and unit it belongs to, itself and the company included: ``rep``, ``unit``."""
    parents = tree.set_index("unit")["parent"]
    reps = tree.loc[tree["depth"] == tree["depth"].max(), "unit"]
    rows, current = [], pd.DataFrame({"rep": reps, "unit": reps})
    while len(current):
        rows.append(current)
        current = current.assign(unit=current["unit"].map(parents)).dropna(subset="unit")
    return pd.concat(rows, ignore_index=True)


def _effects(made_of: Claims, even: float) -> pd.DataFrame:
    """One row per rep: what each step adds to its share of the company."""
    parts = made_of.parts.assign(effect=lambda p: p["weight"] * (p["share"] - even))
    wide = parts.pivot(index="rep", columns="component", values="effect")[parts["component"].unique()]
    reps = made_of.reps.set_index("rep")
    wide.insert(0, "even", even)
    return wide.assign(ramp=reps["share"] - reps["mix"]).rename_axis(columns=None).reset_index()


def _amounts(
    org: pd.DataFrame,
    recent: pd.DataFrame,
    territories: pd.DataFrame | None,
    expected: pd.DataFrame | None,
    month: pd.Timestamp,
) -> dict[str, pd.Series]:
    """By component, every rep's amount, in the component's own unit."""
    reps = pd.Index(org["rep"], name="rep")
    sold = recent.groupby("rep")["amount"].sum().reindex(reps).fillna(0.0)
    ahead = sold if expected is None else expected.set_index("unit")["expected"].reindex(reps).fillna(sold)
    amounts = {"forecast": ahead}
    potential = patches.potentials(org, territories)
    if potential.notna().any():
        whole = potential.fillna(potential.mean())
        amounts["potential"] = (whole - sold).clip(lower=0)
        amounts["capability"] = whole * abilities(recent, whole, month=month)
    if "customer" in recent:
        amounts["customers"] = (
            recent.groupby("rep")["customer"].nunique().reindex(reps).fillna(0).astype(float)
        )
    return amounts


def _ramp(org: pd.DataFrame, span: pd.DatetimeIndex, ramp_months: int, start: float) -> pd.Series:
    """By rep: the mean over the months of the fraction of a full rep."""
    reps = pd.Index(org["rep"], name="rep")
    if "hire_date" not in org or ramp_months <= 0:
        return pd.Series(1.0, reps)
    since = pd.DataFrame({m: (m - org["hire_date"]).dt.days / 30.4375 for m in span}).fillna(np.inf)
    fraction = (start + (1 - start) * since / ramp_months).clip(upper=1.0).where(since >= 0, start)
    return pd.Series(fraction.mean(axis=1).to_numpy(), reps)
