from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from salesmgmt_kit.climate.shifts import level_shifts, trends
from salesmgmt_kit.climate.wavering import courses

WAVES = pd.date_range("2025-05-01", periods=18, freq="MS")


def _scores(seed: int, *, fall: float = 0.0, like: float = 0.3, teams: int = 12) -> pd.DataFrame:
    """Scores whose deviations resemble those of the wave before; T03 falls at the ninth wave."""
    rng = np.random.default_rng(seed)
    n = rng.integers(5, 14, teams)
    rows = []
    for team in range(teams):
        for about in ("values", "trust", "recognition", "wellbeing"):
            noise = [rng.normal()]
            for _ in WAVES[1:]:
                noise.append(like * noise[-1] + rng.normal() * np.sqrt(1 - like**2))
            y = 65 + rng.normal(0, 6) + np.array(noise) * 12 / np.sqrt(n[team])
            y[8:] -= fall * (team == 3)
            unit = f"T{team:02d}"
            rows += [(wave, unit, about, np.rint(v), n[team]) for wave, v in zip(WAVES, y, strict=True)]
    return pd.DataFrame(rows, columns=["wave", "unit", "about", "score", "n"])


def test_a_fall_is_told_with_its_wave_and_size() -> None:
    told = level_shifts(_scores(1, fall=20)).query("told")
    assert set(told["unit"]) == {"T03"}
    assert len(told) == 4
    assert (abs((told["since"] - WAVES[8]).dt.days) <= 62).all()
    assert told["change"].between(-26, -14).all()
    assert (told["low"] < -20 + 6).all()


def test_nothing_is_told_of_scores_that_only_waver() -> None:
    claims = [level_shifts(_scores(seed))["told"].any() for seed in range(40)]
    assert np.mean(claims) <= 0.1
    claims = [trends(_scores(seed))["told"].any() for seed in range(40)]
    assert np.mean(claims) <= 0.15


def test_a_shift_needs_three_waves_before_and_two_after() -> None:
    scores = _scores(2, fall=30)
    late = scores[scores["wave"] < WAVES[9]]  # one wave at the new level
    assert not level_shifts(late).query("told and unit == 'T03'")["since"].eq(WAVES[8]).any()
    assert level_shifts(scores[scores["wave"] < WAVES[4]]).empty


def test_the_slope_of_least_squares() -> None:
    scores = _scores(3).query("unit == 'T01' and about == 'trust'")
    year = (scores["wave"] - WAVES[0]).dt.days / 365.25
    found = trends(scores).iloc[0]
    assert_allclose(found["slope"], stats.linregress(year, scores["score"]).slope)
    assert_allclose(found["robust"], stats.theilslopes(scores["score"], year).slope)


def test_what_can_be_detected_is_what_is_told_four_times_in_five() -> None:
    found = trends(_scores(4)).iloc[0]
    error = (found["high"] - found["low"]) / 2
    assert found["detectable"] > error


def test_a_fall_here_or_there_does_not_make_everything_waver() -> None:
    calm, fallen = courses(_scores(5)), courses(_scores(5, fall=30))
    assert_allclose(fallen.noise[0], calm.noise[0], rtol=0.1)
    assert 0 <= calm.correlation <= 0.8


@pytest.mark.parametrize("like", [0.0, 0.5])
def test_the_resemblance_of_waves_is_found(like: float) -> None:
    found = [courses(_scores(seed, like=like)).correlation for seed in range(20)]
    assert_allclose(np.mean(found), like, atol=0.15)


@settings(max_examples=15, deadline=None)
@given(points=st.integers(-20, 20), seed=st.integers(0, 50))
def test_moving_all_scores_alike_changes_no_change(points: int, seed: int) -> None:
    scores = _scores(seed, teams=3)
    moved = scores.assign(score=scores["score"] + points)
    for find, column in ((level_shifts, "change"), (trends, "slope")):
        assert_allclose(find(moved)[column], find(scores)[column], atol=1e-8)


def test_missing_waves_are_left_out_and_nothing_makes_nothing() -> None:
    scores = _scores(6)
    holes = scores[~((scores["unit"] == "T02") & scores["wave"].isin(WAVES[3:6]))]
    assert trends(holes).set_index(["unit", "about"]).loc[("T02", "trust"), "waves"] == 15
    assert level_shifts(scores.iloc[:0]).empty
    assert trends(scores.iloc[:0]).empty
    same = scores.assign(score=50.0)
    assert not level_shifts(same)["told"].any()
    assert not trends(same)["told"].any()
