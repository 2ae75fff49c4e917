import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.targets.engine.scales import POWERS, log_slope, original, rescaled

SALES = np.array([0.05, 0.7, 1.0, 3.0, 20.0])


@pytest.mark.parametrize("power", POWERS)
@given(value=st.floats(0.01, 50))
def test_every_scale_leads_back_to_sales(power, value):
    sales = np.array([value])
    np.testing.assert_allclose(original(rescaled(sales, power), power), sales, rtol=1e-9)


@pytest.mark.parametrize("power", POWERS)
def test_a_mean_month_is_at_0_with_slope_1_on_every_scale(power):
    step = 1e-6
    assert rescaled(np.array([1.0]), power)[0] == 0
    slope = (rescaled(1 + np.array([step]), power) - rescaled(1 - np.array([step]), power)) / (2 * step)
    assert slope[0] == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("power", POWERS)
def test_log_slope_is_that_of_the_scale(power):
    step = 1e-6 * SALES
    slope = (rescaled(SALES + step, power) - rescaled(SALES - step, power)) / (2 * step)
    np.testing.assert_allclose(log_slope(SALES, power), np.log(slope), atol=1e-7)


def test_values_without_sales_lead_to_none_but_stay_finite():
    for power in (0.0, 0.5):
        far = original(np.array([-1e6, 1e6]), power)
        assert np.isfinite(far).all()
        assert 0 < far[0] < 1e-5
