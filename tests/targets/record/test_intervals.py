import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.api import OLS
from statsmodels.stats.proportion import proportion_confint

from salesmgmt_kit.targets.record.intervals import FEWEST_MONTHS, clustered_mean, clustered_share

RNG = np.random.default_rng(8)


# As if the months were the outcomes: for x of n hits, quantiles of the beta distribution.
def _clopper_pearson(x, n):
    return stats.beta.ppf(0.025, x, n - x + 1), stats.beta.ppf(0.975, x + 1, n - x)


VALUES = pd.Series(RNG.normal(2, 1, 60) + np.repeat(RNG.normal(0, 1, 12), 5))
MONTHS = pd.Series(np.repeat(np.arange(12), 5))


def test_mean_is_that_of_a_regression_on_a_constant_with_clustered_errors():
    fit = OLS(VALUES, np.ones(60)).fit(
        cov_type="cluster", cov_kwds={"groups": MONTHS, "use_correction": False}, use_t=True
    )
    mean, low, high = clustered_mean(VALUES, MONTHS)
    error = fit.bse.iloc[0] * np.sqrt(12 / 11)
    width = 2.2009851600916366 * error  # the 97.5 percent quantile of Student's t with 11 degrees of freedom
    assert (mean, low, high) == pytest.approx((VALUES.mean(), VALUES.mean() - width, VALUES.mean() + width))


def test_mean_of_one_value_a_cluster_has_the_ordinary_interval():
    mean, low, high = clustered_mean(VALUES[::5], MONTHS[::5])
    half = 2.2009851600916366 * VALUES[::5].std() / np.sqrt(12)
    assert (low, high) == pytest.approx((mean - half, mean + half))


def test_too_few_months_have_a_mean_and_no_interval():
    few = MONTHS < FEWEST_MONTHS - 1
    mean, low, high = clustered_mean(VALUES[few], MONTHS[few])
    assert np.isfinite(mean)
    assert np.isnan([low, high]).all()


def test_missing_values_are_left_out_and_nothing_has_no_mean():
    gaps = VALUES.mask(VALUES.index % 7 == 0)
    assert clustered_mean(gaps, MONTHS) == clustered_mean(gaps.dropna(), MONTHS)
    assert np.isnan(clustered_mean(VALUES * np.nan, MONTHS)).all()


def test_share_of_independent_outcomes_has_the_interval_of_clopper_and_pearson():
    hits = pd.Series([True] * 9 + [False] * 3)
    expected = proportion_confint(9, 12, alpha=0.05, method="beta")
    assert clustered_share(hits, pd.Series(range(12)))[1:] == pytest.approx(expected)


def test_months_that_move_as_one_count_once_each():
    months = pd.Series(np.repeat(np.arange(12), 20))
    hits = months < 9
    expected = proportion_confint(9, 12, alpha=0.05, method="beta")
    assert clustered_share(hits, months)[1:] == pytest.approx(expected)


def test_fewer_months_than_can_show_how_they_move_count_once_each():
    share, low, high = clustered_share(pd.Series([True, True, False, True]), pd.Series([1, 1, 2, 2]))
    assert share == 0.75
    assert (low, high) == pytest.approx(_clopper_pearson(1.5, 2))


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 20))
def test_share_lies_inside_its_interval_which_is_never_narrower_than_for_independent_outcomes(hits, months):
    values = pd.Series(hits)
    share, low, high = clustered_share(values, pd.Series(np.arange(len(hits)) % months))
    narrow = proportion_confint(sum(hits), len(hits), alpha=0.05, method="beta")
    assert 0 <= low <= share <= high <= 1
    assert low <= narrow[0] + 1e-9
    assert high >= narrow[1] - 1e-9


@pytest.mark.slow
def test_interval_of_the_share_holds_where_months_move_together():
    # 400 draws of 12 months x 12 units, half of whose variance is the month's; nominal 95 percent.
    rng, held = np.random.default_rng(11), 0
    months = pd.Series(np.repeat(np.arange(12), 12))
    for _ in range(400):
        common = np.repeat(rng.normal(0, 1, 12), 12)
        hits = pd.Series(common + rng.normal(0, 1, 144) < np.sqrt(2) * 0.8416212335729143)  # 80 percent
        _, low, high = clustered_share(hits, months)
        held += low <= 0.8 <= high
    assert 0.91 <= held / 400 <= 1
