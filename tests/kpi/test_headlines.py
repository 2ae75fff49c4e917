import pandas as pd
import pytest

from salesmgmt_kit.kpi import (
    described,
    effective_weights,
    evenness,
    headlines,
    of_people,
    people,
    quadrants,
    rank_people,
    redundant,
    rep_months,
)
from salesmgmt_kit.locale import Locale

from .worlds import KPIS, company

ENGLISH, CHINESE = Locale("en"), Locale("zh")


def _said(findings, locale=ENGLISH):
    return [locale.sentence(f) for f in findings]


def _effective(**rows):
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["nominal", "effective"])
    return frame.rename_axis("kpi").reset_index()


def test_weights_far_from_what_was_meant_are_named_the_widest_apart_first():
    found = headlines.weight_findings(_effective(a=(0.5, 0.52), b=(0.3, 0.01), c=(0.05, 0.3), d=(0.15, 0.06)))
    assert _said(found) == [
        "b was meant to weigh 30.0%; in effect it decides next to nothing (1.0%).",
        "c was meant to weigh 5.0%; in effect it decides 30.0% of who stands where.",
        "d was meant to weigh 15.0%; in effect it decides only 6.0% of who stands where.",
    ]
    assert _said(headlines.weight_findings(_effective(a=(0.5, 0.52), b=(0.5, 0.48)))) == [
        "Every KPI weighs in effect about what it was meant to."
    ]


def test_a_perspective_without_a_kpi_is_named():
    said = _said(headlines.evenness_findings(evenness(KPIS.query("perspective == 'outcome'"))))
    assert said == [
        "Outcomes weigh 100.0% in the scorecard, process 0.0%.",
        "No KPI measures the process side.",
    ]


def test_people_who_differ_by_chance_are_not_ranked_and_take_no_side():
    card = company(noise=0.6)
    compared = people(card)
    ranking = rank_people(compared.values, compared.weights, errors=compared.errors, draws=200)
    assert _said(headlines.rank_findings(ranking))[0].startswith("People cannot be ranked by this scorecard")
    shown = headlines.ranked(ranking)
    assert shown.loc[~shown["firm"], "shown"].isna().all()
    sides = quadrants(rep_months(card))
    assert {f.tone for f in headlines.balance_findings(sides)} <= {"note", "good"}


def test_outcome_without_process_is_named():
    card = company(noise=0.02, visits=2.0)
    sides = quadrants(rep_months(card))
    assert (sides["quadrant"] == "outcome").mean() > 0.5
    first = _said(headlines.balance_findings(sides))[0]
    assert "harvest or luck" in first
    assert "people live on outcomes" in ENGLISH.sentence(headlines.balance_title(sides))


def test_flat_zones_and_pairs_are_named():
    flat = of_people(company(visits=20.0))
    assert _said(headlines.flat_findings(flat)) == [
        "visits: 100.0% of people are in a flat zone of its score, where more or less changes nothing."
    ]
    pairs = redundant(pd.DataFrame({"a": [1.0, 2, 3], "b": [2.0, 4, 6.1]}))
    assert _said(headlines.redundancy_findings(pairs)) == [
        "a and b say the same of people (correlation 1.00)."
    ]


def test_company_card_holds_values_of_their_own_kind():
    card = headlines.company_card(company()).set_index("kpi")
    assert card["kind"].to_dict() == {
        "sales": "money",
        "cash": "percent",
        "visits": "count",
        "days": "number",
    }
    assert card.loc["visits", "target"] == 24 * 10
    assert card.loc["visits", "year_target"] == 24 * 10 * 10


@pytest.mark.parametrize("locale", [ENGLISH, CHINESE])
def test_a_definition_without_an_entry_stands_for_itself(locale):
    meanings = [locale.sentence(f) for f in described(KPIS)["meaning"]]
    assert meanings[-1] == "own_words"
    assert all(len(m) > 10 or locale is CHINESE for m in meanings[:-1])


def test_nobody_to_compare_is_said_and_not_made_up():
    none = effective_weights(pd.DataFrame({"a": [1.0]}), pd.Series({"a": 1.0}))
    ranking = rank_people(pd.DataFrame({"a": [1.0]}), pd.Series({"a": 1.0}))
    assert _said(headlines.findings(none, pd.DataFrame({"quadrant": []}), ranking)) == [
        "Too few people have all KPIs to see what the scorecard rewards."
    ]
    assert _said(headlines.rank_findings(ranking)) == ["Too few people have all KPIs to be ranked."]
    assert headlines.weight_findings(none) == []
