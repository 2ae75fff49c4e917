"""Working days: counted, estimated, kept only where forecasts gain by them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import forecast, headlines, monthly_actuals, moving_festivals, sales_calendar
from salesmgmt_kit.targets.workdays import working_days

from .builders import MONTH, monthly

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
HOSPITAL = ROOT.parent / "shared" / "data" / "forecasting" / "hospital.parquet"
SPAN = pd.date_range(end=MONTH, periods=72, freq="MS")


def _world(effect, noise=0.01, seed=3, country="US"):
    rng = np.random.default_rng(seed)
    season = 0.1 * np.sin(2 * np.pi * SPAN.month / 12)
    days = np.log(working_days(country, SPAN) / 21).to_numpy()
    values = 1e6 * np.exp(0.004 * np.arange(72) + season + effect * days + noise * rng.standard_normal(72))
    return monthly(values, unit="company", tier="company")


def test_working_days_of_china_in_2025_with_its_working_weekends():
    # State Council notice of 2024-11-12: 28 days off and five working weekend days.
    year = working_days("CN", pd.date_range("2025-01-01", periods=12, freq="MS"))
    assert year.sum() == 248
    assert year["2025-10-01"] == 18


def test_a_planted_effect_is_found_kept_and_put_into_the_months_ahead():
    found = sales_calendar(_world(0.8), month=MONTH, country="US")
    (row,) = found.workdays.to_dict("records")
    assert row["effect"] == pytest.approx(0.8, abs=0.1)
    assert row["kept"]
    assert row["error_with"] < 0.7 * row["error_without"]
    ahead = pd.date_range("2026-11-01", periods=14, freq="MS")
    days = np.log(working_days("US", ahead))
    same = np.log(found.factors(ahead[12:]) / found.factors(ahead[:2]))
    np.testing.assert_allclose(same, row["effect"] * np.diff([days[:2], days[12:]], axis=0)[0], rtol=1e-9)


def test_months_that_do_not_follow_working_days_are_left_alone():
    found = [sales_calendar(_world(0.0, seed=seed), month=MONTH, country="US") for seed in range(8)]
    kept = [one for one in found if one.workdays["kept"].all()]
    assert len(kept) <= 1  # one test in twenty is meant to pass by chance
    for one in found:
        assert abs(one.workdays["effect"].iloc[0]) < 0.15
        assert one in kept or (one.factors(SPAN) == 1.0).all()


def test_festivals_and_working_days_go_together():
    china = _world(0.8, country="CN")
    festivals = moving_festivals(china, month=MONTH, country="CN")
    found = sales_calendar(china, month=MONTH, country="CN")
    pd.testing.assert_frame_equal(found.table, festivals.table)
    (row,) = found.workdays.to_dict("records")
    own = np.exp(row["kept"] * row["effect"] * found.days.reindex(SPAN))
    np.testing.assert_allclose(found.factors(SPAN), festivals.factors(SPAN) * own)


@pytest.mark.parametrize("history", [_world(0.8).tail(20), _world(0.8).assign(actual=0.0)])
def test_too_short_or_empty_a_history_says_nothing(history):
    found = sales_calendar(history, month=MONTH, country="US")
    assert found.workdays.empty
    np.testing.assert_array_equal(found.factors(SPAN), 1.0)
    assert headlines.workday_findings(found) == []
    assert sales_calendar(_world(0.8), month=MONTH, country=None).workdays.empty


def test_a_forecast_follows_working_days_where_they_are_kept():
    world = _world(0.8, noise=0.002)
    found = sales_calendar(world, month=MONTH, country="US")
    with_them, without = (
        forecast(world, month=MONTH, festivals=f, fiscal_years=2).monthly["expected"]
        for f in (found, moving_festivals(world, month=MONTH, country="US"))
    )
    ahead = pd.date_range("2026-11-01", periods=14, freq="MS")
    true = _truth(ahead, 0.8)
    assert np.abs(np.log(with_them / true)).mean() < 0.7 * np.abs(np.log(without / true)).mean()


def _truth(span, effect):
    at = 72 + np.arange(len(span))
    season = 0.1 * np.sin(2 * np.pi * span.month / 12)
    return 1e6 * np.exp(0.004 * at + season + effect * np.log(working_days("US", span) / 21).to_numpy())


@pytest.mark.skipif(not HOSPITAL.exists(), reason=f"{HOSPITAL} is not there")
def test_patients_of_hospitals_follow_working_days():
    # expsmooth's monthly counts, 2000 to 2006; their country is not said, its weekends are everywhere's.
    patients = pd.read_parquet(HOSPITAL).sum(axis=1).to_numpy()
    december = pd.Timestamp("2006-12-01")
    company = monthly(patients, unit="company", tier="company", last=december)
    (row,) = sales_calendar(company, month=december, country="US").workdays.to_dict("records")
    assert row["kept"]
    assert 0.1 < row["effect"] < 0.6


def test_the_sample_does_not_follow_working_days():
    client = tables.open_client(SAMPLE, month="2026-10")
    actuals = monthly_actuals(client["sales"], client["org"], levels=client.levels, month=client.month)
    found = sales_calendar(actuals, month=client.month, country="CN")
    assert not found.workdays["kept"].any()
    (said,) = headlines.workday_findings(found)
    assert "cannot be told from chance" in Locale("en").sentence(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"kept": True, "error_with": 0.02, "error_without": 0.03},
            "sells +10.0%. The forecast allows for it",
        ),
        ({"kept": False, "error_with": 0.03, "error_without": 0.02}, "do not gain by it"),
        ({"kept": False, "p": 0.2}, "cannot be told from chance"),
        ({"kept": False}, "the history is too short to tell"),
    ],
)
def test_one_sentence_says_what_was_done(values, said):
    found = sales_calendar(_world(0.8), month=MONTH, country="US")
    row = {"effect": 1.0, "p": 0.01, "error_with": np.nan, "error_without": np.nan} | values
    changed = type(found)(found.table, found.firsts, found.days, pd.DataFrame([row]))
    (finding,) = headlines.workday_findings(changed)
    assert said in Locale("en").sentence(finding)
    assert Locale("zh").sentence(finding)
