import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.gaps.sheets import rep_facts

from .builders import MONTH, attributed, facts_of, first, organised

FLAGS = ["short", "out", "suspect", "new", "thin", "held", "lucky", "told"]


def test_what_is_given_and_what_is_left_add_up_to_the_gap():
    facts = facts_of(attributed(shared=-3e4, person=5e4))
    assert (facts["given"] + facts["left"]).to_numpy() == pytest.approx(facts["gap"].to_numpy())


def test_interval_of_a_patch_is_that_of_the_ratios_of_all_targets():
    facts = facts_of(attributed(200, seed=3))
    inside = facts["target"].between(facts["expected_low"], facts["expected_high"])
    assert 0.90 <= inside.mean() <= 0.99
    ratio = np.log(facts["expected"] / facts["target"])
    spread = stats.median_abs_deviation(ratio, scale="normal")
    reach = stats.t.ppf(0.975, 0.37 * len(facts)) * spread
    assert np.log(facts["expected_high"] / facts["expected"]).to_numpy() == pytest.approx(reach, rel=1e-4)


def test_target_far_above_its_patch_is_out_of_proportion():
    year = attributed()
    year = attributed(target=first(year["target"], 1.6e6))
    assert facts_of(year)["out"].sum() == 1
    assert facts_of(year).loc["R000", "lack"] == pytest.approx(1.6e6 - 1e6 - year.loc[0, "patch"])


def test_plan_that_asks_too_much_of_everybody_is_out_of_proportion_too():
    year = attributed()
    assert facts_of(attributed(target=year["target"] * 1.6))["out"].mean() > 0.8


def test_fair_plans_name_no_target():
    named = [facts_of(attributed(40, seed=seed))["out"].any() for seed in range(200)]
    assert stats.binom.sf(sum(named) - 1, len(named), 0.05) >= 0.01


@pytest.mark.parametrize(
    ("flag", "columns"),
    [
        ("suspect", {"ability_high": -0.02, "ability_low": -0.2, "person": -3e5}),
        ("thin", {"patch": -1.5e5}),
        ("held", {"shared": -8e4}),
        ("lucky", {"chance": 4e5}),
    ],
)
def test_flag_follows_from_its_planted_cause(flag, columns):
    year = attributed()
    planted = {name: first(year[name], value) for name, value in columns.items()}
    facts = facts_of(attributed(**planted, target=first(year["target"], 1e6)))
    assert facts.loc["R000", flag]
    assert not facts.drop("R000")[flag].any()


def test_who_is_hired_within_a_year_is_new():
    year = attributed(12)
    hired = [pd.Timestamp("2025-11-02"), pd.Timestamp("2025-10-31"), *[pd.NaT] * 10]
    assert facts_of(year, hire_date=hired)["new"].tolist() == [True, *[False] * 11]


def test_who_stands_out_does_so_over_two_years():
    year, two_years = attributed(told=True), attributed()
    two_years["told"] = first(two_years["told"], True)
    assert facts_of(year, two_years).query("told")["rep"].tolist() == ["R000"]


def test_rep_who_cannot_be_compared_has_no_flag():
    year = attributed()
    facts = rep_facts(year[1:], year[1:], organised(year), month=MONTH).set_index("rep")
    assert facts.loc["R000", [*FLAGS, "compared"]].tolist() == [False] * 9
    assert facts.loc["R000", ["gap", "expected", "given"]].isna().all()
    assert facts.drop("R000")["compared"].all()


def test_nobody_is_compared_with_anybody_in_an_empty_attribution():
    year = attributed()
    facts = facts_of(year[:0]).reset_index(drop=True)
    assert facts.empty


def test_without_targets_the_gap_is_that_to_the_average_rep():
    year = attributed().assign(target=np.nan, gap=np.nan, level=np.nan)
    facts = facts_of(year)
    assert facts["gap"].to_numpy() == pytest.approx((year["actual"] - year["average"]).to_numpy())
    assert not facts[["asked", "out"]].any(axis=None)
    assert (facts["given"] + facts["left"]).to_numpy() == pytest.approx(facts["gap"].to_numpy())


def test_who_has_left_has_no_facts():
    year = attributed(12)
    left = [pd.Timestamp("2026-09-30"), *[pd.NaT] * 11]
    assert "R000" not in facts_of(year, leave_date=left).index


def test_where_nothing_is_known_of_patches_no_target_is_out_of_proportion():
    year = attributed(patch=0.0)
    facts = facts_of(attributed(patch=0.0, target=first(year["target"], 3e6)))
    assert facts["expected"].isna().all()
    assert not facts["out"].any()
