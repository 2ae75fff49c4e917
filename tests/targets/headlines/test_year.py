"""The fiscal year so far or ended, the one ahead, and whom to talk to."""

import json

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.findings import from_json, to_json
from salesmgmt_kit.targets import headlines

from ..builders import MONTH
from .worlds import LEVEL, computed, said, told

DECEMBER, SEPTEMBER, MARCH = map(pd.Timestamp, ("2026-12-01", "2026-09-01", "2027-03-01"))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (130, "almost certainly be missed"),
        (103.2, "probably be missed"),
        (100, "is open"),
        (97, "probably be reached"),
        (60, "almost certainly be reached"),
    ],
)
def test_probability_of_the_year_is_said_in_words(target, words):
    year = pd.DataFrame(
        {
            "horizon": "year", "tier": "company", "unit": "company", "depth": 0, "target": [float(target)],
            "probability": np.interp([target], [60, 97, 100, 103.2, 130], [0.99, 0.8, 0.5, 0.2, 0.01]),
            "expected": 100.0, "low": 90.0, "high": 110.0, "known": 80.0, "expected_share": 100 / target,
            "first": pd.Timestamp("2026-01-01"), "last": DECEMBER,
        }
    )  # fmt: skip
    found = headlines.findings(computed({"A": LEVEL})[0], year, month=MONTH)
    (sentence,) = [said(f) for f in found if words in said(f)]
    assert "for the fiscal year Jan – Dec 2026" in sentence


@pytest.mark.parametrize(
    ("target", "words", "tone"),
    [
        (101, "sales of ¥1.20k missed its target by ¥12 (99.0%).", "act"),
        (100, "sales of ¥1.20k are exactly on target.", "good"),
        (96, "sales of ¥1.20k beat its target by ¥48 (104.2%).", "good"),
        (None, "sales came to ¥1.20k, 0.0% on the year before.", "good"),
    ],
)
def test_last_month_of_a_year_tells_how_it_ended(target, words, tone):
    sentences, found = told({"A": LEVEL}, {"company": target} if target else None, month=DECEMBER)
    assert sentences[1] == f"The fiscal year Jan – Dec 2026 is over: {words}"
    assert found[1].tone == tone


@pytest.mark.parametrize(
    ("month", "start", "ended", "ahead"),
    [
        (DECEMBER, 1, "Jan – Dec 2026", "Jan – Dec 2027"),
        (MARCH, 4, "Apr 2026 – Mar 2027", "Apr 2027 – Mar 2028"),
    ],
)
def test_the_year_that_ended_is_never_taken_for_the_one_ahead(month, start, ended, ahead):
    targets = {"company": 101, "A": 101, "B": 60}
    attained, chances = computed({"A": [50.0] * 60, "B": [50.0] * 60}, targets, month=month, start=start)
    chances["probability"] = 0.1  # the plan of 2028 is not known
    chances[["target", "expected_share"]] = 1212.0, 0.9
    sentences = [said(f) for f in headlines.findings(attained, chances, month=month)]
    assert f"The fiscal year {ended} is over" in sentences[1]
    assert f"for the fiscal year {ahead}" in sentences[2]
    assert f"the fiscal year {ahead} with A" in sentences[3]
    assert f"in {ahead}" in sentences[4]


def test_last_month_of_a_quarter_names_the_one_ahead():
    called = headlines.horizon_labels(computed({"A": LEVEL}, {"A": 100}, month=SEPTEMBER)[1])
    assert said(called["quarter"]) == "Probability of target, quarter Oct – Dec 2026"
    assert said(called["year"]) == "Probability of target, fiscal year Jan – Dec 2026"
    assert said(called["next_month"], "zh") == "目标达成概率：2026年10月"


def test_what_was_sold_is_headed_by_its_period():
    for month, words in (
        (MONTH, "Fiscal year so far, Jan – Oct 2026"),
        (DECEMBER, "Fiscal year, Jan – Dec 2026"),
    ):
        rows = computed({"A": LEVEL}, month=month)[0].query("period == 'year_to_date'")
        assert said(headlines.period_label("year_to_date", rows)) == words
        assert said(headlines.period_label("year_to_date", rows.iloc[0])) == words
    assert said(headlines.period_label("sales", rows)) == "Sales by unit, Jan – Dec 2026"


def test_remote_units_are_named_with_what_they_would_have_to_sell():
    sentences, found = told({"A": LEVEL, "B": LEVEL}, {"company": 200, "A": 150, "B": 50})
    assert sentences[-2:] == [
        "Talk about the target of the fiscal year Jan – Dec 2026 with A: the probability of reaching it is "
        "below 20%.",
        "To reach its target A would have to sell ¥800 in Nov – Dec 2026; ¥200 are expected, ¥200 to ¥200.",
    ]
    assert [f.tone for f in found[-2:]] == ["act", "act"]


def test_what_is_needed_stands_beside_the_interval_of_what_is_expected():
    noisy = list(100 * np.exp(np.random.default_rng(0).normal(0, 0.1, 48)))
    found = told({"A": noisy, "B": LEVEL}, {"A": 200, "B": 100})[1][-1]
    assert found.facts["low"] < found.facts["expected"] < found.facts["high"] < found.facts["target"]


def test_no_more_than_six_units_are_named():
    sentences, _ = told({f"U{i}": LEVEL for i in range(9)}, {f"U{i}": 150 for i in range(9)})
    (talk,) = [s for s in sentences if s.startswith("Talk")]
    assert "U5" in talk
    assert "…" in talk
    assert "U6" not in talk


@pytest.mark.parametrize("targets", [None, {"company": 0, "A": 0}, {"company": 150, "A": 50}])
def test_facts_are_those_said_and_survive_the_notebook(targets):
    _, found = told({"A": LEVEL}, targets)
    stored = json.loads(json.dumps(to_json(found), allow_nan=False))
    assert [said(f, "zh") for f in from_json(stored)] == [said(f, "zh") for f in found]
