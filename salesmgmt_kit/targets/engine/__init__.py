"""The models that a unit's sales are forecast with: one by one, and all units at once."""

from . import headlines
from .opened import opened_models

__all__ = ["headlines", "opened_models"]
