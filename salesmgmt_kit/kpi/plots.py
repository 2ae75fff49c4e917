"""The pictures of the KPI report: they draw what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .. import marks, notation
from ..locale import Locale
from .balance import CUT
from .ranking import Ranking

#: Most people whose ranks are drawn.
_MOST = 40


def weight_bars(effective: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Nominal weights as outlines, effective ones as bars, one row a KPI.

    Parameters
    ----------
    effective
        From :func:`~salesmgmt_kit.kpi.effective_weights`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if effective.empty:
        return marks.nothing(locale, ax)
    shown = effective.sort_values("effective", ascending=False, ignore_index=True)
    at = marks.rows(shown.assign(unit=shown["kpi"], depth=0), locale, ax)
    ax.barh(at, shown["effective"], height=0.42, label=locale.text("Effective"), **marks.ACTUAL)
    ax.barh(at, shown["nominal"], height=0.72, label=locale.text("Nominal"), **marks.TARGET)
    texts = [locale.format(share, "percent") for share in shown["effective"]]
    planned = [locale.format(share, "percent") for share in shown["nominal"]]
    marks.column(
        ax, at, [f"{e} / {n}" for e, n in zip(texts, planned, strict=True)],
        heading=locale.text("Effective / nominal"),
    )  # fmt: skip
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax


def balance_dots(found: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Everybody's outcome against process; coloured where the quadrant is sure.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.kpi.quadrants`.
    locale, ax
        As in :func:`weight_bars`.
    """
    ax = plt.gca() if ax is None else ax
    if found.empty:
        return marks.nothing(locale, ax)
    colours = found["quadrant"].map(
        {"both": notation.GOOD, "outcome": notation.BAD, "neither": notation.BAD, "process": notation.BAD}
    )
    sure = found["quadrant"] != "open"
    ax.scatter(
        found.loc[~sure, "process"], found.loc[~sure, "outcome"], s=14, color=notation.MUTED, alpha=0.6
    )
    ax.scatter(found.loc[sure, "process"], found.loc[sure, "outcome"], s=26, color=colours[sure], zorder=3)
    ax.axvline(CUT, color=notation.PLAN, linewidth=1)
    ax.axhline(CUT, color=notation.PLAN, linewidth=1)
    for row in found[sure & (found["quadrant"] != "both")].nsmallest(8, "index").itertuples():
        ax.annotate(
            locale.name(row.unit), (row.process, row.outcome), (4, 3), textcoords="offset points",
            fontsize=marks.SMALL,
        )  # fmt: skip
    ax.set_xlabel(locale.text("Process score"), fontsize=marks.SMALL)
    ax.set_ylabel(locale.text("Outcome score"), fontsize=marks.SMALL)
    ax.tick_params(labelsize=marks.SMALL)
    ax.margins(0.06)
    return ax


def rank_bars(ranking: Ranking, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Each person's range of ranks, the first 40; a dot where the rank may be read.

    Parameters
    ----------
    ranking
        From :func:`~salesmgmt_kit.kpi.rank_people`.
    locale, ax
        As in :func:`weight_bars`.
    """
    ax = plt.gca() if ax is None else ax
    if ranking.people.empty:
        return marks.nothing(locale, ax)
    shown = ranking.people.head(_MOST).reset_index(drop=True).assign(depth=0)
    at = marks.rows(shown, locale, ax)
    firm = shown["firm"].to_numpy()
    ax.hlines(at, shown["low"], shown["high"], color=notation.INTERVAL, linewidth=4, alpha=0.55)
    ax.scatter(shown.loc[firm, "rank"], np.asarray(at)[firm], s=22, color=notation.ACTUAL, zorder=3)
    ax.set_xlim(0.5, len(ranking.people) + 0.5)
    ax.set_xlabel(locale.text("Rank of {n:count}", n=len(ranking.people)), fontsize=marks.SMALL)
    ax.tick_params(axis="x", labelsize=marks.SMALL)
    ax.grid(axis="x", linewidth=0.6)
    return ax
