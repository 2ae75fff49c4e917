"""Whether targets should change during the year: the plan in force, proposals, drift."""

from . import headlines
from .drifting import drift, one_step_errors
from .proposals import propose, proposed_plan
from .versions import ManagedPlan, managed_plan, plan_differences

__all__ = [
    "ManagedPlan",
    "drift",
    "headlines",
    "managed_plan",
    "one_step_errors",
    "plan_differences",
    "propose",
    "proposed_plan",
]
