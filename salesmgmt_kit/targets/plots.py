"""The pictures of the target report, in IBCS notation: they draw what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .. import marks, notation
from ..locale import Locale
from .running import RunningYear


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
    ax.bar(at - 0.34, course["last_year"], width=0.22, **marks.LAST_YEAR)
    ax.bar(at + 0.09, course["target"], width=0.62, **marks.TARGET)
    ax.bar(at + 0.09, course["actual"], width=0.44, **marks.ACTUAL)
    ax.bar(at + 0.09, course["expected"], width=0.44, **marks.FORECAST)
    ax.vlines(at + 0.09, course["low"], course["high"], color=notation.INTERVAL, linewidth=2)
    _label_columns(course, locale, ax)
    step = 2 if marks.narrow(ax) else 1
    ax.set_xticks(at[::step], marks.month_names(course["month"].iloc[::step], locale), fontsize=marks.SMALL)
    ax.set_xlim(-0.6, len(course) - 0.4)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(bottom=min(0, ax.get_ylim()[0]))
    ax.axhline(0, color=notation.MUTED, linewidth=0.8)
    return ax


def year_fan(running: RunningYear, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """The fiscal year added up: what was sold, bands of what may come, and the target.

    Parameters
    ----------
    running
        From :func:`~salesmgmt_kit.targets.running_year`, or its distance from the target.
    locale, ax
        As in :func:`year_columns`.
    """
    ax = plt.gca() if ax is None else ax
    course, last = running.course, running.course["sold"].count() - 1
    if course["expected"].isna().all():
        return marks.nothing(locale, ax)
    at = np.arange(-1, len(course))
    sold = np.r_[0.0, course["sold"]]
    for _, band in running.bands.groupby("level", sort=False):
        edges = (np.r_[sold[last + 1], band[side]] for side in ("low", "high"))
        ax.fill_between(at[last + 1 :], *edges, color=notation.INTERVAL, alpha=0.2, linewidth=0)
    ax.plot(at, np.r_[0.0, course["target"]], color=notation.PLAN, linewidth=1)
    ax.plot(at, sold, color=notation.ACTUAL, linewidth=2.4)
    middle = np.r_[sold[last + 1], course["expected"].dropna()]
    ax.plot(at[last + 1 :], middle, color=notation.FORECAST, linewidth=1.6, linestyle=(0, (2, 1)))
    _label_ends(running, locale, ax)
    step = 2 if marks.narrow(ax) else 1
    ax.set_xticks(at[1::step], marks.month_names(course["month"].iloc[::step], locale), fontsize=marks.SMALL)
    ax.set_xlim(-1, len(course) - 1)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
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
        return marks.nothing(locale, ax)
    at = marks.rows(standing, locale, ax)
    colours = np.where(standing["gap"] < 0, notation.BAD, notation.GOOD)
    ax.barh(at, standing["gap"], height=0.6, color=colours)
    ax.axvline(0, color=notation.INK, linewidth=1)
    scale = locale.scale(standing["gap"])
    for y, gap, colour in zip(at, standing["gap"], colours, strict=True):
        text = locale.scaled(gap, scale, signed=True)
        marks.beside(ax, gap, y, text, left=gap < 0, color=colour)
    ax.margins(x=0.45 if marks.narrow(ax) else 0.12)
    marks.money_heading(ax, locale, scale)
    marks.column(ax, at, [locale.format(share, "signed_percent") for share in standing["share"]], heading="%")
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
        return marks.nothing(locale, ax)
    at = marks.rows(known, locale, ax)
    colours = np.where(known["expected_share"] < 1, notation.BAD, notation.GOOD)
    ax.hlines(at, known["low_share"], known["high_share"], color=notation.INTERVAL, linewidth=4, alpha=0.55)
    ax.scatter(known["expected_share"], at, s=26, color=colours, zorder=3)
    ax.axvline(1, color=notation.PLAN, linewidth=1.2)
    ax.margins(x=0.06)
    marks.column(
        ax,
        at,
        [locale.format(p, "chance") for p in known["probability"]],
        heading=locale.text("Probability"),
    )
    ax.xaxis.set_major_locator(MaxNLocator(4 if marks.narrow(ax) else 8, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda share, _: locale.format(share, "chance"))  # whole percent
    ax.tick_params(axis="x", labelsize=marks.SMALL)
    ax.grid(axis="x", linewidth=0.6)
    ax.set_xlabel(locale.text("Share of the target"), fontsize=marks.SMALL)
    return ax


def _label_ends(running: RunningYear, locale: Locale, ax: Axes) -> None:
    """What was sold so far, and beside the end what is expected, the target, and how likely it is reached."""
    sold, ends, signed = running.course["sold"].dropna(), running.course.iloc[-1], running.against_target
    scale = locale.scale([ends["expected"], ends["low"], ends["high"]])
    if len(sold):
        text = locale.scaled(sold.iloc[-1], scale, signed=signed)
        rising = len(sold) == 1 or sold.iloc[-1] >= sold.iloc[-2]
        ax.annotate(
            text, (len(sold) - 1, sold.iloc[-1]), (-3, 4 if rising else -4), textcoords="offset points",
            ha="right", va="bottom" if rising else "top", fontsize=marks.SMALL,
        )  # fmt: skip
    expected, low, high = (locale.scaled(ends[k], scale, signed=signed) for k in ("expected", "low", "high"))
    inside = locale.text("({low} to {high})", low=low, high=high)
    lines = [
        (ends["expected"], "Expected", f"{expected}\n{inside}"),
        (ends["target"], "Target", "" if signed else locale.scaled(ends["target"], scale)),
    ]
    # However near two values are, the upper one's name stands above its line and the lower one's below.
    lines = sorted((line for line in lines if pd.notna(line[0])), reverse=True)
    for (value, name, text), side in zip(lines, ("bottom", "top"), strict=False):
        ax.annotate(
            f"{locale.text(name)} {text}".strip(), (1, value), (4, 0), va=side, fontsize=marks.SMALL,
            xycoords=ax.get_yaxis_transform(), textcoords="offset points",
        )  # fmt: skip
    if pd.notna(running.end["probability"]):
        chance = locale.format(running.end["probability"], "chance")
        ax.annotate(
            f"{locale.text('Probability')} {chance}", (1, 1), (4, 4), xycoords="axes fraction", va="bottom",
            textcoords="offset points", fontsize=marks.SMALL, fontweight="bold",
        )  # fmt: skip
    marks.money_heading(ax, locale, scale)


def _label_columns(course: pd.DataFrame, locale: Locale, ax: Axes) -> None:
    """The amount at each column's end; on a phone at every second's, as the months are named."""
    amounts = course["actual"].fillna(course["expected"])
    tops = course[["actual", "expected", "high", "target"]].max(axis=1)
    ends = tops.where(amounts >= 0, course[["actual", "expected", "low"]].min(axis=1))
    scale = locale.scale(amounts)
    for i in range(0, len(course), 2 if marks.narrow(ax) else 1):
        if pd.notna(amounts.iloc[i]):
            text = locale.scaled(amounts.iloc[i], scale)
            below = amounts.iloc[i] < 0
            ax.annotate(
                text,
                (i + 0.09, ends.iloc[i]),
                (0, -2 if below else 2),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=marks.SMALL,
            )
    marks.money_heading(ax, locale, scale)
