"""What the drawings of all domains have in common: rows of units, columns of text, names of months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from . import notation
from .locale import Locale, Scale

#: Below this width in inches a drawing is for a phone: fewer labels.
_NARROW: Final = 5.0
#: Height of a row, inches; size of small text, points.
ROW: Final = 0.23
SMALL: Final = 8
#: Width of a digit or a sign of that size, points.
_LETTER: Final = 6.0
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


#: How scenarios are filled.
ACTUAL: Final[dict[str, Any]] = {"color": notation.ACTUAL}
LAST_YEAR: Final[dict[str, Any]] = {"color": notation.LAST_YEAR}
TARGET: Final[dict[str, Any]] = {"facecolor": "none", "edgecolor": notation.PLAN, "linewidth": 1.0}
FORECAST: Final[dict[str, Any]] = {
    "facecolor": "none",
    "edgecolor": notation.FORECAST,
    "hatch": notation.HATCH,
    "linewidth": 0.8,
}


def narrow(ax: Axes) -> bool:
    """Whether a drawing is for a phone."""
    figure = ax.get_figure(root=True)
    return figure is not None and figure.get_figwidth() < _NARROW


def resize(ax: Axes, height: float) -> None:
    """Give the whole figure another height, inches."""
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.set_figheight(height)


def rows(frame: pd.DataFrame, locale: Locale, ax: Axes) -> npt.NDArray[np.int_]:
    """Heights of the rows, the first at the top, each named; in bold what has others below it."""
    at = np.arange(len(frame))
    resize(ax, 0.75 + ROW * len(frame))
    names = [short(locale.name(unit), 14 if narrow(ax) else 28) for unit in frame["unit"]]
    ax.set_yticks(at, names, fontsize=SMALL)
    for label, depth in zip(ax.get_yticklabels(), frame["depth"], strict=True):
        label.set_fontweight("normal" if depth == frame["depth"].max() else "bold")
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return at


def short(name: str, most: int) -> str:
    """A name cut to ``most`` letters."""
    return name if len(name) <= most else name[: most - 1] + "…"


def column(ax: Axes, at: Iterable[float], texts: Iterable[str], *, heading: str) -> None:
    """Texts in a column at the right of the drawing, one per row, wide enough to keep clear of it."""
    texts = list(texts)
    offset = max(30.0, _LETTER * max(map(len, texts), default=0) + 4)
    for y, text in zip(at, texts, strict=True):
        at_right(ax, y, text, offset=offset)
    ax.annotate(
        heading, (1, 1), (offset, 4), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="bottom", fontsize=SMALL, color=notation.MUTED,
    )  # fmt: skip


def at_right(ax: Axes, y: float, text: str, *, offset: float = 30.0) -> None:
    """A text at the right of the drawing, at the height of ``y``; it ends ``offset`` points from it."""
    ax.annotate(
        text, (1, y), (offset, 0), xycoords=ax.get_yaxis_transform(), textcoords="offset points",
        ha="right", va="center", fontsize=SMALL,
    )  # fmt: skip


def beside(ax: Axes, x: float, y: float, text: str, *, left: bool, color: str) -> None:
    """A text just outside the end of a bar."""
    ax.annotate(
        text, (x, y), (-3 if left else 3, 0), textcoords="offset points",
        ha="right" if left else "left", va="center", fontsize=SMALL, color=color,
    )  # fmt: skip


def month_names(shown: pd.Series, locale: Locale) -> list[str]:
    """Names of the months; the year stands below the first one of another year."""
    names = [locale.text(_MONTHS[month - 1]) for month in shown.dt.month]
    turns = shown.dt.year.diff().gt(0)
    return [
        f"{name}\n{locale.year(month)}" if new else name
        for name, month, new in zip(names, shown, turns, strict=True)
    ]


def money_heading(ax: Axes, locale: Locale, scale: Scale) -> None:
    """The currency and the unit of a drawing's amounts, above it."""
    heading = locale.text("{currency} {unit}", currency=locale.symbol, unit=scale.unit).strip()
    ax.set_title(heading, fontsize=SMALL, color=notation.MUTED, loc="left")


