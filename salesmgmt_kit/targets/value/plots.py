"""The picture of customer value, in IBCS notation."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from ... import marks, units
from ...locale import Locale
from .overview import CustomerValue

_STEPS: Final = {
    "lost": "Lost customers",
    "contraction": "Bought less",
    "expansion": "Bought more",
    "new": "New customers",
}


def value_steps(value: CustomerValue, locale: Locale, *, ax: Axes | None = None) -> Axes:
    """The company's way from the sales of the year before to those of the last twelve months.

    Parameters
    ----------
    value
        From :func:`~salesmgmt_kit.targets.value.customer_value`.
    locale
        Language of the words and numbers.
    ax
        Axes to draw on; the current ones when None.
    """
    ax = plt.gca() if ax is None else ax
    if value.units.empty:
        return marks.nothing(locale, ax)
    row = value.units[value.units["tier"] == units.COMPANY].iloc[0]
    names = [locale.text("Before"), *map(locale.text, _STEPS.values()), locale.text("Now")]
    marks.bridge(ax, locale, (row["before"], row["now"]), row[list(_STEPS)].to_numpy(float), names)
    if marks.narrow(ax):
        ax.tick_params(axis="x", rotation=30)
    return ax
