"""What a reader should know of the histories that forecasts rest on."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding

#: By kind of change.
_CHANGES: Final = {
    "shift": (
        "{unit:name}: the level changed by {size:signed_percent} in {month:month}. The months before were "
        "brought to the new level, so that their season still counts; the interval allows for another such "
        "change."
    ),
    "outlier": (
        "{unit:name}: {month:month} was out of line by {size:signed_percent}. The forecast takes what the "
        "other months say in its place; the interval allows for another such month."
    ),
}


def change_findings(changes: pd.DataFrame) -> list[Finding]:
    """Level shifts and outlying months that were taken out of histories, the latest first.

    Parameters
    ----------
    changes
        ``changes`` of a :class:`~salesmgmt_kit.targets.Forecast`.
    """
    ordered = changes.sort_values("month", ascending=False, kind="stable")
    return [
        Finding(_CHANGES[row["kind"]], {name: row[name] for name in ("unit", "month", "size")})
        for row in ordered.to_dict("records")
    ]
