"""What working days do to sales, and whether the forecast allows for them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from ...findings import Finding, told
from ..workdays import SIGNIFICANT, Calendar

#: By whether the forecast allows for working days.
_WORKDAYS: Final = {
    True: (
        "A month with a tenth more working days than usual sells {change:signed_percent}. The forecast "
        "allows for it: foreseen the month before, the last year's months were off by {error_with:percent}; "
        "without, by {error_without:percent}."
    ),
    False: (
        "Months with more working days than usual sell other than usual, but forecasts do not gain by it: "
        "foreseen the month before, the last year's months were off by {error_with:percent} with working "
        "days, {error_without:percent} without. The forecast leaves them out."
    ),
}
_CHANCE: Final = (
    "That sales follow the number of working days cannot be told from chance (p-value {p:number}). The "
    "forecast leaves them out."
)
_UNTESTED: Final = (
    "Months with more working days than usual sell other than usual, but the history is too short to tell "
    "whether forecasts gain by it. The forecast leaves them out."
)
#: How many more working days the sentence speaks of.
_TENTH: Final = 1.1


def workday_findings(calendar: Calendar) -> list[Finding]:
    """What working days do to sales; nothing where no country is known or the history is too short.

    Parameters
    ----------
    calendar
        From :func:`~salesmgmt_kit.targets.sales_calendar`.
    """
    rows = calendar.workdays.to_dict("records")
    return [_finding({str(name): value for name, value in row.items()}) for row in rows]


def _finding(row: dict[str, Any]) -> Finding:
    if row["p"] >= SIGNIFICANT:
        return told(_CHANCE, row)
    if pd.isna(row["error_with"]):
        return Finding(_UNTESTED)
    return told(_WORKDAYS[bool(row["kept"])], row | {"change": _TENTH ** row["effect"] - 1})
