"""What units and questions are called on the page."""

from __future__ import annotations

import pandas as pd

from ..findings import Finding
from ..locale import Locale
from .levels import OVERALL
from .placement import POOL
from .released import Release

_POOL = "{parent:name}, small teams"


def unit_label(unit: str, tier: str, parent: object) -> Finding:
    """The name of a unit; several small teams go by the unit above them."""
    if tier == POOL:
        return Finding(_POOL, {"parent": parent})
    return Finding("{unit:name}", {"unit": unit})


def about_label(about: str) -> Finding:
    """The name of a dimension, or of all together."""
    return Finding("All in all") if about == OVERALL else Finding("{about:name}", {"about": about})


def labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with ``unit``, ``tier`` and ``parent``, and ``label`` (a finding) for them."""
    keys = zip(rows["unit"], rows["tier"], rows["parent"], strict=True)
    return rows.assign(label=pd.Series([unit_label(*key) for key in keys], rows.index, dtype=object))


def placed(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Rows with ``unit``; and its ``tier``, ``parent``, ``depth`` and ``label`` (a finding), as of now."""
    return labelled(rows.merge(release.units_of()[["unit", "tier", "parent", "depth"]], on="unit"))


def names(rows: pd.DataFrame, locale: Locale) -> list[str]:
    """What the units of the rows are called in a language."""
    return [locale.say(label) for label in labelled(rows)["label"]]
