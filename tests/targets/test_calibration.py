from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import tables
from salesmgmt_kit.targets import complete_targets, forecast, monthly_actuals, reach, totals

from .builders import LEVELS, MONTH, monthly

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT.parent / "shared" / "data" / "forecasting" / "m4m_card_train.parquet"
SOLD = monthly(100 * np.exp(np.random.default_rng(4).normal(0, 0.1, 48)))
FORECAST = forecast(SOLD, month=MONTH)
NOTHING = complete_targets(None, pd.DataFrame(), levels=LEVELS)


def _targets(value, months=("2026-01-01", "2027-12-01")):
    dates = pd.date_range(*months, freq="MS")
    return pd.DataFrame({"unit": "T1", "month": dates, "target": float(value)})


def _rows(targets, result=FORECAST, sold=SOLD, start=1):
    return reach(result, sold, targets, month=MONTH, fiscal_year_start=start).set_index("horizon")


def test_horizons_add_what_is_already_sold():
    rows = _rows(_targets(100))
    year = SOLD[SOLD["month"] >= "2026-01-01"]["actual"].sum()
    assert rows["known"].to_dict() == {
        "next_month": 0.0,
        "quarter": SOLD["actual"].iloc[-1],
        "year": pytest.approx(year),
    }
    assert rows["target"].to_dict() == {"next_month": 100.0, "quarter": 300.0, "year": 1200.0}


def test_probability_is_the_share_of_joint_paths_at_the_target_or_above():
    rows = _rows(_targets(100))
    inside = FORECAST.months <= pd.Timestamp("2026-12-01")
    ends = [rows.loc["quarter", "known"] + sum(path[inside]) for path in FORECAST.paths["T1"]]
    assert rows.loc["quarter", "probability"] == pytest.approx(np.mean([e >= 300 for e in ends]))
    assert rows.loc["quarter", "expected"] == pytest.approx(np.median(ends))
    assert 0.05 < rows.loc["quarter", "probability"] < 0.95


@pytest.mark.parametrize(
    ("start", "quarter", "year"),
    [
        (1, ("2026-10", "2026-12"), ("2026-01", "2026-12")),
        (2, ("2026-11", "2027-01"), ("2026-02", "2027-01")),
        (11, ("2026-11", "2027-01"), ("2026-11", "2027-10")),
    ],
)
def test_horizons_say_their_months(start, quarter, year):
    rows = _rows(_targets(100), result=forecast(SOLD, month=MONTH, fiscal_year_start=start), start=start)
    spans = rows[["first", "last"]].apply(lambda months: tuple(months.dt.strftime("%Y-%m")), axis=0).T
    assert [tuple(spans[h]) for h in ("next_month", "quarter", "year")] == [
        ("2026-11", "2026-11"),
        quarter,
        year,
    ]


def test_last_month_of_the_fiscal_year_looks_into_the_next():
    rows = _rows(_targets(100), result=forecast(SOLD, month=MONTH, fiscal_year_start=11), start=11)
    assert rows["known"].to_dict() == {"next_month": 0.0, "quarter": 0.0, "year": 0.0}
    assert rows.loc["year", "target"] == 1200.0


def test_thousand_paths_do_not_make_it_certain():
    assert (_rows(_targets(1e6))["probability"] == 0.0005).all()
    assert _rows(_targets(1))["probability"]["next_month"] == 0.9995


def test_target_that_is_already_sold_is_certain():
    rows = _rows(_targets(1))
    assert rows["probability"]["quarter"] == rows["probability"]["year"] == 1


def test_units_without_spread_are_certain():
    sold = monthly([5.0] * 14)
    constant = forecast(sold, month=MONTH)
    assert (_rows(_targets(5), result=constant, sold=sold)["probability"] == 1).all()
    assert (_rows(_targets(6), result=constant, sold=sold)["probability"] == 0).all()


def test_shares_are_of_the_target():
    row = _rows(_targets(50)).loc["quarter"]
    assert row["expected_share"] == row["expected"] / 150
    assert row["low_share"] == row["low"] / 150
    assert _rows(_targets(0))["expected_share"].isna().all()


@pytest.mark.parametrize("targets", [NOTHING, _targets(100, ("2026-01-01", "2026-11-01"))])
def test_probability_is_missing_where_the_target_is(targets):
    row = _rows(targets).loc["year"]
    assert np.isnan([row["target"], row["probability"]]).all()
    assert np.isfinite(row[["expected", "low", "high"]].astype(float)).all()


def test_probability_is_missing_where_there_is_no_forecast():
    sold = monthly([5.0, 6.0])
    rows = _rows(_targets(100), result=forecast(sold, month=MONTH), sold=sold)
    assert rows["probability"].isna().all()
    assert rows.loc["year", "known"] == 11.0


def test_year_target_that_misses_two_months_of_a_new_unit_is_whole():
    sold = monthly(SOLD["actual"].tail(8))
    rows = _rows(_targets(100, ("2026-03-01", "2026-12-01")), result=forecast(sold, month=MONTH), sold=sold)
    assert rows.loc["year", "target"] == 1000.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 400), min_size=2, max_size=2))
def test_probability_falls_as_the_target_rises(pair):
    easy, hard = (_rows(_targets(t))["probability"] for t in sorted(pair))
    assert (easy >= hard).all()


@settings(max_examples=5, deadline=None)
@given(st.sampled_from([1e-3, 1e2, 1e6]))
def test_currency_leaves_probabilities_alone(unit):
    sold = SOLD.assign(actual=SOLD["actual"] * unit)
    rows = _rows(_targets(100 * unit), result=forecast(sold, month=MONTH), sold=sold)
    np.testing.assert_allclose(rows["probability"], _rows(_targets(100))["probability"], atol=0.002)


def _inside(actuals, origin, ahead):
    """Whether the total of the next ``ahead`` months lay inside, for every unit."""
    span = pd.date_range(origin + pd.DateOffset(months=1), periods=ahead, freq="MS")
    rows = totals(forecast(actuals, month=origin, fiscal_year_start=span[0].month), span).set_index("unit")
    total = actuals[actuals["month"].isin(span)].groupby("unit")["actual"].sum().reindex(rows.index)
    return ((rows["low"] <= total) & (total <= rows["high"])).tolist()


@pytest.mark.slow
def test_intervals_of_the_sample_cover_what_they_say():
    client = tables.open_client(ROOT / "data" / "sample", month="2026-10")
    actuals = monthly_actuals(client["sales"], client["org"], levels=client.levels, month=MONTH)
    for ahead in (1, 3, 12):
        origins = [MONTH - pd.DateOffset(months=ahead + back) for back in range(0, 13 - ahead // 6, 2)]
        inside = [hit for origin in origins for hit in _inside(actuals, origin, ahead)]
        assert 0.72 <= np.mean(inside) <= 0.88, ahead


@pytest.mark.slow
@pytest.mark.skipif(not PUBLIC.exists(), reason="the public series are not at hand")
@pytest.mark.parametrize("n", [18, 48])
def test_intervals_of_public_series_cover_what_they_say(n):
    rows = pd.read_parquet(PUBLIC).sort_values(["sn", "t"])
    long = [g["y"].to_numpy(float)[-n - 12 :] for _, g in rows.groupby("sn") if len(g) >= n + 12][::20][:120]
    actuals = pd.concat([monthly(y, unit=f"S{i}") for i, y in enumerate(long)], ignore_index=True)
    for ahead in (1, 3):
        inside = _inside(actuals, MONTH - pd.DateOffset(months=12), ahead)
        assert 0.68 <= np.mean(inside) <= 0.92, ahead
