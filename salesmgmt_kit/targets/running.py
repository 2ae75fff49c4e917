"""The fiscal year added up month by month: what was sold, what is expected, what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from .. import months, units
from . import windows
from .actuals import places
from .forecasting import Forecast, totals

#: Shares of the simulated courses that the bands hold, the widest first.
LEVELS: Final = (0.95, 0.8, 0.5)


@dataclass(frozen=True)
class RunningYear:
    """One unit's fiscal year, added up.

    Parameters
    ----------
    course
        One row per month of the fiscal year that holds the next month.

        ``month``
            The month, its own sales included in what follows.
        ``sold``
            Sales of the year up to it; missing after the month reported.
        ``expected``, ``low``, ``high``, ``level``
            The same after the month reported, of the simulated courses: middle and interval; missing before.
        ``target``
            Targets of the year up to it; missing where one of them is.
    bands
        One row per month ahead and level, the widest first: ``month``, ``level``, ``low``, ``high``. All
        money in the client's currency.
    end
        The unit's row of :func:`~salesmgmt_kit.targets.reach` for the year.
    against_target
        Whether the money of ``course`` and ``bands`` is what it is above (+) or below (-) the target up to
        the same month.
    """

    course: pd.DataFrame
    bands: pd.DataFrame
    end: dict[str, Any]
    against_target: bool = False

    def from_target(self) -> RunningYear:
        """The same year as distance from the target: a year's sum hides the few percent that decide.

        The year as it is where a target is missing.
        """
        target = self.course.set_index("month")["target"]
        if target.isna().any():
            return self
        course = self.course.copy()
        for name in ("sold", "expected", "low", "high", "target"):
            course[name] = course[name] - target.to_numpy()
        asked = self.bands["month"].map(target)
        bands = self.bands.assign(low=self.bands["low"] - asked, high=self.bands["high"] - asked)
        return replace(self, course=course, bands=bands, against_target=True)


def running_year(
    actuals: pd.DataFrame,
    targets: pd.DataFrame,
    result: Forecast,
    chances: pd.DataFrame,
    *,
    unit: str = units.COMPANY,
    levels: Sequence[float] = LEVELS,
) -> RunningYear:
    """One unit's fiscal year added up month by month, with bands of the simulated courses ahead.

    Parameters
    ----------
    actuals, targets
        As in :func:`~salesmgmt_kit.targets.attainment`.
    result
        From :func:`~salesmgmt_kit.targets.forecast`.
    chances
        From :func:`~salesmgmt_kit.targets.reach` with them: which months the year has, and how it ends.
    unit
        A unit that was forecast.
    levels
        Shares of the courses that the bands hold, fractions, the widest first.
    """
    rows = chances[(chances["unit"] == unit) & (chances["horizon"] == "year")]
    end = {str(name): value for name, value in rows.iloc[0].items()}
    year = months.span(end["first"], end["last"])
    past, ahead = year[year <= result.month], year[year > result.month]
    sold = windows.wide(actuals[actuals["month"] <= result.month], "actual")[[unit]]
    asked = windows.wide(targets, "target", columns=sold.columns)
    firsts = places(actuals).set_index("unit")["first"][[unit]]
    course = pd.DataFrame(index=year)
    course["sold"] = sold[unit].reindex(past).fillna(0.0).cumsum()
    course["target"] = [windows.asked(asked, year[: i + 1], firsts)[unit] for i in range(len(year))]
    middles = [_total(result, unit, ahead[: i + 1]) for i in range(len(ahead))]
    expected = pd.DataFrame(middles, index=ahead, columns=["expected", "low", "high"]) + end["known"]
    course = course.join(expected).assign(level=result.level)
    return RunningYear(course.rename_axis("month").reset_index(), _bands(result, end, ahead, levels), end)


def _total(result: Forecast, unit: str, span: pd.DatetimeIndex) -> list[float]:
    """Middle and interval of what a unit sells in those months together."""
    rows = totals(result, span)
    return [float(value) for value in rows.loc[rows["unit"] == unit, ["expected", "low", "high"]].iloc[0]]


def _bands(
    result: Forecast, end: dict[str, Any], ahead: pd.DatetimeIndex, levels: Sequence[float]
) -> pd.DataFrame:
    """Quantiles of the courses' sums up to every month ahead, by level."""
    paths = result.paths[end["unit"]][:, result.months.isin(ahead)]
    sums = end["known"] + paths.cumsum(axis=1)
    parts = []
    for level in levels:
        low, high = np.quantile(sums, [(1 - level) / 2, (1 + level) / 2], axis=0)
        parts.append(pd.DataFrame({"month": ahead, "level": level, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)
