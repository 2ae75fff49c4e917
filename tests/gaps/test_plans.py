import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from salesmgmt_kit.gaps.plans import judged_plans, measures

MONTH = pd.Timestamp("2026-10-01")
SPAN = pd.date_range(end=MONTH, periods=12, freq="MS")
AGREED = pd.Timestamp("2026-08-01")


def _measures(values):
    """One row per rep and month of an array of reps by months."""
    reps = [f"R{i:03d}" for i in range(len(values))]
    return pd.DataFrame(
        {
            "rep": np.repeat(reps, len(SPAN)),
            "month": np.tile(SPAN, len(reps)),
            "measure": "sales",
            "value": np.asarray(values, float).ravel(),
        }
    )


def _plan(rep="R000", agreed=AGREED):
    return pd.DataFrame([{"plan": "P1", "rep": rep, "month": agreed, "measure": "sales"}])


def _null(seed, reps=40):
    rng = np.random.default_rng(seed)
    usual = rng.normal(100, 10, reps)
    return usual[:, None] + rng.normal(0, 30, (reps, len(SPAN)))


def test_expectation_is_that_of_a_regression_over_the_peers():
    values = _null(1)
    (row,) = judged_plans(_plan(), _measures(values), month=MONTH).itertuples()
    before, after = values[:, 4:10].mean(axis=1), values[:, 10:].mean(axis=1)
    line = sm.OLS(after[1:], sm.add_constant(before[1:])).fit()
    frame = line.get_prediction([[1.0, before[0]]]).summary_frame(alpha=0.05).iloc[0]
    assert (row.n, row.peers) == (2, 39)
    assert (row.before, row.after) == pytest.approx((before[0], after[0]))
    assert (row.expected, row.low, row.high) == pytest.approx(
        (frame["mean"], frame["obs_ci_lower"], frame["obs_ci_upper"])
    )


def test_plan_for_a_bottom_rep_of_a_null_company_is_no_success():
    moved = []
    for seed in range(300):
        values = _null(seed)
        worst = int(values[:, 4:10].mean(axis=1).argmin())
        (row,) = judged_plans(_plan(f"R{worst:03d}"), _measures(values), month=MONTH).itertuples()
        moved.append(row.verdict == "moved")
    assert np.mean(moved) <= 0.075  # 5 % and two standard errors of 300


def test_bottom_rep_rises_by_itself_which_the_expectation_knows():
    rises, foreseen = [], []
    for seed in range(100):
        values = _null(seed)
        worst = int(values[:, 4:10].mean(axis=1).argmin())
        (row,) = judged_plans(_plan(f"R{worst:03d}"), _measures(values), month=MONTH).itertuples()
        rises.append(row.after - row.before)
        foreseen.append(row.expected - row.before)
    assert np.mean(rises) > 5
    assert np.mean(foreseen) == pytest.approx(np.mean(rises), rel=0.35)


def test_plan_that_works_is_seen():
    values = _null(2)
    values[0, 10:] += 120
    (row,) = judged_plans(_plan(), _measures(values), month=MONTH).itertuples()
    assert row.verdict == "moved"


def test_plan_of_the_month_is_too_early_to_judge():
    (row,) = judged_plans(_plan(agreed=MONTH), _measures(_null(3)), month=MONTH).itertuples()
    assert (row.verdict, row.n) == ("early", 0)
    assert np.isnan(row.after)


def test_few_peers_or_no_history_give_no_verdict():
    few = judged_plans(_plan(), _measures(_null(4, reps=6)), month=MONTH)
    nobody = judged_plans(_plan("R999"), _measures(_null(4)), month=MONTH)
    assert [*few["verdict"], *nobody["verdict"]] == ["unknown", "unknown"]


def test_others_with_a_plan_are_no_peers():
    plans = pd.concat([_plan(), _plan("R001").assign(plan="P2")])
    assert judged_plans(plans, _measures(_null(5)), month=MONTH)["peers"].tolist() == [38, 38]


def test_measures_of_sales_and_activities_in_one_frame():
    sales = pd.DataFrame({"rep": "R1", "month": [MONTH, MONTH], "amount": [70.0, -20.0]})
    activities = pd.DataFrame({"rep": ["R1"], "month": [MONTH], "visits": [8], "leads": [None]})
    found = measures(sales, activities.astype({"visits": "Int64", "leads": "Int64"}))
    assert found["measure"].tolist() == ["sales", "visits", "leads"]
    assert found["value"].tolist()[:2] == [50.0, 8.0]
    assert np.isnan(found["value"].iloc[2])


def test_month_that_was_not_recorded_is_left_out_and_one_without_a_row_is_zero():
    rows = _measures(np.full((12, len(SPAN)), 6.0) + np.arange(12)[:, None])
    last = rows["month"] == MONTH
    unknown = rows.assign(value=rows["value"].where(~(last & (rows["rep"] == "R000"))))
    absent = rows[~(last & (rows["rep"] == "R000"))]
    after = [judged_plans(_plan(), m, month=MONTH)["after"].iloc[0] for m in (unknown, absent)]
    assert after == [6.0, 3.0]


def test_good_months_of_a_rep_who_sells_now_and_then_are_no_success():
    moved, values = [], 100 + np.random.default_rng(6).normal(0, 10, (40, len(SPAN)))
    for seed in range(100):
        values[0] = np.where(np.random.default_rng(seed).random(len(SPAN)) < 0.4, 250.0, 0.0)
        (row,) = judged_plans(_plan(), _measures(values), month=MONTH).itertuples()
        moved.append(row.verdict == "moved")
    assert np.mean(moved) <= 0.1
