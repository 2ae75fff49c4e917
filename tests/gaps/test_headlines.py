import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps import bridge, compared, headlines, win_rates
from salesmgmt_kit.gaps.counting import DEALS, Factor
from salesmgmt_kit.locale import Locale

LEVELS = ["department", "team"]
MONTH = pd.Timestamp("2026-10-01")
ORG = pd.DataFrame({"rep": ["R1", "R2"], "team": ["T1", "T2"], "department": ["D1", "D1"]})
LOCALES = [Locale("en"), Locale("zh")]


def _deals(before, after, *, rate=0.5, seed=1):
    """So many deals closed in May to July and in August to October, all opened shortly before."""
    rng = np.random.default_rng(seed)
    n = before + after
    closed = np.where(np.arange(n) < before, "2026-06-10", "2026-09-10")
    return pd.DataFrame(
        {
            "rep": rng.choice(["R1", "R2"], n),
            "opened": pd.to_datetime(closed) - pd.Timedelta(30, "D"),
            "closed": pd.to_datetime(closed),
            "outcome": np.where(rng.random(n) < rate, "won", "lost"),
            "amount": rng.lognormal(9, 0.3, n),
        }
    )


def _said(findings, locale=LOCALES[0]):
    return [locale.sentence(f) for f in findings]


def _found(deals):
    spans = compared(deals, month=MONTH)
    return bridge(deals, ORG, levels=LEVELS, base=spans.base, actual=spans.actual), spans


def test_cause_beyond_chance_is_named():
    found, spans = _found(_deals(400, 100))
    gap, *causes = headlines.gap_findings(found, spans)
    assert gap.tone == "act"
    assert "less than in the three months before" in _said([gap])[0]
    assert [f.facts["effect"] < 0 for f in causes] == [True]
    assert _said(causes)[0].startswith("The number of deals brought to an end")


def test_no_cause_is_named_where_chance_explains_all():
    found, spans = _found(_deals(100, 100))
    assert _said(headlines.gap_findings(found, spans))[1].startswith("No single cause is larger than chance")
    assert _said(headlines.unit_findings(found)) == [
        "By unit, no cause is larger than chance: what differs between them may be luck."
    ]


OWN = [Factor("opened", "opportunities.opened"), *DEALS]


def _own(chain, deals, **options):
    spans = compared(deals, month=MONTH, chain=chain, **options)
    return bridge(
        deals, ORG, levels=LEVELS, base=spans.base, actual=spans.actual, chain=chain, against=spans.against
    ), spans


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
def test_factors_of_an_own_chain_are_named(locale):
    named = Locale(locale.language, names={"opened": "OPENED"})
    found, spans = _own(OWN, _deals(400, 100))
    found.effects.loc[(found.effects["factor"] == "opened") & (found.effects["unit"] == "company"), "p"] = (
        1e-9
    )
    gap, cause = _said(headlines.gap_findings(found, spans), named)
    assert "OPENED" in cause
    assert "{" not in gap + cause


def test_a_broken_chain_names_no_cause():
    broken = [Factor("visits", "activities.visits"), *DEALS[1:]]
    found, spans = _own(broken, _deals(40, 40))
    assert _said(headlines.gap_findings(found, spans))[1].startswith("The difference cannot be taken apart")


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
def test_targets_of_the_factors_are_a_base_and_without_them_it_is_said(locale):
    asked = [Factor(f.id, f.of, target) for f, target in zip(DEALS, (30, 0.5, 9000), strict=True)]
    found, spans = _own(asked, _deals(100, 100), wanted="target")
    assert headlines.base_findings(spans) == []
    (said, *_) = _said(headlines.gap_findings(found, spans), locale)
    assert "{" not in said
    if locale.language == "en":
        assert "less than the targets of the factors ask for" in said
        (title,) = _said([headlines.bridge_finding(found)])
        assert title.startswith("Targets of the factors ask for ")
    _, spans = _own(DEALS, _deals(100, 100), wanted="target")
    (said,) = _said(headlines.base_findings(spans), locale)
    assert "client.yaml" in said


def test_cross_check_names_where_the_two_ways_differ_most():
    found, _ = _found(_deals(400, 100))
    (said,) = headlines.check_findings(found)
    rows = found.effects[found.effects["tier"] != "rep"]
    assert abs(said.facts["other"] - said.facts["effect"]) == pytest.approx(
        (rows["lmdi"] - rows["effect"]).abs().max()
    )


def test_columns_of_a_table_of_effects_follow_the_chain():
    found, _ = _own(OWN, _deals(40, 40))
    assert [key for key, *_ in headlines.effect_columns(found)] == ["opened", "closed", "win_rate", "size"]


def test_nothing_is_said_of_deals_where_there_are_none():
    found, spans = _found(_deals(0, 0))
    assert headlines.gap_findings(found, spans) == []


def test_rates_that_may_be_alike_are_not_ranked():
    deals = _deals(100, 100).assign(product="P1")
    found = win_rates(deals, ORG, levels=LEVELS, month=MONTH)
    assert _said(headlines.rate_findings(found))[0].startswith("Win rates cannot be ranked")


def _people(**columns):
    """Two years' rows of ten reps: the first is asked for far more than an ordinary rep sells there."""
    actual = pd.Series([70.0, 97, 103, 99, 101, 98, 102, 100, 96, 104])
    rows = {
        "rep": [f"R{i}" for i in range(1, 11)], "actual": actual, "target": [110.0, *[98.0] * 9],
        "level": 0.0, "patch": [-40.0, *[2.0] * 9], "ramp": 0.0, "shared": 0.0,
        "ability": 0.4, "ability_low": 0.2, "ability_high": 0.6, "told": False, "out": [True] + [False] * 9,
    }  # fmt: skip
    people = pd.DataFrame(rows | columns)
    return people.assign(gap=people["actual"] - people["target"])


def test_rep_who_stands_out_is_named_with_interval():
    (named, *_) = headlines.people_findings(_people(), _people(told=[True] + [False] * 9))
    assert "R1 sells about 40.0% more" in _said([named])[0]
    assert "20.0% to 60.0%" in _said([named])[0]


def test_gap_that_target_and_patch_explain_is_nobodys_doing():
    nobody, excused = headlines.people_findings(_people(), _people())
    assert _said([nobody])[0].startswith("Over two years no rep stands out")
    assert _said([excused])[0].startswith("1 of 3 reps who are short")
    assert excused.facts["reps"] == ["R1"]


@pytest.mark.parametrize("verdict", ["moved", "unmoved", "early", "unknown"])
@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
def test_every_verdict_on_a_plan_is_a_sentence(verdict, locale):
    rows = pd.DataFrame(
        [{"rep": "R1", "agreed": MONTH, "after": 12.0, "low": 3.0, "high": 9.0, "verdict": verdict}]
    )
    (said,) = _said(headlines.plan_findings(rows), locale)
    assert "R1" in said
    assert "{" not in said
