import pandas as pd
import pytest

from salesmgmt_kit.kpi.mixing import contrasts, headlines
from salesmgmt_kit.locale import Locale

from .worlds import LEVELS, berkeley, company

ENGLISH = Locale("en")


def _said(findings, locale=ENGLISH):
    return [locale.sentence(f) for f in findings]


@pytest.fixture(scope="module")
def turned():
    mixes = {"A": [0.1, 0.9], **{f"T{i}": [0.9, 0.1] for i in range(5)}}
    return contrasts(*company([0.6, 0.2], mixes, deals=150, lift=0.12), levels=LEVELS)


def test_a_difference_that_turns_around_is_told_with_its_interval(turned):
    first = _said(headlines.mix_findings(turned))[0]
    assert first.startswith("won of A is −")
    assert "at the same mix of products +" in first
    assert first.endswith("the mix turns the difference around.")
    assert _said(headlines.sure_findings(turned)) == [first]


def test_a_difference_is_told_once_whatever_the_mix(turned):
    twice = turned.assign(by="family")
    both = pd.concat([turned, twice], ignore_index=True)
    assert len(headlines.mix_findings(both)) == len(headlines.mix_findings(turned))


def test_women_of_berkeley():
    found = contrasts(*berkeley(), levels=LEVELS)
    said = _said(headlines.mix_findings(found))
    assert "admitted of women is −31.8% beside all others'; the mix of products explains it" in "\n".join(
        said
    )
    assert headlines.sure_findings(found) == []


def test_nothing_changed_is_said_and_nothing_known_too(turned):
    same = turned.assign(verdict="same")
    assert _said(headlines.mix_findings(same)) == [
        "At the same mix no difference in won turns around, goes or appears beyond chance."
    ]
    assert _said(headlines.mix_findings(turned.head(0))) == [
        "No KPI is a ratio that can be told by product or customer segment."
    ]
    assert headlines.sure_findings(turned.head(0)) == []


def test_rows_of_the_table_start_with_what_the_mix_changes(turned):
    rows = headlines.mix_rows(turned)
    assert (rows["unit"].iloc[0], rows["reading"].iloc[0]) == ("A", "The mix turns it around")
    assert rows["reading"].iloc[-1] == "The mix changes little"
    assert headlines.mix_rows(turned.head(0)).empty


@pytest.mark.parametrize("verdict", ["reversed", "explained", "hidden"])
@pytest.mark.parametrize("against", ["others", "year"])
def test_every_verdict_has_its_sentence_in_both_languages(turned, verdict, against):
    rows = turned.head(1).assign(verdict=verdict, against=against)
    english, chinese = (_said(headlines.mix_findings(rows), Locale(x))[0] for x in ("en", "zh"))
    assert "won of" in english
    assert "结构" in chinese
