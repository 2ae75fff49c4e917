"""Team climate: scores of the survey that can be trusted, and that nobody can trace to a person."""

from . import headlines, plots
from .answers import Answers
from .beside import beside_sales
from .codebook import Codebook
from .publication import Kept, Publication, publish
from .release import Rules
from .released import Release
from .shifts import level_shifts, trends
from .standing import unit_standings
from .views import (
    agreements,
    by_tenure,
    driver_shares,
    item_shares,
    recommendations,
    responses,
    told_courses,
)

__all__ = [
    "Answers",
    "Codebook",
    "Kept",
    "Publication",
    "Release",
    "Rules",
    "agreements",
    "beside_sales",
    "by_tenure",
    "driver_shares",
    "headlines",
    "item_shares",
    "level_shifts",
    "plots",
    "publish",
    "recommendations",
    "responses",
    "told_courses",
    "trends",
    "unit_standings",
]
