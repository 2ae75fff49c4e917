from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from statsmodels.stats.proportion import proportion_confint

from salesmgmt_kit.climate import Codebook, scoring

from . import bfi
from .surveys import answers, codebook


def _told(**values: float) -> scoring.Answers:
    one = answers((1,))
    return replace(one, values=one.values.assign(**{name: [value] for name, value in values.items()}))


def test_a_score_runs_from_0_to_100_and_turns_reversed_items_by_the_codebook() -> None:
    best = {f"trust_{i}": 5.0 for i in range(1, 4)} | {"trust_4": 1.0}
    assert scoring.person_scores(_told(**best))["trust"].tolist() == [100.0]
    worst = {f"trust_{i}": 1.0 for i in range(1, 4)} | {"trust_4": 5.0}
    assert scoring.person_scores(_told(**worst))["trust"].tolist() == [0.0]


def test_half_of_the_answers_make_a_score_and_nothing_is_put_in_for_the_others() -> None:
    two = _told(values_1=4.0, values_2=5.0, values_3=np.nan, values_4=np.nan)
    assert scoring.person_scores(two)["values"].tolist() == [87.5]
    one = _told(values_1=4.0, values_2=np.nan, values_3=np.nan, values_4=np.nan)
    assert scoring.person_scores(one)["values"].isna().all()
    assert scoring.person_scores(two, least=2 / 3)["values"].isna().all()


def test_the_mean_of_people_is_not_the_mean_of_items() -> None:
    # One answers everything with 5, the other one question of two with 1: 3.0 by people, 3.67 by answers.
    both = answers((2,))
    values = both.values.assign(
        values_1=[5.0, 1.0], values_2=[5.0, 1.0], values_3=[5.0, np.nan], values_4=[5.0, np.nan]
    )
    score = scoring.person_scores(replace(both, values=values))["values"]
    assert score.mean() == 50.0


def test_favourable_is_one_of_the_two_best_steps_after_turning() -> None:
    told = scoring.favourable(_told(trust_1=4.0, trust_2=3.0, trust_3=np.nan, trust_4=2.0), "trust")
    assert_allclose(told.to_numpy(), [[1, 0, np.nan, 1]])


def test_recommendation_counts_nine_and_ten_against_six_and_less() -> None:
    found = pd.concat([scoring.recommendation(_told(enps=float(x))) for x in (10, 9, 8, 7, 6, 0)])
    assert found["promotes"].tolist() == [1, 1, 0, 0, 0, 0]
    assert found["detracts"].tolist() == [0, 0, 0, 0, 1, 1]
    assert scoring.recommendation(_told(enps=np.nan)).isna().all(axis=None)


def test_nobody_recommends_where_it_is_not_asked() -> None:
    one = answers((3,))
    unasked = replace(one, codebook=codebook(recommend=False), values=one.values.drop(columns="enps"))
    assert scoring.recommendation(unasked).isna().all(axis=None)


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 10), (45, 50), (10, 10)])
def test_wilson_of_statsmodels(k: int, n: int) -> None:
    ours = scoring.wilson(np.array(k / n), np.array(n))
    assert_allclose(ours, proportion_confint(k, n, method="wilson"), atol=1e-12)


def test_wilson_has_no_width_when_all_have_answered() -> None:
    low, high = scoring.wilson(np.array(0.4), np.array(10), everybody=np.array(10))
    assert_allclose([low, high], 0.4)


def test_wilson_among_those_asked_is_that_of_more_people() -> None:
    # n (N - 1) / (N - n) = 10 * 39 / 30 = 13.
    ours = scoring.wilson(np.array(0.4), np.array(10), everybody=np.array(40))
    assert_allclose(ours, scoring.wilson(np.array(0.4), np.array(13)))


def test_net_promoters_by_hand() -> None:
    found = scoring.net_promoters(np.array([0.5]), np.array([0.2]), np.array([100.0]))
    assert_allclose(found["score"], 30)
    assert_allclose(found["high"] - found["score"], 1.959964 * 100 * np.sqrt((0.7 - 0.09) / 100), rtol=1e-6)
    among = scoring.net_promoters(
        np.array([0.5]), np.array([0.2]), np.array([100.0]), everybody=np.array([100.0])
    )
    assert_allclose(among["low"], among["high"])


def test_the_mean_of_a_census_is_sure_and_the_process_is_not() -> None:
    process = scoring.mean_interval(np.array(60.0), np.array(10.0), np.array(9))
    assert_allclose(process[1] - 60, 2.306004 * 10 / 3, rtol=1e-6)
    assert_allclose(
        scoring.mean_interval(np.array(60.0), np.array(10.0), np.array(9), everybody=np.array(9)), 60
    )
    half = scoring.mean_interval(np.array(60.0), np.array(10.0), np.array(9), everybody=np.array(18))
    assert_allclose(half[1] - 60, 2.306004 * 10 / 3 * np.sqrt(0.5), rtol=1e-6)
    assert np.isnan(scoring.mean_interval(np.array(60.0), np.array(10.0), np.array(1))).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_scores_stay_within_their_bounds_and_know_no_order_of_people(seed: int) -> None:
    some = answers((4, 3), seed=seed)
    scores = scoring.person_scores(some)
    assert scores.stack().between(0, 100).all()
    turned = scoring.person_scores(some.where(np.ones(len(some), bool)))
    pd.testing.assert_frame_equal(turned, scores)
    last = scoring.person_scores(some.where(np.arange(len(some)) == len(some) - 1))
    assert_allclose(last.iloc[0], scores.iloc[-1])


def test_answers_show_nothing_of_themselves() -> None:
    assert repr(answers()) == "<Answers: shown by a release only>"


def test_comments_follow_the_people_chosen() -> None:
    some = answers((3,))
    spoken = replace(some, comments=pd.DataFrame({"row": [0, 2], "item": "c", "text": ["a", "b"]}))
    chosen = spoken.where(np.array([False, True, True]))
    assert chosen.comments.to_dict("list") == {"row": [1], "item": ["c"], "text": ["b"]}


@bfi.needs_reference
def test_golden_vectors_of_the_platforms() -> None:
    told = bfi.reference()["golden_vectors"]
    peakon = told["peakon_person_average"]
    given = pd.DataFrame(peakon["answers"], columns=["a", "b", "c", "d"], dtype=float)
    book = pd.DataFrame(
        {"dimension": "d", "kind": "scale", "reversed": False, "minimum": 0, "maximum": 10},
        index=pd.Index(list("abcd"), name="item"),
    )
    people = answers((3,)).people
    scores = scoring.person_scores(scoring.Answers(people, given, Codebook(book)))["d"] / 10
    assert_allclose(scores, peakon["person_scores"])
    assert_allclose(scores.mean(), peakon["team_score_mean_of_persons"])
    missing = told["missing_rule"]
    rows = scoring.Answers(
        answers((4,)).people, pd.DataFrame(missing["rows"], columns=list("abcd"), dtype=float), Codebook(book)
    )
    for least, name in ((1 / 2, "score_if_ge_50pct"), (2 / 3, "score_if_ge_two_thirds")):
        found = scoring.person_scores(rows, least=least)["d"] / 10
        assert_allclose(found, np.array(missing[name], float))
    enps = told["enps"]
    given = np.array(enps["answers"])
    found = scoring.net_promoters((given >= 9).mean(), (given <= 6).mean(), np.array([10.0]))
    assert_allclose(found["score"], enps["enps"])
    assert_allclose((found["high"] - found["score"]) / 1.959964, enps["se_value"], rtol=1e-6)
