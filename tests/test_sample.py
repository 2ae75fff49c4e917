"""The sample is what make.py makes, one world without a loose end, and its planted truths are in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.climate import Answers
from salesmgmt_kit.climate.careless import is_careless, signs
from salesmgmt_kit.climate.cleaning import clean
from salesmgmt_kit.climate.clustering import nesting
from salesmgmt_kit.climate.codebook import read_codebook
from salesmgmt_kit.climate.reliability import consistency
from salesmgmt_kit.climate.scoring import person_scores
from salesmgmt_kit.targets.recalibration import managed_plan
from salesmgmt_kit.targets.recalibration.proposals import market_change
from salesmgmt_kit.units import roll_up, tree

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
LEVELS = ["department", "team"]


@pytest.fixture(scope="module")
def make() -> Any:
    """The module that writes the sample."""
    sys.path.insert(0, str(SAMPLE))
    try:
        import make
    finally:
        sys.path.remove(str(SAMPLE))
    return make


@pytest.fixture(scope="module")
def truths(make: Any) -> Any:
    """What is planted."""
    return sys.modules["truths"]


@pytest.fixture(scope="module")
def client() -> tables.Client:
    """The sample after the gate."""
    return tables.open_client(SAMPLE, month="2026-10")


@pytest.fixture(scope="module")
def team_months(client: tables.Client) -> pd.DataFrame:
    """Sales: one row per month, one column per team."""
    amounts = client["sales"].groupby(["rep", "month"], as_index=False)["amount"].sum()
    sold = roll_up(amounts, client["org"], levels=LEVELS)
    return sold[sold["tier"] == "team"].pivot(index="month", columns="unit", values="amount")


def test_making_it_again_gives_the_committed_bytes(make: Any, tmp_path: Path) -> None:
    make.main(["--out", str(tmp_path)])
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(p.name for p in SAMPLE.iterdir() if p.suffix in {".csv", ".yaml"})
    differing = [name for name in made if (tmp_path / name).read_bytes() != (SAMPLE / name).read_bytes()]
    assert not differing


def test_another_size_is_as_sound(make: Any, tmp_path: Path) -> None:
    make.main(["--out", str(tmp_path), "--reps", "37", "--sales-rows", "6000", "--seed", "4"])
    other = tables.open_client(tmp_path, month="2026-10")
    assert tables.check(other) == []
    assert (len(other["org"]), len(other["sales"])) == (37, 6000)


def test_the_gate_has_nothing_to_say(client: tables.Client) -> None:
    assert tables.check(client) == []


def test_it_has_the_size_that_is_promised(client: tables.Client) -> None:
    org = client["org"]
    assert (org["department"].nunique(), org["team"].nunique(), len(org)) == (3, 12, 120)
    assert (len(client["customers"]), len(client["products"])) == (1500, 12)
    assert client["sales"]["month"].nunique() == 48
    assert 0 < org["leave_date"].notna().sum() < 40
    assert (org["hire_date"] > "2022-11-30").sum() > 10


def test_targets_of_children_add_up_to_their_parent(client: tables.Client) -> None:
    nodes = tree(client["org"], levels=LEVELS)
    asked = client["targets"].merge(nodes, on="unit")
    children = asked.groupby(["parent", "month"])["target"].sum()
    parents = asked[asked["tier"] != "rep"].set_index(["unit", "month"])["target"]
    assert (children.rename_axis(["unit", "month"]) == parents.reindex(children.index)).all()
    assert asked["month"].max() == pd.Timestamp("2026-12-01")


def test_a_rep_sells_only_while_employed(client: tables.Client) -> None:
    sold = client["sales"].merge(client["org"], on="rep")
    assert (sold["month"] >= sold["hire_date"].dt.to_period("M").dt.to_timestamp()).all()
    assert not (sold["month"] > sold["leave_date"]).any()


def test_late_corrections_and_gaps_are_there(client: tables.Client) -> None:
    sales = client["sales"]
    assert (sales["recorded"] > sales["month"] + pd.offsets.MonthEnd(0)).sum() > 300
    assert (sales["amount"] < 0).sum() > 300
    assert all(sales[c].isna().sum() > 50 for c in ("customer", "quantity", "collected", "recorded"))


def test_spring_festival_moves_between_january_and_february(team_months: pd.DataFrame) -> None:
    total = team_months.sum(axis=1)
    ratio = {year: total[f"{year}-01"].item() / total[f"{year}-02"].item() for year in range(2023, 2027)}
    in_january, in_february = (ratio[2023], ratio[2025]), (ratio[2024], ratio[2026])
    assert max(in_january) < 1 < min(in_february)


def test_the_impossible_target_is_out_of_proportion(client: tables.Client, truths: Any) -> None:
    org, targets = client["org"], client["targets"]
    year = targets[targets["month"].between("2026-01-01", "2026-10-01")].groupby("unit")["target"].sum()
    potential = client["territories"].set_index("territory")["potential"]
    held = org.drop_duplicates("territory").set_index("territory")["team"]
    asked = year[org["team"].unique()] / potential.groupby(held).sum()
    assert asked.idxmax() == truths.IMPOSSIBLE_TEAM
    sales = client["sales"]
    sold = sales[sales["month"] >= "2026-01-01"].groupby("rep")["amount"].sum()
    attained = sold.groupby(org.set_index("rep")["team"]).sum() / year[org["team"].unique()]
    assert attained.idxmin() == truths.IMPOSSIBLE_TEAM
    reps = org[(org["team"] == truths.IMPOSSIBLE_TEAM) & org["leave_date"].isna()]["rep"]
    assert (sold[reps] < year[reps]).all()


def test_climate_falls_three_months_before_sales(
    client: tables.Client, team_months: pd.DataFrame, truths: Any
) -> None:
    answers = clean(client["survey"], read_codebook(client["survey_items"])).answers
    score = person_scores(answers).mean(axis=1)
    climate = score.groupby([answers.people["wave"], answers.people["team"]]).mean().unstack()
    own = climate[truths.CLIMATE_TEAM] - climate.drop(columns=truths.CLIMATE_TEAM).mean(axis=1)
    share = np.log(team_months[truths.CLIMATE_TEAM] / team_months.sum(axis=1))["2025-05":]
    assert _break(own) == pd.Timestamp(truths.CLIMATE_FALLS)
    planted = pd.Timestamp(truths.CLIMATE_FALLS) + pd.DateOffset(months=truths.CLIMATE_LEAD)
    # Sales are noisier than climate: their break may be found a month off.
    assert abs(_break(share) - planted) <= pd.Timedelta(31, "D")


def _answered(make: Any, seed: int) -> tuple[Answers, pd.Series]:
    """Answers of a company of another seed, and who of its people ticked without reading."""
    world, survey = sys.modules["world"].build(seed, 120), sys.modules["survey"]
    tables_ = [survey.survey(world), survey.survey_people(world)]
    told, people = (t.assign(wave=pd.to_datetime(t["wave"])) for t in tables_)
    asked = survey.survey_items()
    book = read_codebook(asked.assign(reversed=asked["reversed"] == "yes"))
    answers = clean(told.replace({"answer": {"": None}}), book, people).answers
    truth = survey.careless(world)
    keys = pd.MultiIndex.from_arrays(
        [answers.people["wave"].dt.strftime("%Y-%m"), answers.people["respondent"]]
    )
    return answers, pd.Series(keys.isin(pd.MultiIndex.from_frame(truth[["wave", "respondent"]])))


def test_careless_answers_are_found_and_careful_ones_left_alone(make: Any) -> None:
    for seed in (101, 102, 103):
        answers, careless = _answered(make, seed)
        assert 0.02 < careless.mean() < 0.06
        found = signs(answers)
        assert found[careless].any(axis=1).mean() >= 0.8
        assert found[~careless].any(axis=1).mean() <= 0.01
        assert is_careless(found)[~careless].mean() <= 0.001  # two signs leave nobody out who read


def test_answers_of_the_sample_resemble_those_of_real_surveys(make: Any) -> None:
    likeness, alphas = [], []
    for seed in range(104, 110):
        answers, _ = _answered(make, seed)
        early = answers.where(answers.people["wave"].between("2025-05-01", "2025-08-01"))
        for dimension in early.codebook.dimensions:
            found = nesting(person_scores(early)[dimension], early.people["team"])
            assert found is not None
            likeness.append(found.icc1)
            alphas.append(consistency(early.keyed(dimension)).alpha)
    assert np.mean(likeness) == pytest.approx(0.15, abs=0.04)
    assert np.min(alphas) > 0.75
    assert np.max(alphas) < 0.9


def test_the_bottleneck_holds_longest_and_loses_most(client: tables.Client, truths: Any) -> None:
    moves = client["stage_moves"].merge(client["stages"], on="stage").sort_values(["opportunity", "position"])
    left = moves.groupby("opportunity")["entered"].shift(-1)
    stay = (left - moves["entered"]).dt.days.groupby(moves["stage"]).median()
    assert stay.drop(["after_sales"], errors="ignore").idxmax() == truths.BOTTLENECK_STAGE
    closed = client["opportunities"].query("closed.notna()")["opportunity"]
    went_on = left.notna()[moves["opportunity"].isin(closed)].groupby(moves["stage"]).mean()
    last = client["stages"].sort_values("position")["stage"].iloc[-1]
    assert went_on.drop(last).idxmin() == truths.BOTTLENECK_STAGE


def test_one_is_lucky_and_one_is_good(client: tables.Client, truths: Any) -> None:
    sales = client["sales"]
    sold = sales.pivot_table(index="month", columns="rep", values="amount", aggfunc="sum")
    year = sold.loc["2026-01":]
    assert year[truths.LUCKY_REP].nlargest(3).index.strftime("%Y-%m").sort_values().tolist() == list(
        truths.LUCKY_MONTHS
    )
    rank = sold.dropna(axis=1, thresh=48).sum().rank(pct=True)
    assert rank[truths.GOOD_REP] > 0.95
    assert rank[truths.LUCKY_REP] < 0.5


def test_the_intermittent_seller_and_the_level_shift(
    client: tables.Client, team_months: pd.DataFrame, truths: Any
) -> None:
    sales = client["sales"]
    months = sales[sales["rep"] == truths.INTERMITTENT_REP]["month"].nunique()
    assert months < 0.6 * 48
    shifted = sales.merge(client["org"][["rep", "team"]], on="rep").query("team == @truths.SHIFT_TEAM")
    of_product = shifted[(shifted["product"] == truths.SHIFT_PRODUCT) & (shifted["amount"] > 0)]
    assert of_product["month"].max() < pd.Timestamp(truths.SHIFT_FROM)
    share = np.log(team_months[truths.SHIFT_TEAM] / team_months.sum(axis=1))
    assert _break(share) == pd.Timestamp(truths.SHIFT_FROM)


def test_slow_cash_is_slow(client: tables.Client, truths: Any) -> None:
    sales = client["sales"].merge(client["org"][["rep", "team"]], on="rep").dropna(subset="collected")
    recent = sales[sales["month"].between("2026-05-01", "2026-07-01")].groupby("team")
    rate = recent["collected"].sum() / recent["amount"].sum()
    assert rate.idxmin() == truths.SLOW_CASH_TEAM


def test_the_managed_plan_and_its_broken_decision(client: tables.Client, truths: Any) -> None:
    log = managed_plan(
        client["targets"], client["target_changes"], client["org"], levels=LEVELS, month=client.month
    ).log
    assert set(log["unit"]) == {unit for _, unit, *_ in truths.TARGET_CHANGES}
    broken = log[log["broken"]]
    assert set(broken["decided"]) == {pd.Timestamp(truths.BROKEN_DECISION)}
    assert (broken["old"] - broken["in_force"] == truths.BROKEN_BY).all()


def test_the_market_falls_below_what_the_plan_assumes(client: tables.Client, truths: Any) -> None:
    since = pd.Timestamp(truths.MARKET_FALLS) - pd.DateOffset(months=1)
    change = market_change(client["market"], since=since, month=client.month, growth=truths.MARKET_GROWTH)
    assert change == pytest.approx(-truths.MARKET_DROP, abs=0.02)


def _break(series: pd.Series) -> pd.Timestamp:
    """The month from which on a fall in the mean explains most of the series' variance."""
    values = series.to_numpy()
    cuts = range(3, len(values) - 2)
    errors = [
        ((values[:c] - values[:c].mean()) ** 2).sum() + ((values[c:] - values[c:].mean()) ** 2).sum()
        for c in cuts
    ]
    return series.index[cuts[int(np.argmin(errors))]]


def test_plain_company_holds_none_of_the_truths(make: Any) -> None:
    world = sys.modules["world"].build(7, 60, plain=True)
    assert (world.reps["ability"] == 1).all()
    seats = world.seats.assign(richness=world.territories["richness"].to_numpy()[world.seats["territory"]])
    years = [sys.modules["world"].expected(world)[:, at : at + 12].sum(axis=1) for at in (24, 36)]
    held = (world.holder >= 0).all(axis=1) & (world.holder[:, 0] == world.holder[:, -1])
    assert years[1][held] == pytest.approx(years[0][held], rel=0.03)  # the festival moves
    assert seats["base"].min() > 0.5 * seats["base"].median()


def test_as_many_deals_are_made_as_are_asked_for(make: Any) -> None:
    assert len(make.client(7, 40, 6000, 1234)["opportunities"]) == 1234
