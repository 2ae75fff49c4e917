"""How the fiscal year is expected to end, above the drawing of its course."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...findings import Finding, told
from ..running import RunningYear
from . import facts

#: By whether the year has a target.
_ENDS: Final = {
    True: (
        "The fiscal year {year:period} is expected to end at {expected:money} ({low:money} to {high:money}); "
        "its target of {target:money} is reached with a probability of {probability:chance}."
    ),
    False: (
        "The fiscal year {year:period} is expected to end at {expected:money} ({low:money} to {high:money})."
    ),
}

_MEASURES: Final = {
    True: (
        "Sales of the fiscal year added up, against the targets added up (thin line); the bands hold 50 %, "
        "80 % and 95 % of the simulated courses"
    ),
    False: "Sales of the fiscal year added up; the bands hold 50 %, 80 % and 95 % of the simulated courses",
}


def running_finding(running: RunningYear) -> Finding:
    """How the year is expected to end, and how likely its target is reached.

    Parameters
    ----------
    running
        From :func:`~salesmgmt_kit.targets.running_year`.
    """
    end = running.end
    known = end | {"year": [end["first"], end["last"]]}
    if np.isnan(end["expected"]):
        return told("The history is too short to say how the fiscal year {year:period} will end.", known)
    if np.isnan(end["probability"]):
        return told(_ENDS[False], known)
    return told(_ENDS[True], known, facts.tone(end["probability"]))


def running_measure(running: RunningYear) -> str:
    """What the drawing of the year's course measures, by whether it is held against the target."""
    return _MEASURES[running.against_target]
