"""Working days: whether months with more of them sell more, and whether a forecast should allow for it.

A season of twelve months holds what working days do on average. What is left is their number against that
of the same month in other years: a February of a leap year, holidays on a Sunday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import months, units
from .actuals import history
from .engine.arima import Arima
from .festivals import FEWEST_MONTHS, Festivals, moving_festivals

Numbers = npt.NDArray[np.float64]

#: Above this p-value an effect is taken for chance.
SIGNIFICANT: Final = 0.05
#: Most units whose past forecasts decide, and months that they are forecast for.
_TESTED: Final = 20
_HELD: Final = 12
#: Years beyond the history whose working days are counted.
_BEYOND: Final = 4

_AIRLINE: Final = Arima(seasonal=True)


_COLUMNS: Final = ("effect", "p", "n", "error_with", "error_without", "kept")


@dataclass(frozen=True)
class Calendar(Festivals):
    """The moving festivals of a country and its working days, and what a forecast makes of both.

    Parameters
    ----------
    table, firsts
        See :class:`~salesmgmt_kit.targets.Festivals`.
    days
        Working days of each month, less the mean of the same month in other years, in logarithms.
    workdays
        One row, none where nothing could be estimated.

        ``effect``
            Change of the logarithm of sales by that of working days: 1 = in proportion; below 0 where
            weekends and holidays sell more.
        ``p``
            P-value of the likelihood-ratio test that they do nothing.
        ``n``
            Past months of units whose forecasts were tested; 0 where ``p`` decides already, or where the
            history is too short.
        ``error_with``, ``error_without``
            Mean absolute error of those forecasts, as a fraction of the mean month; missing without any.
        ``kept``
            Whether ``p`` is below 0.05 and allowing for them made the error smaller.
    """

    days: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    workdays: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(_COLUMNS)))

    def factors(self, span: pd.DatetimeIndex) -> Numbers:
        """What festivals and working days that are kept make of each month's sales: 1 = nothing."""
        return super().factors(span) * np.exp(self._effect * _of(self.days, span))

    @cached_property
    def _effect(self) -> float:
        kept = self.workdays[self.workdays["kept"].astype(bool)]
        return float(kept["effect"].sum())


def sales_calendar(
    actuals: pd.DataFrame, *, month: pd.Timestamp, country: str | None, tiers: Sequence[str] | None = None
) -> Calendar:
    """Estimate what festivals and working days do to sales, and keep what past forecasts gain by.

    Parameters
    ----------
    actuals, month, country, tiers
        As in :func:`~salesmgmt_kit.targets.moving_festivals`, which says what festivals do; working days are
        judged beside them.

    Returns
    -------
    Calendar
        To be given to :func:`~salesmgmt_kit.targets.forecast`.

    Notes
    -----
    log(y[t] / festivals[t]) = effect * d[t] + airline model, with d the logarithm of the month's working days
    less its mean over the same months of other years. Working days are those that the holidays package
    counts, working weekends included. Effect and models are estimated without the last twelve months, and
    each of these is foreseen from the month before it, with and without the effect.

    References
    ----------
    Findley, Monsell, Bell, Otto and Chen 1998, Journal of Business & Economic Statistics 16(2), section 1.4
    (trading-day regressors).
    """
    festivals = moving_festivals(actuals, month=month, country=country, tiers=tiers)
    company = history(actuals, month=month, tiers=[units.COMPANY]).get(units.COMPANY, pd.Series())
    if country is None or len(company) < FEWEST_MONTHS or company.min() <= 0:
        return Calendar(festivals.table, festivals.firsts)
    span = pd.DatetimeIndex(company.index)
    days = _apart(country, months.span(span[0], months.shift(span[-1], 12 * _BEYOND)))
    steady = company / festivals.factors(span)
    effect, p = _estimated(steady, days)
    tested = _tested(actuals, month, tiers, festivals) if p < SIGNIFICANT else []
    errors = np.array([_missed(sales, steady, days) for sales in tested]).reshape(-1, 2, _HELD)
    means = errors.mean(axis=(0, 2)) if len(errors) else np.full(2, np.nan)
    row = (effect, p, len(errors) * _HELD, *means, bool(means[0] < means[1]))
    return Calendar(festivals.table, festivals.firsts, days, pd.DataFrame([row], columns=list(_COLUMNS)))


def working_days(country: str, span: pd.DatetimeIndex) -> pd.Series:
    """How many working days each month has.

    Parameters
    ----------
    country
        Two letters (ISO 3166-1).
    span
        Months.

    Returns
    -------
    Series
        One row per month, indexed by it. Holidays not yet announced are those that the package foresees.

    Examples
    --------
    >>> working_days("CN", pd.date_range("2025-01-01", periods=2, freq="MS")).tolist()
    [19, 19]
    """
    kept = holidays.country_holidays(country, years=range(span[0].year, span[-1].year + 1))
    days = pd.date_range(span[0], span[-1] + pd.offsets.MonthEnd(0), freq="D")
    works = pd.Series([kept.is_working_day(day) for day in days.date], index=days)
    counted: pd.Series = works.groupby(days.to_period("M").to_timestamp()).sum().reindex(span)
    return counted


def _apart(country: str, span: pd.DatetimeIndex) -> pd.Series:
    """Logarithms of working days less their mean over the same months of all years."""
    logs: pd.Series = np.log(working_days(country, span))
    return logs - logs.groupby(span.month).transform("mean")


def _of(days: pd.Series, span: pd.DatetimeIndex) -> Numbers:
    """The days of each month; 0 for months not counted."""
    return np.asarray(days.reindex(span, fill_value=0.0), dtype=float)


def _estimated(sales: pd.Series, days: pd.Series) -> tuple[float, float]:
    """Effect of working days, and the p-value that there is none."""
    regressor = _of(days, pd.DatetimeIndex(sales.index))[:, None]
    (effect,), p = _AIRLINE.regression(np.log(sales.to_numpy() / sales.mean()), regressor)
    return float(effect), p


def _tested(
    actuals: pd.DataFrame, month: pd.Timestamp, tiers: Sequence[str] | None, festivals: Festivals
) -> list[pd.Series]:
    """The series whose forecasts decide, without what festivals do: the company and the tier below it."""
    tiers = tiers or [str(tier) for tier in actuals["tier"].unique()[:2] if tier != units.REP]
    series = list(history(actuals, month=month, tiers=tiers).values())[:_TESTED]
    return [
        s / festivals.factors(pd.DatetimeIndex(s.index))
        for s in series
        if len(s) >= FEWEST_MONTHS + _HELD and s.min() > 0
    ]


def _missed(sales: pd.Series, company: pd.Series, days: pd.Series) -> list[Numbers]:
    """How far each of the last months is off its forecast, with and without, in mean months."""
    effect, _ = _estimated(company.iloc[:-_HELD], days)
    apart = _of(days, pd.DatetimeIndex(sales.index))
    logs, scale = np.log(sales.to_numpy(dtype=float)), sales.iloc[:-_HELD].mean()
    errors = []
    for allowed in (effect * apart, 0.0 * apart):
        middle, _ = _AIRLINE.followed(logs - allowed - np.log(scale), _HELD)
        expected = np.exp(middle + allowed[-_HELD:]) * scale
        errors.append(np.abs(expected - sales.to_numpy()[-_HELD:]) / scale)
    return errors
