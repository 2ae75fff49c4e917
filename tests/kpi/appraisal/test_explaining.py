"""What is not the person's doing: found where it is, additive, and claimed seldom where nothing is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.kpi.appraisal import explained
from salesmgmt_kit.kpi.appraisal.explaining import _without_each_group

from .builders import Worlds

#: Worlds of the simulation, and most of them that may claim anything: 5 % and two standard deviations more.
WORLDS = 200
MOST = 16


@pytest.fixture(scope="module")
def worlds():
    return Worlds()


def _explained(world, **changed):
    return explained(world.card, changed.get("compared", world.compared), world.given, world.team)


def test_false_claims_where_no_circumstance_matters(worlds):
    """Teams differ and people differ, by nothing that the circumstances know."""
    claims = sum(bool(_explained(worlds.draw(seed))["told"].any()) for seed in range(WORLDS))
    assert claims <= MOST


def test_a_patch_is_found_with_its_points_and_a_true_interval(worlds):
    """Against the truth: the mean over people of the score with the patch less that without (95 %)."""
    held = []
    for seed in range(20):
        world = worlds.draw(seed, pull=0.6, chance=0.1, shared=0.03)
        found = _explained(world).query("part == 'patch'").set_index("unit")
        assert found["told"].mean() > 0.5
        values = world.compared.values["sales"].to_numpy()
        pull = 0.6 * world.given["patch"]["accounts"].to_numpy()
        plain = np.log(values) - pull
        at = [_mean_score(np.exp(plain + x)) - _mean_score(np.exp(plain + pull.mean())) for x in pull]
        truth = 3 / 7 * np.array(at)
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
        assert np.corrcoef(found["points"], truth)[0, 1] > 0.95
    assert np.mean(held) > 0.85


def _mean_score(attained):
    rising = np.clip(100 * (attained - 0.6) / 0.4, 0, 100)
    return np.where(attained <= 1, rising, 100 * np.minimum(attained, 1.2)).mean()


def test_parts_add_up_to_the_whole(worlds):
    found = _explained(worlds.draw(3, pull=0.6)).set_index(["unit", "part"])["points"].unstack()
    np.testing.assert_allclose(found.drop(columns="whole").sum(axis=1), found["whole"], atol=1e-9)


@given(st.integers(0, 59), st.floats(0.5, 2.0))
@settings(max_examples=20, deadline=None)
def test_a_patch_does_not_depend_on_the_reps_own_sales(worlds, rep, factor):
    world = worlds.draw(5, pull=0.6, chance=0.1)
    world = replace(world, given={"patch": world.given["patch"]})
    values = world.compared.values.to_numpy(copy=True)
    values[rep, 0] *= factor
    before = _explained(world).query("part == 'patch'")["points"].to_numpy()
    after = _explained(world, compared=worlds.valued(values)).query("part == 'patch'")["points"].to_numpy()
    assert after[rep] == pytest.approx(before[rep], abs=1e-9)
    if abs(np.log(factor)) > 0.1:
        assert not np.allclose(np.delete(after, rep), np.delete(before, rep), atol=1e-9)


def test_a_target_above_the_others_is_told_apart_from_the_patch(worlds):
    world = worlds.draw(2, pull=0.3, chance=0.05, shared=0.02)
    asked = np.exp(0.2 * np.random.default_rng(99).standard_normal(60))
    values = world.compared.values.to_numpy(copy=True)
    values[:, 0] /= asked
    rows = (world.card.periods["kpi"] == "sales") & (world.card.periods["tier"] == "rep")
    factor = dict(zip(world.compared.values.index, asked, strict=True))
    periods = world.card.periods.copy()
    periods.loc[rows, "target"] *= periods.loc[rows, "unit"].map(factor)
    card = replace(world.card, periods=periods)
    found = explained(card, worlds.valued(values), world.given, world.team)
    target = found.query("part == 'target'").set_index("unit")
    assert target.loc[target["told"], "points"].size > 20
    assert np.corrcoef(target["points"], np.log(asked))[0, 1] < -0.9


def test_coefficients_without_a_group_are_those_of_the_others():
    rng = np.random.default_rng(4)
    x, y = np.column_stack([np.ones(40), rng.normal(size=(40, 3))]), rng.normal(size=40)
    group = rng.integers(0, 6, 40)
    found = _without_each_group(x, y, group, 6)
    slow = [np.linalg.lstsq(x[group != g], y[group != g], rcond=None)[0] for g in range(6)]
    np.testing.assert_allclose(found[1:], slow, rtol=1e-8)
    np.testing.assert_allclose(found[0], np.linalg.lstsq(x, y, rcond=None)[0], rtol=1e-8)


def test_few_people_or_no_circumstance_explain_nothing(worlds):
    world = worlds.draw(1, pull=0.6)
    few = replace(world.compared, values=world.compared.values[:19], scores=world.compared.scores[:19])
    assert _explained(world, compared=few).empty
    assert explained(world.card, world.compared, {}, world.team).empty
