"""The pictures of the target report, in IBCS notation: they draw what was computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .. import notation
from ..locale import Locale

#: Below this width in inches a drawing is for a phone: fewer labels.
_NARROW: Final = 5.0
_ROW: Final = 0.23
_SMALL: Final = 8
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

_ACTUAL: Final[dict[str, Any]] = {"color": notation.ACTUAL}
_LAST_YEAR: Final[dict[str, Any]] = {"color": notation.LAST_YEAR}
_TARGET: Final[dict[str, Any]] = {"facecolor": "none", "edgecolor": notation.PLAN, "linewidth": 1.0}
_FORECAST: Final[dict[str, Any]] = {
    "facecolor": "none",
    "edgecolor": notation.FORECAST,
    "hatch": notation.HATCH,
    "linewidth": 0.8,
}


def year_columns(course: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Columns of a fiscal year's months: actual, then forecast, before the target, beside last year.

    Parameters
    ----------
    course
        From :func:`~salesmgmt_kit.targets.year_course`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    at = np.arange(len(course))
    ax.bar(at - 0.34, course["last_year"], width=0.22, **_LAST_YEAR)
    ax.bar(at + 0.09, course["target"], width=0.62, **_TARGET)
    ax.bar(at + 0.09, course["actual"], width=0.44, **_ACTUAL)
    ax.bar(at + 0.09, course["expected"], width=0.44, **_FORECAST)
    ax.vlines(at + 0.09, course["low"], course["high"], color=notation.INTERVAL, linewidth=2)
    _label_columns(course, locale, ax)
    step = 2 if _narrow(ax) else 1
    ax.set_xticks(at[::step], _month_names(course["month"].iloc[::step], locale), fontsize=_SMALL)
    ax.set_xlim(-0.6, len(course) - 0.4)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(bottom=min(0, ax.get_ylim()[0]))
    ax.axhline(0, color=notation.MUTED, linewidth=0.8)
    return ax


def gap_bars(standing: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Bars of every unit's gap, left of the axis when short, right when ahead; money and percent.

    Parameters
    ----------
    standing
        From :func:`~salesmgmt_kit.targets.standing`.
    locale, ax
        As in :func:`year_columns`.
    """
    ax = plt.gca() if ax is None else ax
    if standing.empty:
        return _nothing(locale, ax)
    at = _rows(standing, locale, ax)
    colours = np.where(standing["gap"] < 0, notation.BAD, notation.GOOD)
    ax.barh(at, standing["gap"], height=0.6, color=colours)
    ax.axvline(0, color=notation.INK, linewidth=1)
    scale = locale.scale(standing["gap"])
    for y, gap, colour in zip(at, standing["gap"], colours, strict=True):
        text = locale.scaled(gap, scale, signed=True)
        _beside(ax, gap, y, text, left=gap < 0, color=colour)
    ax.margins(x=0.45 if _narrow(ax) else 0.12)
    heading = locale.text("{currency} {unit}", currency=locale.symbol, unit=scale.unit).strip()
    ax.set_title(heading, fontsize=_SMALL, color=notation.MUTED, loc="left")
    _column(ax, at, [locale.format(share, "signed_percent") for share in standing["share"]], heading="%")
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.set_visible(False)
    return ax


