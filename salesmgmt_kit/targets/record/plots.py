"""The pictures of the forecast record: they draw what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale
from . import sentences


def change_steps(bridge: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """A waterfall of what moved a total since the month before, each step from where the last one ended.

    Parameters
    ----------
    bridge
        From :func:`.bridge`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if bridge.empty:
        return marks.nothing(locale, ax)
    at = np.arange(len(bridge))
    marks.resize(ax, 0.8 + 0.34 * len(bridge))
    colours = np.where(bridge["amount"] < 0, notation.BAD, notation.GOOD)
    ax.barh(at, bridge["amount"], left=bridge["start"], height=0.55, color=colours)
    ax.vlines(bridge["end"].iloc[:-1], at[:-1], at[1:], color=notation.MUTED, linewidth=0.8)
    ax.axvline(0, color=notation.INK, linewidth=1)
    scale = locale.scale(bridge["amount"])
    for y, amount, end, colour in zip(at, bridge["amount"], bridge["end"], colours, strict=True):
        text = locale.scaled(amount, scale, signed=True)
        marks.beside(ax, end, float(y), text, left=amount < 0, color=colour)
    names = [locale.text(sentences.STEPS[step]) for step in bridge["step"]]
    ax.set_yticks(at, names, fontsize=marks.SMALL)
    ax.get_yticklabels()[-1].set_fontweight("bold")
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    low, high = min(bridge["end"].min(), 0), max(bridge["end"].max(), 0)
    room = (0.7 if marks.narrow(ax) else 0.12) * (high - low or 1)
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    marks.money_heading(ax, locale, scale)
    return ax


def reliability_dots(classes: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Share of targets reached against the probability said, with its interval; on the line, it held.

    Parameters
    ----------
    classes
        From :func:`.reliability`.
    locale, ax
        As in :func:`change_steps`.
    """
    ax = plt.gca() if ax is None else ax
    if classes.empty:
        return marks.nothing(locale, ax)
    marks.resize(ax, 3.2)
    ax.plot([0, 1], [0, 1], color=notation.PLAN, linewidth=1.2)
    said = classes["probability"]
    ax.vlines(said, classes["low"], classes["high"], color=notation.INTERVAL, linewidth=4, alpha=0.55)
    ax.scatter(said, classes["share"], s=30, color=notation.ACTUAL, zorder=3)
    for x, top, n in zip(said, classes["high"], classes["n"], strict=True):
        text = locale.text("n = {n:count}", n=n)
        ax.annotate(
            text, (x, top), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=marks.SMALL
        )
    ticks = np.linspace(0, 1, 6)
    labels = [locale.format(float(tick), "chance") for tick in ticks]
    ax.set_xticks(ticks, labels, fontsize=marks.SMALL)
    ax.set_yticks(ticks, labels, fontsize=marks.SMALL)
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.03, 1.12)
    ax.grid(linewidth=0.6)
    ax.set_xlabel(locale.text("Probability said"), fontsize=marks.SMALL)
    ax.set_title(locale.text("Share reached"), fontsize=marks.SMALL, color=notation.MUTED, loc="left")
    return ax
