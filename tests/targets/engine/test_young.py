"""The season of the unit above: found, lent to the young, and worth it."""

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets import forecast
from salesmgmt_kit.targets.engine.unitwise import MODELS
from salesmgmt_kit.targets.engine.young import borrowed_seasons, season, spread_over

from ..builders import MONTH, monthly

SHAPE = 0.3 * np.sin(2 * np.pi * np.arange(12) / 12)


def test_season_of_a_trending_history_is_found_again():
    logs = 0.01 * np.arange(48) + np.tile(SHAPE, 4)
    np.testing.assert_allclose(season(np.exp(logs)), np.exp(SHAPE), rtol=1e-12)
    # the next month is the third of the year
    np.testing.assert_allclose(season(np.exp(logs[:38])), np.exp(np.roll(SHAPE, -2)), rtol=1e-12)


def test_months_past_and_ahead_have_the_factor_of_their_place_in_the_year():
    factors = np.arange(12.0)
    assert spread_over(factors, 14, ahead=True).tolist() == [*range(12), 0, 1]
    assert spread_over(factors, 3, ahead=False).tolist() == [9, 10, 11]


def test_the_nearest_unit_above_with_two_years_lends_its_season():
    old, young = np.exp(np.tile(SHAPE, 4)), np.exp(SHAPE[:6])
    series = {"top": old, "new": young, "rep": young, "alone": young, "lumpy": np.append(young, 0.0)}
    codes = {"top": "seasonal", "new": "short", "rep": "short", "alone": "short", "lumpy": "short_additive"}
    parents = {"top": None, "new": "top", "rep": "new", "alone": None, "lumpy": "top"}
    found = borrowed_seasons(series, codes, parents)
    assert {unit: lender for unit, (lender, _) in found.items()} == {"new": "top", "rep": "top"}


@pytest.mark.slow
def test_a_borrowed_season_lowers_errors_and_intervals_still_hold():
    """360 made-up young units whose season is the company's but for 3 % a month; error of the share 2.1 %."""
    rng = np.random.default_rng(99)
    told = [_half_year(rng, n, code) for n, code in ((8, "short"), (14, "level"), (20, "level")) * 120]
    inside, ours, without = np.mean(told, axis=0)
    assert 0.75 <= inside <= 0.85
    assert ours < 0.8 * without


def _half_year(rng, n, code):
    """Whether a unit's next half-year is inside its 80 % interval; its errors with the season and without."""
    own = SHAPE + rng.normal(0, 0.03, 12)
    factors = season(np.exp(np.tile(SHAPE, 4) + rng.normal(0, 0.02, 48)))
    level = np.cumsum(rng.normal(0, 0.03, n + 6))
    values = np.exp(level + own[np.arange(-n, 6) % 12] + rng.normal(0, 0.08, n + 6))
    known, total = values[:n], values[n:].sum()
    steady = known / spread_over(factors, n, ahead=False)
    paths = MODELS[code].outlook(steady, 6, rng).paths * spread_over(factors, 6, ahead=True)
    low, middle, high = np.quantile(paths.sum(axis=1), [0.1, 0.5, 0.9])
    plain = np.median(MODELS[code].outlook(known, 6, rng).paths.sum(axis=1))
    return low <= total <= high, abs(middle - total), abs(plain - total)


def test_the_forecast_of_a_young_team_follows_the_company():
    old = monthly(1e6 * np.exp(np.tile(SHAPE, 4)), unit="company", tier="company")
    young = monthly(1e4 * np.exp(np.tile(SHAPE, 2)[-14:]), unit="T1").assign(parent="company")
    result = forecast(pd.concat([old, young]), month=MONTH, fiscal_years=2)
    expected = result.monthly.query("unit == 'T1'")["expected"].to_numpy()
    np.testing.assert_allclose(expected[:12], 1e4 * np.exp(SHAPE), rtol=0.05)
    assert result.diagnostics.set_index("unit")["season_of"].dropna().to_dict() == {"T1": "company"}
