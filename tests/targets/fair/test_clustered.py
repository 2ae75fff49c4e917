import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from salesmgmt_kit.targets.fair import clustered


def test_without_neighbours_the_correlation_has_nearly_fishers_interval():
    rng = np.random.default_rng(3)
    x = rng.normal(size=400)
    y = x + rng.normal(size=400)
    found = clustered.correlation(x, y, range(400), level=0.95)
    known = stats.pearsonr(x, y)
    assert found.value == pytest.approx(known.statistic)
    assert [found.low, found.high] == pytest.approx(list(known.confidence_interval(0.95)), abs=0.02)


def test_slope_is_that_of_least_squares_and_near_the_sandwich_of_statsmodels():
    rng = np.random.default_rng(5)
    team = np.repeat(np.arange(60), 5)
    x = rng.normal(size=60)[team] + rng.normal(size=300)
    y = 0.5 * x + rng.normal(size=60)[team] + rng.normal(size=300)
    found = clustered.slope(x, y, team, level=0.95)
    fit = sm.OLS(y, sm.add_constant(x)).fit(cov_type="cluster", cov_kwds={"groups": team})
    error = (found.high - found.low) / 2 / stats.t.ppf(0.975, found.df)
    assert found.value == pytest.approx(fit.params[1])
    assert error == pytest.approx(fit.bse[1], rel=0.05)
    assert found.df < 60


def test_slope_between_alike_colleagues_is_claimed_no_more_often_than_meant():
    rng = np.random.default_rng(11)
    team = np.repeat(np.arange(12), 9)
    p = [
        clustered.slope(
            rng.normal(size=12)[team], rng.normal(size=12)[team] + rng.normal(size=108), team, level=0.95
        ).p
        for _ in range(400)
    ]
    assert np.mean(np.array(p) < 0.05) < 0.085  # 5 % meant; two standard errors are 2.2 points


def test_too_few_clusters_are_refused():
    with pytest.raises(ValueError, match="2 clusters are too few"):
        clustered.slope(np.arange(4.0), np.arange(4.0), [0, 0, 1, 1], level=0.95)
