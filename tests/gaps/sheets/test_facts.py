import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps.sheets import rep_facts

from .builders import MONTH, attributed, facts_of, first, organised

FLAGS = ["short", "out", "suspect", "new", "thin", "held", "lucky", "told"]


def test_what_is_given_and_what_is_left_add_up_to_the_gap():
    facts = facts_of(attributed(shared=-3e4, person=5e4))
    assert (facts["given"] + facts["left"]).to_numpy() == pytest.approx(facts["gap"].to_numpy())


def test_lack_is_what_the_target_is_above_the_patch():
    year = attributed(target=first(attributed()["target"], 1.6e6))
    facts = facts_of(year).loc["R000"]
    assert facts["out"]
    assert facts["lack"] == pytest.approx(1.6e6 - 1e6 - year.loc[0, "patch"])


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
