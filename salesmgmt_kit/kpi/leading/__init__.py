"""Which KPI moves first: KPIs of earlier months beside an outcome of now, over teams and months."""

from . import headlines, plots
from .correlation import cross_correlation
from .lags import FEWEST_UNITS, Leading, lead_lag
from .panels import team_months

__all__ = ["FEWEST_UNITS", "Leading", "cross_correlation", "headlines", "lead_lag", "plots", "team_months"]
