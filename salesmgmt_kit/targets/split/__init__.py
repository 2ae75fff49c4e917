"""A target split to units and months: by what each has a claim to, within limits, to the cent."""

from . import headlines, plots
from .allocation import Allocation, allocate
from .basis import Claims, claims, lineage, reasons
from .monthly import by_month
from .proposal import Proposal, bridge, most_affected, propose

__all__ = [
    "Allocation",
    "Claims",
    "Proposal",
    "allocate",
    "bridge",
    "by_month",
    "claims",
    "headlines",
    "lineage",
    "most_affected",
    "plots",
    "propose",
    "reasons",
]
