"""What a manager should read about changes of the climate."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from ...findings import Finding
from ...units import COMPANY
from ..labels import about_label, placed, unit_label
from ..levels import OVERALL
from ..released import Release

#: Most units of which a change is told in a sentence.
_TOLD: Final = 4
#: A change is fresh for so many waves.
_FRESH: Final = 3
_FELL: Final = "{unit:sentence}: the climate has fallen since {since:month}: {parts:sentences}."
_ROSE: Final = "{unit:sentence}: the climate has risen since {since:month}: {parts:sentences}."
_EARLY: Final = (
    "Early warning, {unit:sentence}: the climate has fallen since {since:month}: {parts:sentences}. Ask the "
    "team before sales tell."
)
_PART: Final = "{about:name} by {size:count} points ({low:count} to {high:count})"
_WHOLE: Final = "all in all by {size:count} points ({low:count} to {high:count})"


def fall_findings(shifts: pd.DataFrame, release: Release) -> list[Finding]:
    """Units whose climate has fallen beyond chance, the freshest and deepest first, a sentence each."""
    return _findings(shifts, release, fell=True)


def change_findings(shifts: pd.DataFrame, release: Release) -> list[Finding]:
    """What has fallen and risen; or that nothing has, and what would have been seen."""
    if shifts.empty:
        return [
            Finding(
                "Too few waves to tell a change: that takes five in which a unit was made of the same teams."
            )
        ]
    said = [*_findings(shifts, release, fell=True), *_findings(shifts, release, fell=False)]
    if not said:
        said = [
            Finding(
                "No unit's climate has changed by more than chance; a lasting change of {points:count} "
                "points would have been seen four times in five.",
                {"points": float(shifts["detectable"].median())},
                "good",
            )
        ]
    return said


def course_title(shifts: pd.DataFrame) -> Finding:
    """The message of the picture of all courses."""
    told = shifts[shifts["told"].astype(bool) & (shifts["unit"] != COMPANY)] if len(shifts) else shifts
    fell, rose = (told.loc[told["change"] * sign > 0, "unit"].nunique() for sign in (-1, 1))
    if not fell and not rose:
        return Finding("No unit stands out from its own past.", {}, "good")
    return Finding(
        "The climate has fallen in {fell:count} units and risen in {rose:count}, beyond chance.",
        {"fell": fell, "rose": rose},
        "act" if fell else "good",
    )


def change_rows(found: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Changes or trends for a table, those beyond chance first, then the largest.

    Returns
    -------
    DataFrame
        The rows of ``found`` with ``label`` and ``named`` (findings: unit and dimension) and ``said``
        (message id: whether it is more than chance).
    """
    rows = placed(found, release)
    told = rows["told"].astype(bool)
    rows = rows.assign(
        said=np.where(told, "Beyond chance", "May be chance"),
        named=pd.Series([about_label(about) for about in rows["about"]], rows.index, dtype=object),
    )
    size = rows["change" if "change" in rows else "slope"].abs()
    order = pd.DataFrame({"told": ~told, "size": -size}).sort_values(["told", "size"], kind="stable")
    return rows.loc[order.index]


def _findings(shifts: pd.DataFrame, release: Release, *, fell: bool) -> list[Finding]:
    told = shifts[shifts["told"].astype(bool) & ((shifts["change"] < 0) == fell)] if len(shifts) else shifts
    units = release.units_of().set_index("unit")
    depth = told.groupby("unit")["change"].agg(lambda change: change.abs().max())
    since = told.groupby("unit")["since"].max()
    order = pd.DataFrame({"since": since, "depth": depth}).sort_values(["since", "depth"], ascending=False)
    return [
        _sentence(str(unit), told[told["unit"] == unit], units.loc[unit], release, fell=fell)
        for unit in order.index[:_TOLD]
    ]


def _sentence(unit: str, rows: pd.DataFrame, place: pd.Series, release: Release, *, fell: bool) -> Finding:
    own = rows[rows["about"] != OVERALL] if (rows["about"] != OVERALL).any() else rows
    own = own.reindex(own["change"].abs().sort_values(ascending=False).index)
    since = own["since"].mode().iloc[0]
    facts = {
        "unit": unit_label(unit, str(place["tier"]), place["parent"]),
        "since": since,
        "parts": [_part(row) for row in own.to_dict("records")],
    }
    fresh = since >= release.waves[-_FRESH:][0]
    return Finding((_EARLY if fresh else _FELL) if fell else _ROSE, facts, "act" if fell else "good")


def _part(row: Mapping[Hashable, Any]) -> Finding:
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    facts = {"about": row["about"], "size": abs(row["change"]), "low": low, "high": high}
    if facts["about"] == OVERALL:
        return Finding(_WHOLE, {name: facts[name] for name in ("size", "low", "high")})
    return Finding(_PART, facts)
