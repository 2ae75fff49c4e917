"""The picture of reps beside their peers, in IBCS notation: it draws what was computed."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale

#: Most reps drawn, those furthest from their peers.
_DRAWN: Final = 15
_COLOURS: Final = {"above": notation.GOOD, "below": notation.BAD}


def peer_dots(rows: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """What a rep sells a month, chance taken out, with its interval, and what peers would sell there.

    Parameters
    ----------
    rows
        From :func:`.headlines.with_verdicts`; the first fifteen that have a benchmark are drawn.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    drawn = rows.dropna(subset="benchmark").head(_DRAWN)
    if drawn.empty:
        return marks.nothing(locale, ax)
    at = marks.named_rows([locale.name(rep) for rep in drawn["rep"]], ax)
    colours = drawn["verdict"].map(_COLOURS).fillna(notation.ACTUAL)
    ax.hlines(at, drawn["benchmark_low"], drawn["benchmark_high"], color=notation.LAST_YEAR, linewidth=9)
    ax.vlines(drawn["benchmark"], at - 0.3, at + 0.3, color=notation.INK, linewidth=1.6)
    marks.whiskers(drawn["low"], drawn["high"], at, ax)
    ax.scatter(drawn["shrunk"], at, s=30, color=colours, edgecolor=notation.PAPER, zorder=3)
    ax.set_xlim(left=0)
    scale = locale.scale(drawn["high"])
    marks.money_heading(ax, locale, scale)
    ax.xaxis.set_major_formatter(lambda value, _: locale.scaled(value, scale))
    ax.grid(axis="x", linewidth=0.6)
    return ax
