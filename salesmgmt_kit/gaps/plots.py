"""The pictures of the gap report, in IBCS notation: they draw what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from .. import marks, notation
from ..locale import Locale
from .chain import Bridge, factor_table
from .rates import WinRates


def bridge_columns(found: Bridge, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """The company's way from the base's money to that of now, one step a factor, each with its interval.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.bridge`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    row = found.units.iloc[0]
    steps = factor_table(found)
    if steps["effect"].isna().any() or (not row["value_0"] and not row["value_1"]):
        return marks.nothing(locale, ax)
    asked = found.base.equals(found.actual)
    names = [
        locale.text("Target" if asked else "Before"),
        *map(locale.name, steps["factor"]),
        locale.text("Now"),
    ]
    return marks.bridge(
        ax,
        locale,
        (row["value_0"], row["value_1"]),
        steps["effect"].to_numpy(),
        names,
        reach=(steps["high"] - steps["effect"]).to_numpy(),
        base=marks.TARGET if asked else marks.LAST_YEAR,
    )


def rate_funnel(found: WinRates, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Win rates against numbers of deals, between the limits that chance alone would keep to.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.win_rates`.
    locale, ax
        As in :func:`bridge_columns`.
    """
    ax = plt.gca() if ax is None else ax
    if found.limits.empty:
        return marks.nothing(locale, ax)
    for (_, limits), style in zip(found.limits.groupby("level"), ("--", "-"), strict=True):
        for bound in ("low", "high"):
            ax.plot(limits["closed"], limits[bound], color=notation.MUTED, linewidth=0.9, linestyle=style)
    ax.axhline(found.rate, color=notation.PLAN, linewidth=1)
    rows = found.units
    apart = np.where(rows["raw"] < found.rate, notation.BAD, notation.GOOD)
    colours = np.where(rows["outside"], apart, notation.ACTUAL)
    ax.scatter(rows["closed"], rows["raw"], s=14, color=colours, zorder=3)
    for row in rows[rows["outside"]].itertuples():
        ax.annotate(
            locale.name(row.unit),
            (row.closed, row.raw),
            (4, 2),
            textcoords="offset points",
            fontsize=marks.SMALL,
        )
    ax.set_ylim(0, 1)
    ax.set_xlim(left=0)
    ax.yaxis.set_major_formatter(lambda share, _: locale.format(share, "chance"))
    ax.tick_params(labelsize=marks.SMALL)
    ax.set_xlabel(locale.text("Deals closed"), fontsize=marks.SMALL)
    return ax


def gap_parts(parts: pd.DataFrame, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """Each unit's gap beside what of it target, patch, team, person and chance make up.

    Parameters
    ----------
    parts
        From :func:`~salesmgmt_kit.gaps.unit_parts`.
    locale, ax
        As in :func:`bridge_columns`.
    """
    ax = plt.gca() if ax is None else ax
    if parts.empty:
        return marks.nothing(locale, ax)
    at = marks.rows(parts, locale, ax)
    given, own = parts["given"].to_numpy(), parts["own"].to_numpy()
    ax.barh(at - 0.18, given, height=0.3, color=notation.INTERVAL)
    ax.barh(at + 0.18, own, height=0.3, color=np.where(own < 0, notation.BAD, notation.GOOD))
    ax.axvline(0, color=notation.INK, linewidth=1)
    scale = locale.scale(parts["gap"])
    marks.column(
        ax, at, [locale.scaled(gap, scale, signed=True) for gap in parts["gap"]], heading=locale.text("Gap")
    )
    marks.money_heading(ax, locale, scale)
    ax.xaxis.set_major_formatter(lambda value, _: locale.scaled(value, scale))
    ax.tick_params(axis="x", labelsize=marks.SMALL)
    ax.grid(axis="x", linewidth=0.6)
    return ax
