"""The record of forecasts: what was said, what came of it, and what changed since the month before."""

from . import headlines, plots, sentences
from .changes import bridge, since_last_month
from .outlooks import Outlook, outlook
from .probabilities import brier, kind_scores, level_of_probabilities, reliability
from .replay import past_outlooks
from .scores import accuracy, bias, held, lowest, unit_scores

__all__ = [
    "Outlook",
    "accuracy",
    "bias",
    "bridge",
    "brier",
    "headlines",
    "held",
    "kind_scores",
    "level_of_probabilities",
    "lowest",
    "outlook",
    "past_outlooks",
    "plots",
    "reliability",
    "sentences",
    "since_last_month",
    "unit_scores",
]
