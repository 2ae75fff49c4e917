"""How figures are drawn: the IBCS look as matplotlib settings, and the SVG that comes of it.

This module and the domains' ``plots.py`` are the only ones that know matplotlib. Nothing here
touches its backend, so that an analyst's own figures stay as they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import notation
from ..locale import Locale

#: ``draw(result, locale, *, ax) -> Axes``: a function of a domain's ``plots.py``.
Draw = Callable[..., Axes]

#: Widths of the two drawings of a figure, inches: for a desk and paper, and for a phone.
WIDE, NARROW = 8.2, 3.5
#: Height a figure starts with, inches; a drawing may set its own.
HEIGHT = 2.9

_FONTS = (
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "SimHei",
)  # fmt: skip


@cache
def _fonts() -> list[str]:
    """The fonts at hand that text is measured with; an absent one would warn at every draw."""
    present = set(font_manager.get_font_names())
    return [font for font in _FONTS if font in present]


def settings() -> dict[str, Any]:
    """The look of every figure, as matplotlib settings."""
    return {
        "font.family": _fonts(),
        "font.size": 8.5,
        "text.parse_math": False,  # a customer may be called $1 & $2
        "text.color": notation.INK,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "axes.edgecolor": notation.MUTED,
        "axes.labelcolor": notation.MUTED,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": notation.GRID,
        "xtick.color": notation.MUTED,
        "xtick.labelcolor": notation.INK,
        "ytick.color": notation.MUTED,
        "ytick.labelcolor": notation.INK,
        "legend.frameon": False,
        "hatch.linewidth": 0.9,
        "svg.fonttype": "none",
        "svg.hashsalt": "salesmgmt-kit",
    }


def sketch(draw: Draw, result: Any, locale: Locale, *, width: float) -> str:
    """One drawing of a figure as SVG with its text as text; the same result gives the same bytes.

    Parameters
    ----------
    draw
        The function that draws; it may change the height of its figure.
    result
        What it draws.
    locale
        The language of its words.
    width
        Inches.
    """
    with mpl.rc_context(settings()), warnings.catch_warnings():  # type: ignore[arg-type]
        # A glyph that is missing here is not missing in the browser, which draws the text itself.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(width, HEIGHT), layout="constrained")
        draw(result, locale, ax=figure.add_subplot())
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
    return svg.getvalue()
