from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.tables.cells import parse_flag, read
from salesmgmt_kit.tables.contract import Column
from salesmgmt_kit.tables.dates import parse_date, parse_month
from salesmgmt_kit.tables.numerals import Trouble, number_trouble


def cells(kind, *texts):
    """The values of a column of that kind, and what is said of the cells that have none."""
    values, breaches = read(Column("x", kind, ""), pa.chunked_array([pa.array(texts, pa.string())]))
    return values, {b.position: f"{b.rule}. {b.fix}" for b in breaches}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_finite_number_comes_back_exactly(numbers):
    values, said = cells("number", *map(repr, numbers))
    assert said == {}
    assert values.tolist() == numbers


@given(st.lists(st.integers(-(10**18) + 1, 10**18 - 1), min_size=1))
def test_every_whole_number_comes_back_exactly(numbers):
    values, said = cells("count", *map(str, numbers))
    assert (said, values.tolist(), str(values.dtype)) == ({}, numbers, "Int64")


@given(st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), min_size=1))
def test_every_day_comes_back_from_every_form(days):
    for form in (
        "{:%Y-%m-%d}",
        "{:%Y/%m/%d}",
        "{0.year}年{0.month}月{0.day}日",
        "{:%Y%m%d}",
        "{0.year}/{0.month}/{0.day}",
    ):
        values, said = cells("date", *(form.format(day) for day in days))
        assert (said, [v.date() for v in values]) == ({}, days)
        months, _ = cells("month", *(form.format(day) for day in days))
        assert [v.date() for v in months] == [day.replace(day=1) for day in days]


def test_blanks_around_a_value_are_no_part_of_it():
    assert cells("number", " 12 ", "\u3000-3", "4\t")[0].tolist() == [12, -3, 4]
    assert cells("code", " A 1 ", "\u3000B", "C\u00a0")[0].tolist() == ["A 1", "B", "C"]
    assert cells("month", " 2026-10 ")[0].tolist() == [pd.Timestamp("2026-10-01")]


@pytest.mark.parametrize("kind", ["code", "text", "month", "date", "number", "count", "flag"])
def test_an_empty_cell_is_missing_and_no_breach_here(kind):
    values, said = cells(kind, "", "  ", "\u3000")
    assert values.isna().all()
    assert said == {}


def test_the_types_of_clean_columns():
    dtypes = {
        kind: str(cells(kind, "")[0].dtype)
        for kind in ("code", "text", "month", "date", "number", "count", "flag")
    }
    assert dtypes == {
        "code": "str",
        "text": "str",
        "month": "datetime64[us]",
        "date": "datetime64[us]",
        "number": "float64",
        "count": "Int64",
        "flag": "boolean",
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1,2O0", "not a number. Did you mean 1200?"),
        ("12O", "not a number. Did you mean 120?"),
        ("l2", "not a number. Did you mean 12?"),
        ("abc", "not a number. Write digits with a point at most, such as 1234.5."),
        ("1.2.3", "not a number. Write digits with a point at most, such as 1234.5."),
        ("-", "not a number. Write digits with a point at most, such as 1234.5."),
        ("12,5", "not a number. Did you mean 12.5?"),
        ("１２３", "written in full-width digits or signs. Write 123."),
        ("１２．５", "written in full-width digits or signs. Write 12.5."),
        ("−5", "written in full-width digits or signs. Write -5."),
        ("1,234", "written with thousands separators. Write 1234."),
        ("1，234", "written with thousands separators. Write 1234."),
        ("-1,234,567.80", "written with thousands separators. Write -1234567.80."),
        ("1 234", "written with thousands separators. Write 1234."),
        ("¥1,234", "written with a currency sign. Write 1234."),
        ("￥99", "written with a currency sign. Write 99."),
        ("-$5.5", "written with a currency sign. Write -5.5."),
        ("120元", "written with a currency sign. Write 120."),
        ("CNY 120", "written with a currency sign. Write 120."),
        ("85%", "a percentage. Write the fraction 0.85."),
        ("８５％", "a percentage. Write the fraction 0.85."),
        ("150 %", "a percentage. Write the fraction 1.5."),
        ("3.5万", "written in 万. Write 35000."),
        ("1.2亿", "written in 亿. Write 120000000."),
        ("5k", "written in k. Write 5000."),
        ("(1,234)", "negative by brackets. Write -1234."),
        ("inf", "not a finite number. Correct it to the number meant."),
        ("-Infinity", "not a finite number. Correct it to the number meant."),
        ("NaN", "not a finite number. Correct it to the number meant."),
        ("1e999", "not a finite number. Correct it to the number meant."),
        ("#N/A", "an error value of a spreadsheet. Repair the formula that made it."),
        ("#DIV/0!", "an error value of a spreadsheet. Repair the formula that made it."),
    ],
)  # fmt: skip
def test_what_is_no_number_says_what_to_write(written, said):
    values, breaches = cells("number", "1", written)
    assert breaches == {1: said}
    assert values.tolist()[0] == 1
    assert math.isnan(values.tolist()[1])


