"""The models that a unit's sales are forecast with: one by one, and all units at once."""

from . import headlines

__all__ = ["headlines"]
