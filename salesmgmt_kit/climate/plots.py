"""The pictures of the climate report: they draw what was released."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .. import marks, notation
from ..locale import Locale
from .labels import about_label, names
from .levels import OVERALL

#: Points from the company's score at which a cell has its full colour: fixed, so that pages can be compared.
SPAN: Final = 15.0
#: Most units that are drawn, and most courses that are drawn strong in one panel.
_MOST: Final = 40
_STRONG: Final = 5
_STRONGEST: Final = 0.6
#: Points between the names of two lines.
_APART: Final = 9.0


def climate_heat(standings: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Scores of units by dimension; the colour says how far from the company's, chance taken out.

    Parameters
    ----------
    standings
        From :func:`~salesmgmt_kit.climate.unit_standings`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if standings.empty:
        return marks.nothing(locale, ax)
    abouts = list(dict.fromkeys(standings["about"]))
    units = standings.drop_duplicates("unit").head(_MOST)
    at = marks.named_rows(names(units, locale), ax)
    for label, depth in zip(ax.get_yticklabels(), units["depth"], strict=True):
        label.set_fontweight("normal" if depth == units["depth"].max() else "bold")
    sure = standings["drawn"] - standings["score"] + standings["against"]
    wide = standings.assign(sure=sure).set_index(["unit", "about"])[["score", "sure"]]
    for y, unit in zip(at, units["unit"], strict=True):
        for x, about in enumerate(abouts):
            if (unit, about) in wide.index:
                _cell(ax, x, float(y), *wide.loc[(unit, about)], locale=locale)
    ax.set_xlim(-0.5, len(abouts) - 0.5)
    ax.xaxis.tick_top()
    most = 14 if marks.narrow(ax) else 25
    ax.set_xticks(range(len(abouts)), [marks.short(_about(name, locale), most) for name in abouts])
    if marks.narrow(ax):
        plt.setp(ax.get_xticklabels(), rotation=35, ha="left")
    ax.tick_params(length=0, labelsize=marks.SMALL)
    for side in ("top", "bottom", "left"):
        ax.spines[side].set_visible(False)
    return ax


def unit_dots(standings: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Overall score of every unit with its interval, and drawn towards the company's; a line for the company.

    Parameters
    ----------
    standings, locale, ax
        As in :func:`climate_heat`.
    """
    ax = plt.gca() if ax is None else ax
    shown = standings[(standings["about"] == OVERALL) & (standings["depth"] > 0)].head(_MOST)
    if shown.empty:
        return marks.nothing(locale, ax)
    at = marks.named_rows(names(shown, locale), ax)
    company = float((shown["score"] - shown["against"]).iloc[0])
    ax.axvline(company, color=notation.PLAN, linewidth=1)
    ax.hlines(at, shown["low"], shown["high"], color=notation.INTERVAL, linewidth=1.4)
    ax.scatter(shown["score"], at, s=22, color=notation.ACTUAL, zorder=3, label=locale.text("Score"))
    ax.scatter(shown["drawn"], at, s=22, facecolor=notation.PAPER, edgecolor=notation.INTERVAL, zorder=2)
    scores = [locale.format(score, "count") for score in shown["score"]]
    marks.column(ax, at, scores, heading=locale.text("Score"))
    ax.set_xlabel(locale.text("Points, 0 to 100"), fontsize=marks.SMALL)
    ax.tick_params(axis="x", labelsize=marks.SMALL)
    ax.grid(axis="x", linewidth=0.6)
    return ax


