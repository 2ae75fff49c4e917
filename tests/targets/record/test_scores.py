import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from salesmgmt_kit.targets.record import Outlook, accuracy, bias, held, lowest, unit_scores
from salesmgmt_kit.targets.record.outlooks import nothing_said
from salesmgmt_kit.targets.record.scores import summed_up

from ..builders import monthly
from .builders import ACTUALS, MONTH, stored

PAST = stored("2025-11", "2025-12", "2026-03", "2026-07")
HELD = held(PAST, ACTUALS, month=MONTH)


def _said(values, *, reported, expected, unit="T1", **more):
    """Forecasts of the month after each of ``reported``, and what came as `monthly_actuals` gives it."""
    first = pd.DatetimeIndex(reported) + pd.DateOffset(months=1)
    spans = pd.DataFrame(
        {"reported": reported, "unit": unit, "horizon": "month", "first": first, "last": first}
    )
    defaults = {
        "known": 0.0,
        "low": 0.0,
        "high": np.inf,
        "level": 0.8,
        "target": np.nan,
        "probability": np.nan,
    }
    spans = spans.assign(expected=expected, source="stored", **{**defaults, **more})
    return Outlook(spans, nothing_said().quantiles), monthly(values, unit=unit, last=first[-1])


def test_scaled_errors_of_australian_beer():
    # Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), section 3.4: quarterly beer
    # production, seasonal naive forecasts of 2008 to 2010 from 1992 to 2007: MAE 13.40, MASE 0.94. Quarters
    # are put here where months are looked for: each one three times, so that a season takes twelve.
    beer = [
        443, 410, 420, 532, 433, 421, 410, 512, 449, 381, 423, 531, 426, 408, 416, 520, 409, 398, 398, 507,
        432, 398, 406, 526, 428, 397, 403, 517, 435, 383, 424, 521, 421, 402, 414, 500, 451, 380, 416, 492,
        428, 408, 406, 506, 435, 380, 421, 490, 435, 390, 412, 454, 416, 403, 408, 482, 438, 386, 405, 491,
        427, 383, 394, 473, 420, 390, 410, 488, 415, 398, 419, 488, 414, 374,
    ]  # fmt: skip
    series = monthly(np.repeat(beer, 3))
    origin = series["month"].iloc[3 * 64 - 1]
    first = pd.DatetimeIndex(series["month"].iloc[3 * 64 :])
    forecasts = np.repeat([427, 383, 394, 473, 427, 383, 394, 473, 427, 383], 3)
    past, _ = _said(series["actual"], reported=[origin] * 30, expected=forecasts)
    spans = past.spans.assign(first=first, last=first)
    rows = held(Outlook(spans, past.quantiles), series, month=first[-1])
    assert rows["error"].abs().mean() == pytest.approx(13.40)
    assert round(rows["scaled"].mean(), 2) == 0.94


def test_every_forecast_of_a_span_that_is_over_is_held_against_the_sum_of_its_months():
    assert (HELD["last"] <= MONTH).all()
    assert len(HELD) == (PAST.spans["last"] <= MONTH).sum()
    for row in HELD.itertuples():  # the slow twin
        inside = ACTUALS[(ACTUALS["unit"] == row.unit) & ACTUALS["month"].between(row.first, row.last)]
        assert row.actual == pytest.approx(inside["actual"].sum())
        assert row.error == row.actual - row.expected
        assert row.covered == (row.low <= row.actual <= row.high)
        assert row.reached == float(row.actual >= row.target)


def test_kinds_are_by_how_far_ahead_was_looked():
    november = HELD[(HELD["reported"] == pd.Timestamp("2025-11-01")) & (HELD["unit"] == "T1")]
    assert november.set_index("horizon")["kind"].to_dict() == {
        "month": "months_2_3",  # the last of December, January and February
        "quarter": "quarter",
        "year": "year",
    }
    assert HELD.query("kind == 'next_month'")["fresh"].all()
    assert not HELD.query("horizon == 'year'")["fresh"].any()


def test_scales_know_nothing_of_what_came_after():
    later = ACTUALS.assign(actual=ACTUALS["actual"].mask(ACTUALS["month"] > "2025-11-01", 9999.0))
    changed = held(PAST, later, month=MONTH)
    early = HELD["reported"] == pd.Timestamp("2025-11-01")
    assert changed.loc[early, "scale"].tolist() == HELD.loc[early, "scale"].tolist()
    wide = ACTUALS[ACTUALS["month"] <= "2025-11-01"].pivot(index="month", columns="unit", values="actual")
    by_hand = {unit: np.mean(np.abs(s.to_numpy()[12:] - s.to_numpy()[:-12])) for unit, s in wide.items()}
    assert HELD[early].groupby("unit")["scale"].first().to_dict() == pytest.approx(
        {unit: by_hand[unit] for unit in ("company", "T1", "T2")}
    )


