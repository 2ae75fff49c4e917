from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from salesmgmt_kit.climate import silence

from . import bfi


def test_weights_give_each_group_its_share() -> None:
    people = pd.DataFrame({"team": ["a"] * 8 + ["b"] * 2})
    found = silence.raked(people, {"team": pd.Series({"a": 10, "b": 10})})
    assert_allclose(found.values.groupby(people["team"]).sum(), [5, 5])
    assert_allclose(found.effect, 10 * (8 * 0.625**2 + 2 * 2.5**2) / 100)
    assert found.trimmed == 0


def test_two_traits_at_once_agree_with_both() -> None:
    rng = np.random.default_rng(3)
    people = pd.DataFrame(
        {"team": rng.choice(["a", "b", "c"], 300), "tenure": rng.choice(["new", "old"], 300)}
    )
    asked = {"team": pd.Series({"a": 150, "b": 120, "c": 130}), "tenure": pd.Series({"new": 170, "old": 230})}
    found = silence.raked(people, asked)
    for trait, wanted in asked.items():
        share = found.values.groupby(people[trait]).sum() / 300
        assert_allclose(share, wanted / wanted.sum(), atol=1e-8)


def test_weights_are_held_within_their_bounds() -> None:
    people = pd.DataFrame({"team": ["a"] * 99 + ["b"]})
    found = silence.raked(people, {"team": pd.Series({"a": 50, "b": 50})})
    assert_allclose(found.values.max() / found.values.min(), 3 / (50 / 99), rtol=0.02)
    assert found.trimmed == 0.01


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=20))
def test_unequal_weights_never_help(weights: list[float]) -> None:
    assert silence.kish(np.array(weights)) >= 1 - 1e-12


def test_nobody_weighs_nothing() -> None:
    assert np.isnan(silence.kish(np.array([])))
    assert np.isnan(silence.raked(pd.DataFrame({"team": []}), {"team": pd.Series({"a": 3})}).effect)


def test_bounds_close_when_all_answer_and_stay_on_the_scale() -> None:
    assert silence.bounds(70, 1.0) == (70, 70)
    assert silence.bounds(98, 0.5) == (93, 100)
    low, high = silence.bounds(60, 0.75, difference=20)
    assert_allclose([low, high], [55, 65])


@bfi.needs_reference
def test_weights_of_survey_for_psych_bfi() -> None:
    """R's survey: 2,577 people raked to gender and education."""
    told = bfi.reference()["raking"]
    people = bfi.answers()[["gender", "education"]]
    score = bfi.scale("agree").mean(axis=1)
    known = people.notna().all(axis=1)
    asked = {
        "gender": pd.Series(told["target_gender"], [1, 2]),
        "education": pd.Series(told["target_education"], [1.0, 2.0, 3.0, 4.0, 5.0]),
    }
    found = silence.raked(people[known], asked)
    assert known.sum() == told["n"]
    assert_allclose([found.values.min(), found.values.max()], [told["w_min"], told["w_max"]], atol=1e-5)
    assert_allclose(found.effect, told["deff_kish"], atol=1e-6)
    weighted = (found.values * score[known]).sum() / found.values[score[known].notna()].sum()
    assert_allclose(weighted, told["weighted_mean_agree"], atol=1e-6)
    assert_allclose(score[known].mean(), told["unweighted_mean_agree"], atol=1e-6)
