"""Whether the plan is fair: what attainment goes with, and who is asked out of proportion."""

from . import headlines
from .fairness import Fairness, plan_fairness
from .person import PlanOrPerson, plan_or_person
from .record import attainment_record
from .spread import opening_chances, reach_spread

__all__ = [
    "Fairness",
    "PlanOrPerson",
    "attainment_record",
    "headlines",
    "opening_chances",
    "plan_fairness",
    "plan_or_person",
    "reach_spread",
]
