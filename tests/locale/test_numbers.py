"""Numbers as readers of each language write them."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.locale import KINDS, Locale

EN, ZH = Locale("en"), Locale("zh")
MONTH = pd.Timestamp("2026-10-01")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "¥0", "¥0"),
        (850, "¥850", "¥850"),
        (0.5, "¥0.50", "¥0.50"),
        (0.004, "<¥0.01", "<¥0.01"),
        (-0.004, "−<¥0.01", "−<¥0.01"),
        (999.7, "¥1.00k", "¥1,000"),
        (9_999.7, "¥10.0k", "¥1.00万"),
        (98_600, "¥98.6k", "¥9.86万"),
        (123_456, "¥123k", "¥12.3万"),
        (999_950, "¥1.00M", "¥100.0万"),
        (12_345_678, "¥12.3M", "¥1,234.6万"),
        (99_999_999, "¥100M", "¥1.00亿"),
        (123_456_789, "¥123M", "¥1.23亿"),
        (-1_500_000_000, "−¥1.50bn", "−¥15.00亿"),
        (math.nan, "–", "–"),
        (math.inf, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_money_is_shortened_by_the_units_of_the_language(value, english, chinese):
    assert (EN.money(value), ZH.money(value)) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "kind", "english", "chinese"),
    [
        (0.986, "percent", "98.6%", "98.6%"),
        (0.9996, "percent", "99.96%", "99.96%"),
        (1.0, "percent", "100.0%", "100.0%"),
        (0.0004, "percent", "0.04%", "0.04%"),
        (-0.0000001, "percent", "0.00%", "0.00%"),
        (12.5, "percent", "1,250%", "1,250%"),
        (0.035, "signed_percent", "+3.5%", "+3.5%"),
        (-0.035, "signed_percent", "−3.5%", "−3.5%"),
        (0, "signed_percent", "0.0%", "0.0%"),
        (0.014, "points", "1.4 pp", "1.4个百分点"),
        (-0.014, "signed_points", "−1.4 pp", "−1.4个百分点"),
        (0.014, "signed_points", "+1.4 pp", "+1.4个百分点"),
        (40_000, "signed_money", "+¥40.0k", "+¥4.00万"),
        (-40_000, "signed_money", "−¥40.0k", "−¥4.00万"),
        (1234, "count", "1,234", "1,234"),
        (-4, "signed_count", "−4", "−4"),
        (0.9999, "chance", ">99%", ">99%"),
        (0.0001, "chance", "<1%", "<1%"),
        (0.425, "chance", "42%", "42%"),
        (1.0, "chance", "100%", "100%"),
        (3.14159, "number", "3.14", "3.14"),
        (31.4159, "number", "31.4", "31.4"),
        (3141.59, "number", "3,142", "3,142"),
        (3.0, "number", "3", "3"),
        (-2.5, "signed_number", "−2.50", "−2.50"),
        (MONTH, "month", "Oct 2026", "2026年10月"),
        ((pd.Timestamp("2026-01-01"), MONTH), "period", "Jan – Oct 2026", "2026年1月至10月"),
        ([pd.Timestamp("2025-11-01"), MONTH], "period", "Nov 2025 – Oct 2026", "2025年11月至2026年10月"),
        ((MONTH, MONTH), "period", "Oct 2026", "2026年10月"),
        (MONTH, "date", "Oct 1, 2026", "2026年10月1日"),
        (["a", "b", "c"], "names", "a, b, and c", "a、b和c"),
        ("a", "name", "a", "a"),
        ("Target", "message", "Target", "目标"),
    ],
)
def test_a_value_is_written_as_its_kind(value, kind, english, chinese):
    assert (EN.format(value, kind), ZH.format(value, kind)) == (english, chinese)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT])
def test_a_missing_value_is_a_dash_of_any_kind(kind, missing):
    assert ZH.format(missing, kind) == "–"


@given(st.floats(-1e13, 1e13))
def test_shortened_money_is_within_half_a_percent_or_half_a_piece(value):
    units = {"k": 1e3, "M": 1e6, "bn": 1e9, "": 1.0}
    text = EN.money(value).replace("−", "-").replace("¥", "").replace(",", "").replace("<", "")
    digits = text.rstrip("kMbn")
    assert float(digits) * units[text[len(digits) :]] == pytest.approx(value, rel=0.0051, abs=0.501)


@pytest.mark.parametrize(
    ("currency", "english", "chinese"),
    [("CNY", "¥1.00k", "¥1,000"), ("USD", "$1.00k", "US$1,000"), ("EUR", "€1.00k", "€1,000")],
)
def test_the_sign_of_the_currency(currency, english, chinese):
    assert (Locale("en", currency=currency).money(1000), Locale("zh", currency=currency).money(1000)) == (
        english,
        chinese,
    )


def test_one_unit_for_amounts_that_are_compared():
    amounts = [98.4e6, 60.2e6, 1.25e6, math.nan, 0]
    scale = EN.scale(amounts)
    assert (scale.unit, [EN.scaled(a, scale) for a in amounts]) == ("M", ["98.4", "60.2", "1.2", "–", "0.0"])
    scale = ZH.scale(amounts)
    assert (scale.unit, [ZH.scaled(a, scale) for a in amounts]) == ("万", ["9,840", "6,020", "125", "–", "0"])
    assert EN.scaled(-12e6, EN.scale(amounts), signed=True) == "−12.0"
    assert EN.scale([]).unit == ""
    assert [EN.scaled(a, scale) for a in (300, -300)] == ["<1", "−<1"]
    assert [EN.scaled(a, EN.scale([0.4, 0.5])) for a in (0.4, 0.001)] == ["0.40", "<0.01"]


def test_a_finding_is_a_sentence_of_the_language():
    finding = Finding("{low} to {high}", {"low": "{a}", "high": "2"})
    assert (EN.sentence(finding), ZH.sentence(finding)) == ("{a} to 2", "{a}至2")


def test_what_is_said_may_be_a_message_or_a_finding():
    period = Finding("{span:period}", {"span": (MONTH, MONTH)})
    assert (ZH.say("Target"), ZH.say(period)) == ("目标", "2026年10月")


def test_a_message_without_translation_stays_english():
    assert ZH.text("Nobody translated {x:count} of this.", x=3) == "Nobody translated 3 of this."


def test_names_are_those_of_the_language():
    assert Locale("zh", names={"T1": "华北"}).text("{a:name}, {b:name}", a="T1", b="T2") == "华北, T2"


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"'monney' is no kind of value; known are money,"):
        EN.text("{x:monney}", x=1)


def test_a_language_that_the_kit_does_not_speak_is_refused():
    with pytest.raises(ValueError, match="'fr' is no language of the kit; write en or zh"):
        Locale("fr")


def test_a_year_is_named_in_the_language():
    assert (EN.year(MONTH), ZH.year(MONTH)) == ("2026", "2026年")


def test_pages_declare_the_script_of_their_language():
    assert (EN.tag, ZH.tag) == ("en", "zh-Hans")
