"""Months apart from the rest: which they are, and what the gate says of them."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit import months
from salesmgmt_kit.tables.continuity import GAP, stray_months

TODAY = pd.Timestamp("2026-11-01")


def strays(*spans: tuple[str, str]) -> dict[str, str]:
    found = [month for first, last in spans for month in months.span(pd.Timestamp(first), pd.Timestamp(last))]
    return {f"{m:%Y-%m}": kind for m, kind in stray_months(pd.Series(found), today=TODAY).items()}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("2024-01", "2026-10")], {}),
        ([("1900-01", "1900-01"), ("2024-01", "2026-10")], {"1900-01": "before"}),
        ([("2024-01", "2026-10"), ("2062-01", "2062-01")], {"2062-01": "future"}),
        ([("2024-01", "2026-12")], {"2026-12": "future"}),
        ([("2022-01", "2024-06"), ("2026-02", "2026-02")], {"2026-02": "behind"}),
        # A pause of 24 months within a history of years on both sides is a pause.
        ([("2017-01", "2020-12"), ("2023-01", "2026-10")], {}),
        # A pilot of three months, then nothing for fourteen.
        ([("2022-01", "2022-03"), ("2023-06", "2026-10")],
         {"2022-01": "before", "2022-02": "before", "2022-03": "before"}),
        ([("1900-01", "1900-01"), ("2016-01", "2016-01"), ("2024-01", "2026-10"), ("2062-01", "2062-01")],
         {"1900-01": "before", "2016-01": "before", "2062-01": "future"}),
        ([("2024-01", "2024-01"), ("2025-02", "2026-10")], {}),
        ([("2024-01", "2024-01"), ("2025-03", "2026-10")], {"2024-01": "before"}),
        ([("2020-01", "2020-01"), ("2026-10", "2026-10")], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_the_months_apart(spans, expected):
    assert strays(*spans) == expected


@given(st.sets(st.integers(-200, 200), min_size=1))
def test_what_is_left_holds_the_most_and_nothing_beyond_a_gap_is_small(numbers):
    """A law: after the strays are gone, no side of a gap is smaller than the gap and than the other."""
    found = pd.Series([months.shift(pd.Timestamp("2010-01-01"), n) for n in numbers])
    apart = stray_months(found, today=TODAY)
    left = sorted(n for n, month in zip(numbers, found, strict=True) if month not in apart.index)
    assert left
    gaps = [(i + 1, b - a - 1) for i, (a, b) in enumerate(pairwise(left)) if b - a > GAP + 1]
    for below, gap in gaps[:1]:
        assert below >= min(len(left) - below, gap)
    for below, gap in gaps[-1:]:
        assert len(left) - below >= min(below, gap)


ROWS = "month,rep,amount\n" + "".join(f"2026-{n:02},R1,5\n" for n in range(1, 11))


@pytest.fixture
def says(folder, monkeypatch):
    monkeypatch.setattr(months, "this_month", lambda: TODAY)

    def said(row: str, **settings: object):
        folder.write("sales.csv", ROWS + row)
        return folder.open(**settings).load("sales")

    return said


def test_a_month_far_before_the_rest_is_an_error_or_set_aside(says):
    loaded = says("1900-01,R2,7\n")
    assert loaded.frame is None
    assert [str(p) for p in loaded.problems] == [
        "sales.csv:12: month is '1900-01', far before all other months, which begin with 2026-01. "
        "Correct it; or leave such rows out: `bad_rows: set_aside` in client.yaml."
    ]
    aside = says("1900-01,R2,7\n", bad_rows="set_aside")
    assert (len(aside.frame), aside.source.set_aside_money) == (10, 7)


@pytest.mark.parametrize(
    ("month", "rule"),
    [
        ("2062-01", "a month that is still to come"),
        ("2026-12-24", "a month that is still to come"),
    ],
)
def test_a_month_ahead_is_a_warning_and_its_row_stays(says, month, rule):
    loaded = says(f"{month},R2,7\n")
    assert len(loaded.frame) == 11
    assert [(p.severity, str(p)) for p in loaded.problems] == [
        ("warning", f"sales.csv:12: month is '{month}', {rule}. Correct it if it is typed wrong.")
    ]


def test_who_reports_a_month_is_in_it_whatever_the_clock_says(folder, monkeypatch):
    monkeypatch.setattr(months, "this_month", lambda: pd.Timestamp("2020-01-01"))
    assert folder.open("2026-11").load("sales").problems == ()
    assert [p.line for p in folder.open("2026-10").load("sales").problems] == [5]
