import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.kpi import NORMALISED, effective_weights
from salesmgmt_kit.kpi.influence import correlation_ratios, needed_weights

from .maven import agents


def test_correlation_ratios_of_paruolo_saisana_saltelli_2013():
    alike = correlation_ratios(np.array([[1, 0.5], [0.5, 1]]), np.array([0.5, 0.5]))
    np.testing.assert_allclose(alike, [0.75, 0.75])
    apart = correlation_ratios(np.diag([1.0, 4.0]), np.array([0.7, 0.3]))
    np.testing.assert_allclose(apart, [0.5765, 0.4235], atol=5e-5)


@given(st.integers(0, 10_000))
def test_needed_weights_of_independent_kpis_are_known(seed):
    """Without correlation w sd is proportional to the root of what is wanted."""
    rng = np.random.default_rng(seed)
    sd, wanted = rng.uniform(0.5, 5, 4), rng.dirichlet(np.full(4, 5.0))
    expected = np.sqrt(wanted) / sd
    found = needed_weights(np.diag(sd**2), wanted)
    np.testing.assert_allclose(found, expected / expected.sum(), atol=2e-3)


def test_kpi_that_is_alike_for_all_has_no_influence_and_the_curve_agrees_with_the_line():
    rng = np.random.default_rng(1)
    scores = pd.DataFrame({"a": rng.normal(size=200), "b": rng.normal(size=200), "flat": 1.0})
    found = effective_weights(scores, pd.Series({"a": 1.0, "b": 1.0, "flat": 2.0})).set_index("kpi")
    assert found.loc["flat", ["effective", "explained", "smoothed"]].tolist() == [0, 0, 0]
    np.testing.assert_allclose(found["smoothed"], found["explained"], atol=0.08)
    assert found["effective"].sum() == pytest.approx(1)


def test_curve_finds_what_a_line_cannot():
    x = np.linspace(-1, 1, 101)
    scores = pd.DataFrame({"bent": x, "its_square": 3 * x**2})
    found = effective_weights(scores, pd.Series({"bent": 0.5, "its_square": 0.5})).set_index("kpi")
    assert found.loc["bent", "smoothed"] > found.loc["bent", "explained"] + 0.4


@pytest.mark.parametrize(
    ("scale", "expected"), [("min_max", [46, 22, 5, 15, 12]), ("z", [49, 27, 2.5, 12, 9])]
)
def test_effective_weights_of_the_public_crm_agents(scale, expected):
    values = agents()
    up = np.array([1, 1, 1, 1, -1])
    scores = pd.DataFrame(NORMALISED[scale](values.to_numpy() * up), values.index, values.columns)
    weights = pd.Series([40.0, 20, 20, 10, 10], values.columns)
    found = effective_weights(scores, weights)
    np.testing.assert_allclose(100 * found["effective"], expected, atol=1)


def test_few_people_have_no_influence_to_measure():
    assert effective_weights(pd.DataFrame({"a": [1.0, 2, 3]}), pd.Series({"a": 1.0})).empty
