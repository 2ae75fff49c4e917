"""Two versions of one plan: frozen as it was set, and managed by the log of decisions since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from ... import months, units
from ..planning import complete_targets

#: Money nearer than this is the same: half of the smallest coin.
SAME: Final = 0.005


@dataclass(frozen=True)
class ManagedPlan:
    """The plan in force, and how it came from the frozen one.

    Parameters
    ----------
    targets
        One row per unit and month with a target of its own: ``unit``, ``month``, ``target`` (client's
        currency), as :func:`~salesmgmt_kit.targets.complete_targets` takes them.
    log
        One row per decision used, in the order of the replay: the columns of the log, ``in_force`` (the
        target before it; missing where there was none), ``broken`` (whether ``old`` says something
        else) and ``late`` (whether it was decided after the month it is for).
    """

    targets: pd.DataFrame
    log: pd.DataFrame


def managed_plan(
    targets: pd.DataFrame | None,
    changes: pd.DataFrame | None,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
) -> ManagedPlan:
    """The frozen plan with the decisions of the log up to the end of a month replayed on it.

    Decisions are replayed by day, those of one day in the order of the log; later ones are not used, so
    that the report of a month stays what it was. A decision sets one unit's target for one month and
    nothing else: a parent with a target of its own keeps it, whatever its children now add up to
    (:func:`plan_differences` shows by how much), and one without has their sum, as ever. Where ``old``
    is not what was in force, the chain is broken; ``new`` holds all the same, for it says what was
    decided, and the row is marked.

    Parameters
    ----------
    targets
        The frozen plan: ``unit``, ``month``, ``target``. None where there is none.
    changes
        The log: ``decided``, ``unit``, ``month``, ``old``, ``new``, ``who``, ``why``. None for no decision.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The month reported.
    """
    own: dict[Any, float] = {}
    if targets is not None:
        own = targets.set_index(["unit", "month"])["target"].to_dict()
    used = _used(changes, month)
    in_force = []
    for unit, of, new in zip(used["unit"], used["month"], used["new"], strict=True):
        in_force.append(_target(own, (unit, of), org, levels))
        own[unit, of] = new
    return ManagedPlan(_frame(own), _checked(used, np.array(in_force, float)))


def plan_differences(
    frozen: pd.DataFrame,
    managed: pd.DataFrame,
    *,
    org: pd.DataFrame,
    levels: Sequence[str],
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
) -> pd.DataFrame:
    """What decisions changed over the fiscal year of the next month, and what no longer adds up.

    Parameters
    ----------
    frozen, managed
        Both versions, from :func:`~salesmgmt_kit.targets.complete_targets`.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The month reported.
    fiscal_year_start
        First month of the fiscal year, 1-12.

    Returns
    -------
    DataFrame
        One row per unit whose target was changed or whose children's were, in the order of the tree:
        ``unit``, ``tier``, ``depth``, ``frozen``, ``managed``, ``change`` (managed - frozen), and
        ``children`` (by how much decisions moved the sum of its children more than its own target: 0
        where they fit as before; missing without children that have targets). Client's currency.
    """
    span = months.fiscal_year(months.shift(month, 1), start=fiscal_year_start)
    sums = pd.DataFrame(
        {
            name: plan[plan["month"].isin(span)].groupby("unit")["target"].sum()
            for name, plan in (("frozen", frozen), ("managed", managed))
        }
    )
    rows = units.tree(org, levels=levels).merge(sums.reset_index(names="unit"), on="unit", how="left")
    rows["change"] = rows["managed"] - rows["frozen"]
    below = rows.groupby("parent")["change"].sum(min_count=1)
    rows["children"] = rows["unit"].map(below) - rows["change"]
    moved = (rows[["change", "children"]].abs() > SAME).any(axis=1)
    columns = ["unit", "tier", "depth", "frozen", "managed", "change", "children"]
    return rows.loc[moved, columns].reset_index(drop=True)


def _used(changes: pd.DataFrame | None, month: pd.Timestamp) -> pd.DataFrame:
    """Decisions up to the end of the month, in the order of the replay."""
    columns = ["decided", "unit", "month", "old", "new", "who", "why"]
    if changes is None:
        return pd.DataFrame(columns=columns)
    known = changes[changes["decided"] <= month + pd.offsets.MonthEnd(0)]
    return known[columns].sort_values("decided", kind="stable").reset_index(drop=True)


def _target(
    own: dict[Any, float], key: tuple[str, pd.Timestamp], org: pd.DataFrame, levels: Sequence[str]
) -> float:
    """A unit's target in force: its own, or what follows from the units below it."""
    if key in own:
        return own[key]
    of_month = _frame({k: target for k, target in own.items() if k[1] == key[1]})
    complete = complete_targets(of_month, org, levels=levels)
    found = complete.loc[complete["unit"] == key[0], "target"]
    return float(found.iloc[0]) if len(found) else np.nan


def _frame(own: dict[Any, float]) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = [(unit, month, target) for (unit, month), target in own.items()]
    frame = pd.DataFrame(rows, columns=["unit", "month", "target"])
    return frame.astype({"unit": "str", "month": "datetime64[us]", "target": float})


def _checked(used: pd.DataFrame, in_force: np.ndarray) -> pd.DataFrame:
    """The decisions with what was in force before each, and whether the chain holds."""
    old = used["old"].to_numpy(float)
    agree = np.isclose(old, in_force, rtol=0, atol=SAME, equal_nan=True)
    ends = pd.to_datetime(used["month"]) + pd.offsets.MonthEnd(0)
    return used.assign(in_force=in_force, broken=~agree, late=pd.to_datetime(used["decided"]) > ends)
