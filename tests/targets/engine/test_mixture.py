from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.engine.evidence import MODELS, examine
from salesmgmt_kit.targets.engine.mixture import (
    KINDS,
    SINGLE,
    Prior,
    expected,
    membership,
    prior,
    spread,
    weights,
)

MONTHS = np.arange(48)
PANEL = 100 * np.exp(
    np.random.default_rng(7).normal(0, 0.1, (5, 48)) + 0.3 * np.sin(MONTHS * np.pi / 6) + MONTHS / 200
)
SAID = examine(PANEL, 6)
SHARE = weights(SAID)


def test_every_model_has_one_level_trend_season_and_scale():
    rows = membership()
    assert rows.shape == (MODELS, sum(KINDS))
    for part in np.split(rows, np.cumsum(KINDS)[:-1], axis=1):
        np.testing.assert_array_equal(part.sum(axis=1), 1)


def test_a_pair_of_kinds_is_marked_where_both_are():
    rows, first, ends = membership(), np.cumsum([0, *SINGLE]), np.cumsum(KINDS)
    for pair, (a, b) in enumerate(combinations(range(len(SINGLE)), 2)):
        begin = ends[len(SINGLE) + pair - 1]
        for i in range(SINGLE[a]):
            for j in range(SINGLE[b]):
                both = rows[:, first[a] + i] * rows[:, first[b] + j]
                np.testing.assert_array_equal(rows[:, begin + i * SINGLE[b] + j], both)


def test_weight_is_the_product_of_likelihood_prior_and_past_error():
    # The slow twin: model by model.
    p, u = prior(), 48 / 48
    each = [
        np.exp(p.temper * u * SAID.likelihood[0, m] + row @ p.kinds - p.trust * u * float(SAID.error[0, m]))
        for m, row in enumerate(membership())
    ]
    np.testing.assert_allclose(SHARE[0], np.array(each) / sum(each), rtol=1e-6)


def test_forecast_lies_within_the_models_and_near_the_season():
    foreseen = expected(SAID, SHARE)
    truth = 100 * np.exp(0.3 * np.sin(np.arange(48, 54) * np.pi / 6) + np.arange(48, 54) / 200)
    np.testing.assert_allclose(foreseen.mean(axis=0), truth, rtol=0.15)


def test_past_errors_as_awaited_leave_the_spread_and_larger_ones_widen_it():
    known = Prior(prior().kinds, 0.0, 1.0, 0.0, 1.0, 0.0, 0.9, 0.0, 0.5)
    as_awaited = replace(SAID, error=SAID.awaited)
    np.testing.assert_allclose(spread(as_awaited, SHARE, known), 0.9, rtol=1e-5)
    np.testing.assert_allclose(
        spread(replace(SAID, error=2 * SAID.awaited), SHARE, known), 0.9 * 2**0.5, rtol=1e-5
    )
    longer = replace(as_awaited, n=2 * SAID.n)
    np.testing.assert_allclose(
        spread(longer, SHARE, replace(known, spread_length=-0.1)), 0.9 * 2**-0.1, rtol=1e-5
    )
    none = replace(SAID, error=0 * SAID.error, awaited=0 * SAID.awaited)
    np.testing.assert_allclose(spread(none, SHARE, known), 0.9)


@settings(max_examples=10, deadline=None)
@given(st.integers(-6, 9))
def test_money_changes_no_weight(power):
    scaled = examine(PANEL * 10.0**power, 6)
    np.testing.assert_allclose(weights(scaled), SHARE, atol=1e-5)
    np.testing.assert_allclose(spread(scaled, weights(scaled)), spread(SAID, SHARE), rtol=1e-4)


def test_the_frozen_prior_is_within_its_meaning():
    p = prior()
    assert len(p.kinds) == sum(KINDS)
    assert 0 < p.temper < 1
    assert 0 <= p.spread_trust <= 1
    assert p.spread == pytest.approx(1, abs=0.2)
    assert -0.5 < p.spread_length <= 0
