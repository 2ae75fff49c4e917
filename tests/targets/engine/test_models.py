import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.engine.models import MODELS, PATHS, model_code

RNG = np.random.default_rng(11)
YEARS = 100 * np.exp(RNG.normal(0, 0.1, 48))


@pytest.mark.parametrize(
    ("sales", "code"),
    [
        (YEARS[:2], "none"),
        (YEARS[:3], "short"),
        (YEARS[:11], "short"),
        (YEARS[:12], "level"),
        (YEARS[:23], "level"),
        (YEARS[:24], "seasonal"),
        (np.append(YEARS[:8], 0.0), "short_additive"),
        (np.append(YEARS[:20], -4.0), "level_additive"),
        (np.append(YEARS, 0.5), "seasonal_additive"),
        (np.full(30, 7.0), "constant"),
        (np.append(YEARS, np.zeros(12)), "constant"),
        (np.append(YEARS, [0.0, 5.0] * 12), "resampled"),
        (np.zeros(2), "none"),
    ],
)
def test_history_decides_the_model(sales, code):
    assert model_code(sales) == code


@pytest.mark.parametrize("code", MODELS)
def test_every_model_gives_joint_paths_and_one_step_intervals(code):
    outlook = MODELS[code].outlook(YEARS, 5, np.random.default_rng(0))
    assert outlook.paths.shape == (PATHS, 5)
    low, high = MODELS[code].one_step(YEARS, 4, 0.8)
    assert low.shape == high.shape == (4,)
    if code != "none":
        assert np.isfinite(outlook.paths).all()
        assert (low <= high).all()


def test_sales_that_were_never_negative_are_not_forecast_negative():
    lumpy = np.abs(RNG.normal(0, 100, 48))
    paths = MODELS["seasonal_additive"].outlook(lumpy, 12, np.random.default_rng(0)).paths
    assert paths.min() == 0
    returned = lumpy.copy()
    returned[5] = -300.0
    assert MODELS["seasonal_additive"].outlook(returned, 12, np.random.default_rng(0)).paths.min() < 0


def test_resampled_months_are_months_of_the_last_two_years():
    sales = np.concatenate([np.full(24, 77.0), np.tile([0.0, 0.0, 30.0], 8)])
    paths = MODELS["resampled"].outlook(sales, 6, np.random.default_rng(0)).paths
    assert set(np.unique(paths)) == {0.0, 30.0}
    assert paths.mean() == pytest.approx(10, rel=0.05)
    # Each path weights the past anew, so months of a path go together more than independent draws would.
    assert paths.sum(axis=1).var() > 6 * paths[:, 0].var()


def test_quarters_from_joint_paths_are_less_certain_than_from_independent_months():
    trending = np.cumsum(RNG.normal(0, 5, 48)) + 300
    paths = MODELS["seasonal"].outlook(trending, 12, np.random.default_rng(0)).paths
    assert paths.sum(axis=1).std() > 1.5 * np.sqrt(paths.var(axis=0).sum())


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["seasonal", "level", "short", "seasonal_additive", "resampled"]), st.integers(-6, 9))
def test_currency_scales_forecasts_and_nothing_else(code, power):
    unit = 10.0**power
    small = MODELS[code].outlook(YEARS, 3, np.random.default_rng(0))
    large = MODELS[code].outlook(YEARS * unit, 3, np.random.default_rng(0))
    np.testing.assert_allclose(large.paths, small.paths * unit, rtol=1e-5)
