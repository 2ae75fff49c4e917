import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import record
from salesmgmt_kit.targets.record import headlines
from salesmgmt_kit.targets.record.outlooks import nothing_said

from .builders import ACTUALS, MONTH, TARGETS, said, stored

EN, ZH = Locale("en"), Locale("zh")
PAST = stored(*(f"2025-{m:02}" for m in range(8, 13)), *(f"2026-{m:02}" for m in range(1, 8)))
CHANGES = record.since_last_month(PAST, said(MONTH), ACTUALS, TARGETS, month=MONTH)


def _company(**facts):
    return CHANGES.assign(**{k: CHANGES[k].mask(CHANGES["tier"] == "company", v) for k, v in facts.items()})


def _says(findings):
    for finding in findings:
        assert ZH.sentence(finding)
    return [EN.sentence(finding) for finding in findings]


def test_the_change_is_told_with_its_parts():
    changes = _company(then=1e6, now=1.2e6, change=2e5, came=3e5, restated=0.0, revised=-1e5)
    assert EN.sentence(headlines.change_finding(changes, month=MONTH)) == (
        "Since last month the year's expected total went from ¥1.00M to ¥1.20M (+¥200k): +¥300k because "
        "Aug 2026 came in other than expected, −¥100k by the outlook of the months ahead."
    )
    corrected = changes.assign(restated=-5e3)
    assert "−¥5.00k by corrections of earlier months" in EN.sentence(
        headlines.change_finding(corrected, month=MONTH)
    )
    over = changes.assign(over=True)
    assert EN.sentence(headlines.change_finding(over, month=MONTH)) == (
        "The year is over: it brought ¥1.20M where ¥1.00M was expected last month (+¥200k)."
    )


def test_nothing_before_is_said_to_be_nothing():
    none = record.since_last_month(nothing_said(), said(MONTH), ACTUALS, TARGETS, month=MONTH)
    finding = headlines.change_finding(none, month=MONTH)
    assert EN.sentence(finding) == "There is no forecast of the month before to compare with."
    assert headlines.change_notes(none, month=MONTH) == []


@pytest.mark.parametrize(
    ("covered", "came", "tone", "words"),
    [
        (True, -1.0, "note", "no more than chance"),
        (False, -1.0, "act", "outside"),
        (False, 1.0, "good", "outside"),
    ],
)
def test_the_month_is_held_against_its_interval(covered, came, tone, words):
    first, *_ = headlines.change_notes(_company(covered=covered, came=came), month=MONTH)
    assert first.tone == tone
    assert words in EN.sentence(first)


def test_probability_then_and_now_and_the_change_of_target():
    changes = _company(probability_then=0.4, probability_now=0.7, target_now=2e6, target_change=0.0)
    assert (
        "The probability of reaching the year's target of ¥2.00M was 40% last month, and is 70% now."
        in _says(headlines.change_notes(changes, month=MONTH))
    )
    moved = changes.assign(target_change=-1e5)
    assert any(
        s.startswith("The year's target was changed by −¥100k to ¥2.00M.")
        for s in _says(headlines.change_notes(moved, month=MONTH))
    )
    unknown = changes.assign(probability_then=np.nan)
    assert not any("robability" in s for s in _says(headlines.change_notes(unknown, month=MONTH)))


def test_units_that_moved_by_twenty_points_are_named():
    moves = CHANGES.assign(probability_change=CHANGES["unit"].map({"T1": -0.3, "T2": 0.25, "company": -0.9}))
    said_of = _says(headlines.change_notes(moves, month=MONTH))
    assert "Less likely to reach the year, by 20.0 pp or more: T1." in said_of
    assert "More likely to reach the year, by 20.0 pp or more: T2." in said_of
    still = CHANGES.assign(probability_change=0.1)
    assert not any("likely" in s for s in _says(headlines.change_notes(still, month=MONTH)))


