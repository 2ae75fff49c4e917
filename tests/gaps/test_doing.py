from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.gaps.doing import PARTS, attribution

ROOT = Path(__file__).parents[2]
MONTH = pd.Timestamp("2026-10-01")
SPAN = pd.date_range(end=MONTH, periods=24, freq="MS")


def _company(rng, *, reps=48, teams=6, ability=None, noise=0.2):
    """Sales of reps whose patches differ and who do not, but for ``ability`` (by number)."""
    potential = rng.lognormal(15, 0.3, reps)
    level = potential / potential.mean() * 1e5
    factor = np.ones(reps)
    for rep, value in (ability or {}).items():
        factor[rep] = value
    sold = level[:, None] * factor[:, None] * rng.lognormal(0, noise, (reps, len(SPAN)))
    names = [f"R{i:03d}" for i in range(reps)]
    org = pd.DataFrame(
        {
            "rep": names,
            "team": [f"T{i % teams}" for i in range(reps)],
            "territory": [f"A{i:03d}" for i in range(reps)],
            "hire_date": pd.Timestamp("2020-01-01"),
        }
    )
    territories = pd.DataFrame({"territory": org["territory"], "potential": potential})
    sales = pd.DataFrame(
        {"rep": np.repeat(names, len(SPAN)), "month": np.tile(SPAN, reps), "amount": sold.ravel()}
    )
    return sales, org, territories


def _attributed(company, **more):
    sales, org, territories = company
    return attribution(sales, org, month=MONTH, territories=territories, **more)


def _targets(org):
    return pd.concat([pd.DataFrame({"unit": rep, "month": SPAN, "target": 9e4}) for rep in org["rep"]])


def test_parts_add_up_to_the_gap():
    company = _company(np.random.default_rng(1), ability={3: 1.4})
    rows = _attributed(company, targets=_targets(company[1]))
    assert rows[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(rows["gap"].to_numpy(), abs=1e-4)
    assert rows["target"].to_numpy() == pytest.approx(12 * 9e4)


def test_parts_scale_with_the_currency_and_not_with_the_order_of_reps():
    sales, org, territories = _company(np.random.default_rng(2))
    rows = _attributed((sales, org, territories)).set_index("rep")
    other = _attributed(
        (sales.assign(amount=sales["amount"] * 100), org[::-1].reset_index(drop=True), territories)
    )
    again = other.set_index("rep").loc[rows.index]
    assert (again["person"] / 100).to_numpy() == pytest.approx(rows["person"].to_numpy(), rel=1e-6)
    assert again["ability"].to_numpy() == pytest.approx(rows["ability"].to_numpy(), rel=1e-6)


def test_poor_patch_is_not_the_persons_doing():
    sales, org, territories = _company(np.random.default_rng(3), noise=0.1)
    poor = territories["potential"].idxmin()
    row = _attributed((sales, org, territories)).iloc[poor]
    assert row["patch"] < 0
    assert abs(row["person"]) < 0.1 * abs(row["patch"])
    assert not row["told"]


def test_able_rep_is_told_and_only_that_one():
    rows = _attributed(_company(np.random.default_rng(4), ability={7: 1.5}), span=24)
    assert rows.loc[rows["told"], "rep"].tolist() == ["R007"]
    assert 0.2 < rows.loc[7, "ability_low"] < rows.loc[7, "ability_high"] < 0.7


def test_only_beginner_is_judged_by_nobody():
    sales, org, territories = _company(np.random.default_rng(11), reps=30)
    org.loc[4, "hire_date"] = SPAN[14]
    begun = (sales["rep"] != "R004") | (sales["month"] >= SPAN[14])
    slow = np.where((sales["rep"] == "R004") & (sales["month"] < SPAN[20]), 0.5, 1.0)
    sales = sales.assign(amount=sales["amount"] * slow)[begun]
    row = _attributed((sales, org, territories), span=24).set_index("rep").loc["R004"]
    assert not row["told"]
    assert row["ability_low"] < 0 < row["ability_high"]
    assert abs(row["ability"]) < 0.05


def test_nobody_is_told_in_companies_without_able_reps():
    told = [
        _attributed(_company(np.random.default_rng(seed), reps=30, teams=5))["told"].any()
        for seed in range(100, 160)
    ]
    assert np.mean(told) <= 0.10


def test_few_big_months_are_chance_rather_than_the_person():
    sales, org, territories = _company(np.random.default_rng(5), noise=0.1)
    lucky = (sales["rep"] == "R005") & sales["month"].isin(SPAN[[15, 18, 22]])
    steady = (sales["rep"] == "R009") & (sales["month"] > SPAN[11])
    sales.loc[lucky, "amount"] *= 3
    sales.loc[steady, "amount"] *= 1.5
    rows = _attributed((sales, org, territories)).set_index("rep")
    by_chance = rows["chance"] / (rows["chance"] + rows["person"])
    assert by_chance["R005"] > by_chance["R009"]
    assert not rows.loc["R005", "told"]
    assert rows.loc["R009", "told"]


def test_what_a_whole_team_lost_is_not_one_persons_doing():
    sales, org, territories = _company(np.random.default_rng(6), noise=0.1)
    hit = sales["rep"].isin(org.loc[org["team"] == "T2", "rep"])
    sales.loc[hit, "amount"] *= 0.7
    rows = _attributed((sales, org, territories)).set_index("rep").loc[org.loc[org["team"] == "T2", "rep"]]
    assert (rows["shared"] < 0).all()
    assert rows["shared"].sum() < 3 * rows["person"].sum()


@pytest.mark.parametrize("kept", [0, 3])
def test_too_few_reps_give_no_verdict(kept):
    sales, org, territories = _company(np.random.default_rng(7))
    few = org[:kept]
    assert _attributed((sales[sales["rep"].isin(few["rep"])], few, territories)).empty


def test_without_patches_hire_dates_or_targets_the_rest_is_still_taken_apart():
    sales, org, _ = _company(np.random.default_rng(8))
    rows = attribution(sales, org[["rep", "team"]], month=MONTH)
    assert rows[["target", "gap", "level"]].isna().all(axis=None)
    parts = rows[["patch", "ramp", "shared", "person", "chance"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx((rows["actual"] - rows["average"]).to_numpy(), abs=1e-4)
    assert (rows[["patch", "ramp"]] == 0).all(axis=None)


@pytest.fixture(scope="module")
def sample():
    client = tables.open_client(ROOT / "data" / "sample", month="2026-10")
    names = ("territories", "customers", "targets")
    return client["sales"], client["org"], {name: client[name] for name in names}


def test_sample_names_the_good_rep_and_not_the_lucky_one(sample):
    sales, org, more = sample
    rows = attribution(sales, org, month=MONTH, span=24, **more)
    assert rows.loc[rows["told"], "rep"].tolist() == ["R047"]
    good = rows.set_index("rep").loc["R047"]
    assert good["ability_low"] < 0.45 < good["ability_high"]


def test_sample_puts_the_impossible_teams_gap_down_to_target_and_patch(sample):
    sales, org, more = sample
    rows = attribution(sales, org, month=MONTH, **more)
    team = rows[rows["rep"].isin(org.loc[org["team"] == "T11", "rep"])]
    assert team["gap"].sum() < 0
    assert (team[["level", "patch"]].sum() < 0).all()
    assert team["person"].sum() > 0
