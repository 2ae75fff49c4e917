"""What a manager should read first: the findings at the top of the page."""

from __future__ import annotations

import pandas as pd

from ...findings import Finding
from . import year
from .month import month_finding


def findings(attained: pd.DataFrame, chances: pd.DataFrame, *, month: pd.Timestamp) -> list[Finding]:
    """The message of the month, and what else is worth saying at the top of the page.

    Parameters
    ----------
    attained
        From :func:`~salesmgmt_kit.targets.attainment`.
    chances
        From :func:`~salesmgmt_kit.targets.reach`.
    month
        The month reported.

    Returns
    -------
    list of Finding
        The first is the month against its target, or against last year or last month where there is
        none; then the fiscal year so far, or how it ended, the end of the one that holds the next month,
        and the units to talk to.
    """
    ends = chances[chances["horizon"] == "year"]
    return [
        month_finding(attained, month=month),
        *year.so_far(attained),
        *year.end(ends),
        *year.talk(ends),
        *year.needed(ends, month=month),
    ]
