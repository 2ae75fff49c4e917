"""What a manager should read about the climate and sales."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...findings import Finding
from ..labels import about_label

#: Points of the score by which effects are told: a tenth of the middle of the scale.
_STEP: Final = 0.1
_FIRST: Final = (
    "{about:sentence} goes before sales: a tenth more than usual in a team goes with "
    "{effect:signed_percent} in sales {lag:count} months later ({low:signed_percent} to "
    "{high:signed_percent}), over {units:count} teams, not over people. Before does not mean because."
)
_WITHHELD: Final = (
    "{about:sentence} goes with later sales, but with earlier ones as well, over {units:count} teams: "
    "something moves both, or sales come first. Nothing is claimed."
)
_OPEN: Final = (
    "Over {units:count} teams (teams, not people, count here) it cannot be told whether the climate goes "
    "before sales: what goes with later sales may well be chance."
)
_SHORT: Final = (
    "Whether the climate goes before sales is not looked for: that takes {fewest:count} teams and "
    "{months:count} months in which they were shown alone."
)


def link_findings(measures: pd.DataFrame, *, months: int, fewest: int) -> list[Finding]:
    """Whether the climate goes before sales.

    Parameters
    ----------
    measures
        One row per score: ``kpi``, ``verdict`` (first, withheld, open, short), ``lag``, ``effect``, ``low``,
        ``high``, ``units``.
    months, fewest
        Months and teams that it takes.
    """
    told = measures[measures["verdict"].isin(["first", "withheld"])]
    said = [_told(row) for row in told.to_dict("records")]
    if said:
        return said
    still = measures[measures["verdict"] == "open"]
    if len(still):
        return [Finding(_OPEN, {"units": int(still["units"].min())})]
    return [Finding(_SHORT, {"fewest": fewest, "months": months})]


def _told(row: dict[object, object]) -> Finding:
    about = about_label(str(row["kpi"]))
    if row["verdict"] == "withheld":
        return Finding(_WITHHELD, {"about": about, "units": row["units"]})
    facts = {key: float(str(row[key])) * _STEP for key in ("effect", "low", "high")}
    return Finding(_FIRST, {"about": about, "units": row["units"], "lag": row["lag"], **facts}, "act")
