import pandas as pd
import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.gaps.sheets.questions import to_ask
from salesmgmt_kit.gaps.sheets.signs import Sign
from salesmgmt_kit.interviews import Planned
from salesmgmt_kit.locale import Locale

from .builders import row

FEET = "What do you still need to find your feet"
OPEN = "What should I know that no figure here shows?"


def _asked(facts, signs=(), plans=()):
    locale = Locale("en")
    return [(locale.sentence(q.ask), locale.sentence(q.fact)) for q in to_ask(facts, signs, plans)]


def _plan(tone):
    return Planned("Call twice", "R1", pd.NaT, "Sales", 0.1, Finding("Data", {}, tone))


@pytest.mark.parametrize(
    ("changed", "begins", "fact"),
    [
        ({"out": True, "short": True}, "What would make this target reachable", "lies above even"),
        ({"short": True, "suspect": True}, "What has stood in your way this year", "may still be chance"),
        ({"new": True}, FEET, "In the job since Jan 15, 2020."),
        ({"thin": True}, "Which customers of your patch could still grow", "thinner patch"),
        ({"held": True}, "What makes it harder for the whole team", "in common"),
        ({"lucky": True}, "Which of this year's sales will not come again", "from luck"),
        ({}, "Let us look at how, not at how much", "within chance"),
        ({"compared": False, "new": True}, FEET, "In the job since"),
    ],
)
def test_first_question_follows_from_the_fact_it_rests_on(changed, begins, fact):
    ask, rests_on = _asked(row(**changed))[0]
    assert ask.startswith(begins)
    assert fact in rests_on


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("code", ["ability", "rate", "closed", "win_rate", "size"])
def test_what_lies_beyond_chance_is_asked_about_by_its_own_sentence(code, good):
    sign = Sign(code, good, Finding("Data"))
    (ask, fact), *_ = _asked(row(), [sign])
    assert ask.endswith("?")
    assert fact == "Data"
    assert not any("how much" in ask for ask, _ in _asked(row(), [sign]))


@pytest.mark.parametrize(("tone", "words"), [("good", "what do we keep"), ("note", "change it or drop it")])
def test_plan_is_asked_about_by_what_became_of_it(tone, words):
    ask, fact = _asked(row(), plans=[_plan(tone)])[0]
    assert ask.startswith("“Call twice”")
    assert words in ask
    assert fact == "Data"


def test_there_are_two_or_three_questions_and_the_last_of_two_is_open():
    everything = row(out=True, short=True, suspect=True, new=True, thin=True, held=True)
    assert len(_asked(everything, plans=[_plan("note")])) == 3
    few = _asked(row())
    assert [ask for ask, _ in few][1:] == [OPEN]


def test_nothing_is_asked_of_a_result_within_chance_where_something_is_beyond():
    assert "how much" not in " ".join(ask for ask, _ in _asked(row(out=True, short=True)))
