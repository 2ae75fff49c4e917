"""The picture of a split: the way from last year's sales to the target."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale
from .headlines import STEPS


def change_steps(bridge: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """What raises and what lowers a target against the last twelve months, one row per step, then the sum.

    Parameters
    ----------
    bridge
        From :func:`~salesmgmt_kit.targets.split.bridge`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    at, last = np.arange(len(bridge)), len(bridge) - 1
    marks.resize(ax, 0.75 + 1.4 * marks.ROW * len(bridge))
    colours = [notation.INK] * len(bridge)
    colours[:last] = [
        notation.LAST_YEAR if amount < 0 else notation.ACTUAL for amount in bridge["amount"][:last]
    ]
    ax.barh(at[:last], bridge["amount"][:last], left=bridge["start"][:last], height=0.6, color=colours[:last])
    ax.barh(at[last:], bridge["amount"][last:], height=0.6, **marks.TARGET)
    for y, end in zip(at[:last], bridge["end"], strict=False):
        ax.vlines(end, y - 0.3, y + 1.3, color=notation.MUTED, linewidth=0.8)
    ax.axvline(0, color=notation.INK, linewidth=1)
    scale = locale.scale(bridge["amount"])
    marks.column(ax, at, [locale.scaled(x, scale, signed=True) for x in bridge["amount"]], heading="")
    ax.set_yticks(at, [locale.text(STEPS[step]) for step in bridge["step"]], fontsize=marks.SMALL)
    ax.get_yticklabels()[last].set_fontweight("bold")
    ax.set_ylim(len(bridge) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_visible(False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.margins(x=0.05)
    marks.money_heading(ax, locale, scale)
    return ax
