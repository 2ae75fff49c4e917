import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.shares import fitted, largest_remainder, rounded_table

weights = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12)


def test_hamilton_example_of_balinski_and_young():
    assert largest_remainder([47000, 16000, 15900, 12000, 6000, 3100], 10).tolist() == [5, 2, 1, 1, 1, 0]


@given(weights, st.integers(0, 10**9))
def test_sum_is_exact_and_every_number_within_one_of_its_quota(given_weights, total):
    counts = largest_remainder(given_weights, total)
    quotas = np.array(given_weights) / sum(given_weights) * total
    assert counts.sum() == total
    assert (np.abs(counts - quotas) < 1 + 1e-6).all()


@given(weights)
def test_whole_quotas_stay(given_weights):
    whole = [round(w) + 1 for w in given_weights]
    assert largest_remainder(whole, sum(whole)).tolist() == whole


@pytest.mark.parametrize("bad", [[-1.0, 2.0], [0.0, 0.0], [float("nan"), 1.0]])
def test_weights_that_cannot_share_are_refused(bad):
    with pytest.raises(ValueError, match="weights must be 0 or more"):
        largest_remainder(bad, 5)


def test_fitting_of_deming_and_stephan_keeps_odds_ratios():
    seed = np.array([[1.0, 2.0], [3.0, 8.0]])
    table = fitted(seed, np.array([30, 70]), np.array([40, 60]))
    assert table.sum(axis=1) == pytest.approx([30, 70])
    assert table.sum(axis=0) == pytest.approx([40, 60])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(8 / 6)


def test_margins_with_two_sums_or_no_room_are_refused():
    with pytest.raises(ValueError, match="the rows add up to 3"):
        fitted(np.ones((2, 2)), np.array([1, 2]), np.array([2, 2]))
    with pytest.raises(ValueError, match="leave no room"):
        fitted(np.eye(2), np.array([1, 3]), np.array([2, 2]))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 6), st.integers(1, 12), st.integers(0, 10**6), st.integers(0, 2**32 - 1))
def test_both_margins_of_a_rounded_table_are_exact(n, m, total, seed):
    rng = np.random.default_rng(seed)
    rows = largest_remainder(rng.random(n) + 0.01, total)
    columns = largest_remainder(rng.random(m) + 0.01, total)
    table = fitted(rng.random((n, m)) + 0.01, rows, columns)
    whole = rounded_table(table, rows, columns)
    assert (whole.sum(axis=1) == rows).all()
    assert (whole.sum(axis=0) == columns).all()
    assert (np.abs(whole - table) < 1 + 1e-6).all()
