"""The picture of managers' leniency: it draws what was computed."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale
from .leniency import Leniency

#: Most managers drawn.
_MOST: Final = 40


def leniency_bars(managers: Leniency, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """By how much each manager rates above or below the average one, with intervals; dark beyond chance.

    Parameters
    ----------
    managers
        From :func:`~salesmgmt_kit.kpi.appraisal.manager_leniency`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if managers.managers.empty:
        return marks.nothing(locale, ax)
    shown = managers.managers.head(_MOST)
    at = marks.rows(shown.assign(unit=shown["manager"], depth=0), locale, ax)
    colours = np.where(shown["told"].astype(bool), notation.ACTUAL, notation.LAST_YEAR)
    ax.hlines(at, shown["low"], shown["high"], color=colours, linewidth=3)
    ax.scatter(shown["leniency"], at, color=colours, s=22, zorder=3)
    ax.axvline(0, color=notation.MUTED, linewidth=0.8)
    marks.column(
        ax, at, [locale.format(x, "signed_number") for x in shown["leniency"]],
        heading=locale.text("Leniency"),
    )  # fmt: skip
    ax.tick_params(axis="x", labelsize=marks.SMALL)
    return ax
