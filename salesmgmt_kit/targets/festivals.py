"""Festivals that move between months: what they do to sales, and whether a forecast should allow for them.

A season of twelve months takes a festival for something that stays in its month. Where it moves, the
months around it look like chance, and the next January or February is foreseen with the last one's date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from .engine.models import Moving

#: By festival, the English names that the holidays package gives to its first day.
FESTIVALS: Final[Mapping[str, frozenset[str]]] = {
    "lunar_new_year": frozenset(
        {"Chinese New Year (Spring Festival)", "Chinese New Year", "Lunar New Year", "Korean New Year"}
    ),
    "eid_al_fitr": frozenset({"Eid al-Fitr"}),
    "easter": frozenset({"Good Friday", "Easter Sunday", "Easter Monday"}),
}
#: Days before the first day, and from it on, on which sales are thought to be other than usual.
BEFORE, FROM = 7, 11
#: Days after those in which what was lost may come in.
AFTER: Final = 25
#: Differencing takes thirteen months; a festival is seen where a year's months remain.
FEWEST_MONTHS: Final = 26
_SIGNIFICANT: Final = 0.05
#: Most units whose past forecasts decide.
_TESTED: Final = 20

_AIRLINE: Final = Moving(Arima(seasonal=True), logs=True)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Festivals:
    """The moving festivals of a country, and what a forecast makes of them.

    Parameters
    ----------
    table
        One row per festival that the country keeps.

        ``festival``
            A key of :data:`FESTIVALS`.
        ``around``, ``after``
            Change of the logarithm of a month's sales if all its days were around the festival, or after it.
        ``p``
            P-value of the likelihood-ratio test that it does nothing.
        ``n``
            Past months of units whose forecasts were tested.
        ``error_with``, ``error_without``
            Mean absolute error of those forecasts with and without allowing for the festival, as a fraction
            of the mean month; missing without any.
        ``kept``
            Whether ``p`` is below 0.05 and allowing for it made the error smaller: one of the two alone may
            be chance.
    firsts
        By festival, its first days.
    """

    table: pd.DataFrame
    firsts: Mapping[str, pd.DatetimeIndex] = field(default_factory=dict)

    def factors(self, span: pd.DatetimeIndex) -> Numbers:
        """What the festivals that are kept make of each month's sales: 1 = nothing."""
        factors: Numbers = self._factors.reindex(span, fill_value=1.0).to_numpy()
        return factors

    @cached_property
    def _factors(self) -> pd.Series:
        """The factor of every month that the days of some festival reach; asked for by every unit."""
        kept = self.table[self.table["kept"].astype(bool)]
        if kept.empty:
            return pd.Series(dtype=float)
        days = [day for festival in kept["festival"] for day in self.firsts[festival]]
        earliest, latest = (day.replace(day=1) for day in (min(days), max(days)))
        span = months.span(months.shift(earliest, -1), months.shift(latest, 2))
        rows = kept.to_dict("records")
        each = [_factors(span, self.firsts[row["festival"]], [row["around"], row["after"]]) for row in rows]
        return pd.Series(np.prod(each, axis=0), index=span)


#: No festival: every month's factor is 1.
NONE: Final = Festivals(
    pd.DataFrame(columns=["festival", "around", "after", "p", "n", "error_with", "error_without", "kept"])
)


def moving_festivals(
    actuals: pd.DataFrame, *, month: pd.Timestamp, country: str | None, tiers: Sequence[str] | None = None
) -> Festivals:
    """Estimate what each moving festival does to sales, and keep it where past forecasts gain by it.

    The effect is the company's, the same fraction for every unit. It is kept where it is more than
    chance and rolling origins say so: each past festival's months are forecast from the month before
    them, by the usual model and an effect estimated up to there, with and without it.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`.
    month
        The month reported; nothing after it is used.
    country
        Two letters (ISO 3166-1); None: no festival.
    tiers
        Tiers whose forecasts decide: the company and the tier below it when None, the first twenty units.

    Notes
    -----
    log y[t] = around * s[t] + after * r[t] + airline model, with s and r the shares of the month's days
    that lie within a week before to ten days after the festival's first day, and within the 25 days then.

    References
    ----------
    Findley, Monsell, Bell, Otto and Chen 1998, Journal of Business & Economic Statistics 16(2), section 1.4
    (holiday regressors as shares of days before, during and after).
    """
    company = history(actuals, month=month, tiers=[units.COMPANY]).get(units.COMPANY, pd.Series())
    if country is None or len(company) < FEWEST_MONTHS or company.min() <= 0:
        return NONE
    firsts = _first_days(country, pd.DatetimeIndex(company.index))
    tested = _tested(actuals, month, tiers)
    rows = [_judged(name, days, company, tested) for name, days in firsts.items()]
    return Festivals(pd.DataFrame(rows, columns=NONE.table.columns), firsts) if rows else NONE


