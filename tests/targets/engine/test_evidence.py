import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.engine.evidence import examine, followed, panels
from salesmgmt_kit.targets.engine.grid import POINTS, SEASON, matrices
from salesmgmt_kit.targets.engine.mixture import expected, weights

RNG = np.random.default_rng(5)
PANEL = 100 * np.exp(RNG.normal(0, 0.1, (140, 48)) + 0.3 * np.sin(np.arange(48) * np.pi / 6))


def _covariance(point, n):
    """Of a series by simulating nothing: each shock's trace through the recursions, one at a time."""
    traces = []
    for born in range(n):
        level = trend = 0.0
        season, trace = [0.0] * SEASON, []
        for t in range(n):
            error = float(t == born)
            trace.append(level + point.phi * trend + season[t % SEASON] + error)
            level, trend = (
                level + point.phi * trend + point.alpha * error,
                point.phi * trend + point.beta * error,
            )
            season[t % SEASON] += point.gamma * error
        traces.append(trace)
    psi = np.array(traces).T
    first = np.zeros((n, SEASON + 1))
    first[:, 0] = point.trend * np.cumsum(point.phi ** np.arange(1, n + 1))
    first[np.arange(n), 1 + np.arange(n) % SEASON] = point.season
    return psi @ psi.T + first @ first.T


@pytest.mark.parametrize("number", [0, 33, 64, 119])
def test_forecast_and_spread_are_those_of_the_gaussian_process(number):
    n, ahead = 30, 5
    every = _covariance(POINTS[number], n + ahead)
    inverse, one = np.linalg.inv(every[:n, :n]), np.ones(n)
    cross = every[n:, :n] @ inverse
    loose = 1 - cross @ one
    known = one @ inverse @ one
    weights_ = cross + np.outer(loose, one @ inverse) / known
    found = matrices(n, ahead)
    np.testing.assert_allclose(found.points[number], weights_, atol=1e-8)
    spread = every[n:, n:] - cross @ every[:n, n:] + np.outer(loose, loose) / known
    np.testing.assert_allclose(found.covariance[number], spread, atol=1e-7)
    determinant = -0.5 * (np.linalg.slogdet(every[:n, :n])[1] + np.log(known))
    assert found.log_determinant[number] == pytest.approx(determinant, abs=1e-8)


def test_a_series_does_not_notice_the_others():
    together, alone = examine(PANEL, 6), examine(PANEL[137:138], 6)
    for name in ("likelihood", "error", "points", "sigma"):
        np.testing.assert_array_equal(getattr(together, name)[137], getattr(alone, name)[0])


def test_missing_last_month_is_a_forecast_from_the_month_before():
    gap = PANEL[:3].copy()
    gap[:, -1] = np.nan
    without = examine(PANEL[:3, :-1], 7)
    scaled = examine(gap, 6)
    np.testing.assert_allclose(scaled.points, without.points[:, :, 1:], atol=2e-4)
    np.testing.assert_allclose(scaled.sigma, without.sigma, rtol=2e-3)


def test_missing_months_leave_the_forecast_near():
    gap = PANEL[:20].copy()
    gap[:, [7, 30, 31]] = np.nan
    whole, holed = (expected(e, weights(e)) for e in (examine(PANEL[:20], 6), examine(gap, 6)))
    np.testing.assert_allclose(holed, whole, rtol=0.15)


def test_series_of_one_length_and_gaps_are_one_panel():
    hole = PANEL[0].copy()
    hole[4] = np.nan
    parts = [members for members, _ in panels([PANEL[0], hole, PANEL[1], PANEL[2, 1:]])]
    assert sorted(parts) == [[0, 2], [1], [3]]


@settings(max_examples=10, deadline=None)
@given(st.integers(-6, 9))
def test_currency_scales_the_forecast(power):
    small, large = examine(PANEL[:2], 4), examine(PANEL[:2] * 10.0**power, 4)
    np.testing.assert_allclose(
        expected(large, weights(large)), expected(small, weights(small)) * 10.0**power, rtol=1e-5
    )


@pytest.mark.parametrize("number", [0, 41, 77, 119])
def test_refiltering_with_the_realised_month_equals_refitting(number):
    # A month's surprise moves the forecast of the next one by their covariance over the variance.
    sales = RNG.normal(0, 1, 41)
    before, after = matrices(40, 2), matrices(41, 1)
    first, second = before.points[number] @ sales[:40]
    spread = before.covariance[number]
    updated = second + spread[1, 0] / spread[0, 0] * (sales[40] - first)
    assert after.points[number, 0] @ sales == pytest.approx(updated, abs=1e-8)
    left = spread[1, 1] - spread[1, 0] ** 2 / spread[0, 0]
    assert after.covariance[number, 0, 0] == pytest.approx(left, abs=1e-8)


def test_states_that_follow_are_those_of_the_models_seen_with_the_months():
    then, now = examine(PANEL[:5, :-3], 1), examine(PANEL[:5], 1)
    later = followed(then, PANEL[:5], 1)
    able = np.isfinite(now.likelihood[0])
    scale = now.unit / then.unit
    sales = later.points[:, able][:, -len(POINTS) :, 0] + 1
    np.testing.assert_allclose(
        sales, (now.points[:, able][:, -len(POINTS) :, 0] + 1) * scale[:, None], rtol=1e-4
    )
    np.testing.assert_array_equal(later.sigma, then.sigma)
