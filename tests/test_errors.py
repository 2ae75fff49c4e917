from __future__ import annotations

import json

import pytest

from salesmgmt_kit.errors import (
    ConfigError,
    DataError,
    MissingTableError,
    Problem,
    ProblemsError,
    SalesmgmtError,
    suggestion,
)

ABOVE = Problem(
    "survey.csv", 21, "answer", "7", "above 5", "Correct it to a whole number from 1 to 5.", "survey"
)


def test_a_problem_says_place_value_rule_and_fix():
    assert str(ABOVE) == "survey.csv:21: answer is '7', above 5. Correct it to a whole number from 1 to 5."


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("a.csv", 3, "rep", "", "is blank", "Fill it in."), "a.csv:3: rep is blank. Fill it in."),
        (Problem("a.csv", 0, "", "", "it is empty", "Fill it."), "a.csv: it is empty. Fill it."),
        (Problem("a.csv", 3, "", "x", "'x' is alone", "Move it."), "a.csv:3: 'x' is alone. Move it."),
        (
            Problem("a.xlsx", 7, "rep", "R", "not in org", "Add it.", cell="Sheet1!B7"),
            "a.xlsx:Sheet1!B7: rep is 'R', not in org. Add it.",
        ),
    ],
)
def test_a_problem_says_only_what_there_is(problem, sentence):
    assert str(problem) == sentence


def test_a_problem_as_plain_values_goes_through_json_and_back():
    assert Problem(**json.loads(json.dumps(ABOVE.to_dict()))) == ABOVE


def test_problems_stand_in_the_order_of_files_and_lines():
    later = Problem("survey.csv", 100, "answer", "", "is blank", "Fill it in.")
    other = Problem("org.csv", 300, "rep", "", "is blank", "Fill it in.")
    assert sorted([later, ABOVE, other]) == [other, ABOVE, later]


def test_an_error_has_every_problem_in_data_and_in_words():
    error = DataError(problem for problem in (ABOVE, ABOVE))
    assert error.problems == (ABOVE, ABOVE)
    assert str(error).splitlines() == [str(ABOVE)] * 2


def test_errors_on_purpose_have_one_base():
    assert issubclass(MissingTableError, DataError)
    assert issubclass(DataError, ProblemsError)
    assert issubclass(ConfigError, ProblemsError)
    assert issubclass(ProblemsError, SalesmgmtError)
    assert not issubclass(ConfigError, DataError)


def test_a_near_word_is_suggested_and_else_all_are_named():
    assert suggestion("lanuage", ["month", "language"]) == "Did you mean 'language'?"
    assert suggestion("zzz", ["month", "client"]) == "Known are client, month."
