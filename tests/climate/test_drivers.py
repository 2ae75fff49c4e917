from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from salesmgmt_kit.climate.drivers import importance, lmg, relative_weights
from salesmgmt_kit.climate.scoring import person_scores

from . import bfi
from .surveys import answers


def _correlation(seed: int, p: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(200, p)) @ rng.normal(size=(p, p))
    y = x @ rng.normal(size=p) + rng.normal(size=200)
    return np.corrcoef(np.column_stack([x, y]), rowvar=False)


def _explained(correlation: np.ndarray, chosen: list[int]) -> float:
    if not chosen:
        return 0.0
    xy = correlation[chosen, -1]
    return float(xy @ np.linalg.solve(correlation[np.ix_(chosen, chosen)], xy))


@pytest.mark.parametrize("p", [2, 3, 4])
def test_all_orders_tried_one_by_one(p):
    correlation = _correlation(5, p)
    added = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for i, j in enumerate(order):
            added[j] += _explained(correlation, list(order[: i + 1])) - _explained(
                correlation, list(order[:i])
            )
    assert_allclose(lmg(correlation), added / len(orders), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_shares_sum_to_what_is_explained(seed):
    correlation = _correlation(seed)
    explained = _explained(correlation, [0, 1, 2, 3])
    assert_allclose(lmg(correlation).sum(), explained)
    assert_allclose(relative_weights(correlation).sum(), explained)


def test_predictors_that_do_not_go_together_explain_their_own():
    correlation = np.array([[1, 0, 0.6], [0, 1, 0.3], [0.6, 0.3, 1]])
    assert_allclose(lmg(correlation), [0.36, 0.09])
    assert_allclose(relative_weights(correlation), [0.36, 0.09])


def test_what_moves_people_and_what_separates_units_are_told_apart():
    rng = np.random.default_rng(6)
    team = np.repeat(np.arange(60), 10)
    level, own = rng.normal(size=(60, 2))[team], rng.normal(size=(600, 2))
    x = pd.DataFrame(level + own, columns=["a", "b"])
    y = pd.Series(level[:, 0] + own[:, 1] + 0.3 * rng.normal(size=600))  # units by a, people by b
    groups = pd.Series(team)
    within = importance(x, y, groups, side="within", draws=100).set_index("about")["share"]
    between = importance(x, y, groups, side="between", draws=100).set_index("about")["share"]
    assert within["b"] > 0.9
    assert between["a"] > 0.9


def test_intervals_hold_the_share_and_are_the_same_again():
    some = answers((15,) * 12, seed=4)
    x, y = person_scores(some), some.values["enps"]
    found = importance(x, y, some.people["team"], draws=200)
    assert_allclose(found["share"].sum(), 1)
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()
    assert found["people"].iloc[0] == len(some)
    pd.testing.assert_frame_equal(found, importance(x, y, some.people["team"], draws=200))


def test_standardised_coefficients_of_least_squares():
    some = answers((20,) * 8, seed=5)
    x, y = person_scores(some), some.values["enps"]
    z = (x - x.mean()) / x.std()
    beta = np.linalg.lstsq(z.to_numpy(), ((y - y.mean()) / y.std()).to_numpy(), rcond=None)[0]
    found = importance(x, y, some.people["team"], draws=10)
    assert_allclose(found["beta"], beta)
    assert_allclose(found["r"], x.corrwith(y))


@pytest.mark.parametrize("side", ["all", "within"])
def test_what_does_not_vary_or_says_the_same_explains_nothing(side):
    some = answers((20,) * 8, seed=5)
    x, y, team = person_scores(some), some.values["enps"], some.people["team"]
    assert len(importance(x, y, team, side=side, draws=10)) == 4
    for other in (x.assign(trust=100 / 3), x.assign(trust=x["values"])):
        assert importance(other, y, team, side=side, draws=10).empty
    assert importance(x, y * 0 + 9, team, side=side, draws=10).empty


def test_too_few_people_are_no_ground():
    some = answers((20, 20), seed=6)
    assert importance(person_scores(some), some.values["enps"], some.people["team"]).empty


@bfi.needs_reference
def test_shares_on_psych_bfi_sum_to_r_squared():
    scores = pd.DataFrame({name: bfi.scale(name).mean(axis=1) for name in bfi.SCALES})
    found = importance(scores[list(bfi.SCALES[:4])], scores["openness"], bfi.answers()["gender"], draws=20)
    complete = scores.dropna()
    design = np.column_stack([np.ones(len(complete)), complete[list(bfi.SCALES[:4])]])
    residual = complete["openness"] - design @ np.linalg.lstsq(design, complete["openness"], rcond=None)[0]
    assert_allclose(found["explained"].iloc[0], 1 - residual.var() / complete["openness"].var())
