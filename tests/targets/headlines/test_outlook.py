"""The next month, and how many units miss the year's target."""

import pytest

from salesmgmt_kit.targets import forecast, headlines

from ..builders import MONTH
from .worlds import LEVEL, computed, said, world


def test_next_month_has_an_interval_and_a_probability():
    actuals, _ = world({"A": LEVEL})
    chances = computed({"A": LEVEL}, {"company": 150})[1]
    found = headlines.outlook_finding(chances, forecast(actuals, month=MONTH))
    assert said(found) == (
        "Nov 2026 is expected to bring ¥100 (¥100 to ¥100); its target of ¥150 is reached with a probability "
        "of 0%."
    )


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (
            {"A": 150, "B": 90},
            "1 of 2 units will rather miss the target of the fiscal year Jan – Dec 2026 than reach it.",
        ),
        (
            {"A": 95, "B": 90},
            "Every unit will rather reach the target of the fiscal year Jan – Dec 2026 than miss it.",
        ),
        (
            {"company": 300},
            "company will rather miss the target of the fiscal year Jan – Dec 2026 than reach it "
            "(probability of reaching it 0%).",
        ),
        (
            {"company": 150},
            "company will rather reach the target of the fiscal year Jan – Dec 2026 than miss it "
            "(probability 100%).",
        ),
    ],
)
def test_units_of_the_lowest_tier_with_a_target_are_counted_and_a_single_one_named(targets, words):
    assert said(headlines.reach_finding(computed({"A": LEVEL, "B": LEVEL}, targets)[1])) == words


def test_without_targets_no_probability_is_claimed():
    found = headlines.reach_finding(computed({"A": LEVEL})[1])
    assert "cannot be said" in said(found)