def shares(span: pd.DatetimeIndex, firsts: pd.DatetimeIndex) -> pd.DataFrame:
    """Shares of each month's days that lie around a festival, and after it.

    Parameters
    ----------
    span
        Months.
    firsts
        First days of the festival, one a year.

    Returns
    -------
    DataFrame
        One row per month, indexed by it: ``around`` and ``after``, fractions.

    Examples
    --------
    >>> span = pd.date_range("2026-02-01", periods=2, freq="MS")
    >>> shares(span, pd.DatetimeIndex(["2026-02-17"])).round(3).values.tolist()
    [[0.643, 0.036], [0.0, 0.774]]
    """
    offsets = {"around": np.arange(-BEFORE, FROM), "after": np.arange(FROM, FROM + AFTER)}
    columns = {}
    for name, days in offsets.items():
        dates = (firsts.to_numpy()[:, None] + days.astype("timedelta64[D]")).ravel()
        inside = span.to_numpy().astype("datetime64[M]")[:, None] == dates.astype("datetime64[M]")
        columns[name] = inside.sum(axis=1) / span.days_in_month
    return pd.DataFrame(columns, index=span)


def _factors(span: pd.DatetimeIndex, firsts: pd.DatetimeIndex, effect: npt.ArrayLike) -> Numbers:
    """What one festival makes of each month's sales, given its effects around and after, in logarithms."""
    return np.asarray(np.exp(shares(span, firsts).to_numpy() @ np.asarray(effect)))


def _first_days(country: str, span: pd.DatetimeIndex) -> dict[str, pd.DatetimeIndex]:
    """First days of each festival that the country keeps, two years beyond the history."""
    years = range(span[0].year - 1, span[-1].year + 3)
    listed = holidays.country_holidays(country, years=years, language="en_US")
    found: dict[str, pd.DatetimeIndex] = {}
    for festival, names in FESTIVALS.items():
        days = pd.DatetimeIndex(
            sorted(day for day, name in listed.items() if name.removesuffix(" (estimated)") in names)
        )
        if len(days):
            found[festival] = pd.DatetimeIndex(days.to_series().groupby(days.year).min())
    return found


def _tested(actuals: pd.DataFrame, month: pd.Timestamp, tiers: Sequence[str] | None) -> list[pd.Series]:
    """The series whose forecasts decide whether a festival is kept."""
    tiers = tiers or [str(tier) for tier in actuals["tier"].unique()[:2] if tier != units.REP]
    series = list(history(actuals, month=month, tiers=tiers).values())[:_TESTED]
    return [s for s in series if len(s) >= FEWEST_MONTHS and s.min() > 0]


def _effect(sales: pd.Series, firsts: pd.DatetimeIndex) -> tuple[Numbers, float]:
    """Effects around and after the festival, in logarithms, and the p-value that there are none."""
    regressors = shares(pd.DatetimeIndex(sales.index), firsts).to_numpy()
    return _AIRLINE.arima.regression(np.log(sales.to_numpy() / sales.mean()), regressors)


def _judged(
    festival: str, firsts: pd.DatetimeIndex, company: pd.Series, tested: Sequence[pd.Series]
) -> tuple[str, float, float, float, int, float, float, bool]:
    """One row of :attr:`Festivals.table`."""
    (around, after), p = _effect(company, firsts)
    with_it, without = _errors(company, tested, firsts)
    error_with = float(np.mean(with_it)) if with_it else np.nan
    error_without = float(np.mean(without)) if without else np.nan
    kept = p < _SIGNIFICANT and error_with < error_without
    return festival, around, after, p, len(with_it), error_with, error_without, kept


def _errors(
    company: pd.Series, tested: Sequence[pd.Series], firsts: pd.DatetimeIndex
) -> tuple[list[float], list[float]]:
    """Errors of the forecasts of past festivals' months, with and without allowing for the festival."""
    with_it: list[float] = []
    without: list[float] = []
    for first in firsts:
        start = (first - pd.Timedelta(BEFORE, "D")).to_period("M").to_timestamp()
        known = company[: months.shift(start, -1)]
        span = pd.DatetimeIndex([start, months.shift(start, 1)])
        if len(known) < FEWEST_MONTHS or span[-1] > company.index[-1] or start < company.index[0]:
            continue
        effect, _ = _effect(known, firsts)
        for sales in tested:
            with_it += _missed(sales, span, effect, firsts)
            without += _missed(sales, span, np.zeros(2), firsts)
    return with_it, without


def _missed(
    sales: pd.Series, span: pd.DatetimeIndex, effect: Numbers, firsts: pd.DatetimeIndex
) -> list[float]:
    """How far the forecast of each month in ``span`` is off, as a fraction of the mean month."""
    known = sales[: months.shift(span[0], -1)]
    if len(known) < FEWEST_MONTHS:
        return []
    steady = known.to_numpy() / _factors(pd.DatetimeIndex(known.index), firsts, effect)
    expected = _AIRLINE.middle(steady, len(span)) * _factors(span, firsts, effect)
    return list(np.abs(expected - sales[span].to_numpy()) / known.mean())
