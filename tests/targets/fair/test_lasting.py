import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets.fair.lasting import intraclass, lasting_share

MONTH = pd.Timestamp("2026-10-01")
MONTHS = pd.date_range(end=MONTH, periods=12, freq="MS")


def test_icc_3_1_of_shrout_fleiss_1979_table_2():
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    rows = [(i, j, x) for i, row in enumerate(ratings) for j, x in enumerate(row)]
    unit, judge, value = (pd.Series(column) for column in zip(*rows, strict=True))
    share, low, high = intraclass(value, unit, judge, level=0.95)
    assert (share, low, high) == pytest.approx((0.71, 0.34, 0.95), abs=0.01)


def _lasting(reps, between, within, *, seed):
    rng = np.random.default_rng(seed)
    level = 1 + between * rng.normal(size=reps)[:, None] + within * rng.normal(size=(reps, 12))
    shared = 0.3 * rng.normal(size=12)
    rows = [(f"R{i}", "rep", m, level[i, j] + shared[j]) for i in range(reps) for j, m in enumerate(MONTHS)]
    actuals = pd.DataFrame(rows, columns=["unit", "tier", "month", "actual"])
    plan = actuals[["unit", "month"]].assign(target=1.0)
    return lasting_share(actuals, plan, month=MONTH)


def test_what_lasts_is_found_whatever_all_months_have_in_common():
    found = pd.concat([_lasting(40, 0.1, 0.1, seed=s) for s in range(60)])
    assert found["share"].mean() == pytest.approx(0.5, abs=0.03)
    assert ((found["low"] <= 0.5) & (found["high"] >= 0.5)).mean() >= 0.88


def test_nothing_lasts_where_reps_are_alike():
    found = pd.concat([_lasting(40, 0.0, 0.1, seed=s) for s in range(60)])
    assert (found["low"] > 0).mean() <= 0.09


def test_a_few_reps_are_not_judged():
    assert _lasting(7, 0.1, 0.1, seed=1).empty
