"""The ladder of pay bands: covered from end to end, without overlap, each breach at its line with its fix."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.tables.bands import check_bands

from .spoiling import Copy

SAMPLE = "band,score_from,score_to,factor\nC,,70,0.6\nB,70,95,1\nA,95,,1.3\n"


@pytest.fixture
def problems(tmp_path):
    """What the gate says of a pay_bands.csv put into the sample."""

    def said(text):
        copy = Copy(tmp_path / "client", seed=1)
        copy.write("pay_bands.csv", text)
        return [(p.line, p.column, p.severity, str(p)) for p in copy.problems(tmp_path / "cache")]

    return said


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        SAMPLE.replace(",70,0.6", ",,0.6"),
        "band,score_from\nonly,\n",
        "band,score_from\nlow,0\nhigh,80\n",
    ],
)
def test_bands_that_cover_every_score_pass(problems, text):
    assert problems(text) == []


@pytest.mark.parametrize(
    ("change", "line", "column", "says"),
    [
        (("C,,70", "C,40,70"), 2, "score_from", "scores below 40 have no band. Leave it empty, or add"),
        (("A,95,,", "A,95,120,"), 4, "score_to", "scores from 120 on have no band. Leave it empty"),
        (("B,70,95", "B,70,90"), 3, "score_to", "in line 4: no band applies between 90 and 95. Correct"),
        (("B,70,95", "B,70,99"), 3, "score_to", "in line 4: two bands apply between 95 and 99."),
        (("A,95,", "A,70,"), 4, "score_from", "where the band of line 3 begins too. Let every band begin"),
        (("B,70,95", "B,,95"), 3, "score_from", "empty as in line 2, but there is one lowest band."),
        (("A,95,,1.3", "B,95,,1.3"), 4, "band", "the same as in line 3"),
        (("A,95,,1.3", "A,95,,-1"), 4, "factor", "below 0. Correct it to a number, 0 or more."),
    ],
)  # fmt: skip
def test_a_breach_is_named_at_its_line_with_its_fix(problems, change, line, column, says):
    found = [p for p in problems(SAMPLE.replace(*change)) if p[2] == "error"]
    assert any(p[:2] == (line, column) and says in p[3] for p in found), found


def test_a_higher_band_that_pays_less_is_to_be_looked_at(problems):
    (found,) = problems(SAMPLE.replace("1.3", "0.9"))
    assert found[:3] == (4, "factor", "warning")
    assert "less than in the band below, in line 3." in found[3]


@given(st.lists(st.integers(1, 200), unique=True, max_size=8), st.randoms())
def test_any_ladder_of_distinct_beginnings_passes_in_any_order(begins, shuffle):
    steps = [np.nan, *sorted(begins)]
    rows = [(f"B{i}", begin, *steps[i + 1 : i + 2]) for i, begin in enumerate(steps)]
    shuffle.shuffle(rows)
    frame = pd.DataFrame([(*row, np.nan)[:3] for row in rows], columns=["band", "score_from", "score_to"])
    assert (
        check_bands(frame.astype({"score_from": float, "score_to": float}), np.arange(2, len(frame) + 2))
        == []
    )
