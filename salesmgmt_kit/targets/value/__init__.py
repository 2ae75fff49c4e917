"""What a target was reached with: customers kept, won and lost, and how much hangs on a few."""

from .concentration import customer_concentration
from .retention import customer_retention, customer_years, unnamed_share

__all__ = ["customer_concentration", "customer_retention", "customer_years", "unnamed_share"]
