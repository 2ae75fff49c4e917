"""Targets: what was sold against what was asked for, what is ahead, and how likely it is to do."""

from .actuals import monthly_actuals, salient
from .backtesting import backtest, coverage
from .calibration import chance_table, reach
from .coherence import coherent
from .course import year_course
from .dependence import joined
from .festivals import Festivals, moving_festivals
from .forecasting import Forecast, forecast, totals
from .planning import complete_targets
from .progress import attainment, standing
from .reconciliation import reconcile
from .running import RunningYear, running_year
from .workdays import Calendar, sales_calendar

__all__ = [
    "Calendar",
    "Festivals",
    "Forecast",
    "RunningYear",
    "attainment",
    "backtest",
    "chance_table",
    "coherent",
    "complete_targets",
    "coverage",
    "forecast",
    "joined",
    "monthly_actuals",
    "moving_festivals",
    "reach",
    "reconcile",
    "running_year",
    "sales_calendar",
    "salient",
    "standing",
    "totals",
    "year_course",
]
