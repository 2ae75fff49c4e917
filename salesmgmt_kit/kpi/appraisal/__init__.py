"""How each rep's appraisal comes about, what of it is not the person's doing, and who rates how."""

from . import headlines, plots
from .assembly import score_sheets
from .bands import banded, chances, ladder
from .circumstances import given_circumstances, shift_share
from .explaining import explained
from .leniency import Leniency, manager_leniency
from .points import Appraised, appraised
from .results import Appraisals, appraisals

__all__ = [
    "Appraisals",
    "Appraised",
    "Leniency",
    "appraisals",
    "appraised",
    "banded",
    "chances",
    "explained",
    "given_circumstances",
    "headlines",
    "ladder",
    "manager_leniency",
    "plots",
    "score_sheets",
    "shift_share",
]
