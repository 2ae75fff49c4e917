import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets.deals import chance_of_reaching
from salesmgmt_kit.targets.deals.money import simulated

from .builders import LEVELS, ORG


def test_two_even_deals_by_exact_convolution():
    assert chance_of_reaching(100, [100, 100], [0.5, 0.5]) == 0.75
    assert chance_of_reaching(150, [100, 100], [0.5, 0.5]) == 0.25
    assert chance_of_reaching(0, [], []) == 1.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1)), max_size=6), st.integers(0, 40))
def test_convolution_is_the_sum_over_all_outcomes(deals, needed):
    amounts, chances = ([d[i] for d in deals] for i in (0, 1))
    slow = 0.0
    for outcome in np.ndindex(*([2] * len(deals))):
        weight = np.prod([p if won else 1 - p for won, p in zip(outcome, chances, strict=True)])
        slow += weight * (np.dot(outcome, amounts) >= needed)
    assert chance_of_reaching(needed, amounts, chances) == pytest.approx(slow, abs=1e-12)


def test_paths_hold_the_exact_chances_and_add_up():
    deals = pd.DataFrame({"rep": ["R1", "R3"], "amount": [100.0, 100.0]})
    chances = np.array([[0.2, 0.3], [0.5, 0.0]])
    rng = np.random.default_rng(5)
    money = simulated(deals, chances, ORG, levels=LEVELS, rng=rng, paths=20_000)
    total = money["company"].sum(axis=1)
    # standard error .003
    assert (total >= 100).mean() == pytest.approx(0.75, abs=0.012)
    assert (total >= 150).mean() == pytest.approx(0.25, abs=0.012)
    np.testing.assert_allclose(money["T1"].mean(axis=0), [20, 30], atol=1.5)
    np.testing.assert_array_equal(money["company"], money["T1"] + money["T2"])
    assert not money["R2"].any()
