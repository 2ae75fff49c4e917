"""What to work on first: the bottleneck, and what reaching the better units would bring."""

from . import headlines, plots
from .overview import Priorities, ranked
from .passages import first_passages
from .process import Process, sales_process

__all__ = [
    "Priorities",
    "Process",
    "first_passages",
    "headlines",
    "plots",
    "ranked",
    "sales_process",
]
