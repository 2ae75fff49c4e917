from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.months import fiscal_quarter, fiscal_year, parse_month, shift, span, year_to_date

months = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)).map(lambda d: pd.Timestamp(d.year, d.month, 1))
starts = st.integers(1, 12)


def texts(index):
    return [f"{month:%Y-%m}" for month in index]


@given(months)
def test_a_month_comes_back_from_its_text(month):
    assert parse_month(f"{month:%Y-%m}") == month


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "26-10", "2026-10-01", "2026/10", "", " 2026-10"]
)
def test_what_is_no_month_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="is no month; write it like 2026-10"):
        parse_month(text)


@given(months, st.integers(-240, 240))
def test_shifting_there_and_back_is_staying(month, by):
    moved = shift(month, by)
    assert shift(moved, -by) == month
    assert (moved.year - month.year) * 12 + moved.month - month.month == by


def test_span_has_both_ends_and_none_when_reversed():
    assert texts(span(pd.Timestamp("2025-11-01"), pd.Timestamp("2026-02-01"))) == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert len(span(pd.Timestamp("2026-02-01"), pd.Timestamp("2026-01-01"))) == 0


@given(months, starts)
def test_a_fiscal_year_is_twelve_months_from_its_start_around_the_month(month, start):
    year = fiscal_year(month, start=start)
    assert len(year) == 12
    assert year[0].month == start
    assert month in year


@given(months, starts)
def test_four_quarters_make_the_year(month, start):
    year = fiscal_year(month, start=start)
    quarters = {tuple(fiscal_quarter(m, start=start)) for m in year}
    assert sorted(m for quarter in quarters for m in quarter) == list(year)
    assert {len(quarter) for quarter in quarters} == {3}


@given(months, starts)
def test_the_year_to_date_ends_in_the_month(month, start):
    to_date = year_to_date(month, start=start)
    assert to_date[-1] == month
    assert list(to_date) == list(fiscal_year(month, start=start)[: len(to_date)])


@pytest.mark.parametrize(
    ("month", "start", "year", "quarter"),
    [
        ("2026-10", 1, ("2026-01", "2026-12"), ("2026-10", "2026-12")),
        ("2026-03", 4, ("2025-04", "2026-03"), ("2026-01", "2026-03")),
        ("2026-04", 4, ("2026-04", "2027-03"), ("2026-04", "2026-06")),
        ("2026-01", 11, ("2025-11", "2026-10"), ("2025-11", "2026-01")),
    ],
)
def test_fiscal_periods_of_known_calendars(month, start, year, quarter):
    at = parse_month(month)
    assert tuple(texts(fiscal_year(at, start=start)[[0, -1]])) == year
    assert tuple(texts(fiscal_quarter(at, start=start)[[0, -1]])) == quarter