def test_ranked_probability_score_is_near_its_integral():
    # By definition, with many draws of the distribution: E|X - y| - E|X - X'| / 2.
    row = HELD.query("kind == 'next_month'").iloc[0]
    quantiles = PAST.quantiles.merge(
        row[["reported", "unit", "horizon", "first"]].to_frame().T.infer_objects()
    )
    shares = np.linspace(0.005, 0.995, 100)
    draws = np.interp(shares, quantiles["share"], quantiles["value"])
    exact = np.abs(draws - row["actual"]).mean() - np.abs(draws[:, None] - draws).mean() / 2
    assert row["crps"] * row["scale"] == pytest.approx(exact, rel=0.1)


def test_scores_of_a_sure_forecast_are_its_absolute_error():
    past, actuals = _said([*range(100, 120)], reported=[MONTH], expected=[110.0])
    shares = np.arange(1, 20) / 20
    keys = past.spans[["reported", "unit", "horizon", "first"]]
    sure = keys.merge(pd.DataFrame({"share": shares, "value": np.float32(110.0)}), how="cross")
    (row,) = held(Outlook(past.spans, sure), actuals, month=past.spans["last"].max()).itertuples()
    assert row.actual == 119
    assert row.crps == pytest.approx(row.scaled)


def test_units_that_are_gone_and_spans_that_go_on_are_left_out():
    renamed = Outlook(PAST.spans.replace({"unit": {"T2": "T9"}}), PAST.quantiles)
    assert set(held(renamed, ACTUALS, month=MONTH)["unit"]) == {"company", "T1"}
    early = held(PAST, ACTUALS, month=pd.Timestamp("2025-12-01"))
    assert set(early["last"]) == {pd.Timestamp("2025-12-01")}


def test_only_the_lowest_tier_counts_where_units_are_put_together():
    assert set(lowest(HELD)["unit"]) == {"T1", "T2"}


def test_nothing_said_has_no_scores():
    rows = held(nothing_said(), ACTUALS, month=MONTH)
    assert rows.empty
    assert accuracy(lowest(rows)).empty
    assert accuracy(rows, by=["kind"]).empty
    assert unit_scores(rows).empty


def test_accuracy_counts_and_divides():
    past, actuals = _said(
        [100.0] * 12 + [100, 110, 90, 120], reported=pd.date_range("2026-01-01", periods=3, freq="MS"),
        expected=[100.0, 100.0, 100.0], low=95.0, high=115.0,
    )  # fmt: skip
    (row,) = accuracy(held(past, actuals, month=pd.Timestamp("2026-04-01"))).itertuples()
    assert (row.n, row.covered, row.level) == (3, 1, 0.8)
    assert row.off == pytest.approx((10 + 10 + 20) / (110 + 90 + 120))
    assert np.isnan([row.mase_low, row.mase_high]).all(), "three months are too few for an interval"


def _errors(errors, unit):
    reported = pd.date_range("2024-01-01", periods=len(errors), freq="MS")
    past, actuals = _said([100.0, *(100 + np.asarray(errors))], reported=reported, expected=100.0, unit=unit)
    return held(past, actuals, month=actuals["month"].max())


def test_bias_is_the_mean_error_with_students_interval():
    errors = np.random.default_rng(1).normal(3, 10, 24)
    (row,) = bias(_errors(errors, "T1")).itertuples()
    low, high = DescrStatsW(errors).tconfint_mean()
    assert (row.bias, row.low, row.high) == pytest.approx((errors.mean() / 100, low / 100, high / 100))
    assert row.p == pytest.approx(DescrStatsW(errors).ttest_mean()[1])


def test_bias_is_named_only_beyond_chance_over_all_units():
    rng = np.random.default_rng(6)
    chance = [_errors(rng.normal(0, 10, 12), f"T{n}") for n in range(30)]
    planted = _errors(rng.normal(15, 10, 12), "T99")
    table = bias(pd.concat([*chance, planted]))
    assert table.loc[table["biased"], "unit"].tolist() == ["T99"]
    assert (table["p"] < 0.05).sum() > 1, "without the correction more would be named"


def test_bias_needs_six_months():
    (row,) = bias(_errors([5.0, 6.0, 7.0, 6.0, 5.0], "T1")).itertuples()
    assert row.n == 5
    assert np.isnan([row.bias, row.low, row.high, row.p]).all()
    assert not row.biased


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([1e-3, 1e4]))
def test_currency_leaves_scores_alone(unit):
    money = ["known", "expected", "low", "high", "target"]
    spans = PAST.spans.assign(**{column: PAST.spans[column] * unit for column in money})
    quantiles = PAST.quantiles.assign(value=PAST.quantiles["value"].astype(float) * unit)
    rows = held(Outlook(spans, quantiles), ACTUALS.assign(actual=ACTUALS["actual"] * unit), month=MONTH)
    pd.testing.assert_frame_equal(accuracy(rows, by=["kind"]), accuracy(HELD, by=["kind"]), rtol=1e-6)


def test_groups_come_in_the_order_of_the_rows():
    rows = pd.DataFrame({"a": ["y", "x", "y"], "b": [1, 1, 2], "v": [1.0, 2.0, 3.0]})
    table = summed_up(rows, ["a"], ["sum"], lambda group: {"sum": group["v"].sum()})
    assert table.to_dict("list") == {"a": ["y", "x"], "sum": [4.0, 2.0]}
    assert summed_up(rows, [], ["sum"], lambda group: {"sum": group["v"].sum()})["sum"].tolist() == [6.0]