def test_a_forecast_made_again_is_said_to_be_one():
    again = CHANGES.assign(source="replayed")
    assert "was not stored" in _says(headlines.change_notes(again, month=MONTH))[-1]
    assert not any("not stored" in s for s in _says(headlines.change_notes(CHANGES, month=MONTH)))


def test_quiet_columns_hold_nothing_where_nothing_changed():
    told = headlines.told(CHANGES.assign(restated=[0.0, 1.0, 0.0], target_change=0.0))
    assert told["restated"].isna().tolist() == [True, False, True]
    assert told["target_change"].isna().all()


def _level(low, high):
    return pd.DataFrame({"n": [60], "probability": [0.4], "share": [0.5], "low": [low], "high": [high]})


@pytest.mark.parametrize(
    ("low", "high", "tone", "words"),
    [
        (-0.1, 0.2, "good", "no difference beyond chance"),
        (0.02, 0.2, "act", "the probabilities were too low"),
        (-0.2, -0.02, "act", "the probabilities were too high"),
        (np.nan, np.nan, "note", "cannot be said yet"),
    ],
)
def test_probabilities_are_judged_by_the_interval(low, high, tone, words):
    finding = headlines.level_finding(_level(low, high))
    assert finding.tone == tone
    assert words in EN.sentence(finding)
    assert ZH.sentence(finding)


def _findings(past=PAST, **changes):
    rows = record.held(past, ACTUALS, month=MONTH)
    following = record.lowest(rows).query("kind == 'next_month'")
    scores = record.accuracy(following).assign(**changes)
    return headlines.record_findings(scores, record.brier(following), record.unit_scores(rows), following)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.5, 0.9, "better than that"), (1.1, 1.4, "worse than that"), (0.8, 1.1, "may be chance")],
)
def test_errors_are_judged_by_the_interval(low, high, words):
    assert words in _says(_findings(mase_low=low, mase_high=high))[0]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.5, 0.7, "too narrow"), (0.9, 0.99, "wider than need be"), (0.7, 0.9, "no difference beyond chance")],
)
def test_intervals_are_judged_by_the_interval(low, high, words):
    assert words in _says(_findings(coverage_low=low, coverage_high=high))[1]


def test_where_forecasts_come_from_is_said():
    assert _says(_findings())[-1] == "All 12 months had stored their forecasts when they were reported."
    mixed = record.Outlook(
        PAST.spans.assign(
            source=PAST.spans["source"].mask(PAST.spans["reported"] < "2026-01-01", "replayed")
        ),
        PAST.quantiles,
    )
    assert _says(_findings(mixed))[-1].startswith("7 of 12 months had stored")
    none = record.Outlook(PAST.spans.assign(source="replayed"), PAST.quantiles)
    assert _says(_findings(none))[-1].startswith("No month had stored its forecasts. Those of 12 months")


def test_few_months_are_told_without_intervals():
    said_of = _says(_findings(stored("2026-07")))
    assert not any("times the error" in s or "Brier" in s or "all along" in s for s in said_of)


def test_nothing_to_hold_against_what_came():
    assert _says(_findings(nothing_said())) == ["No past forecast can be held against what came yet."]


@pytest.mark.parametrize(
    ("bias", "words"), [(0.2, "T1 was forecast too low"), (-0.2, "T1 was forecast too high")]
)
def test_a_unit_that_is_biased_is_named(bias, words):
    rows = record.held(PAST, ACTUALS, month=MONTH)
    following = record.lowest(rows).query("kind == 'next_month'")
    by_unit = record.unit_scores(rows)
    biased = by_unit.assign(biased=by_unit["unit"] == "T1", bias=bias)
    found = headlines.record_findings(record.accuracy(following), record.brier(following), biased, following)
    assert [s for s in _says(found) if words in s]


def test_kinds_have_names():
    table = headlines.named(pd.DataFrame({"kind": list(record.scores.KINDS)}))
    assert table["label"].notna().all()
    assert all(ZH.text(label) != label for label in table["label"])
