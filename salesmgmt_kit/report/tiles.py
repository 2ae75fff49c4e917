"""Tiles: the figures of the month, each beside what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
from markupsafe import Markup

from ..findings import Finding
from ..locale import Locale
from ..locale.numbers import is_missing
from .markup import fill
from .sparklines import spark

Better = Literal["up", "down"]

_SIGNED = {"money", "percent", "points", "count", "number"}


@dataclass(frozen=True)
class Comparison:
    """How far a figure is from another one.

    Parameters
    ----------
    label
        What it is compared with, e.g. "Target".
    value
        The difference, figure minus the other one; missing when the other one is.
    kind
        Kind of the difference (:data:`salesmgmt_kit.locale.KINDS`); it is shown with its sign.
    share
        The difference as a fraction of the other one; shown in brackets when given.
    """

    label: Finding | str
    value: Any
    kind: str = "signed_percent"
    share: float | None = None


@dataclass(frozen=True)
class Tile:
    """One figure of the month.

    Parameters
    ----------
    label
        What it is, and of which period.
    value
        The figure at full precision.
    kind
        Its kind (:data:`salesmgmt_kit.locale.KINDS`).
    comparisons
        What it is compared with.
    better
        Whether more of it is good (``up``) or bad (``down``).
    spark
        Its course until now, shown as a small line; the index is not shown.
    """

    label: Finding | str
    value: Any
    kind: str
    comparisons: Sequence[Comparison] = field(default_factory=tuple)
    better: Better = "up"
    spark: pd.Series | None = None


def signed(kind: str) -> str:
    """The kind that shows its sign: ``signed_money`` for ``money``."""
    return f"signed_{kind}" if kind in _SIGNED else kind


def verdict(value: Any, better: Better | None) -> str:
    """``good``, ``bad``, or empty when a difference is neither."""
    if better is None or is_missing(value) or value == 0:
        return ""
    return "good" if (value > 0) == (better == "up") else "bad"


def arrow(value: Any) -> str:
    """The sign of a difference as a mark: ▲, ▼, or nothing."""
    if is_missing(value) or value == 0:
        return ""
    return "▲" if value > 0 else "▼"


def render(tiles: Sequence[Tile], locale: Locale) -> Markup:
    """The tiles as a list of figures; what is missing is left out."""
    known = [tile for tile in tiles if not is_missing(tile.value)]
    return fill("tiles.html.j2", tiles=[_tile(tile, locale) for tile in known], locale=locale)


def _tile(tile: Tile, locale: Locale) -> dict[str, Any]:
    return {
        "label": locale.say(tile.label),
        "value": locale.format(tile.value, tile.kind),
        "comparisons": [
            _comparison(c, tile.better, locale) for c in tile.comparisons if not is_missing(c.value)
        ],
        "spark": None if tile.spark is None else spark(tile.spark),
    }


def _comparison(comparison: Comparison, better: Better, locale: Locale) -> dict[str, str]:
    share = comparison.share
    return {
        "label": locale.say(comparison.label),
        "value": locale.format(comparison.value, signed(comparison.kind)),
        "share": "" if share is None or is_missing(share) else locale.format(share, "signed_percent"),
        "arrow": arrow(comparison.value),
        "verdict": verdict(comparison.value, better),
    }
