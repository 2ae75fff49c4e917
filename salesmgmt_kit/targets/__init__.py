"""Targets: what was sold against what was asked for, what is ahead, and how likely it is to do."""

from .actuals import monthly_actuals, salient
from .allocation import Allocation, allocate, by_month
from .backtesting import backtest, coverage
from .basis import Claims, claims, lineage, reasons
from .calibration import chance_table, reach
from .course import year_course
from .fairness import Fairness, attainment_record, plan_fairness, reach_spread
from .festivals import Festivals, moving_festivals
from .forecasting import Forecast, forecast, totals
from .planning import complete_targets
from .progress import attainment, standing
from .reconciliation import joined, reconcile

__all__ = [
    "Allocation",
    "Claims",
    "Fairness",
    "Festivals",
    "Forecast",
    "allocate",
    "attainment",
    "attainment_record",
    "backtest",
    "by_month",
    "chance_table",
    "claims",
    "complete_targets",
    "coverage",
    "forecast",
    "joined",
    "lineage",
    "monthly_actuals",
    "moving_festivals",
    "plan_fairness",
    "reach",
    "reach_spread",
    "reasons",
    "reconcile",
    "salient",
    "standing",
    "totals",
    "year_course",
]
