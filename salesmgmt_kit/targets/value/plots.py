"""The picture of customer value, in IBCS notation."""

from __future__ import annotations

from typing import Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from ... import marks, notation, units
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
    steps = row[list(_STEPS)].to_numpy(float)
    ends = row["before"] + np.cumsum(steps)
    at = np.arange(len(steps) + 2)
    ax.bar(at[:1], row["before"], width=0.6, **marks.LAST_YEAR)
    ax.bar(
        at[1:-1],
        steps,
        bottom=ends - steps,
        width=0.6,
        color=np.where(steps < 0, notation.BAD, notation.GOOD),
    )
    ax.bar(at[-1:], row["now"], width=0.6, **marks.ACTUAL)
    tops = [row["before"], *np.maximum(ends, ends - steps), row["now"]]
    names = [locale.text("Before"), *map(locale.text, _STEPS.values()), locale.text("Now")]
    marks.step_labels(ax, locale, (row["before"], row["now"]), steps, tops, names)
    if marks.narrow(ax):
        ax.tick_params(axis="x", rotation=30)
    ax.margins(y=0.1)
    return ax