def bridge(
    ax: Axes,
    locale: Locale,
    ends: tuple[float, float],
    steps: npt.NDArray[np.float64],
    names: Sequence[str],
    *,
    reach: npt.NDArray[np.float64] | None = None,
    base: Mapping[str, Any] = LAST_YEAR,
) -> Axes:
    """Columns that lead from a base to what was reached, one step each, with intervals where they are known.

    Parameters
    ----------
    ends
        Amounts of the base and of the end.
    steps
        Amounts between them, which add up to their difference.
    names
        Of all columns, in the language of the drawing.
    reach
        Half the width of each step's interval; missing where there is none.
    base
        How the first column is filled.
    """
    tips = ends[0] + np.cumsum(steps)
    starts = np.concatenate([[ends[0]], tips[:-1]])
    at = np.arange(len(steps) + 2)
    ax.bar(at[:1], ends[:1], width=0.6, **base)
    ax.bar(at[1:-1], steps, bottom=starts, width=0.6, color=np.where(steps < 0, notation.BAD, notation.GOOD))
    ax.bar(at[-1:], ends[1:], width=0.6, **ACTUAL)
    known = np.nan_to_num(np.zeros(len(steps)) if reach is None else reach)
    shown = known > 0
    ax.vlines(
        at[1:-1][shown], (tips - known)[shown], (tips + known)[shown], color=notation.INTERVAL, linewidth=1.5
    )
    levels = [*starts, tips[-1]]
    ax.hlines(levels, at[:-1] + 0.3, at[1:] - 0.3, color=notation.MUTED, linewidth=0.7, linestyle=":")
    tops = [ends[0], *np.maximum(np.maximum(starts, tips), tips + known), ends[1]]
    step_labels(ax, locale, ends, steps, tops, names)
    ax.margins(y=0.12)
    return ax


def step_labels(
    ax: Axes,
    locale: Locale,
    ends: tuple[float, float],
    steps: Iterable[float],
    tops: Iterable[float],
    names: Sequence[str],
) -> None:
    """What the columns of a bridge amount to and are called: the base, each step with its sign, the end.

    Parameters
    ----------
    ends
        Amounts of the base and of the end.
    steps
        Amounts between them.
    tops
        Height above which each column's amount stands, base and end included.
    names
        Of the columns, in the language of the drawing.
    """
    scale = locale.scale(ends)
    first, last = (locale.scaled(end, scale) for end in ends)
    texts = [first, *(locale.scaled(step, scale, signed=True) for step in steps), last]
    for x, (top, text) in enumerate(zip(tops, texts, strict=True)):
        ax.annotate(text, (x, top), (0, 2), textcoords="offset points", ha="center", fontsize=SMALL)
    ax.set_xticks(range(len(names)), names, fontsize=SMALL)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    money_heading(ax, locale, scale)


def nothing(locale: Locale, ax: Axes) -> Axes:
    """A sentence in place of a drawing for which nothing is known."""
    resize(ax, 0.8)
    ax.set_axis_off()
    ax.text(0.5, 0.5, locale.text("Not enough is known to draw this."), ha="center", va="center")
    return ax


def named_rows(names: Sequence[str], ax: Axes) -> npt.NDArray[np.int_]:
    """Heights of rows, the first at the top, each named at the left."""
    at = np.arange(len(names))
    resize(ax, 0.75 + ROW * len(names))
    ax.set_yticks(at, [short(name, 14 if narrow(ax) else 28) for name in names])
    ax.tick_params(labelsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.spines["left"].set_visible(False)
    return at


def whiskers(low: pd.Series, high: pd.Series, at: npt.NDArray[np.int_], ax: Axes) -> None:
    """Intervals along rows, on a rim of paper, so that they show on dark bars too."""
    ax.hlines(at, low, high, color=notation.PAPER, linewidth=2.6)
    ax.hlines(at, low, high, color=notation.INTERVAL, linewidth=1.2)
