"""What a manager should read about a split of the target."""

from __future__ import annotations

from typing import Final

from ...findings import Finding
from .allocation import Allocation

_CONFLICTS: Final = {
    "limits": "{unit:name}: floor, cap and locked value exclude each other by {by:money}.",
    "caps": "The caps below {unit:name} leave {by:money} of its target without a place.",
    "floors": "The floors below {unit:name} ask for {by:money} more than its target.",
    "locked": "What is locked below {unit:name} does not add up to its target; the difference is {by:money}.",
    "paths": "Below {unit:name} not even the best futures come to the target; {by:money} are missing.",
}


def conflict_findings(split: Allocation) -> list[Finding]:
    """One finding per wish that the split could not keep."""
    return [
        Finding(_CONFLICTS[row["kind"]], {"unit": row["unit"], "by": abs(row["by"])}, "act")
        for row in split.conflicts.to_dict("records")
    ]
