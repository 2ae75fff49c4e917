"""Shortfall: target, actual, gap and attainment at every unit, in the month and in the year so far."""

from . import headlines
from .standing import shortfalls

__all__ = ["headlines", "shortfalls"]
