"""What a manager should read about which KPI moves first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ...findings import Finding, few
from .lags import FEWEST_UNITS, Leading

#: Change of a KPI that effects are told for, fraction.
STEP: Final = 0.1
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Moves first",
        "More of the KPI than usual in a team and month goes with more or less of the outcome in later "
        "months, beyond chance, and not with that of earlier months. What is usual for the team, and what is "
        "common to all teams in a month, is taken out.",
    ),
    (
        "Withheld",
        "The outcome of earlier months goes with the KPI as well: something moves both, or the outcome "
        "comes first.",
    ),
)
_VERDICTS: Final[Mapping[str, str]] = {
    "first": "Moves first",
    "withheld": "Withheld",
    "open": "Cannot be told",
    "short": "Too few teams or months",
}
#: How long after the KPI, by months.
_WHEN: Final[Mapping[int, str]] = {
    1: "a month later", 2: "two months later", 3: "three months later",
    4: "four months later", 5: "five months later", 6: "six months later",
}  # fmt: skip
_FIRST: Final = (
    "{kpi:name} moves before {outcome:name}: 10% more than usual in a team goes with {effect:signed_percent} "
    "in {outcome:name} {when:message} ({low:signed_percent} to {high:signed_percent}), over "
    "{units:count} teams. Before does not mean because: a trial in some teams would tell."
)
_WITHHELD: Final = (
    "{kpi:name} goes with {outcome:name} of later months, but with that of earlier months as well, over "
    "{units:count} teams: something moves both, or {outcome:name} comes first. Nothing is claimed."
)
_OPEN: Final = (
    "Of {kpis:names} it cannot be told whether they move before {outcome:name}: what goes with later months "
    "may well be chance, over {units:count} teams."
)
_SHORT: Final = (
    "Whether {kpis:names} move before {outcome:name} is not looked for: that takes {fewest:count} teams "
    "and {months:count} months in which both change."
)


def sure_findings(leading: Leading) -> list[Finding]:
    """KPIs that move before the outcome beyond chance, for the headline of the page."""
    rows = leading.kpis[leading.kpis["verdict"] == "first"]
    return [_told(_FIRST, row, leading, "act") for row in rows.to_dict("records")]


def lead_findings(leading: Leading) -> list[Finding]:
    """Every KPI's verdict; those alike in one sentence."""
    rows = leading.kpis
    withheld = rows[rows["verdict"] == "withheld"].to_dict("records")
    return [
        *sure_findings(leading),
        *(_told(_WITHHELD, row, leading) for row in withheld),
        *_together(leading),
    ]


def lead_title(leading: Leading) -> Finding:
    """The message of the picture."""
    if leading.surest is None:
        return Finding("Too few teams or months are known to tell which KPI moves first.")
    first = leading.kpis.iloc[0]
    facts = {"kpi": leading.surest, "outcome": leading.outcome, "when": _WHEN.get(first["lag"], "")}
    if first["verdict"] == "first":
        return Finding("{kpi:name} moves first, {outcome:name} {when:message}.", facts, "act")
    return Finding(
        "No KPI is sure to move before {outcome:name}; {kpi:name} comes closest.",
        {name: facts[name] for name in ("kpi", "outcome")},
    )


def lead_rows(leading: Leading) -> pd.DataFrame:
    """The KPIs for a table.

    Returns
    -------
    DataFrame
        As ``leading.kpis``, with ``effect``, ``low`` and ``high`` for 10 % more of the KPI, and ``reading``
        (message id).
    """
    rows = leading.kpis
    steps = {name: rows[name].astype(float) * STEP for name in ("effect", "low", "high")}
    return rows.assign(**steps, reading=rows["verdict"].map(_VERDICTS))


def _told(template: str, row: Mapping[Any, Any], leading: Leading, tone: Any = "note") -> Finding:
    facts = {"kpi": row["kpi"], "outcome": leading.outcome, "units": int(row["units"])}
    if template == _FIRST:
        facts |= {name: row[name] * STEP for name in ("effect", "low", "high")}
        facts["when"] = _WHEN[int(row["lag"])]
    return Finding(template, facts, tone)


def _together(leading: Leading) -> list[Finding]:
    """KPIs of which nothing can be said, and those too short to look."""
    rows, said = leading.kpis, []
    still, short = (rows[rows["verdict"] == verdict] for verdict in ("open", "short"))
    if len(still):
        facts = {"kpis": few(still["kpi"]), "outcome": leading.outcome, "units": int(still["units"].min())}
        said.append(Finding(_OPEN, facts))
    if len(short):
        needed = {"fewest": FEWEST_UNITS, "months": leading.months}
        said.append(Finding(_SHORT, {"kpis": few(short["kpi"]), "outcome": leading.outcome, **needed}))
    return said
