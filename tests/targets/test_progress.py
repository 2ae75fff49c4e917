import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets import attainment, complete_targets, monthly_actuals, standing

from .builders import LEVELS, MONTH, monthly


def _row(result, unit, period="month"):
    return result[(result["unit"] == unit) & (result["period"] == period)].iloc[0]


def _targets(unit, values, last=MONTH):
    dates = pd.date_range(end=last, periods=len(values), freq="MS")
    return pd.DataFrame({"unit": unit, "month": dates, "target": np.asarray(values, float)})


NOTHING = complete_targets(None, pd.DataFrame(), levels=LEVELS)


def test_month_is_held_against_target_last_month_and_last_year():
    row = _row(attainment(monthly([80, *[50] * 10, 90, 100]), _targets("T1", [125]), month=MONTH), "T1")
    assert row["actual"] == 100
    assert (row["target"], row["gap"], row["attainment"]) == (125, -25, 0.8)
    assert (row["previous"], row["previous_gap"]) == (90, 10)
    assert (row["last_year"], row["last_year_gap"], row["last_year_change"]) == (80, 20, 0.25)


def test_year_to_date_sums_the_fiscal_year_so_far():
    sold = monthly(range(1, 37))
    result = attainment(sold, _targets("T1", [10] * 12), month=MONTH, fiscal_year_start=4)
    row = _row(result, "T1", "year_to_date")
    assert row["actual"] == sum(range(30, 37))
    assert row["last_year"] == sum(range(18, 25))
    assert row["target"] == 70
    assert np.isnan(row["previous"])


def test_zero_target_has_a_gap_and_no_attainment():
    row = _row(attainment(monthly([5]), _targets("T1", [0]), month=MONTH), "T1")
    assert row["gap"] == 5
    assert np.isnan(row["attainment"])


@pytest.mark.parametrize(("actual", "target"), [(-9, 5), (5, -9), (-9, -5)])
def test_attainment_of_what_is_negative_means_nothing(actual, target):
    row = _row(attainment(monthly([actual]), _targets("T1", [target]), month=MONTH), "T1")
    assert row["gap"] == actual - target
    assert np.isnan(row["attainment"])


def test_periods_say_their_months():
    result = attainment(monthly([5] * 14), NOTHING, month=MONTH, fiscal_year_start=4).set_index("period")
    assert result.loc["month", ["first", "last"]].tolist() == [MONTH, MONTH]
    assert result.loc["year_to_date", ["first", "last"]].tolist() == [pd.Timestamp("2026-04-01"), MONTH]


def _of_teams(targets, months=24):
    """Attainment of a company of teams A, B and C that sell 10 a month, with targets of some units."""
    parts = [monthly([30] * months, unit="company", tier="company")]
    parts += [monthly([10] * months, unit=u).assign(depth=1, parent="company") for u in "ABC"]
    plan = pd.concat([NOTHING, *(_targets(u, [9] * 10) for u in targets)])
    return attainment(pd.concat(parts), plan, month=MONTH)


@pytest.mark.parametrize(
    ("targets", "months", "base", "units"),
    [
        (["company", "A", "B", "C"], 24, "target", 4),
        (["company"], 24, "last_year", 4),
        (["company"], 5, "previous", 4),
        (["A", "B"], 24, "target", 2),
        (["A"], 24, "last_year", 4),
        (["A"], 1, "target", 1),
        (["company"], 1, "target", 1),
    ],
)
def test_units_stand_against_the_measure_that_the_lowest_tier_has(targets, months, base, units):
    rows = standing(_of_teams(targets, months))
    assert set(rows["base"]) == {base}
    assert len(rows) == units


def test_standing_says_the_months_of_its_measure():
    rows = standing(_of_teams(["A", "B", "C"]))
    assert set(rows["first"]) == {pd.Timestamp("2026-01-01")}
    assert set(standing(_of_teams([], 5))["first"]) == {MONTH}


