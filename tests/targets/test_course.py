"""The course of the year: what is known, then what is expected."""

import numpy as np
import pandas as pd

from salesmgmt_kit.targets import complete_targets, forecast, year_course

from .builders import monthly


def _course(last, months):
    values = 100 + 10 * np.sin(np.arange(months)) + np.arange(months)
    actuals = monthly(values, unit="company", tier="company", last=pd.Timestamp(last))
    plan = complete_targets(None, pd.DataFrame(columns=["rep", "team"], dtype="str"), levels=["team"])
    month = pd.Timestamp(last)
    return year_course(actuals, plan, forecast(actuals, month=month), fiscal_year_start=1), values


def test_a_course_is_the_fiscal_year_known_up_to_the_month_and_expected_after_it():
    course, values = _course("2026-08-01", 36)
    assert course["month"].tolist() == list(pd.date_range("2026-01-01", "2026-12-01", freq="MS"))
    assert course["actual"].dropna().tolist() == values[-8:].tolist()
    assert course["last_year"].tolist() == values[-20:-8].tolist()
    assert course["expected"].notna().tolist() == [False] * 8 + [True] * 4
    assert course["target"].isna().all()


def test_at_the_end_of_the_year_the_course_goes_on_for_three_months():
    course, _ = _course("2026-12-01", 36)
    assert course["month"].iloc[-1] == pd.Timestamp("2027-03-01")
    assert course["expected"].notna().tolist() == [False] * 12 + [True] * 3
