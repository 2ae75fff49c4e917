import pandas as pd
import pytest

from salesmgmt_kit.targets.fair.level import plan_level


def _verdict(attained):
    rows = pd.DataFrame({"tier": "rep", "attainment": attained, "actual": attained, "target": 1.0})
    return plan_level(rows, level=0.95).iloc[0]


@pytest.mark.parametrize(
    ("attained", "verdict"),
    [
        ([0.7] * 7, "too_high"),
        ([0.7] * 6 + [1.1], "mixed"),
        ([0.7] * 5, "mixed"),  # five misses in a row are chance one time in sixteen
        ([0.98] * 40, "mixed"),  # all miss, by a hair
        ([0.7] * 27 + [1.0] * 3, "too_high"),
        ([1.3] * 7, "too_low"),
    ],
)
def test_plan_is_wrong_when_nearly_all_miss_or_reach_it_beyond_chance(attained, verdict):
    assert _verdict(attained)["verdict"] == verdict


def test_share_near_the_target_counts_both_sides():
    row = _verdict([0.89, 0.9, 1.0, 1.1, 1.11])
    assert (row["near"], row["reached"]) == pytest.approx((0.6, 0.6))