def answer_bars(answers: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Shares of every answer to every question, unfavourable ones left of the middle.

    Parameters
    ----------
    answers
        From :func:`~salesmgmt_kit.climate.item_shares`: one row per question and answer of its scale.
    locale, ax
        As in :func:`climate_heat`.
    """
    ax = plt.gca() if ax is None else ax
    if answers.empty:
        return marks.nothing(locale, ax)
    wide = answers.pivot(index="about", columns="rank", values="share")
    wide = wide.loc[list(dict.fromkeys(answers["about"]))]
    names_ = [locale.name(item) for item in wide.index]
    at = marks.named_rows(names_, ax)
    steps, share = wide.shape[1], wide.fillna(0.0).to_numpy(float)
    middle = share[:, steps // 2] / 2 if steps % 2 else 0.0
    left = -(share[:, : steps // 2].sum(axis=1) + middle)
    for rank in range(steps):
        tone = 2 * rank / (steps - 1) - 1
        colour = notation.MUTED if tone == 0 else notation.GOOD if tone > 0 else notation.BAD
        ax.barh(at, share[:, rank], left=left, height=0.7, color=colour, alpha=0.25 + 0.5 * abs(tone))
        left = left + share[:, rank]
    ax.axvline(0, color=notation.INK, linewidth=0.8)
    liked = share[:, (steps + 1) // 2 :].sum(axis=1)
    marks.column(ax, at, [locale.percent(value) for value in liked], heading=locale.text("Favourable"))
    ax.set_xlim(-1, 1)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax


def climate_courses(told: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Scores of all units over the waves, one panel a dimension; those that fell or rose are drawn strong.

    Parameters
    ----------
    told
        From :func:`~salesmgmt_kit.climate.told_courses`: ``wave``, ``unit``, ``about``, ``score``, ``moved``
        (-1, 0, 1).
    locale, ax
        As in :func:`climate_heat`.
    """
    ax = plt.gca() if ax is None else ax
    if told.empty:
        return marks.nothing(locale, ax)
    abouts = list(dict.fromkeys(told["about"]))
    columns = 1 if marks.narrow(ax) else 2
    rows = -(-len(abouts) // columns)
    marks.resize(ax, 1.75 * rows)
    ax.set_axis_off()
    low, high = 5 * np.floor(told["score"].min() / 5), 5 * np.ceil(told["score"].max() / 5)
    for i, about in enumerate(abouts):
        column, row = i % columns, i // columns
        width, height = 1 / columns, 1 / rows
        panel = ax.inset_axes(
            (column * width + 0.04, 1 - (row + 1) * height + 0.12 * height, width - 0.08, 0.68 * height)
        )
        _panel(panel, told[told["about"] == about], locale)
        panel.set_ylim(low, high)
        panel.set_title(_about(about, locale), fontsize=marks.SMALL, loc="left")
    return ax


def driver_bars(drivers: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """What goes with recommending the company: the share of each dimension in what is explained.

    Parameters
    ----------
    drivers
        From :func:`~salesmgmt_kit.climate.driver_shares`: ``about``, ``share``, ``low``, ``high``.
    locale, ax
        As in :func:`climate_heat`.
    """
    ax = plt.gca() if ax is None else ax
    if drivers.empty:
        return marks.nothing(locale, ax)
    shown = drivers.sort_values("share", ascending=False, ignore_index=True)
    at = marks.named_rows([_about(name, locale) for name in shown["about"]], ax)
    ax.barh(at, shown["share"], height=0.6, **marks.ACTUAL)
    marks.whiskers(shown["low"], shown["high"], at, ax)
    marks.column(ax, at, [locale.percent(share) for share in shown["share"]], heading=locale.text("Share"))
    ax.set_xlim(left=0)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _about(name: str, locale: Locale) -> str:
    return locale.say(about_label(name))


def _cell(ax: Axes, x: float, y: float, score: float, sure: float, *, locale: Locale) -> None:
    colour = notation.GOOD if sure > 0 else notation.BAD
    depth = _STRONGEST * min(abs(sure) / SPAN, 1.0)
    ax.add_patch(Rectangle((x - 0.48, y - 0.44), 0.96, 0.88, color=colour, alpha=depth, linewidth=0))
    ax.text(x, y, locale.format(score, "count"), ha="center", va="center", fontsize=marks.SMALL)


def _panel(panel: Axes, scores: pd.DataFrame, locale: Locale) -> None:
    wide = scores.pivot(index="wave", columns="unit", values="score")
    moved = scores.groupby("unit")["moved"].first()
    still = wide[moved.index[moved == 0]]
    if still.shape[1] > _MOST:  # so many lines would be one grey patch, and a large file
        low, high = (still.quantile(q, axis=1) for q in (0.1, 0.9))
        panel.fill_between(wide.index, low, high, color=notation.LAST_YEAR, alpha=0.35, linewidth=0)
    else:
        panel.plot(wide.index, still, color=notation.LAST_YEAR, linewidth=0.8, alpha=0.6)
    ends = []
    for unit in moved.index[moved != 0][:_STRONG]:
        course = wide[unit].dropna()
        colour = notation.GOOD if moved[unit] > 0 else notation.BAD
        panel.plot(course.index, course, color=colour, linewidth=1.8, zorder=3)
        ends.append((float(course.iloc[-1]), locale.name(unit), colour))
    _name_ends(panel, ends, scores["wave"].max())
    waves = pd.Series(wide.index)
    shown = waves.iloc[:: max(len(waves) // 4, 1)]
    panel.set_xticks(list(shown), marks.month_names(shown, locale), fontsize=marks.SMALL)
    panel.tick_params(axis="y", labelsize=marks.SMALL)
    panel.grid(axis="y", linewidth=0.5)


def _name_ends(panel: Axes, ends: list[tuple[float, str, str]], last: pd.Timestamp) -> None:
    """Names beside the ends of lines, moved apart where they would lie on each other."""
    above = -np.inf
    for score, name, colour in sorted(ends):
        above = max(score, above + _APART)
        panel.annotate(
            marks.short(name, 10),
            (last, above),
            (3, 0),
            textcoords="offset points",
            va="center",
            fontsize=marks.SMALL,
            color=colour,
            annotation_clip=False,
        )
