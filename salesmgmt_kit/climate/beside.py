"""The climate of teams beside what they sell: one row per team and month, for a test of what goes first."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..units import presence
from .levels import OVERALL
from .released import Release

#: What the climate is held beside: money for each rep employed.
SALES: Final = "sales_each"


def beside_sales(
    release: Release, sales: pd.DataFrame, org: pd.DataFrame, *, team: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Released scores of teams and their sales, month by month.

    Parameters
    ----------
    release
        Teams count in the waves in which they were shown alone.
    sales
        ``rep``, ``month``, ``amount`` (money).
    org
        One row per rep: ``rep``, its ``team``, where known ``hire_date``, ``leave_date``.
    team
        The level of the teams.

    Returns
    -------
    panel : DataFrame
        One row per team and month with sales, indexed by ``unit`` and ``month``: ``sales_each`` (money for
        each rep employed) and, where shown, ``overall`` (score over all dimensions, 0 to 100).
    measures : DataFrame
        What may go first, one row: ``kpi`` (``overall``: one question, so that chance has one try),
        ``perspective`` (``process``).
    """
    of_rep = org.set_index("rep")[team]
    rows = sales.assign(unit=sales["rep"].map(of_rep))
    sold = rows.groupby(["unit", "month"], observed=True)["amount"].sum()
    months = pd.DatetimeIndex(sorted(sales["month"].unique()))
    here = presence(org, months).T.groupby(of_rep).sum().replace(0, np.nan).stack()
    each = (sold / here.reindex(sold.index)).dropna()
    alone = release.units[release.units["teams"] == release.units["unit"]][["wave", "unit"]]
    scores = release.figures[release.figures["measure"] == "score"].merge(alone, on=["wave", "unit"])
    wide = scores.rename(columns={"wave": "month"}).pivot(
        index=["unit", "month"], columns="about", values="value"
    )
    panel = pd.DataFrame({SALES: each}).join(wide.reindex(columns=[OVERALL]))
    return panel, pd.DataFrame({"kpi": [OVERALL], "perspective": "process"})
