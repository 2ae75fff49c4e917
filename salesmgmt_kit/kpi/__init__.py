"""KPI balance: what is measured, what it is worth, and what the scorecard really rewards."""

from . import headlines, plots
from .aggregation import AGGREGATED, arithmetic, geometric, harmonic, mazziotta_pareto, minimum
from .balance import balance_index, composites, evenness, quadrants, redundant
from .cards import People, Scorecard, of_people, of_units, people, rep_months, scorecard
from .definitions import described
from .influence import effective_weights
from .measurement import measure
from .precision import with_errors
from .ranking import Ranking, rank_people
from .scoring import NORMALISED, attainment, score, scored
from .sources import flows
from .weighting import Judged, best_worst, entropy, pairwise

__all__ = [
    "AGGREGATED",
    "NORMALISED",
    "Judged",
    "People",
    "Ranking",
    "Scorecard",
    "arithmetic",
    "attainment",
    "balance_index",
    "best_worst",
    "composites",
    "described",
    "effective_weights",
    "entropy",
    "evenness",
    "flows",
    "geometric",
    "harmonic",
    "headlines",
    "mazziotta_pareto",
    "measure",
    "minimum",
    "of_people",
    "of_units",
    "pairwise",
    "people",
    "plots",
    "quadrants",
    "rank_people",
    "redundant",
    "rep_months",
    "score",
    "scorecard",
    "scored",
    "with_errors",
]
