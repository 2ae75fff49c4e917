"""The first sentence: the month against the best measure at hand."""

import pytest

from salesmgmt_kit.targets import attainment, headlines

from ..builders import MONTH, monthly
from .worlds import LEVEL, said, told, world


def test_short_month_names_number_comparison_and_cause():
    (first, *_), found = told({"A": LEVEL, "B": [50.0] * 48}, {"company": 200, "A": 130, "B": 70})
    assert first == (
        "Oct 2026: sales of ¥150 are ¥50 below target (75.0%); "
        "A alone makes up 60.0% of all shortfalls (−¥30)."
    )
    assert found[0].tone == "act"


@pytest.mark.parametrize("targets", [{"company": 125}, {"company": 125, "A": 125}])
def test_short_month_without_several_units_blames_none(targets):
    (first, *_), _ = told({"A": LEVEL}, targets)
    assert first == "Oct 2026: sales of ¥100 are ¥25 below target (80.0%)."


def test_met_target_with_a_unit_short():
    (first, *_), found = told({"A": LEVEL, "B": LEVEL}, {"company": 150, "A": 40, "B": 110})
    assert first == (
        "Oct 2026: sales of ¥200 are ¥50 above target (133.3%); "
        "A added most (+¥60), while 1 of 2 units fell short."
    )
    assert found[0].tone == "good"


def test_met_target_with_every_unit_ahead():
    (first, *_), _ = told({"A": LEVEL, "B": LEVEL}, {"company": 150, "A": 90, "B": 60})
    assert "no unit fell short, and B added most (+¥40)" in first


def test_target_that_is_met_to_the_penny_has_no_distance():
    (first, *_), found = told({"A": LEVEL, "B": LEVEL}, {"company": 200, "A": 120, "B": 80})
    assert first == "Oct 2026: sales of ¥200 are exactly on target."
    assert found[0].tone == "good"


def test_single_unit_without_tiers_below():
    actuals, plan = monthly(LEVEL, unit="company", tier="company"), world({"A": LEVEL}, {"company": 50})[1]
    found = headlines.month_finding(attainment(actuals, plan, month=MONTH), month=MONTH)
    assert said(found) == "Oct 2026: sales of ¥100 are ¥50 above target (200.0%)."


def test_zero_plan():
    (first, second, *_), _ = told({"A": LEVEL}, {"company": 0, "A": 0})
    assert first == "Oct 2026: sales of ¥100 against a target of zero."
    assert second == "The fiscal year so far (Jan – Oct 2026) brought ¥1.00k: 0.0% on last year."


def test_negative_sales_have_no_attainment():
    (first, *_), _ = told({"A": [-5.0] * 47 + [-9.0]}, {"company": 20})
    assert first == "Oct 2026: sales of −¥9 are ¥29 below target (¥20)."


def test_no_targets_at_all_compare_with_last_year():
    sentences, _ = told({"A": [100.0] * 47 + [120.0], "B": LEVEL})
    assert sentences[0] == (
        "Oct 2026: sales came to ¥220, +10.0% on the same month last year; A moved most (+¥20)."
    )
    assert len(sentences) == 2


def test_missing_last_year_compares_with_the_month_before():
    (first,), _ = told({"A": [80.0] * 9 + [60.0], "B": [20.0] * 10})
    assert first == "Oct 2026: sales came to ¥80, −20.0% on the month before; A moved most (−¥20)."


def test_month_that_is_level_with_the_past_has_no_cause():
    (first, *_), _ = told({"A": LEVEL, "B": LEVEL})
    assert first == "Oct 2026: sales came to ¥200, 0.0% on the same month last year."


def test_first_month_has_nothing_to_compare_with():
    (first,), _ = told({"A": [80.0]})
    assert first == "Oct 2026: sales are ¥80, with nothing to compare them with yet."


def test_negative_sales_are_said_without_a_percentage():
    (first, *_), _ = told({"A": [-5.0] * 47 + [-9.0]})
    assert first == "Oct 2026: sales came to −¥9, −¥4 on the same month last year."
