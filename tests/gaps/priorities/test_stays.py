import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps.priorities.stays import longer, stay

UNTIL = pd.Timestamp("2026-10-31")
# Weeks in remission: Freireich et al. 1963, Blood 21; a negative number is censored.
TREATED = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def _stay(days, skipped=False):
    """Stays of so many days; negative ones last still."""
    days = np.array(days)
    entered = UNTIL - pd.to_timedelta(np.abs(days), "D")
    left = pd.Series(np.where(days > 0, UNTIL, pd.NaT), dtype="datetime64[s]")
    return stay(pd.DataFrame({"entered": entered, "left": left, "skipped": skipped}), until=UNTIL)


def test_medians_of_freireich_1963_and_intervals_as_sas_lifetest_gives_them():
    treated, placebo = _stay(TREATED), _stay(PLACEBO)
    assert (treated.median, treated.low, treated.high) == (23, 13, np.inf)
    assert (placebo.median, placebo.low, placebo.high) == (8, 4, 11)
    assert placebo.settled == 22


def test_stays_that_differ_are_told_apart():
    assert longer(_stay(TREATED), _stay(PLACEBO)) < 0.05


def test_without_open_stays_the_median_is_the_plain_one():
    days = np.random.default_rng(1).permutation(np.arange(1, 100))
    assert _stay(days).median == np.median(days)


def test_median_that_nobody_lived_to_see_is_infinite():
    found = _stay([2, -9, -9, -9])
    assert np.isinf([found.median, found.settled]).all()
    assert np.isinf(_stay([-9, -9]).median)


def test_who_skipped_a_stage_did_not_stay_there():
    assert len(_stay([1, 2, 3], skipped=[True, False, False]).days) == 2
    assert np.isnan(_stay([1, 2], skipped=True).median)


@pytest.mark.parametrize("n", [40, 300])
def test_equal_stays_are_seldom_told_apart_be_they_counted_in_whole_days(n):
    rng = np.random.default_rng(2)
    worlds = 200
    p = [
        longer(*(_stay(np.maximum(1, np.rint(rng.lognormal(2, 0.6, n)))) for _ in range(2)))
        for _ in range(worlds)
    ]
    # 18 of 200 is the 99 % point of a binomial of 5 %.
    assert np.sum(np.array(p) < 0.05) <= 18
