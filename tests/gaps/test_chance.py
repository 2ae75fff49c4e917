import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.gaps.chance import (
    FALSE_PAGE,
    SHARES,
    expected_next,
    funnel_limits,
    homogeneity,
)


@pytest.mark.parametrize(("n", "warning", "alarm"), [(20, [2, 10], [1, 13]), (100, [21, 39], [17, 45])])
def test_funnel_limits_of_spiegelhalter_2005(n, warning, alarm):
    rows = funnel_limits(pd.Series([n]), 0.3)[["low", "high"]].values.tolist()
    assert rows == [warning, alarm]


def test_overdispersion_widens_the_limits_within_the_possible():
    narrow, wide = (funnel_limits(pd.Series([20]), 0.3, overdispersion=phi) for phi in (1.0, 100.0))
    assert (wide["low"] <= narrow["low"]).all()
    assert wide[["low", "high"]].iloc[0].tolist() == [0, 20]


def test_homogeneity_is_pearsons_chi_squared():
    won, n = pd.Series([30, 20, 25]), pd.Series([50, 50, 60])
    table = np.array([won, n - won])
    statistic, p, degrees, _ = stats.chi2_contingency(table, correction=False)
    found = homogeneity(won, n)
    assert (found.statistic, found.p, found.degrees) == pytest.approx((statistic, p, degrees))


def test_people_alike_are_told_apart_as_often_as_chance_has_it():
    rng = np.random.default_rng(1)
    n = pd.Series(rng.integers(20, 80, 25))
    p = [homogeneity(pd.Series(rng.binomial(n, 0.4)), n).p for _ in range(400)]
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.09


@pytest.mark.parametrize("won", [[0, 0], [5, 5], [3]])
def test_nothing_is_tested_where_nothing_differs(won):
    assert np.isnan(homogeneity(pd.Series(won), pd.Series([5] * len(won))).p)


def test_next_result_of_an_extreme_one():
    assert expected_next(np.array([130.0, 70.0]), mean=100, correlation=0.4).tolist() == [112, 88]


def test_shares_of_the_kinds_of_claim_make_the_page():
    assert sum(SHARES.values()) == pytest.approx(FALSE_PAGE)
