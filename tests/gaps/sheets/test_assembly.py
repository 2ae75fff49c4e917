from pathlib import Path

import pandas as pd
import pytest

from salesmgmt_kit import gaps, tables, targets
from salesmgmt_kit.gaps.sheets import direction_findings, interview_sheets
from salesmgmt_kit.locale import Locale

from .builders import MONTH, attributed, organised

ROOT = Path(__file__).parents[3]
NO_PLANS = pd.DataFrame(columns=["plan", "rep", "month", "measure", "action", "owner", "due"])
NO_MEASURES = pd.DataFrame(columns=["rep", "month", "measure", "value"])
NOTHING = pd.DataFrame(columns=["tier", "unit", "first", "last", "actual", "target", "gap", "attainment"])


@pytest.fixture(scope="module")
def client():
    return tables.open_client(ROOT / "data" / "sample", month="2026-10")


@pytest.fixture(scope="module")
def sample(client):
    """The sheets of the sample, by rep."""
    sales, org, levels = client["sales"], client["org"], client.levels
    given = {name: client[name] for name in ("territories", "customers")}
    plan = targets.complete_targets(client["targets"], org, levels=levels)
    year, two_years = (
        gaps.attribution(sales, org, month=MONTH, span=span, targets=plan, **given) for span in (12, 24)
    )
    actuals = targets.monthly_actuals(sales, org, levels=levels, month=MONTH)
    spans = gaps.compared(client["opportunities"], month=MONTH)
    sheets = interview_sheets(
        year,
        two_years,
        org,
        month=MONTH,
        attained=targets.attainment(actuals, plan, month=MONTH),
        plans=client["plans"],
        judged=gaps.judged_plans(client["plans"], gaps.measures(sales, client["activities"]), month=MONTH),
        deals=gaps.bridge(client["opportunities"], org, levels=levels, base=spans.base, actual=spans.actual),
        rates=gaps.win_rates(client["opportunities"], org, levels=levels, month=MONTH),
    )
    return {sheet.rep: sheet for sheet in sheets}


def _sheets(year, org):
    """The sheets of reps of whom nothing but this is known."""
    judged = gaps.judged_plans(NO_PLANS, NO_MEASURES, month=MONTH)
    return interview_sheets(year, year, org, month=MONTH, attained=NOTHING, plans=NO_PLANS, judged=judged)


def test_everybody_present_has_a_sheet_whose_parts_add_up_to_the_gap(client, sample):
    org = client["org"]
    assert set(sample) == set(org.loc[~(org["leave_date"] < MONTH), "rep"])
    for sheet in sample.values():
        assert sum(part.amount for part in sheet.parts) == pytest.approx(sheet.gap, abs=1e-3)
        assert [part.own for part in sheet.parts] == [False] * 5 + [True]
        sizes = [abs(part.amount) for part in sheet.parts[:-1]]
        assert sizes == sorted(sizes, reverse=True)
        assert 2 <= len(sheet.questions) <= 3


def test_sample_raises_the_impossible_targets_and_no_other(client, sample):
    team = set(client["org"].query("team == 'T11'")["rep"]) & set(sample)
    raised = {rep for rep, sheet in sample.items() if sheet.word == "Raise"}
    assert raised <= team
    assert len(raised) >= len(team) - 2  # of two of them it is not sure enough


def test_sample_learns_from_the_good_rep_and_asks_the_lucky_one_what_follows(sample):
    assert [rep for rep, sheet in sample.items() if sheet.word == "Learn"] == ["R047"]
    assert sample["R013"].word == "Go on"
    assert sample["R013"].questions[0].ask.template.startswith("Which of this year's sales will not come")


def test_sample_speaks_of_its_plans(sample):
    outcomes = {rep: [plan.outcome.template[:9] for plan in sample[rep].plans] for rep in ("R052", "R058")}
    assert outcomes == {"R052": ["Not moved"], "R058": ["Agreed in"]}


def test_sample_has_month_year_to_date_and_twelve_months(sample):
    standings = sample["R001"].standings
    assert [f"{s.period[0]:%Y-%m}/{s.period[1]:%m}" for s in standings] == [
        "2026-10/10",
        "2026-01/10",
        "2025-11/10",
    ]
    assert all(s.gap == pytest.approx(s.actual - s.target) for s in standings)


def test_teams_keep_their_order_and_the_largest_gap_comes_first(client, sample):
    units = list(dict.fromkeys(sheet.unit for sheet in sample.values()))
    assert units == list(dict.fromkeys(client["org"].query("rep in @sample.keys()")["team"]))
    of_team = [sheet.gap for sheet in sample.values() if sheet.unit == "T01"]
    assert of_team == sorted(of_team)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_every_sheet_is_whole(client, sample, language):
    locale = Locale(language, names=client.names(language))
    for sheet in sample.values():
        said = [sheet.direction, *sheet.plainly, *sheet.apart]
        said += [f for q in sheet.questions for f in (q.ask, q.fact)] + [p.outcome for p in sheet.plans]
        for finding in said:
            text = locale.sentence(finding)
            assert text
            assert "{" not in text
            assert " – " not in text.replace("2025 – ", "")


def test_headline_names_whom_to_talk_to_first(sample):
    said = [Locale("en").sentence(f) for f in direction_findings(list(sample.values()))]
    assert said[0].startswith("Raise with head office: the targets of R0")
    assert said[-1].startswith("About the results of ")
    assert any(sentence == "Learn from R047." for sentence in said)


def test_without_targets_a_sheet_holds_the_reps_against_the_average():
    year = attributed(10).assign(target=float("nan"), gap=float("nan"), level=float("nan"))
    for sheet in _sheets(year, organised(year)):
        assert [part.label for part in sheet.parts if part.label == "Level of the target"] == []
        assert sheet.plainly[0].template.startswith("No target is known")
        assert pd.isna(sheet.gap)


def test_without_colleagues_to_compare_with_a_sheet_says_so():
    sold = pd.DataFrame({"rep": ["R000"], "month": [MONTH], "amount": [1.0]})
    org = organised(attributed(10))
    sheets = _sheets(gaps.attribution(sold, org, month=MONTH), org)
    assert len(sheets) == 10
    assert {sheet.word for sheet in sheets} == {"Wait"}
    assert {sheet.apart[0].template[:14] for sheet in sheets} == {"Too few months"}
    assert not any(sheet.parts or sheet.plainly for sheet in sheets)
