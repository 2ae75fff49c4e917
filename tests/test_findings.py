from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.findings import Finding, few, from_json, to_json, told

# The gate lets in no month before 1900.
months = st.dates(dt.date(1900, 1, 1)).map(lambda day: pd.Timestamp(day.year, day.month, 1))
facts = st.dictionaries(
    st.text(min_size=1),
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(),
        st.text(),
        st.booleans(),
        st.none(),
        months,
        st.lists(st.one_of(months, st.text())),
    ),
)


@given(st.lists(st.builds(Finding, st.text(), facts, st.sampled_from(["good", "note", "act"]))))
def test_findings_come_back_from_json_as_they_were(findings):
    assert from_json(json.loads(json.dumps(to_json(findings)))) == findings


def test_numbers_of_numpy_become_plain_and_keep_their_precision():
    (value,) = to_json([Finding("{a}{b}", {"a": np.float64(0.1 + 0.2), "b": np.int64(3)})])
    assert value == {"template": "{a}{b}", "facts": {"a": 0.1 + 0.2, "b": 3}, "tone": "note"}
    assert json.loads(json.dumps(value)) == value


def test_a_month_is_told_apart_from_text_that_looks_like_one():
    (value,) = to_json([Finding("", {"month": pd.Timestamp("2026-10-01"), "code": "2026-10"})])
    assert value["facts"] == {"month": {"month": "2026-10"}, "code": "2026-10"}


def test_what_json_has_no_number_for_is_missing():
    (value,) = to_json([Finding("", {"a": float("inf"), "b": np.float64("nan"), "c": float("-inf")})])
    assert value["facts"] == {"a": None, "b": None, "c": None}


def test_a_finding_is_told_with_what_its_sentence_says_and_no_more():
    found = told("{unit:name}: {gap:money}", {"unit": "T1", "gap": 5.0, "other": None}, "act")
    assert found == Finding("{unit:name}: {gap:money}", {"unit": "T1", "gap": 5.0}, "act")


def test_few_names_stand_for_many():
    assert few(pd.Series(list("ABCDEF"))) == list("ABCDEF")
    assert few(pd.Series(list("ABCDEFG"))) == [*"ABCDEF", "…"]
