"""Targets: what was sold against what was asked for, what is ahead, and how likely it is to do."""

from .actuals import monthly_actuals
from .backtesting import backtest, coverage
from .calibration import reach
from .forecasting import Forecast, forecast, totals
from .planning import complete_targets
from .progress import attainment

__all__ = [
    "Forecast",
    "attainment",
    "backtest",
    "complete_targets",
    "coverage",
    "forecast",
    "monthly_actuals",
    "reach",
    "totals",
]
