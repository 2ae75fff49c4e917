from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from salesmgmt_kit import tables
from salesmgmt_kit.targets import complete_targets, monthly_actuals
from salesmgmt_kit.targets.fair import opening_chances, plan_fairness, reach_spread
from salesmgmt_kit.targets.fair.spread import gini

from ..builders import LEVELS, MONTH

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
N = 40
REPS = [f"R{i:02}" for i in range(N)]
ORG = pd.DataFrame(
    {
        "rep": REPS,
        "team": [f"T{i // 4}" for i in range(N)],
        "department": "D1",
        "territory": REPS,
        "hire_date": pd.date_range("2010-01-01", periods=N, freq="100D"),
    }
)
TERRITORIES = pd.DataFrame({"territory": REPS, "potential": np.geomspace(1000, 9000, N)})


def _tested(attained, *, target=100.0, org=ORG, territories=TERRITORIES, **options):
    """Fairness of reps who sell ``attained`` x target in every month of two years."""
    months = pd.date_range(end=MONTH, periods=24, freq="MS")
    asked = np.broadcast_to(np.asarray(target, float), N)
    rows = [(m, rep, a * t) for rep, a, t in zip(REPS, attained, asked, strict=True) for m in months]
    sales = pd.DataFrame(rows, columns=["month", "rep", "amount"])
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    plan = pd.DataFrame(
        [(m, rep, t) for rep, t in zip(REPS, asked, strict=True) for m in months],
        columns=["month", "unit", "target"],
    )
    plan = complete_targets(plan, org.drop(columns="hire_date"), levels=LEVELS)
    return plan_fairness(actuals, plan, org, levels=LEVELS, month=MONTH, territories=territories, **options)


NOISE = 1 + np.random.default_rng(8).normal(0, 0.1, N)


def test_gini_known_answers():
    assert gini(np.array([1.0, 1.0, 1.0])) == pytest.approx(0)
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(0.75)
    x = np.random.default_rng(1).gamma(2, size=30)
    assert gini(x) == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()))


def test_level_has_wilson_interval_of_those_who_reach():
    row = _tested(NOISE).level.set_index("tier").loc["rep"]
    hit = int((NOISE >= 1).sum())
    low, high = proportion_confint(hit, N, alpha=0.05, method="wilson")
    assert (row["n"], row["reached"], row["low"], row["high"]) == pytest.approx((N, hit / N, low, high))
    assert row["attainment"] == pytest.approx(NOISE.mean())
    assert row["verdict"] == "mixed"


@pytest.mark.parametrize(("factor", "verdict"), [(0.7, "too_high"), (1.4, "too_low")])
def test_plan_that_all_miss_or_reach_alike_is_wrong(factor, verdict):
    assert _tested(NOISE * factor).level.set_index("tier")["verdict"]["rep"] == verdict


def test_relation_to_potential_is_pearson_with_fisher_interval():
    x = np.log(TERRITORIES["potential"].to_numpy())
    attained = NOISE + 0.1 * x
    rows = _tested(attained).relations.set_index("against")
    known = stats.pearsonr(x, attained)
    assert rows.loc["potential", ["n", "correlation"]].tolist() == pytest.approx([N, known.statistic])
    assert rows["level"].tolist() == pytest.approx([1 - 0.05 / 3] * 3)  # no target grows: three are tried
    # Rich territories stand together in their teams, which therefore say less than forty strangers would.
    assert rows.loc["potential", "low"] < known.confidence_interval(1 - 0.05 / 3).low
    assert rows.loc["potential", "slope"] == pytest.approx(stats.linregress(x, attained).slope)
    assert rows.loc["tenure", "correlation"] < 0  # the later hired have the richer territories here


def test_team_whose_target_is_out_of_proportion_is_named():
    potential = TERRITORIES["potential"].to_numpy()
    fair = potential / 12 * np.exp(np.random.default_rng(2).normal(0, 0.05, N))
    too_much = np.where(ORG["team"] == "T3", 1.5, 1)
    rows = _tested(NOISE / too_much, target=fair * too_much).proportion.set_index("unit")
    assert rows.index[rows["out"]].tolist() == ["T3"]
    assert rows["ratio"]["T3"] == pytest.approx(1.5, abs=0.15)
    assert not _tested(NOISE, target=fair).proportion["out"].any()


