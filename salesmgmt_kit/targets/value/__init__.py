"""What a target was reached with: customers kept, won and lost, and how much hangs on a few."""

from . import headlines, plots
from .concentration import customer_concentration
from .overview import CustomerValue, customer_value
from .retention import customer_retention, customer_years, unnamed_share

__all__ = [
    "CustomerValue",
    "customer_concentration",
    "customer_retention",
    "customer_value",
    "customer_years",
    "headlines",
    "plots",
    "unnamed_share",
]
