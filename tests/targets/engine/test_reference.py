"""The reference engine against statsmodels itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

from salesmgmt_kit.targets.engine.arima import Arima
from salesmgmt_kit.targets.engine.models import PATHS
from salesmgmt_kit.targets.engine.reference import Reference, best_smoothing, theta
from salesmgmt_kit.targets.forecasting import forecast, generator

from ..builders import MONTH, monthly

RNG = np.random.default_rng(7)
SALES = 1e6 * np.exp(
    0.2 * np.sin(np.arange(48) * np.pi / 6) + 0.005 * np.arange(48) + RNG.normal(0, 0.05, 48)
)
UNIT = SALES.mean()
LOGS = np.log(SALES / UNIT)


def test_smoothing_is_statsmodels_best_by_aicc():
    found = best_smoothing(LOGS)
    plain = ETSModel(LOGS, seasonal="add", seasonal_periods=12).fit(disp=False)
    trending = ETSModel(LOGS, trend="add", seasonal="add", seasonal_periods=12).fit(disp=False)
    assert found.aicc <= min(plain.aicc, trending.aicc) + 1e-9
    assert found.model.seasonal == "add"


def test_the_middle_is_the_median_of_the_three_models_of_statsmodels():
    found = Reference().outlook(SALES, 6, np.random.default_rng(1))
    assert found.paths.shape == (PATHS, 6)
    airline = Arima(seasonal=True)
    mean, _ = airline.ahead(LOGS, airline.estimate(LOGS), 6)
    flat = ThetaModel(SALES / UNIT, period=12, method="mul").fit().forecast(6)
    three = [best_smoothing(LOGS).forecast(6), mean, np.log(flat)]
    # medians of 500 simulated paths are within 1.2 % of the models' own
    np.testing.assert_allclose(
        np.log(np.median(found.paths, axis=0) / UNIT), np.median(three, axis=0), atol=0.012
    )
    np.testing.assert_allclose(theta(SALES / UNIT, 6), flat, rtol=1e-12)


def test_months_of_a_path_go_together():
    paths = Reference().outlook(SALES, 12, np.random.default_rng(1)).paths
    assert paths.sum(axis=1).std() > 1.2 * np.sqrt(paths.var(axis=0).sum())


def test_same_generator_same_paths():
    first, second = (Reference().outlook(SALES, 3, np.random.default_rng(1)).paths for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_past_months_are_foreseen_as_three_months_held_back_one_by_one_would_be():
    low, high = Reference().one_step(SALES, 1, 0.8)
    paths = Reference().outlook(SALES[:-1], 1, np.random.default_rng(1)).paths
    # quantiles of 1,000 paths are within 1.5 % of the mixture's own (deviation of the month: 5 %)
    np.testing.assert_allclose([low[0], high[0]], np.quantile(paths, [0.1, 0.9]), rtol=0.015)


def test_nothing_of_a_month_is_used_to_foresee_it():
    changed = SALES.copy()
    changed[-1] *= 5
    bounds = [Reference().one_step(sales, 4, 0.8) for sales in (SALES, changed)]
    np.testing.assert_array_equal(*bounds)


@pytest.mark.parametrize("low", [0.0, -2e6])
def test_held_month_without_a_logarithm_tells_nothing_of_the_next(low):
    changed = SALES.copy()
    changed[-2] = low
    found = np.array(Reference().one_step(changed, 2, 0.8))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, Reference().one_step(SALES, 2, 0.8), rtol=0.1)


def test_diagnostics_are_those_of_the_smoothing_model():
    found, smoothing = Reference().outlook(SALES, 1, np.random.default_rng(1)), best_smoothing(LOGS)
    np.testing.assert_array_equal(found.errors, smoothing.resid)
    assert found.sigma == pytest.approx(np.sqrt(np.mean(smoothing.resid**2)))
    assert found.ljung_box_p == pytest.approx(acorr_ljungbox(smoothing.resid, lags=[12])["lb_pvalue"].iloc[0])


def test_forecast_of_the_statsmodels_engine_is_the_reference():
    result = forecast(monthly(SALES), month=MONTH, engine="statsmodels")
    alone = Reference().outlook(SALES, 3, generator(SALES, 2026))
    np.testing.assert_array_equal(result.paths["T1"], alone.paths)
    assert result.diagnostics["model"].tolist() == ["seasonal"]
    assert len(result.errors) == len(SALES)


@pytest.mark.parametrize("low", [0.0, -2e6])
def test_sales_at_or_below_zero_are_foreseen_as_they_are(low):
    sales = SALES.copy()
    sales[9] = low
    paths = Reference().outlook(sales, 3, np.random.default_rng(1)).paths
    assert np.isfinite(paths).all()
    assert paths.min() >= 0 or low < 0


@settings(max_examples=3, deadline=None)
@given(st.integers(-6, 6))
def test_currency_scales_paths(power):
    small, large = (
        Reference().outlook(SALES * unit, 3, np.random.default_rng(1)).paths for unit in (1.0, 10.0**power)
    )
    np.testing.assert_allclose(large, small * 10.0**power, rtol=1e-3)
