"""What moving festivals do to sales, and whether the forecast allows for them."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...findings import Finding, told
from ..festivals import Festivals
from . import facts

#: By festival, and whether the forecast allows for it.
_FESTIVALS: Final = {
    ("lunar_new_year", True): (
        "The Spring Festival moves between January and February. On the days around it sales are "
        "{around:signed_percent} against usual, and {after:signed_percent} in the weeks after. The forecast"
        " allows for it: foreseen the month before, its months were off by {error_with:percent}; without, "
        "by {error_without:percent}."
    ),
    ("lunar_new_year", False): (
        "The Spring Festival moves between January and February, but that sales follow it cannot be told: "
        "foreseen the month before, its months were off by {error_with:percent} with it, "
        "{error_without:percent} without. The forecast leaves it out."
    ),
    ("eid_al_fitr", True): (
        "Eid al-Fitr moves between months. On the days around it sales are {around:signed_percent} against "
        "usual, and {after:signed_percent} in the weeks after. The forecast allows for it: foreseen the "
        "month before, its months were off by {error_with:percent}; without, by {error_without:percent}."
    ),
    ("eid_al_fitr", False): (
        "Eid al-Fitr moves between months, but that sales follow it cannot be told: foreseen the month "
        "before, its months were off by {error_with:percent} with it, {error_without:percent} without. The "
        "forecast leaves it out."
    ),
    ("easter", True): (
        "Easter moves between March and April. On the days around it sales are {around:signed_percent} "
        "against usual, and {after:signed_percent} in the weeks after. The forecast allows for it: foreseen"
        " the month before, its months were off by {error_with:percent}; without, by "
        "{error_without:percent}."
    ),
    ("easter", False): (
        "Easter moves between March and April, but that sales follow it cannot be told: foreseen the month "
        "before, its months were off by {error_with:percent} with it, {error_without:percent} without. The "
        "forecast leaves it out."
    ),
}


def festival_findings(festivals: Festivals) -> list[Finding]:
    """What moving festivals do to sales, and whether the forecast allows for them.

    Parameters
    ----------
    festivals
        From :func:`~salesmgmt_kit.targets.moving_festivals`. Nothing is said of one whose months could not
        be tested yet.
    """
    return [
        told(
            _FESTIVALS[row["festival"], bool(row["kept"])],
            {
                "around": np.expm1(row["around"]),
                "after": np.expm1(row["after"]),
                **facts.picked(row, "error_with", "error_without"),
            },
        )
        for _, row in festivals.table.iterrows()
        if row["n"] > 0
    ]
