import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets import forecast, monthly_actuals, totals

from .builders import LEVELS, MONTH, monthly

TREND = 100 * np.exp(np.random.default_rng(4).normal(0, 0.08, 48) + np.arange(48) / 100)


def _two_units():
    return pd.concat([monthly(TREND), monthly(TREND[::-1], unit="T2")], ignore_index=True)


@pytest.mark.parametrize(
    ("month", "start", "last"),
    [
        ("2026-10", 1, "2027-01"),  # three months at least
        ("2026-09", 1, "2026-12"),
        ("2026-12", 1, "2027-12"),  # the next fiscal year
        ("2026-03", 4, "2027-03"),
        ("2026-10", 4, "2027-03"),
    ],
)
def test_forecast_reaches_the_end_of_the_fiscal_year_of_the_next_month(month, start, last):
    month = pd.Timestamp(month)
    result = forecast(monthly(TREND, last=month), month=month, fiscal_year_start=start)
    assert result.months[0] == month + pd.DateOffset(months=1)
    assert result.months[-1] == pd.Timestamp(last)
    assert result.monthly["month"].tolist() == list(result.months)


def test_forecast_reaches_the_end_of_as_many_fiscal_years_as_asked_for():
    result = forecast(monthly(TREND), month=MONTH, fiscal_years=2)
    assert (result.months[0], result.months[-1]) == (pd.Timestamp("2026-11-01"), pd.Timestamp("2027-12-01"))


def test_nothing_after_the_month_reported_is_used():
    earlier = pd.Timestamp("2026-06-01")
    known = forecast(monthly(TREND[:-4], last=earlier), month=earlier)
    tempted = forecast(monthly(TREND), month=earlier)
    pd.testing.assert_frame_equal(known.monthly, tempted.monthly)


def test_same_seed_same_paths_whatever_other_units_there_are():
    together = forecast(_two_units(), month=MONTH)
    alone = forecast(monthly(TREND), month=MONTH)
    np.testing.assert_array_equal(together.paths["T1"], alone.paths["T1"])
    other = forecast(monthly(TREND), month=MONTH, seed=1)
    assert not np.array_equal(other.paths["T1"], alone.paths["T1"])


def test_only_child_has_its_parents_forecast_exactly(sales, org):
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    result = forecast(actuals, month=MONTH)
    np.testing.assert_array_equal(result.paths["D2"], result.paths["T3"])
    twins = forecast(pd.concat([monthly(TREND), monthly(TREND, unit="child")]), month=MONTH)
    np.testing.assert_array_equal(twins.paths["T1"], twins.paths["child"])


def test_interval_holds_the_share_of_paths_that_it_names():
    result = forecast(monthly(TREND), month=MONTH, level=0.5)
    row = result.monthly.iloc[0]
    inside = (result.paths["T1"][:, 0] >= row["low"]) & (result.paths["T1"][:, 0] <= row["high"])
    assert inside.mean() == pytest.approx(0.5, abs=0.01)
    assert row["level"] == 0.5


def test_totals_come_from_joint_paths_and_not_from_months():
    december = pd.Timestamp("2026-12-01")
    result = forecast(monthly(TREND, last=december), month=december)
    year = totals(result, result.months).iloc[0]
    paths = result.paths["T1"].sum(axis=1)
    assert year["low"] == pytest.approx(np.quantile(paths, 0.1))
    assert year["low"] > result.monthly["low"].sum()
    assert year["high"] < result.monthly["high"].sum()


def test_reps_are_left_out_unless_asked_for(sales, org):
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    assert set(forecast(actuals, month=MONTH).diagnostics["tier"]) == {"company", "department", "team"}
    assert set(forecast(actuals, month=MONTH, tiers=["rep"]).diagnostics["tier"]) == {"rep"}


def test_diagnostics_say_what_was_done():
    actuals = pd.concat(
        [monthly(TREND), monthly([0.0], unit="new"), monthly([5.0] * 14, unit="flat")], ignore_index=True
    )
    rows = forecast(actuals, month=MONTH).diagnostics.set_index("unit")
    assert rows["model"].to_dict() == {"T1": "seasonal", "new": "none", "flat": "constant"}
    assert rows["n"].to_dict() == {"T1": 48, "new": 1, "flat": 14}
    assert rows.loc["T1", "sigma"] == pytest.approx(0.08, rel=0.4)
    assert rows["converged"].all()


def test_unit_too_new_for_a_forecast_has_missing_values():
    result = forecast(monthly([5.0, 6.0]), month=MONTH)
    assert result.monthly[["expected", "low", "high"]].isna().all(axis=None)
    assert totals(result, result.months)[["expected", "low", "high"]].isna().all(axis=None)


def test_january_and_february_stay_near_their_past_when_the_holiday_moves():
    # Spring Festival halves a month: February in even years, January in odd ones.
    dates = pd.date_range("2022-11-01", MONTH, freq="MS")
    closed = [(d.month == 2 and d.year % 2 == 0) or (d.month == 1 and d.year % 2 == 1) for d in dates]
    noise = np.random.default_rng(8).normal(0, 0.05, len(dates))
    values = 100 * np.where(closed, 0.5, 1.0) * np.exp(noise)
    rows = forecast(monthly(values), month=MONTH, fiscal_year_start=4).monthly.set_index("month")
    january = rows.loc["2027-01-01"]
    assert 45 < january["expected"] < 105
    assert january["low"] < 66
    assert january["high"] > 85


@settings(max_examples=6, deadline=None)
@given(st.sampled_from([1e-6, 1e-3, 1e3, 1e6, 1e9]))
def test_currency_scales_forecasts_and_leaves_models_alone(unit):
    small, large = forecast(monthly(TREND), month=MONTH), forecast(monthly(TREND * unit), month=MONTH)
    for column in ("expected", "low", "high"):
        np.testing.assert_allclose(large.monthly[column], small.monthly[column] * unit, rtol=1e-5)
    assert large.diagnostics["sigma"].iloc[0] == pytest.approx(small.diagnostics["sigma"].iloc[0], rel=1e-5)