def test_ratchet_finds_both_planted_slopes():
    rng = np.random.default_rng(4)
    org = ORG
    years, asked, rows, plan = range(2022, 2026), np.full(N, 100.0), [], []
    for year in years:
        gap = rng.normal(0, 0.15, N)
        for m in pd.date_range(f"{year}-01-01", periods=12, freq="MS"):
            rows += [(m, r, t * (1 + g)) for r, t, g in zip(REPS, asked, gap, strict=True)]
            plan += [(m, r, t) for r, t in zip(REPS, asked, strict=True)]
        asked = asked * (1.05 + 0.6 * gap.clip(min=0) + 0.1 * gap.clip(max=0) + rng.normal(0, 0.01, N))
    sales = pd.DataFrame(rows, columns=["month", "rep", "amount"])
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=pd.Timestamp("2025-12-01"))
    targets = pd.DataFrame(plan, columns=["month", "unit", "target"])
    found = plan_fairness(actuals, targets, org, levels=LEVELS, month=pd.Timestamp("2025-12-01"))
    slopes = found.ratchet.set_index("direction")
    assert slopes["n"].tolist() == [3 * N] * 3
    assert slopes["slope"].tolist() == pytest.approx([0.6, 0.1, 0.5], abs=0.06)
    assert slopes.loc["difference", "low"] > 0


def test_without_targets_potential_or_dates_nothing_is_said():
    org = ORG[["rep", "team", "department"]]
    none = _tested(NOISE, org=ORG.drop(columns="territory"), territories=None)
    assert none.proportion["per_potential"].isna().all()
    assert none.concentration.empty
    assert none.relations["against"].tolist() == ["history", "tenure"]
    sales = pd.DataFrame({"month": [MONTH], "rep": ["R00"], "amount": [1.0]})
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    empty = plan_fairness(
        actuals, complete_targets(None, org, levels=LEVELS), org, levels=LEVELS, month=MONTH
    )
    frames = (
        empty.level,
        empty.relations,
        empty.ratchet,
        empty.concentration,
        empty.proportion,
        empty.groups,
    )
    assert all(frame.empty for frame in frames)
    assert len(empty.record) == N + 12


def test_spread_of_probabilities_counts_the_remote_and_the_safe():
    chances = pd.DataFrame({"tier": "team", "horizon": "year", "probability": [0.01, 0.5, 0.99, np.nan]})
    (row,) = reach_spread(chances).to_dict("records")
    assert row == pytest.approx(
        {"tier": "team", "n": 3, "lowest": 0.01, "median": 0.5, "highest": 0.99, "remote": 1, "safe": 1}
        | {"spread": np.std([0.01, 0.5, 0.99], ddof=1)}
    )


def test_impossible_target_of_the_sample_is_the_only_one_named(monkeypatch):
    monkeypatch.syspath_prepend(str(SAMPLE))
    import truths

    data = tables.open_client(SAMPLE, month="2026-10")
    actuals = monthly_actuals(data["sales"], data["org"], levels=data.levels, month=data.month)
    plan = complete_targets(data.get("targets"), data["org"], levels=data.levels)
    found = plan_fairness(
        actuals, plan, data["org"], levels=data.levels, month=data.month, territories=data.get("territories")
    ).proportion.set_index("unit")
    assert found.index[found["out"]].tolist() == [truths.IMPOSSIBLE_TEAM]
    assert found["ratio"][truths.IMPOSSIBLE_TEAM] == pytest.approx(truths.IMPOSSIBLE_FACTOR, abs=0.1)


@pytest.mark.parametrize("engine", ["statsmodels", "batch"])
@pytest.mark.parametrize("month", ["2024-12", "2025-12"])
def test_impossible_target_of_the_sample_is_out_of_reach_before_the_year_begins(month, engine, monkeypatch):
    monkeypatch.syspath_prepend(str(SAMPLE))
    import truths

    data = tables.open_client(SAMPLE, month=month)
    actuals = monthly_actuals(data["sales"], data["org"], levels=data.levels, month=data.month)
    plan = complete_targets(data.get("targets"), data["org"], levels=data.levels)
    chances = opening_chances(
        actuals, plan, month=data.month, country=data.config.country, tiers=["team"], engine=engine
    ).set_index("unit")
    assert chances["probability"][truths.IMPOSSIBLE_TEAM] < 0.05
