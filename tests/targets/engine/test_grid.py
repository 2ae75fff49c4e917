import numpy as np
import pytest

from salesmgmt_kit.targets.engine.grid import LEVELS, POINTS, SEASON, SEASONS, TRENDS, matrices

SALES = np.random.default_rng(2).normal(0, 1, 40)


def test_points_are_the_combinations_but_those_of_a_whole_level_and_a_fast_season():
    assert len(set(POINTS)) == len(POINTS) == len(LEVELS) * len(TRENDS) * len(SEASONS) - len(TRENDS)


@pytest.mark.parametrize("number", range(0, len(POINTS), 9))
def test_forecast_is_that_of_the_recursions_run_month_by_month(number):
    found, point = matrices(40, 14), POINTS[number]
    level, trend, *season = (
        found.states[number] @ SALES * np.r_[1, point.trend, np.full(SEASON, point.season)]
    )
    errors = []
    for t, value in enumerate(SALES):
        errors.append(value - level - point.phi * trend - season[t % SEASON])
        level += point.phi * trend + point.alpha * errors[-1]
        trend = point.phi * trend + point.beta * errors[-1]
        season[t % SEASON] += point.gamma * errors[-1]
    ahead = []
    for t in range(40, 54):
        trend *= point.phi
        level += trend
        ahead.append(level + season[t % SEASON])
    np.testing.assert_allclose(found.residuals[number, :40] @ SALES, errors, atol=1e-8)
    np.testing.assert_allclose(found.points[number] @ SALES, ahead, atol=1e-8)


def test_a_constant_is_carried_on_and_leaves_no_errors():
    found = matrices(30, 6)
    np.testing.assert_allclose(found.points.sum(axis=2), 1, atol=1e-8)
    np.testing.assert_allclose(found.residuals.sum(axis=2), 0, atol=1e-8)


def test_spread_never_shrinks_with_the_months_of_a_year_ahead():
    spread = np.einsum("ghh->gh", matrices(48, 24).covariance)
    assert (spread[:, 12:] >= spread[:, :12] - 1e-9).all()


def test_lengths_share_their_matrices_but_not_their_last_month():
    # The first errors of a wholly known start are the same in every length that is rounded up alike.
    short, long = matrices(36, 1), matrices(40, 1)
    assert short.residuals.shape[1:] == (36 + 13, 36)
    assert long.residuals.shape[1:] == (40 + 13, 40)
    assert not np.allclose(short.residuals[0, :36], long.residuals[0, :36, :36])
