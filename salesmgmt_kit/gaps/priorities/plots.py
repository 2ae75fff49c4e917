"""The pictures of priorities, in IBCS notation: they draw what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale
from .headlines import factor_name
from .overview import Priorities


def stage_bars(found: Priorities, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Share of deals that goes on from each stage, with its interval, beside the median stay.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.priorities.ranked`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    rows = found.process.stages
    if rows.empty:
        return marks.nothing(locale, ax)
    at = marks.named_rows([locale.name(stage) for stage in rows["stage"]], ax)
    colours = np.where(rows["stage"] == found.process.leaky, notation.BAD, notation.ACTUAL)
    ax.barh(at, rows["conversion"], height=0.6, color=colours)
    marks.whiskers(rows["low"], rows["high"], at, ax)
    for y, end, share in zip(at, rows["high"], rows["conversion"], strict=True):
        marks.beside(ax, end, y, locale.format(share, "percent"), left=False, color=notation.INK)
    stays = [_days(row, locale, short=marks.narrow(ax)) for _, row in rows.iterrows()]
    marks.column(ax, at, stays, heading=locale.text("Stay, days"))
    ax.set_xlim(0, 1.18)
    ax.set_xticks([0, 0.5, 1])
    ax.xaxis.set_major_formatter(lambda share, _: locale.format(share, "chance"))
    ax.set_title(locale.text("Goes on"), fontsize=marks.SMALL, color=notation.MUTED, loc="left")
    return ax


def gain_bars(found: Priorities, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """What reaching the better units would bring, by factor, and what the first ones make together.

    Parameters
    ----------
    found, locale, ax
        As in :func:`stage_bars`. Gains that may be chance are lighter and have no part in the cumulative
        share.
    """
    ax = plt.gca() if ax is None else ax
    rows = found.gains.dropna(subset="gain")
    if rows.empty:
        return marks.nothing(locale, ax)
    at = marks.named_rows([locale.sentence(factor_name(factor)) for factor in rows["factor"]], ax)
    ax.barh(at, rows["gain"], height=0.6, color=np.where(rows["told"], notation.GOOD, notation.LAST_YEAR))
    marks.whiskers(rows["gain_low"], rows["gain_high"], at, ax)
    ax.axvline(0, color=notation.INK, linewidth=1)
    if rows["told"].any():
        shares = ["" if np.isnan(share) else locale.format(share, "chance") for share in rows["cumulative"]]
        marks.column(ax, at, shares, heading=locale.text("Cumulative"))
    scale = locale.scale(rows["gain_high"])
    marks.money_heading(ax, locale, scale)
    ax.xaxis.set_major_formatter(lambda value, _: locale.scaled(value, scale))
    ax.grid(axis="x", linewidth=0.6)
    return ax


def _days(row: pd.Series, locale: Locale, *, short: bool) -> str:
    """The median stay, with its interval where there is room; a dash for what nobody has seen the end of."""
    median, low, high = (
        locale.format(days if np.isfinite(days) else None, "count")
        for days in (row["stay"], row["stay_low"], row["stay_high"])
    )
    return median if short else locale.text("{median} ({low} to {high})", median=median, low=low, high=high)