@given(st.text(max_size=6))
def test_no_text_at_all_breaks_the_advice_on_numbers(text):
    assert isinstance(number_trouble(text), Trouble)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.5", "not a whole number. Write a whole number."),
        ("two", "not a number. Write digits with a point at most, such as 1234.5."),
        ("３", "written in full-width digits or signs. Write 3."),
    ],
)
def test_what_is_no_count_says_what_to_write(written, said):
    assert cells("count", written)[1] == {0: said}


def test_whole_numbers_with_a_point_are_counts():
    assert cells("count", "5.0", "+7", "8.")[0].tolist() == [5, 7, 8]


@pytest.mark.parametrize(
    "written",
    ["2026-10", "2026-10-31", "2026/10/31", "2026年10月", "2026年10月31日", "202610", "20261001", "2026/10",
     "2026-10-31 00:00:00", "2026-10-31T09:30"],
)  # fmt: skip
def test_forms_of_a_month(written):
    assert parse_month(written) == dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-02-30", "no day of the calendar. Correct it to a day that the month has."),
        ("2026-13", "in no month of the calendar. Write a month from 01 to 12."),
        ("2026-00-10", "in no month of the calendar. Write a month from 01 to 12."),
        ("202613", "in no month of the calendar. Write a month from 01 to 12."),
        ("0226-10", "in no year that can be meant. Write a year from 1900 to 2200."),
        ("03/04/2026", "ambiguous: day and month cannot be told apart. Write it like 2026-10-31."),
        ("31.10.26", "ambiguous: day and month cannot be told apart. Write it like 2026-10-31."),
        ("46326", "a day counted as Excel does. Write 2026-10-31."),
        ("２０２６-１０", "written in full-width digits or signs. Write 2026-10."),
        ("2026.1", "written with a point. Write 2026-01, or 2026-10 if a zero was lost."),
        ("2026.10", "written with a point. Write 2026-10."),
        ("2026.2", "written with a point. Write 2026-02."),
        ("2026.13", "no date. Write it like 2026-10-31, or 2026-10 for a month."),
        ("2026.1.5", "written with points. Write 2026-01-05."),
        ("10/2026", "the month before the year. Write 2026-10."),
        ("13/2026", "no date. Write it like 2026-10-31, or 2026-10 for a month."),
        ("Nov-23", "a month in words. Did you mean 2023-11?"),
        ("23-Nov", "a month in words. Did you mean 2023-11?"),
        ("september 2026", "a month in words. Did you mean 2026-09?"),
        ("31/10/2026", "day and month before the year. Did you mean 2026-10-31?"),
        ("10-31-2026", "day and month before the year. Did you mean 2026-10-31?"),
        ("46326.5", "a day counted as Excel does. Write 2026-10-31."),
        ("2026-10/31", "no date. Write it like 2026-10-31, or 2026-10 for a month."),
        ("Oct 2026", "a month in words. Did you mean 2026-10?"),
        ("#REF!", "an error value of a spreadsheet. Repair the formula that made it."),
    ],
)  # fmt: skip
def test_what_is_no_month_says_what_to_write(written, said):
    values, breaches = cells("month", "2026-10", written)
    assert breaches == {1: said}
    assert values.isna().tolist() == [False, True]


@given(st.text(max_size=10))
def test_no_text_at_all_breaks_the_reading_of_dates(text):
    assert isinstance(parse_date(text), dt.date | Trouble)
    assert isinstance(parse_month(text), dt.date | Trouble)


def test_a_month_is_no_day():
    assert cells("date", "2026-10")[1] == {0: "without a day. Write the whole date, e.g. 2026-10-31."}


def test_a_time_of_day_needs_a_day():
    assert isinstance(parse_month("2026-10 09:30"), Trouble)


def test_flags_in_both_languages():
    assert cells("flag", "yes", "NO", "是", "否", "TRUE", "0")[0].tolist() == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
    assert parse_flag("perhaps") == Trouble("neither yes nor no", "Write yes or no.")


def test_error_values_are_no_codes():
    values, said = cells("code", "A", "#N/A", "#n/a")
    assert said == dict.fromkeys((1, 2), "an error value of a spreadsheet. Repair the formula that made it.")
    assert values.isna().tolist() == [False, True, True]
