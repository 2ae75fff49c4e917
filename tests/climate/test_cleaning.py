from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from salesmgmt_kit.climate import careless
from salesmgmt_kit.climate.cleaning import clean
from salesmgmt_kit.climate.codebook import Codebook, read_codebook, refuse_changes
from salesmgmt_kit.errors import DataError

from . import bfi
from .surveys import answers

WAVE = pd.Timestamp("2026-10-01")
ITEMS = pd.DataFrame(
    {
        "item": ["a", "b", "c", "x"],
        "dimension": ["trust", "trust", "trust", "comments"],
        "kind": [None, "scale", None, "comment"],
        "reversed": [False, False, True, False],
        "labels_en": ["No|Rather no|So so|Rather yes|Yes", None, None, None],
        "labels_zh": ["否|偏否|一般|偏是|是", None, None, None],
        "not_applicable": [None, "n/a", None, None],
        "first_wave": [pd.NaT, pd.NaT, pd.Timestamp("2026-09-01"), pd.NaT],
    }
)


def _book(**changes: list[object]) -> Codebook:
    return read_codebook(ITEMS.assign(**changes))


def _survey(*rows: tuple[str, str, str | None], wave: pd.Timestamp = WAVE) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["respondent", "item", "answer"])
    return table.assign(wave=wave, team="T1")[["wave", "respondent", "team", "item", "answer"]]


def _steps(survey: pd.DataFrame) -> dict[str, int]:
    return clean(survey, _book()).steps.groupby("step")["n"].sum().to_dict()


@pytest.mark.parametrize(
    ("item", "written", "code", "steps"),
    [
        ("a", "4", 4, []),
        ("a", " ４ ", 4, ["full_width"]),
        ("a", "4.0", 4, ["decimal"]),
        ("a", "Rather Yes", 4, ["label"]),
        ("a", "偏是", 4, ["label"]),
        ("b", "N/A", np.nan, ["not_applicable"]),
        ("a", "6", np.nan, ["out_of_range"]),
        ("a", "99", np.nan, ["out_of_range"]),
        ("a", "0", np.nan, ["out_of_range"]),
        ("a", "-1", np.nan, ["out_of_range"]),
        ("a", "often", np.nan, ["unreadable"]),
        ("a", "3.5", np.nan, ["unreadable"]),
        ("a", "nan", np.nan, ["unreadable"]),
        ("a", "inf", np.nan, ["unreadable"]),
        ("a", None, np.nan, ["skipped"]),
        ("a", "９９", np.nan, ["full_width", "out_of_range"]),
    ],
)
def test_an_answer_becomes_its_code_and_every_step_is_counted(item, written, code, steps):
    survey = _survey(("r", item, written))
    assert_allclose(clean(survey, _book()).answers.values[item], [code])
    assert _steps(survey) == dict.fromkeys(steps, 1)


def test_steps_are_counted_by_item():
    survey = _survey(("r", "a", "7"), ("s", "a", "7"), ("r", "b", "9"), ("s", "b", "3"))
    steps = clean(survey, _book()).steps
    assert steps.values.tolist() == [["out_of_range", "a", 2], ["out_of_range", "b", 1]]


def test_the_last_whole_submission_of_several_is_kept():
    rows = [
        ("r", "a", "1"),
        ("r", "b", "2"),
        ("r", "a", "5"),
        ("r", "b", None),
        ("s", "a", "3"),
        ("s", "a", "4"),
    ]
    cleaned = clean(_survey(*rows), _book())
    values = cleaned.answers.values.set_index(cleaned.answers.people["respondent"])
    assert values.loc["r", ["a", "b"]].tolist() == [1, 2]  # whole, though the earlier one
    assert values.loc["s", "a"] == 4  # the later of two alike
    assert _steps(_survey(*rows))["repeated"] == 2


def test_an_item_counts_only_in_the_waves_in_which_it_is_asked():
    early = _survey(("r", "c", "2"), ("r", "a", "3"), wave=pd.Timestamp("2026-08-01"))
    assert np.isnan(clean(early, _book()).answers.values["c"].iloc[0])
    assert _steps(early) == {"not_asked": 1}
    assert clean(_survey(("r", "c", "2")), _book()).answers.values["c"].tolist() == [2]


def test_comments_and_traits_stay_with_their_people():
    survey = _survey(("q", "a", "1"), ("r", "x", "more training"), ("r", "a", "2"))
    people = pd.DataFrame({"wave": [WAVE], "respondent": ["r"], "language": ["zh"], "seconds": [60.0]})
    found = clean(survey, _book(), people).answers
    (comment,) = found.comments.to_dict("records")
    assert found.people.loc[comment["row"], ["respondent", "language", "seconds"]].tolist() == ["r", "zh", 60]
    assert comment["text"] == "more training"


