import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.kpi import balance_index, composites, evenness, quadrants, redundant


def test_balance_index_closed_forms():
    found = balance_index(np.array([80.0, 100, 100, 0]), np.array([80.0, 25, 0, 0]))
    np.testing.assert_allclose(found, [1, 0.8, 0, np.nan])


@given(st.floats(1, 120), st.floats(1, 120), st.floats(0.1, 10))
def test_balance_index_knows_neither_side_nor_scale(outcome, process, scale):
    b = balance_index(np.array([outcome]), np.array([process]))[0]
    assert 0 <= b <= 1 + 1e-12
    assert balance_index(np.array([process]), np.array([outcome]))[0] == pytest.approx(b)
    assert balance_index(np.array([outcome * scale]), np.array([process * scale]))[0] == pytest.approx(b)


def _kpis():
    return pd.DataFrame(
        {"kpi": ["s", "c", "v", "own"], "perspective": ["outcome", "outcome", "process", "growth"],
         "weight": [3.0, 1, 4, 0]}
    )  # fmt: skip


def test_composites_are_weighted_means_of_what_is_known():
    scored = pd.DataFrame(
        {"span": "2026-10", "unit": ["a"] * 3 + ["b"] * 2, "kpi": ["s", "c", "v", "s", "v"],
         "score": [100.0, 60, 50, 80, np.nan]}
    )  # fmt: skip
    found = composites(scored, _kpis()).set_index("unit")
    assert found.loc["a", ["outcome", "process"]].tolist() == [90, 50]
    assert found.loc["b", "outcome"] == 80
    assert np.isnan(found.loc["b", "process"])
    assert "growth" not in found


def _monthly(outcome, process, n=12, noise=5.0, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {"span": np.arange(n), "unit": "u", "outcome": outcome + noise * rng.standard_normal(n),
         "process": process + noise * rng.standard_normal(n)}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "process", "quadrant"),
    [(110, 105, "both"), (110, 40, "outcome"), (30, 110, "process"), (30, 40, "neither"), (80, 110, "open")],
)
def test_quadrant_is_said_only_where_it_is_sure(outcome, process, quadrant):
    assert quadrants(_monthly(outcome, process))["quadrant"].tolist() == [quadrant]


def test_two_months_say_nothing():
    found = quadrants(_monthly(110, 40, n=2))
    assert found["quadrant"].tolist() == ["open"]
    assert found[["outcome_low", "process_high"]].isna().all(axis=None)


def test_wrong_quadrants_of_people_on_the_cut_are_rare():
    """At 90 % a person whose true outcome is the cut is put on a side in at most 10 % of 400 worlds."""
    said = [quadrants(_monthly(80, 120, seed=seed))["quadrant"].iloc[0] != "open" for seed in range(400)]
    assert np.mean(said) <= 0.10 + 2 * np.sqrt(0.09 / 400)


def test_evenness_of_weights():
    found = evenness(_kpis())
    assert found["perspective"].tolist() == ["outcome", "process", "growth"]
    assert found["n"].tolist() == [2, 1, 0]
    np.testing.assert_allclose(found["weight"], [0.5, 0.5, 0])
    assert found["evenness"].iloc[0] == pytest.approx(np.log(2) / np.log(3))


def test_kpis_that_say_the_same_are_named():
    x = np.arange(10.0)
    found = redundant(pd.DataFrame({"a": x, "b": -2 * x, "c": np.tile([1.0, 2], 5)}))
    assert found[["kpi", "other"]].to_numpy().tolist() == [["a", "b"]]
    assert found["r"].iloc[0] == pytest.approx(-1)
