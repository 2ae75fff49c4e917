from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.gaps import size_shares, unit_parts, win_rates
from salesmgmt_kit.gaps.doing import PARTS

ROOT = Path(__file__).parents[2]
MAVEN = ROOT.parent / "shared" / "data" / "maven_crm"
LEVELS = ["department", "team"]
MONTH = pd.Timestamp("2026-10-01")
REPS = [f"R{i:02d}" for i in range(20)]
ORG = pd.DataFrame({"rep": REPS, "team": [f"T{i % 4}" for i in range(20)], "department": "D1"})


def _deals(rates, n=80, seed=1):
    rng = np.random.default_rng(seed)
    won = rng.random((len(rates), n)) < np.asarray(rates)[:, None]
    return pd.DataFrame(
        {
            "rep": np.repeat(REPS[: len(rates)], n),
            "closed": pd.Timestamp("2026-06-15"),
            "outcome": np.where(won.ravel(), "won", "lost"),
            "amount": rng.lognormal(9, 0.5, won.size),
        }
    )


def _rates(deals, **more):
    return win_rates(deals, ORG, levels=LEVELS, month=MONTH, **more)


def test_nobody_is_outside_where_all_may_be_alike():
    found = [_rates(_deals([0.3] * 20, seed=seed)) for seed in range(80)]
    assert np.mean([f.units["outside"].any() for f in found]) <= 0.05


def test_rep_far_beyond_chance_is_outside_and_only_that_one():
    found = _rates(_deals([0.3] * 19 + [0.75]))
    assert found.test.p < 0.05
    assert found.units.loc[found.units["outside"], "unit"].tolist() == ["R19"]


def test_deals_before_the_span_and_open_ones_do_not_count():
    deals = _deals([0.5] * 3, n=10)
    old = deals.assign(closed=pd.Timestamp("2025-10-31"))
    open_ = deals.assign(outcome=None)
    found = _rates(pd.concat([deals, old, open_]))
    assert found.units["closed"].tolist() == [10, 10, 10]


def test_units_of_a_tier_are_sums_over_their_reps():
    deals = _deals(np.linspace(0.2, 0.6, 20))
    teams = _rates(deals, tier="team").units.set_index("unit")
    reps = _rates(deals).units
    assert teams["won"].to_dict() == reps.groupby("parent")["won"].sum().to_dict()


def test_no_closed_deal_gives_no_verdict():
    found = _rates(_deals([0.5])[:0])
    assert found.units.empty
    assert found.limits.empty
    assert np.isnan(found.test.p)


@pytest.fixture(scope="module")
def maven():
    if not MAVEN.is_dir():
        pytest.skip(f"the Maven CRM files are not at {MAVEN}")
    return tables.open_client(ROOT / "examples" / "maven_crm", month="2017-12", settings={"data": str(MAVEN)})


def test_win_rates_of_maven_crm_cannot_be_ranked(maven):
    found = win_rates(maven["opportunities"], maven["org"], levels=maven.levels, month=maven.month)
    assert (round(found.test.statistic, 2), found.test.degrees) == (33.35, 29)
    assert round(found.test.p, 3) == 0.264
    assert not found.units["outside"].any()


def test_product_and_not_agent_explains_deal_size_of_maven_crm(maven):
    rows = size_shares(maven["opportunities"]).set_index("factor")
    assert round(rows.loc["product", "share"], 3) == 0.996
    assert rows.loc["rep", "p"] > 0.05


def test_shares_of_size_are_those_of_an_analysis_of_variance():
    deals = _deals([1.0] * 5, n=20)
    (row,) = size_shares(deals).itertuples()
    logs = np.log(deals["amount"])
    within = logs - logs.groupby(deals["rep"]).transform("mean")
    r2 = 1 - (within**2).sum() / ((logs - logs.mean()) ** 2).sum()
    assert row.share == pytest.approx(max(0, 1 - (1 - r2) * 99 / 95))
    assert size_shares(deals[:10]).empty


def test_parts_of_units_are_sums_and_add_up_to_their_gaps():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(rng.normal(0, 100, (20, len(PARTS))), columns=list(PARTS)).assign(rep=REPS)
    rows["gap"] = rows[list(PARTS)].sum(axis=1)
    rows.loc[0, "gap"] = np.nan
    found = unit_parts(rows, ORG, levels=LEVELS).set_index("unit")
    assert found.loc["company", "n"] == 19
    assert found.loc["company", "gap"] == pytest.approx(rows["gap"].sum())
    together = found["given"] + found["own"] + found["chance"]
    assert together.to_numpy() == pytest.approx(found["gap"].to_numpy())
