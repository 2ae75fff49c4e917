"""Whether the plan is fair: what attainment goes with, and who is asked out of proportion."""

from . import headlines
from .fairness import Fairness, attainment_record, plan_fairness, reach_spread

__all__ = ["Fairness", "attainment_record", "headlines", "plan_fairness", "reach_spread"]
