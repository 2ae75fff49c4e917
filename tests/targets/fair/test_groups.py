from math import comb

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets.fair.groups import attainment_groups, impact_ratio


def _record(attained, *, tenure=2.0):
    """Reps of 16 teams in two departments, five reps a team."""
    reps = pd.DataFrame({"unit": [f"R{i:02}" for i in range(80)], "tier": "rep", "depth": 3})
    reps["parent"] = [f"T{i // 5:02}" for i in range(80)]
    reps["attainment"], reps["tenure"] = attained, tenure
    teams = pd.DataFrame({"unit": sorted(set(reps["parent"])), "tier": "team", "depth": 2})
    teams["parent"] = ["D1"] * 8 + ["D2"] * 8
    above = pd.DataFrame({"unit": ["company", "D1", "D2"], "tier": ["company", "department", "department"]})
    above["parent"] = [None, "company", "company"]
    return pd.concat([above, teams, reps], ignore_index=True)


def test_impact_ratio_of_12_in_40_against_48_in_80_is_a_half():
    ratio, low, high, p = impact_ratio(12, 40, 48, 80, level=0.95)
    assert ratio == pytest.approx(0.5)
    assert low < 0.5 < high < 1
    chances = [comb(60, k) * comb(60, 40 - k) for k in range(41)]  # 60 of 120 succeed, 40 are in the group
    assert p == pytest.approx(sum(c for c in chances if c <= chances[12]) / comb(120, 40))


def test_department_that_is_behind_is_claimed_with_its_difference():
    noise = np.random.default_rng(1).normal(0, 0.05, 80)
    rows = attainment_groups(_record(1 + noise - 0.2 * (np.arange(80) >= 40)), level=0.95)
    behind = rows.set_index("group").loc["D2"]
    assert behind["claimed"]
    assert behind["difference"] == pytest.approx(-0.2, abs=0.03)
    assert behind["low"] < -0.2 < behind["high"]


def test_alike_groups_are_rarely_claimed_though_colleagues_are_alike():
    rng = np.random.default_rng(6)
    claims = []
    for _ in range(150):
        noise = np.repeat(rng.normal(0, 0.1, 16), 5) + rng.normal(0, 0.1, 80)
        record = _record(1 + noise, tenure=rng.uniform(0, 8, 80))
        claims.append(attainment_groups(record, level=0.95)["claimed"].any())
    assert np.mean(claims) < 0.1  # 5 % meant; two standard errors are 3.6 points
