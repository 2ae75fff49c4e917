import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from salesmgmt_kit.gaps.plans import expectation, judged_plans, measures

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


NOISES = {
    "normal": lambda rng, shape: 1 + rng.normal(0, 0.25, shape),
    "one large deal": lambda rng, shape: rng.lognormal(-0.18, 0.6, shape),
    "now and then": lambda rng, shape: (rng.random(shape) < 0.4) * rng.lognormal(0.79, 0.5, shape),
}


def _bottom_plans(noise, *, since, seed, companies=4000, reps=20):
    """Before and after of peers, then of a rep drawn from the bottom quarter, in many null companies."""
    rng = np.random.default_rng(seed)
    usual = rng.lognormal(4.6, 0.25, (companies, reps, 1))
    sold = usual * NOISES[noise](rng, (companies, reps, 6 + since))
    before, after = sold[..., :6].mean(axis=-1), sold[..., 6:].mean(axis=-1)
    bottom = before.argsort(axis=1)[:, : reps // 4]
    chosen = np.zeros(before.shape, bool)
    chosen[np.arange(companies), rng.permuted(bottom, axis=1)[:, 0]] = True
    peers = [values[~chosen].reshape(companies, -1) for values in (before, after)]
    return *peers, before[chosen], after[chosen]


@pytest.mark.parametrize("since", [1, 2])
@pytest.mark.parametrize("noise", NOISES)
def test_plan_for_a_random_bottom_rep_of_a_null_company_is_no_success(noise, since):
    called = expectation(*_bottom_plans(noise, since=since, seed=2026)).p <= 0.05
    # Were the rate above 5 %, so few successes in so many companies would come in less than 1 % of cases.
    assert stats.binom.sf(called.sum() - 1, called.size, 0.05) >= 0.01
    assert called.any()


def test_bottom_rep_rises_by_itself_which_the_expectation_knows():
    company = _bottom_plans("normal", since=2, seed=2027)
    rise = (company[3] - company[2]).mean()
    assert rise > 3
    foreseen = (expectation(*company).expected - company[2]).mean()
    assert foreseen == pytest.approx(rise, abs=1)  # of about 72 before, so that 1 is little over a hundredth


def test_p_is_the_larger_of_students_and_of_the_rank():
    before = np.arange(1.0, 31.0)
    after = before + np.tile([-1.0, 1.0], 15)
    foreseen = expectation(before[None], after[None], np.array([10.0, 10.0]), np.array([11.5, 40.0]))
    frame = sm.OLS(after, sm.add_constant(before)).fit().get_prediction([[1.0, 10.0]]).summary_frame()
    t = (np.array([11.5, 40.0]) - frame["mean"].iloc[0]) / foreseen.sd
    assert foreseen.p == pytest.approx([stats.t.sf(t[0], 28), 1 / 31], rel=1e-9)


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
    few = judged_plans(_plan(), _measures(_null(4, reps=19)), month=MONTH)
    nobody = judged_plans(_plan("R999"), _measures(_null(4)), month=MONTH)
    assert [*few["verdict"], *nobody["verdict"]] == ["unknown", "unknown"]


def test_one_month_after_is_enough_for_a_verdict():
    values = _null(6)
    plain = judged_plans(_plan(agreed=SPAN[-2]), _measures(values), month=MONTH)
    values[0, -1] += 300
    moved = judged_plans(_plan(agreed=SPAN[-2]), _measures(values), month=MONTH)
    assert [*plain["n"], *plain["verdict"], *moved["verdict"]] == [1, "unmoved", "moved"]


def test_others_with_a_plan_are_no_peers():
    plans = pd.concat([_plan(), _plan("R001").assign(plan="P2")])
    assert judged_plans(plans, _measures(_null(5)), month=MONTH)["peers"].tolist() == [38, 38]


def test_who_has_left_is_no_peer_whatever_the_record_of_before():
    stayed = _measures(_null(7))
    gone = _measures(_null(8, reps=6)).assign(rep=lambda rows: "L" + rows["rep"])
    rows = pd.concat([stayed, gone[gone["month"] <= AGREED]])
    with_leavers, alone = (judged_plans(_plan(), known, month=MONTH) for known in (rows, stayed))
    pd.testing.assert_frame_equal(with_leavers, alone)


def test_who_is_new_is_not_judged_and_no_peer():
    rows = _measures(_null(9))
    first = rows.assign(month=rows["month"] - pd.DateOffset(months=12))
    new = rows["rep"].isin(["R000", "R001"])
    rows = pd.concat([first[~new], rows])
    assert judged_plans(_plan(), rows, month=MONTH)["verdict"].tolist() == ["unknown"]
    assert judged_plans(_plan("R002"), rows, month=MONTH)["peers"].tolist() == [37]


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
