from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from salesmgmt_kit.climate.release import Rules
from salesmgmt_kit.climate.release.comments import scrubber, shown_comments
from salesmgmt_kit.climate.release.ledger import digest, first_released, merged, states
from salesmgmt_kit.climate.release.printing import as_printed, count_as_printed, is_coarse, rate_as_printed

from ..surveys import answers


def _printed(measure: str, value: float, n: float = 50, *, coarse: bool = False) -> float:
    rows = pd.DataFrame({"unit": ["u"], "measure": [measure], "value": [value]})
    return as_printed(rows, pd.Series([n]), pd.Series([coarse]))["value"].iloc[0]


def test_scores_are_whole_points_away_from_the_ends():
    assert [_printed("score", x) for x in (62.4, 62.5, 99.0, 1.0)] == [62, 63, 95, 5]
    assert _printed("score", 62.4, coarse=True) == 60


def test_shares_of_few_people_never_say_that_all_agree():
    assert_allclose([_printed("favourable", 1.0, 7), _printed("promotes", 0.0, 12)], [0.9, 0.1])
    assert_allclose([_printed("favourable", 1.0, 25), _printed("share:4", 0.123, 80)], [1.0, 0.12])


def test_other_figures_stay_as_they_are():
    assert _printed("alpha", 0.81234) == 0.81234


def test_a_small_unit_that_few_joined_or_left_is_printed_coarsely():
    n = {"a": 7.0, "b": 7.0, "c": 12.0, "d": 7.0}
    assert is_coarse({"a": 1, "b": 0, "c": 1, "d": 6}, n, least=5) == {
        "a": True,
        "b": False,
        "c": False,
        "d": False,
    }


def test_a_rate_says_neither_that_all_answered_nor_that_one_did_not():
    assert rate_as_printed(8, 8, least=5) == rate_as_printed(7, 8, least=5) == 0.9
    assert rate_as_printed(6, 8, least=5) == 0.75
    assert np.isnan(rate_as_printed(4, 4, least=5))
    assert np.isnan(rate_as_printed(9, 8, least=5))


def test_numbers_of_people_left_out_are_to_the_nearest_five():
    assert [count_as_printed(n) for n in (0, 2, 3, 12, 13)] == [0, 0, 5, 10, 15]


def test_a_wave_stays_as_the_first_page_to_show_it_kept_it():
    wave = pd.Timestamp("2026-01-01")
    kept = pd.DataFrame(
        {
            "reported": pd.to_datetime(["2026-02-01", "2026-03-01"]),
            "wave": [wave, wave],
            "value": [60.0, 61.0],
        }
    )
    assert first_released(kept, ["wave", "value"])["value"].tolist() == [60]
    fresh = pd.DataFrame({"wave": [wave, pd.Timestamp("2026-02-01")], "value": [99.0, 50.0]})
    assert merged(fresh, first_released(kept, ["wave", "value"]), ["wave", "value"])["value"].tolist() == [
        60,
        50,
    ]


def test_the_digest_changes_with_an_answer_or_a_team_and_not_with_the_order():
    some = answers((6, 7), seed=1)
    team = some.people["team"]
    same = some.where(np.ones(len(some), bool))
    assert digest(same, team) == digest(some, team)
    order = np.random.default_rng(1).permutation(len(some))
    mixed = replace(some, people=some.people.iloc[order], values=some.values.iloc[order])
    assert digest(mixed, team.iloc[order]) == digest(some, team)
    other = replace(some, values=some.values.assign(values_1=6 - some.values["values_1"]))
    assert digest(other, team) != digest(some, team)
    assert digest(some, team.replace("T01", "T02")) != digest(some, team)


def test_states_tell_new_from_frozen_and_changed_waves():
    a, b, c = pd.date_range("2026-01-01", periods=3, freq="MS")
    before = pd.DataFrame({"wave": [a, b], "digest": ["x", "y"]})
    found = states({a: "x", b: "z", c: "w"}, before)
    assert found["state"].tolist() == ["frozen", "changed", "new"]


def test_comments_lose_names_numbers_and_addresses():
    hide = scrubber(["王小明", "Ann Lee", "R012"])
    assert hide("王小明最清楚，电话13812345678") == "…最清楚，电话…"
    assert hide("Ask Ann Lee (ann.lee@firm.com) or R012") == "Ask … (…) or …"
    assert hide("Annual plan") == "Annual plan"
    assert hide("微信：abc_12345") == "…"


@pytest.mark.parametrize(("n", "said", "shown"), [(12, 6, 6), (9, 6, 0), (12, 4, 0)])
def test_comments_are_shown_of_enough_people_only(n, said, shown):
    some = answers((n,))
    spoken = replace(
        some,
        comments=pd.DataFrame({"row": range(said), "item": "x", "text": [f"text {i}" for i in range(said)]}),
    )
    told = shown_comments(spoken, names=[], rules=Rules(comments_shown=True))
    assert len(told) == shown
    assert sorted(told) == sorted(f"text {i}" for i in range(shown))
    assert shown_comments(spoken, names=[], rules=Rules()) == []
