import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.gaps.priorities.gains import joint_gains, pareto, single_gains

# A thousand leads, four stages, deals of 8,000: 480,000 in all.
BASE = np.array([1000, 0.6, 0.5, 0.4, 0.5, 8000])
BETTER = np.array([1000, 0.65, 0.55, 0.55, 0.6, 8000])

factors = st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=6)


def test_gains_of_the_four_stages_worked_by_hand():
    assert BASE.prod() == pytest.approx(480_000)
    assert single_gains(BASE, BETTER) == pytest.approx([0, 40_000, 48_000, 180_000, 96_000, 0])


def test_single_gains_do_not_add_up_and_joint_ones_do():
    whole = BETTER.prod() - BASE.prod()
    assert single_gains(BASE, BETTER).sum() < whole
    assert joint_gains(BASE, BETTER).sum() == pytest.approx(whole)


@settings(max_examples=60, deadline=None)
@given(factors, st.floats(0.01, 100))
def test_joint_gains_sum_to_the_joint_gain_and_all_scale_with_the_currency(pairs, rate):
    base, better = np.array(pairs).T
    lifted = np.maximum(base, better)
    joint = joint_gains(base, better)
    assert joint.sum() == pytest.approx(lifted.prod() - base.prod(), rel=1e-9, abs=1e-6)
    assert (joint >= 0).all()
    money, richer = base.copy(), better.copy()
    money[-1], richer[-1] = base[-1] * rate, better[-1] * rate
    for gains in (single_gains, joint_gains):
        assert gains(money, richer) == pytest.approx(gains(base, better) * rate, rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(factors)
def test_single_gain_is_what_the_product_is_more_with_that_factor_alone(pairs):
    base, better = np.array(pairs).T
    for k, gain in enumerate(single_gains(base, better)):
        lifted = base.copy()
        lifted[k] = max(base[k], better[k])
        assert gain == pytest.approx(lifted.prod() - base.prod(), rel=1e-9, abs=1e-4)


def test_factor_at_its_benchmark_or_beyond_gains_nothing():
    better = np.where(np.arange(6) == 3, 0.3, BASE)
    assert not single_gains(BASE, better).any()
    assert not joint_gains(BASE, better).any()


def test_gains_are_taken_along_the_last_axis():
    both = single_gains(np.stack([BASE, BASE * 2]), np.stack([BETTER, BETTER * 2]))
    assert both[1] == pytest.approx(both[0] * 2**6)


def test_shares_of_gains_add_up_step_by_step():
    found = pareto(pd.Series([60.0, 30.0, 10.0]))
    assert found["share"].tolist() == [0.6, 0.3, 0.1]
    assert found["cumulative"].tolist() == pytest.approx([0.6, 0.9, 1.0])
    assert pareto(pd.Series([0.0, 0.0])).isna().all(axis=None)
