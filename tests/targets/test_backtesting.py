import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.targets import backtest, coverage

from .builders import MONTH, monthly

NOISE = 100 * np.exp(np.random.default_rng(4).normal(0, 0.1, 48))


def test_last_twelve_months_are_held_against_their_intervals():
    tested = backtest(monthly(NOISE), month=MONTH)
    assert tested["month"].tolist() == list(pd.date_range("2025-11-01", MONTH, freq="MS"))
    np.testing.assert_array_equal(tested["actual"], NOISE[-12:])
    inside = (tested["low"] <= tested["actual"]) & (tested["actual"] <= tested["high"])
    assert tested["covered"].tolist() == inside.tolist()
    assert (tested["model"] == "seasonal").all()


def test_model_is_the_one_that_the_history_allowed_then():
    assert set(backtest(monthly(NOISE[:30]), month=MONTH)["model"]) == {"level"}
    assert set(backtest(monthly(NOISE[:15]), month=MONTH)["model"]) == {"short"}


def test_nothing_of_a_month_is_used_to_foresee_it():
    changed = NOISE.copy()
    changed[-1] *= 5
    before, after = (backtest(monthly(v), month=MONTH) for v in (NOISE, changed))
    np.testing.assert_array_equal(before[["low", "high"]], after[["low", "high"]])
    assert not after["covered"].iloc[-1]


@pytest.mark.parametrize("value", [0.0, -50.0])
def test_month_without_a_logarithm_is_outside_and_the_next_is_foreseen_all_the_same(value):
    changed = NOISE.copy()
    changed[-5] = value
    tested = backtest(monthly(changed), month=MONTH)
    assert (tested["model"] == "seasonal").all()
    assert not tested["covered"].iloc[-5]
    assert np.isfinite(tested[["low", "high"]]).all(axis=None)


def test_short_history_holds_fewer_months_back_and_none_without_three():
    assert len(backtest(monthly(NOISE[:8]), month=MONTH)) == 5
    assert backtest(monthly(NOISE[:3]), month=MONTH).empty


@pytest.mark.slow
def test_intervals_of_the_right_model_cover_what_they_say():
    # 120 made-up units that follow the airline model: 1,440 months, 80 % inside, error of 1 %.
    rng = np.random.default_rng(12)
    units = [monthly(100 * np.exp(_airline(rng)), unit=f"U{i}") for i in range(120)]
    share = coverage(backtest(pd.concat(units), month=MONTH))["share"].iloc[0]
    assert share == pytest.approx(0.8, abs=0.04)


def _airline(rng, n=60, a=-0.5, b=-0.6):
    errors = rng.normal(0, 0.05, n + 13)
    z = np.zeros(n + 13)
    for t in range(13, n + 13):
        shock = errors[t] + a * errors[t - 1] + b * errors[t - 12] + a * b * errors[t - 13]
        z[t] = z[t - 1] + z[t - 12] - z[t - 13] + shock
    return z[13:]


def _tested(**hits):
    """Months tested of some units: whether each lay inside its interval of 0 to 1."""
    parts = [
        pd.DataFrame(
            {
                "unit": unit, "month": pd.date_range(end=MONTH, periods=len(inside), freq="MS"),
                "actual": np.where(inside, 0.5, 2.0) + i / 10, "low": 0.0, "high": 1.0, "level": 0.8,
                "covered": inside,
            }
        )
        for i, (unit, inside) in enumerate(hits.items())
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_coverage_counts_by_unit_and_in_all():
    tested = _tested(A=[True, True, False], B=[True, True])
    by_unit = coverage(tested, by=["unit"]).set_index("unit")
    assert by_unit["share"].to_dict() == {"A": pytest.approx(2 / 3), "B": 1.0}
    total = coverage(tested).iloc[0]
    assert (total["n"], total["covered"], total["level"]) == (5, 4, 0.8)
    assert (total["first"], total["last"]) == (pd.Timestamp("2026-08-01"), MONTH)


def test_a_parent_and_its_only_child_count_once():
    tested = _tested(A=[True, True, False], B=[True, True, True])
    twice = pd.concat([tested, tested[tested["unit"] == "A"].assign(unit="D")])
    assert coverage(twice).iloc[0]["n"] == coverage(tested).iloc[0]["n"] == 6
    assert coverage(twice, by=["unit"])["n"].tolist() == [3, 3, 3]


def test_intervals_without_a_width_do_not_count():
    tested = _tested(A=[True, True, False], B=[True, True, True])
    tested.loc[tested["unit"] == "B", ["low", "high"]] = 0.6
    assert coverage(tested).iloc[0][["n", "covered"]].tolist() == [3, 2]


def test_interval_of_the_share_is_clopper_and_pearsons():
    row = coverage(_tested(A=[True] * 151 + [False] * 41)).iloc[0]
    assert row["low"] == pytest.approx(stats.beta.ppf(0.025, 151, 42))
    assert row["high"] == pytest.approx(stats.beta.ppf(0.975, 152, 41))


def test_coverage_of_nothing_has_no_row():
    assert coverage(backtest(monthly(NOISE[:2]), month=MONTH)).empty
