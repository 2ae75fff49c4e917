"""What a manager should read about mixes: which differences they explain, hide or turn around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ...findings import Finding, Tone, few, told
from .standardising import OTHERS, YEAR

#: Most contrasts told, a sentence each.
_NAMED: Final = 4
#: Terms of the section and what each means.
TERMS: Final = (
    (
        "Same mix",
        "The difference within each product, product family or customer segment, weighted alike on both "
        "sides (Mantel-Haenszel weights): what the difference would be if both sold the same to the same.",
    ),
)
#: What a mix is made of.
_BY: Final[Mapping[str, str]] = {
    "product": "products", "family": "product families", "segment": "customer segments",
}  # fmt: skip
_AGAINST: Final[Mapping[str, str]] = {OTHERS: "All others", YEAR: "The year before"}
_READINGS: Final[Mapping[str, str]] = {
    "reversed": "The mix turns it around",
    "explained": "The mix explains it",
    "hidden": "The mix hides it",
    "same": "The mix changes little",
}
_TOLD: Final[Mapping[tuple[str, str], tuple[str, Tone]]] = {
    ("reversed", OTHERS): (
        "{kpi:name} of {unit:name} is {difference:signed_percent} beside all others', but at the same "
        "mix of {by:message} {standard:signed_percent} ({standard_low:signed_percent} to "
        "{standard_high:signed_percent}): the mix turns the difference around.",
        "act",
    ),
    ("explained", OTHERS): (
        "{kpi:name} of {unit:name} is {difference:signed_percent} beside all others'; the mix of "
        "{by:message} explains it: at the same mix {standard:signed_percent} is left "
        "({standard_low:signed_percent} to {standard_high:signed_percent}).",
        "note",
    ),
    ("hidden", OTHERS): (
        "{kpi:name} of {unit:name} looks like all others', but at the same mix of {by:message} it is "
        "{standard:signed_percent} ({standard_low:signed_percent} to {standard_high:signed_percent}).",
        "act",
    ),
    ("reversed", YEAR): (
        "{kpi:name} of {unit:name} is {difference:signed_percent} beside the year before, but at the same "
        "mix of {by:message} {standard:signed_percent} ({standard_low:signed_percent} to "
        "{standard_high:signed_percent}): the mix turns the change around.",
        "act",
    ),
    ("explained", YEAR): (
        "{kpi:name} of {unit:name} is {difference:signed_percent} beside the year before; the mix of "
        "{by:message} explains it: at the same mix {standard:signed_percent} is left "
        "({standard_low:signed_percent} to {standard_high:signed_percent}).",
        "note",
    ),
    ("hidden", YEAR): (
        "{kpi:name} of {unit:name} looks like the year before, but at the same mix of {by:message} it is "
        "{standard:signed_percent} ({standard_low:signed_percent} to {standard_high:signed_percent}).",
        "act",
    ),
}
_RANK: Final = {"reversed": 0, "explained": 1, "hidden": 2, "same": 3}


def mix_findings(contrasts: pd.DataFrame) -> list[Finding]:
    """Differences that the mix turns around, explains or hides; or that it does so nowhere."""
    if contrasts.empty:
        return [Finding("No KPI is a ratio that can be told by product or customer segment.")]
    said = [_told(row) for row in _changed(contrasts).head(_NAMED).to_dict("records")]
    return said or [
        Finding(
            "At the same mix no difference in {kpis:names} turns around, goes or appears beyond chance.",
            {"kpis": few(pd.Series(contrasts["kpi"].unique()))},
            "good",
        )
    ]


def sure_findings(contrasts: pd.DataFrame) -> list[Finding]:
    """The difference that the mix turns around most, for the headline of the page."""
    if contrasts.empty:
        return []
    turned = _changed(contrasts)
    return [_told(row) for row in turned[turned["verdict"] == "reversed"].head(1).to_dict("records")]


def mix_rows(contrasts: pd.DataFrame) -> pd.DataFrame:
    """The contrasts for a table: those that the mix changes first, then those it moves most.

    Returns
    -------
    DataFrame
        One row per KPI, comparison and unit, by the mix that changes it most: the columns of ``contrasts``,
        ``mixed`` (what the mix is made of), ``beside`` and ``reading`` (message ids).
    """
    rows = _once(contrasts)
    return rows.assign(
        mixed=rows["by"].map(_BY),
        beside=rows["against"].map(_AGAINST),
        reading=rows["verdict"].map(_READINGS),
    )


def _once(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Each difference by the mix that changes it most, those changed most first."""
    if contrasts.empty:
        return contrasts
    ordered = contrasts.assign(rank=contrasts["verdict"].map(_RANK)).sort_values(
        ["rank", "mix_p"], kind="stable"
    )
    return ordered.drop(columns="rank").drop_duplicates(["kpi", "against", "unit"])


def _changed(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Contrasts that the mix changes."""
    rows = _once(contrasts)
    return rows[rows["verdict"] != "same"]


def _told(row: Mapping[Any, Any]) -> Finding:
    template, tone = _TOLD[row["verdict"], row["against"]]
    return told(template, {**row, "by": _BY[row["by"]]}, tone)
