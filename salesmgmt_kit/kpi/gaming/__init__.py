"""Patterns of working to the target: what figures look like where the target shapes them."""

from . import headlines
from .bunching import bunched, near_target
from .endings import month_ends
from .following import less_follows
from .screening import screen

__all__ = ["bunched", "headlines", "less_follows", "month_ends", "near_target", "screen"]
