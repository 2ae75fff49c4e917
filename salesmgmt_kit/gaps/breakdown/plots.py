"""The picture of sales taken apart by products, in IBCS notation."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from ... import marks, units
from ...locale import Locale
from .headlines import LABELS
from .products import ProductBridge


def product_steps(found: ProductBridge, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """The company's way from the sales of the year before to those of the last twelve months, with intervals.

    Parameters
    ----------
    found
        From :func:`~salesmgmt_kit.gaps.breakdown.product_bridge`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if found.units.empty:
        return marks.nothing(locale, ax)
    row = found.units.iloc[0]
    steps = found.effects[(found.effects["unit"] == units.COMPANY) & (found.effects["effect"] != 0)]
    names = [locale.text("Before"), *(locale.text(LABELS[f]) for f in steps["factor"]), locale.text("Now")]
    reach = (steps["high"] - steps["effect"]).to_numpy()
    return marks.bridge(
        ax, locale, (row["before"], row["now"]), steps["effect"].to_numpy(), names, reach=reach
    )
