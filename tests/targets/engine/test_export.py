import numpy as np
import pytest

from salesmgmt_kit.targets.engine.evidence import examine
from salesmgmt_kit.targets.engine.export import Chosen, as_ets_model, best, residuals, states
from salesmgmt_kit.targets.engine.grid import POINTS, SEASON
from salesmgmt_kit.targets.engine.mixture import weights
from salesmgmt_kit.targets.engine.scales import POWERS, rescaled

RNG = np.random.default_rng(3)
SERIES = [
    100 * np.exp(RNG.normal(0, 0.1, n) + np.arange(n) / 90 + 0.3 * np.sin(np.arange(n) * np.pi / 6))
    for n in (30, 48, 71)
]


@pytest.mark.parametrize("sales", SERIES, ids=len)
@pytest.mark.parametrize("power", POWERS)
def test_log_likelihood_is_that_of_statsmodels_ets(sales, power):
    for point in range(0, len(POINTS), 7):
        model = Chosen(point, power, len(sales))
        errors = residuals(sales, model)
        ours = -len(sales) / 2 * (np.log(2 * np.pi * np.mean(errors**2)) + 1)
        results = as_ets_model(sales, model)
        # statsmodels divides by 1 - alpha: at gamma above it, which it does not fit, precision is lost.
        close = 1e-9 if model.parameters.gamma <= 1 - model.parameters.alpha else 1e-4
        assert results.llf == pytest.approx(ours, abs=close)
        np.testing.assert_allclose(results.resid, errors, atol=close)


def test_errors_are_those_of_the_recursions():
    sales = SERIES[1]
    model = Chosen(97, 0.0, len(sales))
    level, trend, *season = states(sales, model)
    p, errors = model.parameters, []
    for t, value in enumerate(rescaled(sales / sales.mean(), 0.0)):
        error = value - level - p.phi * trend - season[t % SEASON]
        level, trend = level + p.phi * trend + p.alpha * error, p.phi * trend + p.beta * error
        season[t % SEASON] += p.gamma * error
        errors.append(error)
    np.testing.assert_allclose(residuals(sales, model), errors, atol=1e-10)


def test_heaviest_model_can_be_opened():
    sales = SERIES[2]
    share = weights(examine(sales[None], 6))
    model = best(share[0], len(sales))
    assert as_ets_model(sales, model).params[0] == POINTS[model.point].alpha
