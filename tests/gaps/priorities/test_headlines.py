import dataclasses

import numpy as np
import pytest

from salesmgmt_kit.gaps.priorities import headlines, ranked
from salesmgmt_kit.locale import Locale

from .test_overview import PLANTED
from .worlds import MONTH, company, organisation

NAMES = {"offer": "Offer", "talks": "Talks"}
LOCALES = [Locale("en", names=NAMES), Locale("zh", names=NAMES)]


def _ranked(**more):
    return ranked(*company(np.random.default_rng(1), **more), tier="team", month=MONTH)


@pytest.fixture(scope="module")
def planted():
    return _ranked(**PLANTED)


@pytest.fixture(scope="module")
def bottleneck():
    return _ranked(rates=(0.8, 0.5, 0.8, 0.8), stays=(6, 30, 9, 9))


def _said(findings, locale=LOCALES[0]):
    return [locale.sentence(f) for f in findings]


def _process(found, **changed):
    return dataclasses.replace(found, process=dataclasses.replace(found.process, **changed))


def test_bottleneck_is_one_sentence_and_what_saving_a_tenth_there_brings_another(bottleneck):
    named, lever = headlines.bottleneck_findings(bottleneck)
    assert named.tone == "act"
    assert _said([named])[0].startswith("Offer is the bottleneck:")
    assert _said([lever])[0].startswith("If one in ten of the deals lost in Offer")
    assert headlines.top_findings(bottleneck) == [named]


def test_two_stages_are_spoken_of_apart(bottleneck):
    loses, holds, lever = headlines.bottleneck_findings(_process(bottleneck, slow="talks"))
    assert _said([loses])[0].startswith("Offer loses most:")
    assert _said([holds])[0].startswith("Talks holds deals longest: half of them")
    assert lever.facts["stage"] == "offer"
    (alone,) = headlines.bottleneck_findings(_process(bottleneck, leaky=None))
    assert _said([alone])[0].startswith("Offer holds deals longest")


def test_stay_that_nobody_saw_the_end_of_is_said_in_words(bottleneck):
    stages = bottleneck.process.stages.assign(stay=np.inf, stay_high=np.inf)
    (stuck,) = headlines.bottleneck_findings(_process(bottleneck, leaky=None, stages=stages))
    assert "more than half of them are neither beyond it nor lost" in _said([stuck])[0]


def test_without_a_bottleneck_that_is_said_and_nothing_is_a_headline():
    found = _ranked()
    assert _said(headlines.bottleneck_findings(found))[0].startswith(
        "No stage is the bottleneck beyond chance"
    )
    assert _said(headlines.priority_findings(found))[0].startswith("Units do not differ by more than chance")
    assert _said([headlines.pareto_finding(found)])[0].startswith("No gain is larger than chance")
    assert headlines.top_findings(found) == []
    assert headlines.unit_rows(found).empty


def test_priorities_are_told_in_order_with_their_intervals(planted):
    first, second = headlines.priority_findings(planted)
    assert _said([first])[0].startswith("Work on Offer first:")
    assert _said([second])[0].startswith("Then the size of deals:")
    row = planted.gains.iloc[0]
    assert first.facts["gain_low"] == row["gain_low"]
    if not (planted.process.leaky or planted.process.slow):
        assert headlines.top_findings(planted) == [first]


@pytest.mark.parametrize("by_patch", [True, False])
@pytest.mark.parametrize("factor", ["deals", "size", "offer"])
def test_every_factor_has_its_sentence_first_and_next(planted, factor, by_patch):
    rows = planted.gains.assign(told=True)
    for place in (0, 1):
        order = rows.assign(at=np.where(rows["factor"] == factor, place, 1.5 - place)).sort_values(
            "at", kind="stable"
        )
        found = dataclasses.replace(planted, gains=order, by_patch=by_patch)
        for locale in LOCALES:
            said = _said(headlines.priority_findings(found), locale)[place]
            assert "{" not in said


def test_first_and_next_differ(planted):
    found = dataclasses.replace(planted, gains=planted.gains.assign(told=True))
    said = _said(headlines.priority_findings(found))
    assert len(said) == 4
    assert said[0].startswith("Work on")
    assert all(s.startswith("Then") for s in said[1:])


def test_few_units_are_not_compared():
    found = _ranked(org=organisation(teams=4), deals=1000)
    assert _said(headlines.priority_findings(found))[0].startswith("Fewer than five units")


def test_nothing_is_said_without_moves():
    deals, moves, stages, org = company(np.random.default_rng(1), deals=50)
    found = ranked(deals, moves[:0], stages, org, tier="team", month=MONTH)
    assert headlines.bottleneck_findings(found) == []
    assert headlines.priority_findings(found) == []
    assert headlines.top_findings(found) == []
    assert headlines.stage_rows(found).empty
    assert headlines.gain_rows(found).empty


def test_tables_name_factors_as_readers_know_them(planted):
    labels = headlines.gain_rows(planted).set_index("factor")["label"]
    assert LOCALES[0].sentence(labels["offer"]) == "Offer"
    assert LOCALES[1].sentence(labels["deals"]) == "新开商机"
    assert headlines.unit_rows(planted)["told"].all()


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
def test_titles_of_figures_name_what_they_show(planted, bottleneck, locale):
    titles = [
        headlines.stage_finding(bottleneck),
        headlines.stage_finding(_process(bottleneck, slow=None)),
        headlines.stage_finding(_process(bottleneck, leaky=None)),
        headlines.pareto_finding(planted),
    ]
    assert all("Offer" in locale.sentence(title) for title in titles)
