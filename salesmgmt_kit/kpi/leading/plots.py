"""The picture of what moves first: it draws what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from ... import marks, notation
from ...locale import Locale
from .headlines import STEP
from .lags import Leading


def lag_whiskers(leading: Leading, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Effect of the surest KPI by the month of the outcome, with intervals; months before it are shaded.

    Parameters
    ----------
    leading
        From :func:`~salesmgmt_kit.kpi.leading.lead_lag`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if leading.surest is None:
        return marks.nothing(locale, ax)
    shown = leading.lags[leading.lags["kpi"] == leading.surest]
    lag = shown["lag"].to_numpy()
    low, effect, high = (shown[name].to_numpy() * STEP for name in ("low", "effect", "high"))
    ax.axvspan(lag.min() - 0.5, -0.5, color=notation.GRID, alpha=0.5, linewidth=0)
    ax.axhline(0, color=notation.MUTED, linewidth=0.8)
    ax.vlines(lag, low, high, color=notation.INTERVAL, linewidth=3, alpha=0.55)
    beyond = (low > 0) | (high < 0)
    ax.scatter(lag[~beyond], effect[~beyond], s=18, color=notation.MUTED, zorder=3)
    ax.scatter(lag[beyond], effect[beyond], s=26, color=notation.ACTUAL, zorder=3)
    _axes(ax, lag, locale)
    return ax


def _axes(ax: Axes, lag: np.ndarray[tuple[int], np.dtype[np.int64]], locale: Locale) -> None:
    ax.set_xlim(lag.min() - 0.5, lag.max() + 0.5)
    ax.set_xticks(lag, [locale.format(k, "signed_count") if k else "0" for k in lag], fontsize=marks.SMALL)
    ax.set_xlabel(locale.text("Months from the KPI to the outcome"), fontsize=marks.SMALL)
    ax.yaxis.set_major_formatter(lambda value, _: locale.format(value, "signed_percent"))
    ax.tick_params(labelsize=marks.SMALL)
