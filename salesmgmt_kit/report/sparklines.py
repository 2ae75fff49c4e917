"""Courses of a year as lines as small as a word, drawn into the page itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from markupsafe import Markup

from ..locale import Locale
from .markup import fill

_WIDTH, _HEIGHT = 96.0, 24.0
_Point = tuple[float, float] | None


def spark(
    values: pd.Series | Sequence[float], target: Sequence[float] | None = None, *, label: str = ""
) -> Markup:
    """A course as a small line with a dot at its end; gaps where values are missing.

    Parameters
    ----------
    values
        In the order of time. The line has a scale of its own, from the lowest to the highest of all.
    target
        What was asked at the same times, a thin line; none when None or all missing.
    label
        What the line says in words, for those who do not see it; without it others must say it.

    Returns
    -------
    Markup
        An ``svg``; empty without a value.
    """
    course = np.asarray(values, float)
    asked = np.full(len(course), np.nan) if target is None else np.asarray(target, float)
    if np.isnan(course).all():
        return Markup("")
    both = np.concatenate([course, asked])
    low, height = np.nanmin(both), np.nanmax(both) - np.nanmin(both) or 1.0
    points, line = (_points((figures - low) / height) for figures in (course, asked))
    end = next(point for point in reversed(points) if point)
    return fill("spark.html.j2", path=_path(points), target=_path(line), end=end, label=label)


def in_words(values: Sequence[float], target: Sequence[float] | None, kind: str, locale: Locale) -> str:
    """What a sparkline says: its first, last, lowest and highest value, and the last target."""
    known = [value for value in values if not np.isnan(value)]
    if not known:
        return ""
    ends = {"first": known[0], "last": known[-1], "low": min(known), "high": max(known)}
    told = {name: locale.format(value, kind) for name, value in ends.items()}
    said = locale.text("From {first} to {last}; lowest {low}, highest {high}.", **told)
    asked = [value for value in target or () if not np.isnan(value)]
    if not asked:
        return said
    return f"{said} {locale.text('Target at last {target}.', target=locale.format(asked[-1], kind))}"


def _points(shares: npt.NDArray[np.float64]) -> list[_Point]:
    """Places of shares of the height, 0 at the bottom; None where one is missing."""
    step = (_WIDTH - 4) / max(len(shares) - 1, 1)
    return [
        None if np.isnan(y) else (2 + i * step, float(_HEIGHT - 3 - y * (_HEIGHT - 6)))
        for i, y in enumerate(shares)
    ]


def _path(points: Sequence[_Point]) -> str:
    """Lines between neighbours; one that has none is a dot."""
    parts: list[str] = []
    for at, point in enumerate(points):
        if point:
            before, after = at > 0 and points[at - 1], at + 1 < len(points) and points[at + 1]
            alone = "" if before or after else "h0"
            parts.append(f"{'L' if before else 'M'}{point[0]:.1f} {point[1]:.1f}{alone}")
    return "".join(parts)
