from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.gaps.effects import lmdi, shapley

NAMES = ["leads", "rate", "size"]
factor = st.floats(-1e4, 1e4, allow_nan=False).map(lambda x: round(x, 3))
positive = st.floats(1e-3, 1e4).map(lambda x: round(x, 3) or 0.001)


def _frame(*rows):
    return pd.DataFrame(list(rows), columns=NAMES[: len(rows[0])], dtype=float)


BASE, ACTUAL = _frame((100, 0.25, 40)), _frame((80, 0.20, 50))


def _every_order(base, actual):
    """The definition: the mean of the step changes over all orders."""
    effects = np.zeros(len(base))
    orders = list(permutations(range(len(base))))
    for order in orders:
        now = np.array(base, float)
        for k in order:
            before = now.prod()
            now[k] = actual[k]
            effects[k] += now.prod() - before
    return effects / len(orders)


def test_shapley_of_the_worked_example():
    assert shapley(BASE, ACTUAL).iloc[0].tolist() == pytest.approx([-605 / 3, -605 / 3, 610 / 3], abs=1e-9)


def test_lmdi_of_the_worked_example():
    assert lmdi(BASE, ACTUAL).iloc[0].tolist() == pytest.approx([-200, -200, 200], abs=1e-9)


@given(st.lists(st.tuples(factor, factor, factor, factor), min_size=2, max_size=2))
def test_shapley_is_the_mean_over_all_orders(rows):
    base, actual = (pd.DataFrame([row]) for row in rows)
    scale = max(1.0, float(np.abs(rows).max())) ** 4
    found = shapley(base, actual).iloc[0]
    assert found.to_numpy() == pytest.approx(_every_order(*rows), abs=1e-9 * scale)


@given(st.tuples(factor, factor, factor), st.tuples(factor, factor, factor))
def test_effects_sum_to_the_gap_change_sign_and_leave_the_unchanged_out(x, y):
    base, actual = _frame(x), _frame(y)
    there, back = shapley(base, actual), shapley(actual, base)
    size = max(1.0, np.abs(x).max(), np.abs(y).max()) ** 3
    assert there.sum(axis=1).iloc[0] == pytest.approx(np.prod(y) - np.prod(x), abs=1e-9 * size)
    assert there.iloc[0].tolist() == pytest.approx((-back).iloc[0].tolist(), abs=1e-9 * size)
    unchanged = _frame((x[0], y[1], y[2]))
    assert shapley(base, unchanged)["leads"].iloc[0] == 0


@given(st.tuples(positive, positive, positive), st.tuples(positive, positive, positive))
def test_lmdi_sums_to_the_gap_and_scales_with_the_currency(x, y):
    base, actual = _frame(x), _frame(y)
    effects = lmdi(base, actual)
    gap = np.prod(y) - np.prod(x)
    size = max(np.prod(x), np.prod(y))
    assert effects.sum(axis=1).iloc[0] == pytest.approx(gap, abs=1e-9 * size)
    scaled = lmdi(base.assign(size=base["size"] * 7), actual.assign(size=actual["size"] * 7))
    assert scaled.iloc[0].tolist() == pytest.approx((effects * 7).iloc[0].tolist(), rel=1e-9, abs=1e-9 * size)


def test_zero_wins_are_legal():
    nobody = _frame((80, 0.0, 40))
    assert shapley(BASE, nobody).sum(axis=1).iloc[0] == pytest.approx(-1000)
    assert shapley(nobody, nobody).iloc[0].tolist() == [0, 0, 0]


def test_lmdi_gives_the_whole_to_the_one_factor_that_fell_to_zero():
    assert lmdi(BASE, _frame((80, 0.0, 40))).iloc[0].tolist() == [0, -1000, 0]
    assert lmdi(BASE, _frame((0, 0.0, 40))).isna().all(axis=None)


def test_lmdi_of_factors_that_hardly_moved_is_exact():
    actual = BASE * [1 + 1e-9, 1, 1]
    assert lmdi(BASE, actual)["leads"].iloc[0] == pytest.approx(1e-6, rel=1e-6)


def test_other_factors_or_units_are_refused():
    with pytest.raises(ValueError, match="same units and the same factors"):
        shapley(BASE, ACTUAL[["rate", "leads", "size"]])