def chance_lines(chances: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Each unit's expected total and its interval against the target, with the probability beside.

    Parameters
    ----------
    chances
        From :func:`~salesmgmt_kit.targets.reach`, one horizon; units without a target are left out.
    locale, ax
        As in :func:`year_columns`.
    """
    ax = plt.gca() if ax is None else ax
    known = chances.dropna(subset=["probability", "expected_share"])
    if known.empty:
        return _nothing(locale, ax)
    at = _rows(known, locale, ax)
    colours = np.where(known["expected_share"] < 1, notation.BAD, notation.GOOD)
    ax.hlines(at, known["low_share"], known["high_share"], color=notation.INTERVAL, linewidth=4, alpha=0.55)
    ax.scatter(known["expected_share"], at, s=26, color=colours, zorder=3)
    ax.axvline(1, color=notation.PLAN, linewidth=1.2)
    ax.margins(x=0.06)
    _column(
        ax,
        at,
        [locale.format(p, "chance") for p in known["probability"]],
        heading=locale.text("Probability"),
    )
    ax.xaxis.set_major_locator(MaxNLocator(4 if _narrow(ax) else 8, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda share, _: locale.format(share, "chance"))  # whole percent
    ax.tick_params(axis="x", labelsize=_SMALL)
    ax.grid(axis="x", linewidth=0.6)
    ax.set_xlabel(locale.text("Share of the target"), fontsize=_SMALL)
    return ax


def _narrow(ax: Axes) -> bool:
    figure = ax.get_figure(root=True)
    return figure is not None and figure.get_figwidth() < _NARROW


def _resize(ax: Axes, height: float) -> None:
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.set_figheight(height)


def _rows(frame: pd.DataFrame, locale: Locale, ax: Axes) -> npt.NDArray[np.int_]:
    """Heights of the rows, the first at the top, each named; in bold what has others below it."""
    at = np.arange(len(frame))
    _resize(ax, 0.75 + _ROW * len(frame))
    names = [_short(locale.name(unit), 14 if _narrow(ax) else 28) for unit in frame["unit"]]
    ax.set_yticks(at, names, fontsize=_SMALL)
    for label, depth in zip(ax.get_yticklabels(), frame["depth"], strict=True):
        label.set_fontweight("normal" if depth == frame["depth"].max() else "bold")
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return at


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _column(ax: Axes, at: Iterable[float], texts: Iterable[str], *, heading: str) -> None:
    """Texts in a column at the right of the drawing, one per row."""
    for y, text in zip(at, texts, strict=True):
        _at_right(ax, y, text)
    ax.annotate(
        heading, (1, 1), (30, 4), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="bottom", fontsize=_SMALL, color=notation.MUTED,
    )  # fmt: skip


def _at_right(ax: Axes, y: float, text: str) -> None:
    ax.annotate(
        text, (1, y), (30, 0), xycoords=ax.get_yaxis_transform(), textcoords="offset points",
        ha="right", va="center", fontsize=_SMALL,
    )  # fmt: skip


def _beside(ax: Axes, x: float, y: float, text: str, *, left: bool, color: str) -> None:
    """A text just outside the end of a bar."""
    ax.annotate(
        text, (x, y), (-3 if left else 3, 0), textcoords="offset points",
        ha="right" if left else "left", va="center", fontsize=_SMALL, color=color,
    )  # fmt: skip


def _month_names(shown: pd.Series, locale: Locale) -> list[str]:
    """Names of the months; the year stands below the first one of another year."""
    names = [locale.text(_MONTHS[month - 1]) for month in shown.dt.month]
    turns = shown.dt.year.diff().gt(0)
    return [
        f"{name}\n{year}" if new else name
        for name, year, new in zip(names, shown.dt.year, turns, strict=True)
    ]


def _label_columns(course: pd.DataFrame, locale: Locale, ax: Axes) -> None:
    """The amount above each column; on a phone above every second, as the months are named."""
    amounts = course["actual"].fillna(course["expected"])
    tops = course[["actual", "expected", "high", "target"]].max(axis=1)
    scale = locale.scale(amounts)
    for i in range(0, len(course), 2 if _narrow(ax) else 1):
        if pd.notna(amounts.iloc[i]):
            text = locale.scaled(amounts.iloc[i], scale)
            ax.annotate(
                text,
                (i + 0.09, tops.iloc[i]),
                (0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=_SMALL,
            )
    heading = locale.text("{currency} {unit}", currency=locale.symbol, unit=scale.unit).strip()
    ax.set_title(heading, fontsize=_SMALL, color=notation.MUTED, loc="left")


def _nothing(locale: Locale, ax: Axes) -> Axes:
    """A sentence in place of a drawing for which nothing is known."""
    _resize(ax, 0.8)
    ax.set_axis_off()
    ax.text(0.5, 0.5, locale.text("Not enough is known to draw this."), ha="center", va="center")
    return ax
