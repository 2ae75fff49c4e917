"""Months: the kit's unit of time. A month is the Timestamp of its first day."""

from __future__ import annotations

import re

import pandas as pd

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_month(text: str) -> pd.Timestamp:
    """Read ``2026-10``.

    Raises
    ------
    ValueError
        When the text is not a year of four digits, a hyphen and a month from 01 to 12.

    Examples
    --------
    >>> parse_month("2026-10")
    Timestamp('2026-10-01 00:00:00')
    """
    match = _MONTH.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"{text!r} is no month; write it like 2026-10")
    return pd.Timestamp(int(match[1]), int(match[2]), 1)


def this_month() -> pd.Timestamp:
    """The month of today, by the clock of this machine."""
    return pd.Timestamp.today().normalize().replace(day=1)


def shift(month: pd.Timestamp, by: int) -> pd.Timestamp:
    """The month that lies ``by`` months later (earlier when negative)."""
    return month + pd.DateOffset(months=by)


def span(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Every month from ``first`` to ``last``, both included; empty when they are reversed."""
    return pd.date_range(first, last, freq="MS", name="month")


def fiscal_year(month: pd.Timestamp, *, start: int = 1) -> pd.DatetimeIndex:
    """The twelve months of the fiscal year that holds ``month``; ``start``: its first month, 1-12.

    Examples
    --------
    >>> fiscal_year(pd.Timestamp("2026-02-01"), start=4)[[0, -1]].strftime("%Y-%m").tolist()
    ['2025-04', '2026-03']
    """
    first = shift(month, -((month.month - start) % 12))
    return span(first, shift(first, 11))


def fiscal_quarter(month: pd.Timestamp, *, start: int = 1) -> pd.DatetimeIndex:
    """The three months of the fiscal quarter that holds ``month``.

    Examples
    --------
    >>> fiscal_quarter(pd.Timestamp("2026-11-01"))[[0, -1]].strftime("%Y-%m").tolist()
    ['2026-10', '2026-12']
    """
    first = shift(month, -((month.month - start) % 3))
    return span(first, shift(first, 2))


def year_to_date(month: pd.Timestamp, *, start: int = 1) -> pd.DatetimeIndex:
    """The months of the fiscal year up to and including ``month``."""
    year = fiscal_year(month, start=start)
    return year[year <= month]
