"""One sheet a rep, in the order of the teams, and fewer where the page would grow too large."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import units
from salesmgmt_kit.kpi import people, rank_people
from salesmgmt_kit.kpi.appraisal import appraisals, headlines, score_sheets
from salesmgmt_kit.locale import Locale

from ..worlds import LEVELS, MONTH, company

BANDS = pd.DataFrame({"band": ["low", "high"], "score_from": [np.nan, 95.0], "amount": [0.0, 5000.0]})


def _appraised(scale="points", **tables):
    card = company(noise=0.5)
    compared = people(card, scale=scale)
    reps = card.tree[card.tree["tier"] == units.REP]
    org = pd.DataFrame({"rep": reps["unit"], "team": reps["parent"], "department": "D1"})
    ranking = rank_people(compared.values, compared.weights, errors=compared.errors, draws=50)
    found = appraisals(
        card, compared, ranking, {"org": org, **tables}, levels=LEVELS, month=MONTH, scale=scale
    )
    return found, card.kpis


def _said(findings, language="en"):
    return [Locale(language).sentence(f) for f in findings]


def test_sheets_stand_by_team_and_score():
    found, kpis = _appraised(pay_bands=BANDS)
    sheets = score_sheets(found, kpis)
    assert len(sheets) == 24
    teams = [sheet.unit for sheet in sheets]
    assert teams == sorted(teams, key=list(dict.fromkeys(teams)).index)
    for team in set(teams):
        scores = [sheet.score for sheet in sheets if sheet.unit == team]
        assert scores == sorted(scores, reverse=True)
    assert [step.band for step in sheets[0].steps] == ["high", "low"]
    assert np.isnan(sheets[0].steps[1].begins)


def test_of_too_many_those_with_open_bands_come_first_and_the_page_says_so():
    found, kpis = _appraised(pay_bands=BANDS)
    sheets = score_sheets(found, kpis, most=5)
    chance = found.reps.set_index("unit")[["up", "down"]].sum(axis=1)
    assert {sheet.rep for sheet in sheets} == set(chance.nlargest(5).index)
    (said,) = _said(headlines.sheet_findings(len(sheets), found))
    assert said.startswith("Sheets of 5 of 24 reps are shown")
    assert "`scorecard: {sheets: 24}` in client.yaml" in said
    assert headlines.sheet_findings(24, found) == []
    assert score_sheets(found, kpis, most=0) == []


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        ("points", "sales: Sales less returns and corrections, in the month they count for. Scores 0 at 60%"),
        ("min_max", "0 for the last of 24 reps, 100 for the first."),
        ("z", "100 at the mean of 24 reps, 10 points a standard"),
        ("rank", "The place among 24 reps, 24 being the first."),
    ],
)  # fmt: skip
def test_the_rule_of_every_score_is_told(scale, says):
    found, kpis = _appraised(scale)
    line = score_sheets(found, kpis)[0].lines[0]
    assert says in _said([line.how])[0]
    assert "{" not in _said([line.how], "zh")[0]


@pytest.mark.parametrize("scale", ["min_max", "z"])
def test_a_score_among_people_follows_from_what_stands_beside_it(scale):
    found, kpis = _appraised(scale)
    for sheet in score_sheets(found, kpis):
        for line in sheet.lines:
            first, second = line.marks
            by_hand = {
                "min_max": 100 * (line.value - first) / (second - first),
                "z": 100 + 10 * (line.value - first) / second,
            }
            assert by_hand[scale] == pytest.approx(line.score, abs=1e-9)
    assert sheet.marks != ("Target", "Attainment")


def test_bands_are_counted_with_those_near_another():
    found, _ = _appraised(pay_bands=BANDS)
    rows = headlines.band_rows(found).set_index("band")
    assert rows.index.tolist() == ["high", "low"]
    assert rows["n"].to_dict() == found.reps["band"].value_counts().to_dict()
    assert (rows["unsure"] <= rows["n"]).all()
    assert np.isnan(rows.loc["low", "begins"])
    assert headlines.band_rows(_appraised()[0]).empty


def test_without_any_other_table_the_page_says_what_cannot_be_told():
    found, kpis = _appraised()
    said = _said(headlines.appraisal_findings(found))
    assert said[0].startswith("What is not the person's doing cannot be told: the tables know neither")
    sheet = score_sheets(found, kpis)[0]
    assert (sheet.word, sheet.steps, sheet.effects) == ("", [], [])
    assert "band" not in _said([sheet.verdict])[0]


def test_a_score_known_over_few_months_claims_no_certainty():
    found, kpis = _appraised(pay_bands=BANDS)
    found = replace(found, reps=found.reps.assign(error=np.nan, up=np.nan, down=np.nan))
    said = _said([score_sheets(found, kpis)[0].verdict])[0]
    assert said.endswith("known over too few months to say how sure it is.")
