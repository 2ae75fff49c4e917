"""Who is ahead, who is behind, and what the drawings show."""

import pandas as pd
import pytest

from salesmgmt_kit.targets import attainment, headlines, standing

from ..builders import MONTH, monthly
from .worlds import LEVEL, NOTHING, computed, said


def _standing(teams, targets=None):
    return headlines.standing_finding(standing(computed(teams, targets)[0]))


def test_the_furthest_behind_is_named():
    found = _standing({"A": LEVEL, "B": LEVEL}, {"A": 150, "B": 90})
    assert said(found) == "Behind target in Jan – Oct 2026: 1 of 2 units, A most of all (−¥500)."
    assert found.tone == "act"


def test_nothing_to_compare_with_is_said():
    alone = attainment(monthly([1.0]), NOTHING, month=MONTH)
    assert headlines.standing_finding(standing(alone)).facts == {}


@pytest.mark.parametrize(
    ("target", "words", "tone"),
    [
        (150, "A is ¥500 behind target in Jan – Oct 2026.", "act"),
        (90, "A is ¥100 ahead of target in Jan – Oct 2026.", "good"),
        (100, "Every unit is exactly on target in Jan – Oct 2026.", "good"),
    ],
)
def test_a_single_unit_is_not_counted(target, words, tone):
    found = _standing({"A": LEVEL}, {"A": target})
    assert (said(found), found.tone) == (words, tone)


def test_units_that_are_all_level_are_not_called_ahead():
    found = _standing({"A": LEVEL, "B": LEVEL})
    assert said(found) == "Every unit is level with last year in Jan – Oct 2026."


def test_units_without_targets_of_their_own_are_held_against_last_year():
    found = _standing({"A": [100.0] * 47 + [70.0], "B": LEVEL}, {"company": 500})
    assert said(found) == "Behind last year in Jan – Oct 2026: 1 of 2 units, A most of all (−¥30)."


def test_a_drawing_names_its_period_and_says_when_some_units_had_no_room():
    first, last = pd.Timestamp("2026-01-01"), MONTH
    rows = pd.DataFrame({"unit": list("abcd"), "first": first, "last": last})
    whole, part = headlines.drawn("gap", rows, rows), headlines.drawn("gap", rows.head(3), rows)
    assert said(whole).startswith("Gap by unit, Jan – Oct 2026: ")
    assert "shown are" not in said(whole)
    assert "shown are 3 of 4 units" in said(part)
    assert headlines.drawn("gap", rows.head(0), rows.head(0)) == ""
