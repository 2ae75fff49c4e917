"""Is the plan fair? All that can be said about it, in one result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ... import units
from .groups import attainment_groups
from .level import plan_level
from .proportion import target_proportion
from .ratchet import target_ratchet
from .record import attainment_record
from .relations import attainment_relations, target_relation
from .spread import target_concentration


@dataclass(frozen=True)
class Fairness:
    """What can be said about the fairness of targets; every frame is empty where it cannot be said.

    Parameters
    ----------
    record
        One row per unit, see :func:`attainment_record`.
    proportion
        One row per unit above the reps, see :func:`.proportion.target_proportion`.
    level
        One row per tier, see :func:`.level.plan_level`.
    relations, tracking
        One row per measure, and one row; see :mod:`.relations`.
    groups
        One row per region and band of tenure, see :func:`.groups.attainment_groups`.
    ratchet
        One row per direction, see :func:`.ratchet.target_ratchet`.
    concentration
        One row per tier, see :func:`.spread.target_concentration`.
    """

    record: pd.DataFrame
    proportion: pd.DataFrame
    level: pd.DataFrame
    relations: pd.DataFrame
    tracking: pd.DataFrame
    groups: pd.DataFrame
    ratchet: pd.DataFrame
    concentration: pd.DataFrame


def plan_fairness(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    fiscal_year_start: int = 1,
    level: float = 0.95,
) -> Fairness:
    """All tests of a plan's fairness, over the twelve months up to ``month``.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`, reps included.
    plan
        From :func:`~salesmgmt_kit.targets.complete_targets`; may be empty.
    org
        ``rep`` and ``levels``, where known ``territory``, ``hire_date``.
    levels
        The levels between company and rep, top down.
    month
        The month reported.
    territories
        ``territory``, ``potential``; None where the client has none.
    fiscal_year_start
        First month of the fiscal year, 1-12.
    level
        Of every interval, fraction. Each kind of claim (units out of proportion, relations, groups, a
        ratchet) is false in at most 1 - level of the fair plans, however many units or measures are tried.
    """
    record = attainment_record(actuals, plan, org, levels=levels, month=month, territories=territories)
    judged = record.dropna(subset="attainment")
    reps = judged[judged["tier"] == units.REP]
    return Fairness(
        record=record,
        proportion=target_proportion(record, level=level),
        level=plan_level(judged, level=level),
        relations=attainment_relations(reps, level=level),
        tracking=target_relation(reps, level=level),
        groups=attainment_groups(record, level=level),
        ratchet=target_ratchet(actuals, plan, month=month, fiscal_year_start=fiscal_year_start, level=level),
        concentration=target_concentration(judged, level=level),
    )
