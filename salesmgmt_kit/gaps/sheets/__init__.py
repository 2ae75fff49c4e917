"""The sheet for each rep's interview: what is known, what to ask, and what to agree on."""

from .assembly import interview_sheets
from .facts import rep_facts
from .headlines import direction_findings
from .signs import rep_signs

__all__ = ["direction_findings", "interview_sheets", "rep_facts", "rep_signs"]
