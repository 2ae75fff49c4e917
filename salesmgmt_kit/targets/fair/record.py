"""What each unit sold against its target in twelve months, beside what could explain it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from ... import months as calendar
from ... import patches, units
from ..split.basis import lineage

#: Fewest months with a target from which a unit's attainment is judged.
FEWEST_MONTHS: Final = 6


def attainment_record(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each unit sold against its target in twelve months, beside what could explain it.

    Parameters
    ----------
    actuals, plan, org, levels, month, territories
        As in :func:`~salesmgmt_kit.targets.fair.plan_fairness`.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``; ``n`` (months
        up to ``month`` that have a target), ``actual``, ``target`` of these months (client's currency),
        ``attainment`` (fraction; missing under six months or with a target of 0); ``potential`` (of a
        year, of the reps present), ``history`` (sales of the twelve months before; missing unless sold
        since), ``growth`` (of the target on the twelve months before, fraction; missing unless every month
        of both years has one), ``tenure`` (years at ``month``, mean of its reps; missing where no hire date
        is known).
    """
    span = calendar.span(calendar.shift(month, -11), month)
    before = calendar.span(calendar.shift(month, -23), calendar.shift(month, -12))
    tree = units.tree(org, levels=levels)
    both = actuals[actuals["month"].isin(span)].merge(plan, on=["unit", "month"])
    sums = both.groupby("unit").agg(n=("month", "size"), actual=("actual", "sum"), target=("target", "sum"))
    rows = tree.merge(sums.reset_index(), on="unit", how="left")
    rows = rows.assign(n=rows["n"].fillna(0).astype(int))
    rows["attainment"] = (rows["actual"] / rows["target"]).where(
        (rows["n"] >= FEWEST_MONTHS) & (rows["target"] > 0)
    )
    people = _people(org, territories, month).merge(lineage(tree), on="rep")
    facts = people.groupby("unit").agg(potential=("potential", _sum), tenure=("tenure", "mean"))
    asked = _year(plan, "target", before)
    growth = (_year(plan, "target", span) / asked - 1).where(asked > 0)
    known = facts.assign(history=_year(actuals, "actual", before), growth=growth).reset_index()
    return rows.merge(known, on="unit", how="left")


def _year(rows: pd.DataFrame, value: str, span: pd.DatetimeIndex) -> pd.Series:
    """By unit: the sum over ``span``, of the units that have every month of it."""
    inside = rows[rows["month"].isin(span)].groupby("unit")[value].agg(["size", "sum"])
    return inside.loc[inside["size"] == len(span), "sum"].astype(float)


def _people(org: pd.DataFrame, territories: pd.DataFrame | None, month: pd.Timestamp) -> pd.DataFrame:
    """One row per rep present at the month: potential and tenure in years."""
    present = units.present(org, month)
    hired = present["hire_date"] if "hire_date" in present else pd.Series(pd.NaT, present.index)
    tenure = np.asarray((month - hired).dt.days / 365.25, float)
    potential = patches.potentials(present, territories).to_numpy(float)
    return pd.DataFrame({"rep": present["rep"].to_numpy(), "potential": potential, "tenure": tenure})


def _sum(values: pd.Series) -> float:
    return float(values.sum(min_count=1))
