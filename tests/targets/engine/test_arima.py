import numpy as np
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

from salesmgmt_kit.targets.engine.arima import Arima, Estimate

# Box and Jenkins's series G, thousands of passengers 1949-1960.
AIR_PASSENGERS = [
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170,
    158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181,
    183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
    204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347,
    312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348,
    355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
    360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606,
    508, 461, 390, 432,
]  # fmt: skip
LOG_AIR = np.log(np.array(AIR_PASSENGERS) / np.mean(AIR_PASSENGERS))
AIRLINE = Arima(seasonal=True)
LEVEL = Arima(seasonal=False)


def test_airline_model_of_box_and_jenkins_series_g_as_r_arima_gives_it():
    # R: arima(log(AirPassengers), c(0,1,1), seasonal = c(0,1,1)): ma1 -0.4018, sma1 -0.5569, sigma^2 0.001348
    found = AIRLINE.estimate(LOG_AIR)
    np.testing.assert_allclose(found.coefficients, [-0.4018, -0.5569], atol=2e-4)
    by_likelihood = found.variance * AIRLINE.degrees(144) / (144 - 13)
    assert by_likelihood == pytest.approx(0.001348, abs=2e-6)
    assert found.converged


def test_mean_and_spread_ahead_are_those_of_statsmodels():
    found = AIRLINE.estimate(LOG_AIR)
    mean, covariance = AIRLINE.ahead(LOG_AIR, found, 14)
    fit = SARIMAX(LOG_AIR, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).filter(
        [*found.coefficients, found.variance]
    )
    theirs = fit.get_forecast(14)
    np.testing.assert_allclose(mean, theirs.predicted_mean, rtol=1e-10)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), theirs.se_mean, rtol=1e-8)


def test_joint_spread_of_a_year_is_that_of_statsmodels_simulation():
    found = AIRLINE.estimate(LOG_AIR)
    _, covariance = AIRLINE.ahead(LOG_AIR, found, 12)
    fit = SARIMAX(LOG_AIR, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).filter(
        [*found.coefficients, found.variance]
    )
    drawn = fit.simulate(12, anchor="end", repetitions=2000, rng=np.random.default_rng(1))
    simulated = np.asarray(drawn).reshape(12, -1).sum(axis=0).std()
    assert np.sqrt(covariance.sum()) == pytest.approx(simulated, rel=0.06)


def test_local_level_by_the_book():
    # Muth 1960: the forecast of an IMA(1,1) is the exponentially weighted mean, weight 1 + theta.
    z = np.random.default_rng(3).normal(1, 0.1, 200)
    mean, covariance = LEVEL.ahead(z, Estimate(np.array([-0.6]), 0.01, True), 3)
    level = z[0]
    for value in z[1:]:
        level += 0.4 * (value - level)
    np.testing.assert_allclose(mean, level, rtol=1e-6)
    np.testing.assert_allclose(np.diag(covariance), 0.01 * (1 + np.arange(3) * 0.4**2), rtol=1e-4)


def test_paths_have_the_mean_and_the_students_t_spread():
    z = np.random.default_rng(3).normal(1, 0.1, 30)
    found = LEVEL.estimate(z)
    paths = LEVEL.paths(z, found, 4, 20_000, np.random.default_rng(5))
    mean, covariance = LEVEL.ahead(z, found, 4)
    np.testing.assert_allclose(paths.mean(axis=0), mean, rtol=1e-12)  # in mirrored pairs
    degrees = LEVEL.degrees(30)
    np.testing.assert_allclose(np.cov(paths.T), covariance * degrees / (degrees - 2), atol=5e-4)


def test_one_step_interval_uses_nothing_of_the_months_held_back():
    changed = LOG_AIR.copy()
    changed[-1] += 1
    before, after = AIRLINE.one_step(LOG_AIR, 12, 0.8), AIRLINE.one_step(changed, 12, 0.8)
    np.testing.assert_array_equal(before, after)
    changed[-12] += 1
    low, _ = AIRLINE.one_step(changed, 12, 0.8)
    assert low[0] == before[0][0]
    assert low[1] != before[0][1]


def test_level_that_hardly_moves_is_let_move_a_little():
    z = 1 + 0.1 * np.tile([1.0, -1.0, 0.5, -0.5], 10)
    free = SARIMAX(z, order=(0, 1, 1)).fit([-0.4, 0.01], disp=0).params[0]
    assert free < -0.85
    assert LEVEL.estimate(z).coefficients[0] == -0.85


def test_series_that_repeats_exactly_is_expected_to_go_on(recwarn):
    z = np.tile(np.linspace(0.5, 1.5, 12), 4)
    mean, covariance = AIRLINE.ahead(z, AIRLINE.estimate(z), 12)
    np.testing.assert_allclose(mean, z[:12], atol=1e-4)
    assert np.isfinite(np.linalg.cholesky(covariance)).all()
    assert not recwarn.list


def test_ljung_box_sees_errors_that_keep_the_past():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=200)
    fine = AIRLINE.ljung_box(np.cumsum(noise), AIRLINE.estimate(np.cumsum(noise)))
    wave = np.cumsum(np.sin(np.arange(200) * 2 * np.pi / 5) + 0.1 * noise)
    assert fine > 0.05
    assert AIRLINE.ljung_box(wave, Estimate(np.array([-0.2, -0.9]), 1.0, True)) < 1e-6
    assert np.isnan(AIRLINE.ljung_box(LOG_AIR[:30], AIRLINE.estimate(LOG_AIR[:30])))
