"""Open deals: what they promise, how good such promises were, and what they tell of coming sales."""

from . import headlines
from .folding import Surplus, folded, surplus
from .money import chance_of_reaching
from .outlook import Pipeline, pipeline, promises
from .scoring import frozen

__all__ = [
    "Pipeline",
    "Surplus",
    "chance_of_reaching",
    "folded",
    "frozen",
    "headlines",
    "pipeline",
    "promises",
    "surplus",
]
