import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.kpi.leading import lead_lag
from salesmgmt_kit.kpi.leading.lags import FEWEST_MONTHS, LAGS, LEADS

from .worlds import KPIS, autoregressive, delayed, panel

VISITS = KPIS[KPIS["kpi"] != "calls"]


@pytest.mark.parametrize(("teams", "lag"), [(8, 1), (12, 3), (12, 6), (45, 3)])
def test_a_lag_is_found_where_it_was_planted(teams, lag):
    found = lead_lag(
        panel(sales=lambda visits, _: 0.8 * delayed(visits, lag), teams=teams, seed=1), VISITS, draws=399
    )
    row = found.kpis.iloc[0]
    assert (row["kpi"], row["verdict"], row["lag"]) == ("visits", "first", lag)
    assert row["low"] < 0.8 < row["high"]
    assert row["low"] > 0
    assert row["r"] > 0.2


def test_fewer_lags_ask_for_fewer_months():
    made = panel(sales=lambda visits, _: 0.8 * delayed(visits, 2), months=18, seed=1)
    assert lead_lag(made, VISITS, draws=99).kpis["verdict"].tolist() == ["short"]
    found = lead_lag(made, VISITS, lags=3, leads=2, draws=199)
    assert found.months == FEWEST_MONTHS + 5
    assert found.lags["lag"].tolist() == [-2, -1, 0, 1, 2, 3]
    assert found.kpis["lag"].iloc[0] == 2


def test_claims_of_panels_without_any_lead_are_rare():
    """30 panels, seeds 0 to 29: as many as a rate of 5 % brings 999 times in 1,000."""
    claimed = sum(
        (lead_lag(panel(seed=seed), KPIS, draws=99).kpis["verdict"] == "first").any() for seed in range(30)
    )
    assert claimed <= stats.binom.ppf(0.999, 30, 0.05)


def _verdicts(sales, runs):
    found = (lead_lag(panel(sales=sales, seed=seed), VISITS, draws=199) for seed in range(runs))
    return [leading.kpis["verdict"].iloc[0] for leading in found]


def test_an_outcome_that_drives_the_kpi_is_not_claimed():
    """Sales that last bring visits two months later."""

    def driving(visits, rng):
        lasting = 0.3 * autoregressive(rng, visits.shape, 0.9)
        visits += 0.9 * delayed(lasting, 2)
        return lasting

    verdicts = [
        lead_lag(panel(sales=driving, seed=s), VISITS, draws=199).kpis["verdict"][0] for s in range(12)
    ]
    assert "first" not in verdicts


def test_a_campaign_that_is_prepared_and_followed_up_is_withheld():
    """Visits of the month before and of the month after go with sales: something moves both."""

    def campaigns(visits, rng):
        campaign = 0.1 * rng.standard_normal(visits.shape)
        visits += delayed(campaign, 1) + delayed(campaign[::-1], 1)[::-1]
        return campaign

    assert set(_verdicts(campaigns, 4)) == {"withheld"}


def test_a_slow_drift_of_teams_that_moves_both_is_not_claimed():
    def drifting(visits, rng):
        drift = 0.06 * rng.standard_normal(visits.shape).cumsum(axis=0)
        visits += drift
        return drift

    assert _verdicts(drifting, 8).count("first") <= 1


def test_order_and_names_of_teams_and_levels_of_teams_and_months_change_nothing():
    plain = panel(seed=3)
    unit, month = (pd.factorize(plain.index.get_level_values(name))[0] for name in ("unit", "month"))
    rng = np.random.default_rng(0)
    factor = np.exp(rng.normal(0, 1, 12)[unit] + rng.normal(0, 1, 40)[month])
    moved = plain.mul(factor, axis=0)
    shuffled = plain.sample(frac=1, random_state=0)
    first, leveled, mixed = (lead_lag(p, KPIS, draws=99) for p in (plain, moved, shuffled))
    figures = ["lag", "effect", "low", "high", "p", "placebo"]
    for other in (leveled, mixed):
        np.testing.assert_allclose(other.kpis[figures], first.kpis[figures].astype(float), rtol=1e-6)
    other_names = plain.rename(index={f"T{i:02}": f"T{11 - i:02}" for i in range(12)}, level="unit")
    renamed = lead_lag(other_names, KPIS, draws=99)
    np.testing.assert_allclose(
        renamed.lags["effect"].astype(float), first.lags["effect"].astype(float), rtol=1e-6
    )


def test_a_kpi_that_is_ever_0_counts_in_multiples_of_its_mean():
    rows = panel(sales=lambda visits, _: 0.8 * delayed(visits, 2))
    rows["calls"] = (rows["calls"] - rows["calls"].quantile(0.3)).clip(lower=0)
    found = lead_lag(rows, KPIS, draws=99).kpis.set_index("kpi")
    assert found["scale"].to_dict() == {"visits": "log", "calls": "mean"}
    assert found.loc["visits", "verdict"] == "first"


def test_too_few_teams_or_months_or_changes_are_not_looked_at():
    shortest = FEWEST_MONTHS + LAGS + LEADS
    for rows in (panel(teams=7), panel(months=shortest - 1), panel().assign(visits=3.0, calls=0.0)):
        found = lead_lag(rows, KPIS, draws=99)
        assert set(found.kpis["verdict"]) == {"short"}
        assert found.surest is None
        assert found.lags.empty
    assert set(lead_lag(panel(months=shortest), KPIS, draws=99).kpis["verdict"]) == {"open"}


def test_nothing_to_compare_is_an_empty_answer():
    for rows, kpis in ((panel().head(0), KPIS), (panel()[["visits"]], KPIS), (panel(), KPIS.head(0))):
        assert lead_lag(rows, kpis).surest is None
