import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.kpi import best_worst, entropy, pairwise


def test_pairwise_comparisons_of_saaty():
    found = pairwise(np.array([[1, 1 / 3, 5], [3, 1, 7], [1 / 5, 1 / 7, 1]]))
    np.testing.assert_allclose(found.weights, [0.2790, 0.6491, 0.0719], atol=5e-5)
    assert found.inconsistency == pytest.approx(0.0559, abs=5e-5)


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=9))
def test_consistent_comparisons_give_back_their_weights(raw):
    weights = np.array(raw) / sum(raw)
    found = pairwise(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights, rtol=1e-6)
    assert found.inconsistency == pytest.approx(0, abs=1e-6)


def test_contradiction_is_named():
    a = np.array([[1, 2, 1 / 4], [1 / 2, 1, 3], [4, 1 / 3, 1]])
    with pytest.raises(ValueError, match=r"consistency ratio .*at most 0.10.*row \d, column \d says"):
        pairwise(a)


def test_comparisons_that_are_not_reciprocal_are_refused():
    with pytest.raises(ValueError, match="reciprocal"):
        pairwise(np.array([[1, 2], [2, 1]]))


def test_best_and_worst_of_rezaei_2016():
    found = best_worst(np.array([1, 2, 4]), np.array([4, 2, 1]))
    np.testing.assert_allclose(found.weights, [4 / 7, 2 / 7, 1 / 7], atol=1e-9)
    assert found.inconsistency == pytest.approx(0, abs=1e-9)


@given(st.lists(st.integers(1, 9), min_size=3, max_size=6))
def test_best_worst_keeps_within_its_own_disagreement(levels):
    over = np.array([1, *levels], float)
    under = over.max() / over
    found = best_worst(over, under)
    w, best, worst = found.weights, 0, int(under.argmin())
    assert w.sum() == pytest.approx(1)
    assert (w >= -1e-12).all()
    assert np.abs(w[best] - over * w).max() <= found.inconsistency + 1e-7
    assert np.abs(w - under * w[worst]).max() <= found.inconsistency + 1e-7


@pytest.mark.parametrize("wrong", [([2, 2], [2, 1]), ([1, 2], [0.5, 1])])
def test_judgements_without_a_best_or_worst_are_refused(wrong):
    with pytest.raises(ValueError, match="the best KPI has 1"):
        best_worst(*map(np.array, wrong))


def test_entropy_weights_of_three_kpis():
    values = np.array([[0.2, 0.5, 0.3], [0.4, 0.5, 0.3], [0.4, 0.5, 0.9]])
    np.testing.assert_allclose(entropy(values), [0.2275, 0, 0.7725], atol=5e-5)


def test_entropy_needs_spread():
    with pytest.raises(ValueError, match="the same for all"):
        entropy(np.ones((3, 2)))
