"""The year added up: bands of joint paths that widen, hold the middle and end as totals say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import forecast, headlines, reach, running_year, totals

from .builders import monthly

RNG = np.random.default_rng(6)
SALES = 1e6 * np.exp(RNG.normal(0, 0.08, 60) + 0.005 * np.arange(60))


def _running(month, *, start=1, target=1.3e6):
    month = pd.Timestamp(month)
    actuals = monthly(SALES, unit="company", tier="company", last=month)
    asked = pd.date_range(actuals["month"].min(), periods=90, freq="MS")
    plan = pd.DataFrame({"unit": "company", "month": asked, "target": target})
    result = forecast(actuals, month=month, fiscal_year_start=start)
    chances = reach(result, actuals, plan, month=month, fiscal_year_start=start)
    return running_year(actuals, plan, result, chances), result


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12))
def test_bands_are_nested_hold_the_middle_and_never_narrow(month, start):
    running, _ = _running(f"2026-{month:02}-01", start=start)
    low, high = (running.bands.pivot(index="month", columns="level", values=v) for v in ("low", "high"))
    middle = running.course.set_index("month")["expected"].dropna()
    for bound, sign in ((low, 1), (high, -1)):
        assert (sign * bound[0.95] <= sign * bound[0.8]).all()
        assert (sign * bound[0.8] <= sign * bound[0.5]).all()
        assert (sign * bound[0.5] <= sign * middle).all()
        assert bound.diff().dropna().gt(0).all(axis=None)  # sales are never below 0
    assert middle.is_monotonic_increasing
    assert ((high - low).iloc[-1] >= (high - low).iloc[0]).all()


@pytest.mark.parametrize(
    ("month", "start", "known"), [("2026-08-01", 1, 8), ("2026-12-01", 1, 0), ("2026-08-01", 4, 5)]
)
def test_the_end_is_that_of_totals_and_of_the_probabilities(month, start, known):
    running, result = _running(month, start=start)
    course, end = running.course, running.end
    assert len(course) == 12
    assert course["sold"].notna().sum() == known
    sold = SALES[-known:].sum() if known else 0.0
    year = totals(result, pd.DatetimeIndex(course["month"])).iloc[0]
    for name in ("expected", "low", "high"):
        assert course[name].iloc[-1] == pytest.approx(year[name] + sold)
        assert course[name].iloc[-1] == pytest.approx(end[name])
    assert course["target"].iloc[-1] == pytest.approx(12 * 1.3e6) == pytest.approx(end["target"])
    at_level = running.bands.query("level == 0.8").iloc[-1]
    assert (at_level["low"], at_level["high"]) == (pytest.approx(end["low"]), pytest.approx(end["high"]))


def test_a_band_holds_the_share_of_courses_that_it_names():
    running, result = _running("2026-06-01")
    sums = SALES[-6:].sum() + result.paths["company"].cumsum(axis=1)
    for level, rows in running.bands.groupby("level"):
        inside = (sums >= rows["low"].to_numpy()) & (sums <= rows["high"].to_numpy())
        np.testing.assert_allclose(inside.mean(axis=0), level, atol=0.002)


def test_distance_from_the_target_is_what_is_above_it():
    running, _ = _running("2026-08-01")
    apart = running.from_target()
    assert apart.against_target
    np.testing.assert_allclose(apart.course["sold"] + running.course["target"], running.course["sold"])
    assert (apart.course["target"] == 0).all()
    last = running.bands.iloc[-1]
    assert apart.bands["low"].iloc[-1] == pytest.approx(last["low"] - 12 * 1.3e6)


def test_without_a_target_the_year_stays_as_it_is():
    running, _ = _running("2026-08-01", target=np.nan)
    assert running.from_target() is running
    said = Locale("en").sentence(headlines.running_finding(running))
    assert "is expected to end at" in said
    assert "target" not in said
    assert "target" not in headlines.running_measure(running)


@pytest.mark.parametrize(("target", "tone"), [(0.8e6, "good"), (2.0e6, "act")])
def test_the_sentence_says_how_likely_the_target_is(target, tone):
    running, _ = _running("2026-08-01", target=target)
    found = headlines.running_finding(running)
    assert found.tone == tone
    assert "is reached with a probability of" in Locale("en").sentence(found)
    assert Locale("zh").sentence(found)
    assert "against the targets" in headlines.running_measure(running.from_target())


def test_too_short_a_history_says_so():
    month = pd.Timestamp("2026-08-01")
    actuals = monthly([5.0], unit="company", tier="company", last=month)
    plan = pd.DataFrame({"unit": "company", "month": [month], "target": 9.0})
    result = forecast(actuals, month=month)
    running = running_year(actuals, plan, result, reach(result, actuals, plan, month=month))
    assert "too short" in Locale("en").sentence(headlines.running_finding(running))
