"""The sheet for each rep's interview: what is known, what to ask, and what to agree on."""

from .assembly import interview_sheets
from .facts import rep_facts
from .headlines import direction_findings, selection_findings
from .selection import most_pressing
from .signs import rep_signs

__all__ = [
    "direction_findings",
    "interview_sheets",
    "most_pressing",
    "rep_facts",
    "rep_signs",
    "selection_findings",
]
