"""The course of a fiscal year: what was sold, what was asked for, what is expected."""

from __future__ import annotations

import pandas as pd

from .. import months, units
from . import windows
from .forecasting import FEWEST_AHEAD, Forecast


def year_course(
    actuals: pd.DataFrame,
    targets: pd.DataFrame,
    result: Forecast,
    *,
    fiscal_year_start: int = 1,
    unit: str = units.COMPANY,
) -> pd.DataFrame:
    """One unit's fiscal year, the one that holds the month reported, and three months ahead at least.

    Parameters
    ----------
    actuals, targets, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.attainment`.
    result
        From :func:`~salesmgmt_kit.targets.forecast`; its month is the one reported.
    unit
        A unit that was forecast.

    Returns
    -------
    DataFrame
        One row per month, from the first of the fiscal year on: ``month``; ``actual`` up to the month
        reported, then ``expected``, ``low``, ``high``; ``target``; ``last_year`` (client's currency,
        missing where not known).
    """
    year = months.fiscal_year(result.month, start=fiscal_year_start)
    year = months.span(year[0], max(year[-1], months.shift(result.month, FEWEST_AHEAD)))
    sold = windows.wide(actuals[actuals["month"] <= result.month], "actual")[unit]
    ahead = result.monthly[result.monthly["unit"] == unit].set_index("month")
    course = pd.DataFrame(
        {
            "actual": sold.reindex(year),
            "target": targets[targets["unit"] == unit].set_index("month")["target"].reindex(year),
            "last_year": sold.reindex(year - pd.DateOffset(years=1)).to_numpy(),
            **{column: ahead[column].reindex(year) for column in ("expected", "low", "high")},
        }
    )
    return course.rename_axis("month").reset_index()
