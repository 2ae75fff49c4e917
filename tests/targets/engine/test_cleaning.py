"""Level shifts and outliers: found where planted, seldom where not, and forecasts gain by it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.engine.cleaning import clean
from salesmgmt_kit.targets.engine.models import PATHS
from salesmgmt_kit.targets.engine.paths import outlooks


def _smoothed(rng, n=48, alpha=0.1, noise=0.04):
    """Sales of a seasonal smoothing model, in logarithms."""
    level, season, values = 0.0, rng.normal(0, 0.2, 12), []
    for t in range(n):
        error = rng.normal(0, noise)
        values.append(level + season[t % 12] + error)
        level += 0.004 + alpha * error
    return np.array(values)


def _airline(rng, n=48, a=-0.6, b=-0.6):
    errors, z = rng.normal(0, 0.05, n + 13), np.zeros(n + 13)
    for t in range(13, n + 13):
        shock = errors[t] + a * errors[t - 1] + b * errors[t - 12] + a * b * errors[t - 13]
        z[t] = z[t - 1] + z[t - 12] - z[t - 13] + shock
    return z[13:]


def _one(values):
    return clean({"A": values})["A"]


def test_a_planted_shift_is_found_and_the_past_is_brought_to_the_new_level():
    rng = np.random.default_rng(1)
    steady = _smoothed(rng, noise=0.02)
    shifted = np.exp(steady + np.where(np.arange(48) < 30, 0, np.log(0.78)))
    found = _one(1e6 * shifted)
    (change,) = found.changes
    assert (change.kind, change.at) == ("shift", 30)
    assert change.size == pytest.approx(-0.22, abs=0.04)
    np.testing.assert_allclose(found.sales, 1e6 * 0.78 * np.exp(steady), rtol=0.05)


def test_a_planted_outlier_is_replaced_by_what_the_others_say():
    steady = _smoothed(np.random.default_rng(2), noise=0.02)
    sales = np.exp(steady)
    sales[20] *= 1.5
    found = _one(sales)
    (change,) = found.changes
    assert (change.kind, change.at) == ("outlier", 20)
    assert found.sales[20] == pytest.approx(np.exp(steady[20]), rel=0.08)
    np.testing.assert_allclose(np.delete(found.sales, 20), np.delete(sales, 20), rtol=1e-12)


def test_a_month_of_nothing_in_steady_sales_is_an_outlier():
    sales = np.exp(_smoothed(np.random.default_rng(3)))
    sales[15] = 0.0
    assert [(c.kind, c.at) for c in _one(sales).changes] == [("outlier", 15)]
    assert _one(sales).sales[15] > 0.5


def test_ordinary_histories_seldom_change():
    """600 of smoothing and airline models: at most one in twenty."""
    rng = np.random.default_rng(4)
    models = [
        lambda: _smoothed(rng, alpha=0.1),
        lambda: _smoothed(rng, alpha=0.4),
        lambda: _smoothed(rng, alpha=0.9),
        lambda: _airline(rng, a=-0.2, b=-0.8),
        lambda: _airline(rng, a=-0.85, b=-0.5),
        lambda: _airline(rng),
    ]
    series = {f"{i}-{j}": np.exp(model()) for i, model in enumerate(models) for j in range(100)}
    assert np.mean([bool(found.changes) for found in clean(series).values()]) <= 0.05


def test_the_forecast_error_after_a_shift_halves():
    """Of the year's total, over 40 histories whose level fell by 22 % ten months ago."""
    rng, horizon = np.random.default_rng(5), 12
    series, truth = {}, {}
    for i in range(40):
        values = np.exp(_smoothed(rng, 48 + horizon, alpha=0.02, noise=0.02))
        values[38:] *= 0.78
        series[str(i)], truth[str(i)] = values[:48], values[48:]
    cleaned = {name: found.sales for name, found in clean(series).items()}
    errors = []
    for histories in (series, cleaned):
        drawn = outlooks(histories, horizon, {k: np.random.default_rng(1) for k in series})
        errors.append(np.mean([abs(np.median(o.paths.sum(1)) - truth[k].sum()) for k, o in drawn.items()]))
    assert errors[1] < 0.5 * errors[0]


def test_what_came_once_may_come_again():
    steady = _smoothed(np.random.default_rng(1), noise=0.02)
    found = _one(np.exp(steady + np.where(np.arange(48) < 30, 0, np.log(0.78))))
    paths = found.again(np.ones((PATHS * 10, 12)), np.random.default_rng(0))
    # A shift in any of twelve months with a chance of 1/48 each; 95 % of such draws within 0.01.
    assert np.mean(paths[:, -1] != 1) == pytest.approx(1 - (47 / 48) ** 12, abs=0.02)
    assert np.mean(paths[:, 0] != 1) == pytest.approx(1 / 48, abs=0.005)
    np.testing.assert_array_equal(_one(np.exp(steady)).again(paths, np.random.default_rng(0)), paths)


@pytest.mark.parametrize("sales", [np.full(48, 7.0), np.zeros(48), np.tile(np.arange(1.0, 13), 4)])
def test_histories_that_repeat_exactly_have_no_change(sales):
    found = _one(sales)
    assert not found.changes
    np.testing.assert_array_equal(found.sales, sales)


def test_short_or_holed_histories_are_left_alone():
    short, holed = np.r_[np.ones(20), 9.0, 1.0], np.r_[np.ones(30), np.nan, 9.0, np.ones(10)]
    found = clean({"short": short, "holed": holed})
    np.testing.assert_array_equal(found["short"].sales, short)
    np.testing.assert_array_equal(found["holed"].sales, holed)


@settings(max_examples=10, deadline=None)
@given(st.integers(-6, 9), st.booleans())
def test_currency_changes_nothing(power, returned):
    sales = np.exp(_smoothed(np.random.default_rng(6)))
    sales[:20] *= 1.4
    sales[5] = -0.3 if returned else sales[5]
    small, large = _one(sales), _one(sales * 10.0**power)
    assert [(c.kind, c.at) for c in small.changes] == [(c.kind, c.at) for c in large.changes]
    assert small.changes
    np.testing.assert_allclose(large.sales, small.sales * 10.0**power, rtol=1e-6)