def test_what_is_cleaned_shows_nothing_of_itself():
    assert repr(clean(_survey(("r", "a", "1")), _book())) == "<Cleaned: shown by a release only>"


def test_a_codebook_has_its_usual_bounds():
    items = pd.DataFrame(
        {"item": ["a", "b", "e"], "dimension": ["d", "d", "r"], "kind": ["scale", "scale", "recommend"]}
    )
    book = read_codebook(items.assign(reversed=False))
    assert book.items[["minimum", "maximum"]].to_numpy().tolist() == [[1, 5], [1, 5], [0, 10]]
    assert book.dimensions == ["d"]
    assert len(book.fingerprint) == 12


def test_all_breaches_of_a_codebook_are_told_at_once():
    broken = pd.DataFrame(
        {
            "item": ["a", "b", "c", "d"],
            "dimension": ["one", "two", "two", "two"],
            "reversed": False,
            "minimum": [1, 5, 1, 1],
            "maximum": [5, 5, 5, 5],
            "labels_en": [None, None, "No|Yes", None],
            "not_applicable": [None, None, None, "3"],
            "first_wave": [pd.Timestamp("2026-05-01")] * 4,
            "last_wave": [pd.NaT, pd.NaT, pd.Timestamp("2026-04-01"), pd.NaT],
        }
    )
    with pytest.raises(DataError) as caught:
        read_codebook(broken)
    assert str(caught.value).splitlines() == [
        "survey_items.csv: maximum of b is not above the minimum 5. Correct one of them.",
        "survey_items.csv: labels_en of c has 2 answers, but 1 to 5 are 5. "
        "Write one for each answer, lowest first, with | between.",
        "survey_items.csv: last_wave of c is before first_wave. Correct one of them.",
        "survey_items.csv: not_applicable of d is 3, which is an answer of the scale too. "
        "Choose a code outside the scale.",
        "survey_items.csv: dimension of a one has one question (a): of one nobody can tell how well it "
        "measures. Add another question to it.",
    ]


def test_another_question_needs_another_code():
    before = _book(text_en=["Old?", "Same?", "Same?", "Same?"]).kept()
    now = _book(text_en=["New?", "Same?", "Same?", "Same?"])
    refuse_changes(_book(text_en=["Old?", "Same?", "Same?", "Same?"]), before)
    with pytest.raises(
        DataError,
        match=r"text_en of a is another than in an earlier month \(Old\?\)\. Give the question a new code",
    ):
        refuse_changes(now, before)
    refuse_changes(now, before.iloc[:0])


@bfi.needs_reference
def test_signs_of_careless_answers_of_r_on_psych_bfi():
    """R's careless and psych on 2,436 people who answered all 25 questions."""
    told = bfi.reference()["careless_bfi25_complete"]
    raw = bfi.answers().iloc[:, :25].dropna().to_numpy(float)
    assert len(raw) == told["n_complete"]
    run, spread, far = careless.longest_run(raw), careless.within_person_spread(raw), careless.distances(raw)
    assert [run.max(), (run >= 8).sum(), (run >= 12).sum()] == [
        told["longstring_max"], told["longstring_ge8"], told["longstring_ge12"],
    ]  # fmt: skip
    assert_allclose(run.mean(), told["longstring_mean"], atol=1e-6)
    assert_allclose([spread.mean(), spread.min()], [told["irv_mean"], told["irv_min"]], atol=1e-6)
    assert (spread < 0.5).sum() == told["irv_lt_05"]
    assert_allclose(spread[:5], told["irv_first5"], atol=1e-6)
    assert_allclose(far[:5], told["mahad_first5"], atol=1e-6)
    assert_allclose([far.sum(), far.max()], [told["mahad_sum"], told["mahad_max"]], atol=1e-5)


@bfi.needs_reference
def test_runs_pass_over_what_was_skipped():
    for case in bfi.reference()["golden_vectors"]["longstring"]:
        x = np.array([case["x"]], float)
        assert careless.longest_run(x).tolist() == [case.get("longstring", case.get("longstring_skip_na"))]


def test_two_independent_signs_are_needed():
    found = pd.DataFrame(
        {
            "longstring": [True, True, True, False, False],
            "flat": [True, False, False, False, False],
            "distant": [False, True, False, True, False],
            "fast": [False, False, True, False, True],
        }
    )
    assert careless.is_careless(found).tolist() == [False, True, True, False, False]


def test_a_long_run_says_nothing_where_no_question_is_reversed():
    some = answers((40, 60), seed=1)
    same = some.values.copy()
    same.loc[0, some.codebook.scales] = 4.0
    told = replace(some, values=same)
    assert careless.signs(told)["longstring"].iloc[0]
    plain = Codebook(some.codebook.items.assign(reversed=False))
    assert not careless.signs(replace(told, codebook=plain))["longstring"].iloc[0]


def test_distances_need_five_people_a_question():
    assert np.isnan(careless.distances(np.ones((80, 16)))).all()