def test_without_targets_everything_else_is_known():
    row = _row(attainment(monthly([80] * 13), NOTHING, month=MONTH), "T1")
    assert np.isnan([row["target"], row["gap"], row["attainment"]]).all()
    assert row["last_year"] == 80


def test_history_that_does_not_cover_last_year_makes_it_missing():
    result = attainment(monthly([10] * 15), NOTHING, month=MONTH)
    assert _row(result, "T1")["last_year"] == 10
    assert np.isnan(_row(result, "T1", "year_to_date")["last_year"])


def test_year_to_date_target_with_a_hole_is_missing():
    targets = _targets("T1", [10] * 10).drop(index=4)
    assert np.isnan(_row(attainment(monthly([9] * 24), targets, month=MONTH), "T1", "year_to_date")["target"])


def test_unit_that_began_in_the_year_needs_targets_only_since_then():
    row = _row(attainment(monthly([9] * 4), _targets("T1", [10] * 5), month=MONTH), "T1", "year_to_date")
    assert row["target"] == 50


def test_change_against_nothing_or_less_is_missing():
    row = _row(attainment(monthly([-5, *[1] * 10, 0, 7]), NOTHING, month=MONTH), "T1")
    assert np.isnan([row["last_year_change"], row["previous_change"]]).all()
    assert (row["last_year_gap"], row["previous_gap"]) == (12, 7)


def _slow(sales, org, targets, unit, tier, window):
    """Sum of the sales below a unit in some months, by a loop; the same for targets and a year before."""
    below = set(org["rep"]) if tier == "company" else set(org.loc[org[tier] == unit, "rep"])
    past = {m - pd.DateOffset(years=1) for m in window}
    first = min((m for m, r in zip(sales["month"], sales["rep"], strict=True) if r in below), default=None)
    actual = last_year = target = 0.0
    for _, sale in sales.iterrows():
        if sale["rep"] in below:
            actual += sale["amount"] * (sale["month"] in window)
            last_year += sale["amount"] * (sale["month"] in past)
    for _, wanted in targets.iterrows():
        if wanted["unit"] == unit and wanted["month"] in window:
            target += wanted["target"]
    covered = first is not None and first <= min(past)
    return actual, target, last_year if covered else np.nan


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(1, 12))
def test_attainment_equals_its_slow_twin(seed, start):
    rng = np.random.default_rng(seed)
    org = pd.DataFrame({"rep": ["R1", "R2", "R3"], "team": ["T1", "T1", "T2"], "department": "D1"})
    dates = pd.date_range("2024-08-01", MONTH, freq="MS")
    sales = pd.DataFrame(
        {
            "month": rng.choice(dates, 40),
            "rep": rng.choice(org["rep"].to_numpy(str), 40),
            "amount": rng.normal(100, 80, 40),
        }
    )
    targets = pd.DataFrame({"unit": "T1", "month": dates, "target": rng.uniform(1, 9, len(dates))})
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    result = attainment(actuals, targets, month=MONTH, fiscal_year_start=start)
    year = MONTH - pd.DateOffset(months=(MONTH.month - start) % 12)
    for period, begin in (("month", MONTH), ("year_to_date", year)):
        window = set(pd.date_range(begin, MONTH, freq="MS"))
        for unit, tier in (("company", "company"), ("D1", "department"), ("T1", "team")):
            actual, target, last_year = _slow(sales, org, targets, unit, tier, window)
            row = _row(result, unit, period)
            np.testing.assert_allclose([row["actual"], row["last_year"]], [actual, last_year], atol=1e-9)
            if unit == "T1":
                np.testing.assert_allclose([row["target"], row["gap"]], [target, actual - target])


@settings(max_examples=40, deadline=None)
@given(actual=st.floats(-1e9, 1e9), target=st.floats(0, 1e9))
def test_gap_is_actual_minus_target(actual, target):
    row = _row(attainment(monthly([actual]), _targets("T1", [target]), month=MONTH), "T1")
    assert row["gap"] == pytest.approx(actual - target)
    sensible = target > 0 and actual >= 0
    assert row["attainment"] == pytest.approx(actual / target) if sensible else np.isnan(row["attainment"])
