"""The mixture's weights and paths, and the two engines side by side."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.targets import forecast, monthly_actuals
from salesmgmt_kit.targets.engine.evidence import examine
from salesmgmt_kit.targets.engine.mixture import Prior, prior, weights
from salesmgmt_kit.targets.engine.paths import one_step, outlooks

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
MONTHS = np.arange(60)
SERIES = 100 * np.exp(0.004 * MONTHS + 0.2 * np.sin(MONTHS * np.pi / 6))
NOISY = SERIES * np.exp(np.random.default_rng(4).normal(0, 0.05, (6, 60)))


def _outlook(values, *, name="A", seed=1, horizon=6):
    return outlooks({name: values}, horizon, {name: np.random.default_rng(seed)})[name]


def test_weights_of_a_series_add_up_to_one():
    share = weights(examine(NOISY, 6))
    assert share.shape[0] == len(NOISY)
    np.testing.assert_allclose(share.sum(axis=1), 1)
    assert (share >= 0).all()


def test_without_evidence_or_prior_every_model_weighs_the_same():
    nothing = Prior(np.zeros_like(prior().kinds), 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    share = weights(examine(NOISY, 6), nothing)
    np.testing.assert_allclose(share, 1 / share.shape[1])


def test_a_clear_season_is_carried_on():
    expected = np.median(_outlook(SERIES).paths, axis=0)
    truth = 100 * np.exp(0.004 * np.arange(60, 66) + 0.2 * np.sin(np.arange(60, 66) * np.pi / 6))
    np.testing.assert_allclose(expected, truth, rtol=0.03)


def test_paths_depend_on_series_and_generator_alone():
    alone = _outlook(NOISY[0]).paths
    generators = {name: np.random.default_rng(1 if name == "A" else 9) for name in "AB"}
    beside = outlooks({"B": NOISY[1], "A": NOISY[0]}, 6, generators)["A"].paths
    np.testing.assert_array_equal(alone, beside)
    assert not np.array_equal(alone, _outlook(NOISY[0], seed=2).paths)


def test_money_scales_the_paths():
    np.testing.assert_allclose(_outlook(NOISY[0] * 1e6).paths, _outlook(NOISY[0]).paths * 1e6, rtol=1e-4)


def test_months_missing_inside_a_series_are_estimated_and_forecast_over():
    holed = NOISY[0].copy()
    holed[[20, 41]] = np.nan
    whole, found = _outlook(NOISY[0]).paths, _outlook(holed).paths
    assert np.isfinite(found).all()
    np.testing.assert_allclose(np.median(found, axis=0), np.median(whole, axis=0), rtol=0.1)


def test_one_step_intervals_do_not_see_their_own_months():
    changed = NOISY[0].copy()
    changed[-1] *= 3
    pairs = [
        one_step({"A": values}, 6, 0.8, {"A": np.random.default_rng(1)})["A"]
        for values in (NOISY[0], changed)
    ]
    np.testing.assert_array_equal(pairs[0], pairs[1])
    assert (pairs[0][0] < pairs[0][1]).all()


def test_one_step_intervals_are_those_of_a_forecast_where_one_month_is_held():
    low, high = one_step({"A": NOISY[0]}, 1, 0.8, {"A": np.random.default_rng(1)})["A"]
    paths = _outlook(NOISY[0][:-1], horizon=1).paths[:, 0]
    np.testing.assert_allclose([low[0], high[0]], np.quantile(paths, [0.1, 0.9]), rtol=1e-4)


@pytest.fixture(scope="module")
def both():
    """The sample's month 2026-10 by both engines."""
    client = tables.open_client(SAMPLE, month="2026-10")
    actuals = monthly_actuals(client["sales"], client["org"], levels=client.levels, month=client.month)
    engines = ("statsmodels", "batch")
    return [forecast(actuals, month=pd.Timestamp("2026-10-01"), engine=engine) for engine in engines]


def test_the_engines_tell_the_same_story(both):
    reference, batch = (result.monthly.set_index(["unit", "month"]) for result in both)
    apart = (batch["expected"] / reference["expected"] - 1).abs()
    assert apart.median() < 0.04
    wide = (batch["high"] - batch["low"]) / (reference["high"] - reference["low"])
    assert 0.7 < wide.median() < 1.4
