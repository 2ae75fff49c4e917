"""Whether the plan is fair: what attainment goes with, and who is asked out of proportion."""

from . import headlines
from .fairness import Fairness, plan_fairness
from .lasting import lasting_share
from .record import attainment_record
from .spread import opening_chances, reach_spread

__all__ = [
    "Fairness",
    "attainment_record",
    "headlines",
    "lasting_share",
    "opening_chances",
    "plan_fairness",
    "reach_spread",
]
