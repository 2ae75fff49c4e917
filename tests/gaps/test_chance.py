import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.gaps.chance import (
    FALSE_PAGE,
    SHARES,
    claimed,
    discoveries,
    expected_next,
    funnel_limits,
    homogeneity,
)

#: Benjamini & Hochberg 1995, section 3: p-values of the thrombolysis trial.
PAPER = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
]  # fmt: skip


def test_discoveries_of_benjamini_hochberg_1995():
    claimed = discoveries(pd.Series(PAPER))
    assert claimed.sum() == 4
    assert claimed.iloc[:4].all()


def test_missing_p_value_is_no_claim_and_counts_for_nothing():
    assert discoveries(pd.Series([0.04, np.nan])).tolist() == [True, False]
    assert discoveries(pd.Series([], dtype=float)).empty


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


def test_holm_1979_steps_down_and_misses_what_is_missing():
    """p < share / 4, / 3, / 2, / 1 until one fails: .06 / 4 = .015, .06 / 3 = .02, .06 / 2 = .03."""
    p = pd.Series([0.012, np.nan, 0.019, 0.031, 0.059])
    assert claimed(p, share=0.06).tolist() == [True, False, True, False, False]
