import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.targets.record import brier, held, kind_scores, level_of_probabilities, reliability

from .builders import ACTUALS, MONTH, stored


def _rows(said, reached):
    """Forecasts and what came, each of a month of its own."""
    last = pd.date_range("2020-01-01", periods=len(said), freq="MS")
    return pd.DataFrame({"probability": said, "reached": np.asarray(reached, float), "last": last})


def test_brier_score_of_brier_1950():
    # Brier (1950), table 1: ten forecasts of rain. His P = 0.19 counts rain and no rain: twice this score.
    said = [0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1]
    rain = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    (row,) = brier(_rows(said, rain)).itertuples()
    assert 2 * row.brier == pytest.approx(0.19)


def test_parts_of_the_score_by_hand():
    # Two classes of two forecasts each: said 0.1 (reached 0 and 1 of them) and 0.9 (both reached).
    (row,) = brier(_rows([0.1, 0.1, 0.9, 0.9], [0, 1, 1, 1])).itertuples()
    assert row.reliability == pytest.approx((2 * 0.4**2 + 2 * 0.1**2) / 4)
    assert row.resolution == pytest.approx((2 * 0.25**2 + 2 * 0.25**2) / 4)
    assert row.uncertainty == pytest.approx(0.75 * 0.25)
    assert row.within == pytest.approx(0)
    assert row.skill == pytest.approx(1 - row.brier / 0.1875)


outcomes = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(outcomes, st.integers(1, 12))
def test_the_parts_add_up_to_the_score(pairs, bins):
    said, reached = zip(*pairs, strict=True)
    (row,) = brier(_rows(said, reached), bins=bins).itertuples()
    assert row.brier == pytest.approx(np.mean((np.array(said) - reached) ** 2))
    parts = row.reliability - row.resolution + row.uncertainty + row.within
    assert row.brier == pytest.approx(parts, abs=1e-12)


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]), st.booleans()), min_size=1, max_size=60)
)
def test_one_probability_a_class_is_murphys_decomposition(pairs):
    said, reached = zip(*pairs, strict=True)
    (row,) = brier(_rows(said, reached)).itertuples()
    assert row.within == pytest.approx(0, abs=1e-12)
    assert row.brier == pytest.approx(row.reliability - row.resolution + row.uncertainty, abs=1e-12)


@given(outcomes)
def test_every_forecast_is_in_one_class(pairs):
    said, reached = zip(*pairs, strict=True)
    table = reliability(_rows(said, reached))
    assert table["n"].sum() == len(pairs)
    assert table["reached"].sum() == sum(reached)
    assert (table["probability"] >= table["lower"] - 1e-12).all()
    assert (table["probability"] <= table["upper"] + 1e-12).all()
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()


def test_classes_by_hand():
    table = reliability(_rows([0.0, 0.19, 0.2, 0.99, 1.0], [0, 0, 1, 1, 1]))
    assert table["lower"].tolist() == pytest.approx([0.0, 0.2, 0.8])
    assert table["n"].tolist() == [2, 1, 2]
    assert table["share"].tolist() == [0, 1, 1]


def test_level_of_probabilities_that_are_too_low():
    rng = np.random.default_rng(4)
    said = rng.uniform(0.2, 0.6, 60)
    (true,) = level_of_probabilities(_rows(said, rng.uniform(size=60) < said)).itertuples()
    (timid,) = level_of_probabilities(_rows(said, rng.uniform(size=60) < said + 0.35)).itertuples()
    assert true.low < 0 < true.high
    assert timid.low > 0
    assert timid.difference == pytest.approx(timid.share - timid.probability)


def test_forecasts_without_a_target_have_no_say():
    rows = _rows([0.4, np.nan, 0.6], [0, np.nan, 1])
    assert brier(rows)["n"].tolist() == [2]
    assert reliability(rows)["n"].sum() == 2
    empty = rows.iloc[1:2]
    assert brier(empty).empty
    assert reliability(empty).empty
    assert level_of_probabilities(empty).empty


def test_scores_by_kind_come_nearest_first():
    rows = held(stored("2025-09", "2025-12", "2026-01"), ACTUALS, month=MONTH)
    table = kind_scores(rows)
    assert table["kind"].tolist() == ["next_month", "months_2_3", "months_4_on", "quarter", "year"]
    assert table["n"].sum() == len(rows)
    assert (table["targets"] == table["n"]).all()
    assert kind_scores(rows.assign(probability=np.nan))["brier"].isna().all()
