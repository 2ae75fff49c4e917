"""Bands by the client's table, and the chances of the others."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from salesmgmt_kit.kpi.appraisal import banded, chances, ladder

BANDS = pd.DataFrame({"band": ["B", "D", "A"], "score_from": [70.0, np.nan, 95.0], "factor": [1.0, 0.0, 1.5]})


def _rep(score, error=5.0, n=12):
    return banded(pd.DataFrame({"score": [score], "error": [error], "n": [n]}), BANDS).iloc[0]


@pytest.mark.parametrize(
    ("score", "band", "lower", "higher"),
    [(-5, "D", None, "B"), (69.999, "D", None, "B"), (70, "B", "D", "A"), (95, "A", "B", None)],
)
def test_a_band_begins_at_its_score(score, band, lower, higher):
    found = _rep(score)
    assert (found["band"], found["lower"], found["higher"]) == (band, lower, higher)


def test_chances_are_students():
    found = _rep(90.0)
    assert found["up"] == pytest.approx(stats.t.sf(1, 11), rel=1e-12)
    assert found["down"] == pytest.approx(stats.t.sf(4, 11), rel=1e-12)
    assert found["distance"] == 5
    assert found["factor"] == 1


@given(st.floats(0, 150), st.floats(0.1, 40), st.integers(6, 12))
def test_chances_of_all_bands_add_up_and_agree(score, error, n):
    steps = ladder(BANDS)
    likely = chances(score, error, n, steps)
    assert likely.sum() == pytest.approx(1)
    found = _rep(score, error, n)
    own = likely[list(steps["band"]).index(found["band"])]
    assert own + found["up"] + found["down"] == pytest.approx(1)


def test_without_bands_or_error_nothing_is_said_of_them():
    reps = pd.DataFrame({"score": [80.0], "error": [5.0], "n": [12]})
    assert banded(reps, None)["band"].tolist() == [None]
    assert banded(reps, BANDS[:0])["up"].isna().all()
    assert np.isnan(_rep(80.0, np.nan)["up"])
    assert np.isnan(chances(80.0, np.nan, 3, ladder(BANDS))).all()
