"""Reps beside comparable ones: cohorts, what they can be told apart by, and how far that goes."""

from ...mixed import Mixed, mixedlm_intercepts, random_intercepts
from . import headlines, plots
from .envelopment import efficiency
from .neighbours import cohorts
from .standing import Standing, judged_by_peers, rates_beside_peers, sales_beside_peers

__all__ = [
    "Mixed",
    "Standing",
    "cohorts",
    "efficiency",
    "headlines",
    "judged_by_peers",
    "mixedlm_intercepts",
    "plots",
    "random_intercepts",
    "rates_beside_peers",
    "sales_beside_peers",
]
