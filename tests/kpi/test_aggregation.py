from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from salesmgmt_kit.kpi import NORMALISED, arithmetic, geometric, harmonic, mazziotta_pareto, minimum

#: Sales, cash, visits and conversion of five reps, as in the comments of each known answer.
FIVE = np.array(
    [
        [120, 0.92, 60, 0.22],
        [95, 0.98, 75, 0.18],
        [80, 0.85, 90, 0.12],
        [140, 0.80, 30, 0.30],
        [60, 0.95, 45, 0.10],
    ]
)
WEIGHTS = np.array([0.4, 0.2, 0.2, 0.2])


def _matrices(low=1.0, high=100.0):
    shape = st.tuples(st.integers(2, 8), st.integers(2, 5))
    return shape.flatmap(lambda s: arrays(float, s, elements=st.floats(low, high)))


def test_means_of_coinr_on_five_reps():
    scaled = 1 + 0.99 * NORMALISED["min_max"](FIVE)
    expected = {
        arithmetic: [65.68, 60.895, 38.18, 60.40, 22.45],
        geometric: [64.966, 56.966, 29.025, 15.849, 4.640],
        harmonic: [64.216, 53.732, 23.310, 2.463, 1.639],
    }
    for mean, rows in expected.items():
        np.testing.assert_allclose(mean(scaled, WEIGHTS), rows, atol=5e-4)


def test_star_seller_without_visits_falls_behind_where_nothing_makes_up_for_it():
    scaled = 1 + 0.99 * NORMALISED["min_max"](FIVE)
    places = [
        int((mean(scaled, WEIGHTS) > mean(scaled, WEIGHTS)[3]).sum()) for mean in (arithmetic, geometric)
    ]
    assert places == [2, 3]


@pytest.mark.parametrize(
    ("sd", "expected"),
    [
        ("sample", [103.3754, 103.5298, 97.0009, 97.9004, 93.6445]),  # R package Compind, ci_mpi
        ("population", [103.7878, 104.0056, 96.8219, 98.0842, 93.0306]),  # as in the papers
    ],
)
def test_mazziotta_pareto_of_five_reps(sd, expected):
    np.testing.assert_allclose(mazziotta_pareto(FIVE, sd=sd), expected, atol=5e-5)


@given(_matrices())
def test_minimum_harmonic_geometric_arithmetic_stand_in_this_order(scores):
    weights = np.arange(1.0, scores.shape[1] + 1)
    rows = [mean(scores, weights) for mean in (minimum, harmonic, geometric, arithmetic)]
    for lower, higher in pairwise(rows):
        assert (lower <= higher + 1e-9).all()


@given(st.lists(st.floats(1, 100), min_size=2, max_size=6), st.integers(2, 5))
def test_equal_scores_have_no_penalty(people, k):
    values = np.repeat(np.array(people)[:, None], k, axis=1)
    z = 100 + 10 * (values[:, 0] - values[:, 0].mean()) / (values[:, 0].std() or 1.0)
    if values[:, 0].std() > 1e-6:
        np.testing.assert_allclose(mazziotta_pareto(values), z, rtol=1e-9)


@given(_matrices(), st.floats(0.01, 1e6))
def test_penalised_mean_is_below_the_mean_and_knows_no_currency(values, scale):
    once, again = mazziotta_pareto(values), mazziotta_pareto(values * scale)
    spread = values.std(axis=0)
    z = 100 + 10 * np.divide(
        values - values.mean(axis=0), spread, out=np.zeros_like(values), where=spread > 0
    )
    assert (once <= z.mean(axis=1) + 1e-9).all()
    if (spread > 1e-6).all():
        np.testing.assert_allclose(once, again, rtol=1e-6)


def test_missing_scores_leave_their_weight_to_the_others():
    scores = np.array([[80.0, np.nan, 40.0], [np.nan, np.nan, np.nan]])
    weights = np.array([1.0, 5.0, 1.0])
    assert arithmetic(scores, weights)[0] == pytest.approx(60)
    assert geometric(scores, weights)[0] == pytest.approx(np.sqrt(3200))
    assert minimum(scores, weights)[0] == 40
    assert all(np.isnan(mean(scores, weights)[1]) for mean in (arithmetic, geometric, harmonic, minimum))


@pytest.mark.parametrize("weights", [[1.0, -1.0], [0.0, 0.0], [1.0, np.nan]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="weights must be 0 or above"):
        arithmetic(np.ones((2, 2)), np.array(weights))


@pytest.mark.parametrize("mean", [geometric, harmonic])
def test_means_that_need_scores_above_0_say_so(mean):
    with pytest.raises(ValueError, match="rescale them to 1 to 100"):
        mean(np.array([[0.0, 5.0]]), np.ones(2))
