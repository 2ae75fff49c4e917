"""Is a gap the plan's or the person's? The few tests of fairness that tell, without all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ... import units
from .lasting import lasting_share
from .level import plan_level
from .record import attainment_record
from .relations import attainment_relations


@dataclass(frozen=True)
class PlanOrPerson:
    """What tells a wrong plan from gaps of single reps; every frame is empty where it cannot be said.

    Parameters
    ----------
    level
        One row per tier, see :func:`.level.plan_level`.
    lasting
        One row, see :func:`.lasting.lasting_share`.
    relations
        One row per measure, see :func:`.relations.attainment_relations`.
    """

    level: pd.DataFrame
    lasting: pd.DataFrame
    relations: pd.DataFrame


def plan_or_person(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    level: float = 0.95,
    sure: float = 0.95,
) -> PlanOrPerson:
    """Whether nearly all miss their targets alike, what lasts between reps, what attainment goes with.

    Parameters
    ----------
    actuals, plan, org, levels, month, territories, level
        As in :func:`~salesmgmt_kit.targets.fair.plan_fairness`.
    sure
        The level of the relations, each of which is a claim.
    """
    record = attainment_record(actuals, plan, org, levels=levels, month=month, territories=territories)
    judged = record.dropna(subset="attainment")
    return PlanOrPerson(
        level=plan_level(judged, level=level),
        lasting=lasting_share(actuals, plan, month=month, level=level),
        relations=attainment_relations(judged[judged["tier"] == units.REP], level=sure),
    )
