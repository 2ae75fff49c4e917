"""Festivals that move between months: found, estimated, kept only where they help."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit import tables
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import backtest, forecast, headlines, monthly_actuals, moving_festivals
from salesmgmt_kit.targets.festivals import AFTER, BEFORE, FROM, NONE, shares

from .builders import MONTH, monthly

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
#: New moons of the Chinese year, as the Purple Mountain Observatory's calendar has them.
CHINESE_NEW_YEARS = ["2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"]


def _world(around=-0.3, after=0.08, noise=0.01, n=48, seed=3):
    rng = np.random.default_rng(seed)
    span = pd.date_range(end="2026-10-01", periods=n, freq="MS")
    season = 0.1 * np.sin(2 * np.pi * span.month / 12)
    festival = shares(span, pd.DatetimeIndex(CHINESE_NEW_YEARS)).to_numpy() @ [around, after]
    values = 1e6 * np.exp(0.005 * np.arange(n) + season + festival + noise * rng.standard_normal(n))
    return monthly(values, unit="company", tier="company")


@pytest.fixture(scope="module")
def sample():
    client = tables.open_client(SAMPLE, month="2026-10")
    return monthly_actuals(client["sales"], client["org"], levels=client.levels, month=client.month)


def test_first_days_of_the_chinese_year():
    found = moving_festivals(_world(), month=MONTH, country="CN")
    days = found.firsts["lunar_new_year"].strftime("%Y-%m-%d")
    assert set(CHINESE_NEW_YEARS) <= set(days)


@given(st.dates(pd.Timestamp("2000-01-01").date(), pd.Timestamp("2050-12-31").date()))
def test_every_day_around_and_after_lies_in_one_month(day):
    first = pd.DatetimeIndex([day])
    span = pd.date_range(first[0] - pd.DateOffset(months=3), periods=8, freq="MS").normalize()
    span = span.to_period("M").to_timestamp()
    days = shares(span, first).mul(span.days_in_month, axis=0).sum()
    assert days.round(9).tolist() == [BEFORE + FROM, AFTER]


def test_a_planted_effect_is_found_again_and_kept():
    found = moving_festivals(_world(), month=MONTH, country="CN")
    (row,) = found.table.to_dict("records")
    assert row["around"] == pytest.approx(-0.3, abs=0.04)
    assert row["after"] == pytest.approx(0.08, abs=0.04)
    assert row["p"] < 1e-6
    assert row["kept"]


def test_a_festival_that_does_nothing_is_seldom_kept():
    """In 20 worlds: the test of the effect alone would keep about one."""
    kept = [
        moving_festivals(_world(0, 0, noise=0.03, seed=seed), month=MONTH, country="CN").table["kept"].item()
        for seed in range(20)
    ]
    assert sum(kept) <= 3


@pytest.mark.parametrize(("country", "n"), [(None, 48), ("CN", 20)])
def test_without_country_or_history_nothing_is_claimed(country, n):
    found = moving_festivals(_world(n=n), month=MONTH, country=country)
    assert found.table.empty
    assert (found.factors(pd.date_range("2026-01-01", periods=12, freq="MS")) == 1).all()
    assert headlines.festival_findings(found) == []


def test_a_country_without_such_a_festival_has_none():
    assert moving_festivals(_world(), month=MONTH, country="US").table.empty


def test_nothing_after_the_month_is_used():
    world = _world()
    cut = world[world["month"] <= "2025-12-01"]
    month = pd.Timestamp("2025-12-01")
    known, all_of_it = (moving_festivals(w, month=month, country="CN") for w in (cut, world))
    pd.testing.assert_frame_equal(known.table, all_of_it.table)


def test_the_forecast_moves_with_the_festival():
    world = _world()
    month = pd.Timestamp("2025-12-01")
    found = moving_festivals(world, month=month, country="CN")
    plain = forecast(world, month=month).monthly.set_index("month")["expected"]
    moved = forecast(world, month=month, festivals=found).monthly.set_index("month")["expected"]
    truth = world.set_index("month")["actual"]
    for day in ("2026-01-01", "2026-02-01"):
        assert abs(moved[day] - truth[day]) < 0.5 * abs(plain[day] - truth[day])
    assert moved["2026-07-01"] == pytest.approx(plain["2026-07-01"], rel=0.05)


def test_january_and_february_of_the_sample_are_foreseen_at_least_a_tenth_better(sample):
    """The same engine with and without the festival, at both origins that the history allows, all units."""
    tiers = ["company", "department", "team"]
    errors = {"with": [], "without": []}
    for origin in ("2024-12-01", "2025-12-01"):
        month = pd.Timestamp(origin)
        company = sample[sample["tier"] == "company"]
        estimated = moving_festivals(company, month=month, country="CN")
        used = type(estimated)(estimated.table.assign(kept=True), estimated.firsts)
        for name, festivals in (("with", used), ("without", NONE)):
            expected = forecast(sample, month=month, tiers=tiers, festivals=festivals).monthly
            missed = expected.merge(sample, on=["unit", "month"]).query("month.dt.month <= 2")
            mean = sample[sample["month"] <= month].groupby("unit")["actual"].mean()
            off = (missed["expected"] - missed["actual"]).abs() / missed["unit"].map(mean)
            errors[name] += off.tolist()
    assert len(errors["with"]) == 64
    assert np.mean(errors["with"]) <= 0.9 * np.mean(errors["without"])


def test_backtest_allows_for_the_festival_without_looking_ahead(sample):
    top = sample[sample["tier"].isin(["company", "department"])]
    plain, moved = backtest(top, month=MONTH), backtest(top, month=MONTH, country="CN")
    missed = [(t["low"] + t["high"]).div(2).sub(t["actual"]).abs() for t in (plain, moved)]
    festive = plain["month"].isin(pd.to_datetime(["2026-01-01", "2026-02-01"]))
    assert missed[1][festive].mean() < 0.9 * missed[0][festive].mean()


def test_the_sentence_gives_effect_and_errors():
    found = moving_festivals(_world(), month=MONTH, country="CN")
    (finding,) = headlines.festival_findings(found)
    assert "Spring Festival" in Locale("en").sentence(finding)
    assert "春节" in Locale("zh").sentence(finding)
