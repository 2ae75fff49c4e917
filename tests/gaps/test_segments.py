import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.gaps.segments import price_volume_mix, volume_mix_rate

row = st.tuples(st.integers(0, 500), st.integers(-2000, 90_000))
products = st.dictionaries(st.sampled_from("ABCDEF"), row, min_size=1)


def _frame(rows, names):
    return pd.DataFrame.from_dict(rows, orient="index", columns=names, dtype=float)


@given(products, products)
def test_price_volume_mix_adds_up_to_the_difference(base, actual):
    columns = ["quantity", "amount"]
    base, actual = _frame(base, columns), _frame(actual, columns)
    effects = price_volume_mix(base, actual)
    gap = actual["amount"].sum() - base["amount"].sum()
    assert effects.to_numpy().sum() == pytest.approx(gap, abs=1e-6)


def test_volume_mix_and_price_of_two_products():
    # 20 pieces at 15 on average become 30; by the old mix of half and half, 5 dear pieces are
    # missing at 5 above the mean and 5 cheap ones too many at 5 below; the dear one costs 2 more.
    base = _frame({"A": (10, 100), "B": (10, 200)}, ["quantity", "amount"])
    actual = _frame({"A": (20, 200), "B": (10, 220)}, ["quantity", "amount"])
    assert price_volume_mix(base, actual).sum().tolist() == [150, -50, 20, 0, 0]


def test_new_and_lost_products_stand_apart():
    base = _frame({"A": (10, 100), "B": (10, 200)}, ["quantity", "amount"])
    actual = _frame({"A": (10, 100), "C": (5, 500)}, ["quantity", "amount"])
    effects = price_volume_mix(base, actual)
    assert effects.loc["B"].tolist() == [0, 0, 0, 0, -200]
    assert effects.loc["C"].tolist() == [0, 0, 0, 500, 0]
    assert effects.loc["A"].tolist() == [0, 0, 0, 0, 0]


@given(products, products)
def test_volume_mix_rate_adds_up_to_the_difference(base, actual):
    columns = ["volume", "value"]
    base, actual = (_frame(rows, columns) for rows in (base, actual))
    # Nothing can be won without a deal.
    base, actual = (f.assign(value=f["value"].where(f["volume"] > 0, 0)) for f in (base, actual))
    effects = volume_mix_rate(base, actual)
    gap = actual["value"].sum() - base["value"].sum()
    assert effects.to_numpy().sum() == pytest.approx(gap, abs=1e-6)
    assert np.isfinite(effects.to_numpy()).all()


def test_more_of_the_same_is_volume_alone():
    base = _frame({"A": (10, 100), "B": (30, 150)}, ["volume", "value"])
    effects = volume_mix_rate(base, base * 2).sum()
    assert effects.tolist() == pytest.approx([250, 0, 0])
