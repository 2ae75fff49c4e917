import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from salesmgmt_kit.kpi import NORMALISED, attainment, score, scored


def test_score_of_default_knots():
    """Closed forms: .6 scores 0, .8 50, 1.1 110, 1.5 120."""
    np.testing.assert_allclose(score(np.array([0.3, 0.6, 0.8, 1.0, 1.1, 1.5])), [0, 0, 50, 100, 110, 120])


@given(st.floats(0, 3), st.floats(0, 0.5), st.floats(0.001, 1), st.floats(0.0, 1))
def test_score_rises_without_jumps(at, threshold, step, beyond):
    full = threshold + 0.5
    knots = {"threshold": threshold, "full": full, "cap": full + beyond}
    low, high = score(np.array([at, at + step]), **knots)
    assert low <= high + 1e-9
    for knot in knots.values():
        below, above = score(np.array([knot - 1e-9, knot + 1e-9]), **knots)
        assert abs(above - below) < 1e-3


def test_knots_out_of_order_are_refused():
    with pytest.raises(ValueError, match="threshold must be below full"):
        score(np.array([1.0]), threshold=1.0)


def test_less_is_better_and_no_target_is_no_attainment():
    down = np.array([True, True, False])
    np.testing.assert_allclose(
        attainment(np.array([5.0, 20.0, 3.0]), np.array([10.0, 10.0, 0.0]), down=down), [1.5, 0.0, np.nan]
    )


def test_flat_zones_are_marked_and_empty_knots_are_the_usual_ones():
    kpis = pd.DataFrame(
        {"kpi": ["a", "b"], "direction": ["up", "down"], "threshold": [np.nan, 0.5], "full": [np.nan, 1.0],
         "cap": [np.nan, 1.5]}
    )  # fmt: skip
    measured = pd.DataFrame(
        {"kpi": ["a", "a", "a", "b"], "value": [50.0, 90, 130, 4], "target": [100.0, 100, 100, 10]}
    )
    found = scored(measured, kpis)
    assert found["flat"].tolist() == [True, False, True, True]
    np.testing.assert_allclose(found["score"], [0, 75, 120, 150])


@given(
    arrays(float, (5, 3), elements=st.floats(-1e3, 1e3).map(lambda v: round(v, 2))), st.permutations(range(5))
)
def test_scales_do_not_depend_on_order_nor_on_currency(values, order):
    for normalise in NORMALISED.values():
        np.testing.assert_allclose(normalise(values[order]), normalise(values)[order], atol=1e-6)
        np.testing.assert_allclose(normalise(values * 128), normalise(values), atol=1e-6)


def test_scales_of_three_people():
    x = np.array([[1.0], [3.0], [2.0]])
    assert NORMALISED["min_max"](x).ravel().tolist() == [0, 100, 50]
    assert NORMALISED["z"](x).ravel().tolist() == [90, 110, 100]
    assert NORMALISED["rank"](x).ravel().tolist() == [1, 3, 2]
    assert NORMALISED["borda"](x).ravel().tolist() == [0, 2, 1]
    assert NORMALISED["min_max"](np.ones((3, 1))).ravel().tolist() == [50, 50, 50]
