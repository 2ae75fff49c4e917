import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import units
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import coherent, forecast, monthly_actuals
from salesmgmt_kit.targets.split import bridge, headlines, most_affected, plots, propose
from salesmgmt_kit.targets.split.proposal import coming_year

from ..builders import LEVELS, MONTH

REPS = [f"R{i}" for i in range(6)]
ORG = pd.DataFrame(
    {
        "rep": REPS,
        "team": ["T1", "T1", "T2", "T2", "T3", "T3"],
        "department": ["D1"] * 4 + ["D2"] * 2,
        "territory": [f"A{i}" for i in range(6)],
        "hire_date": [pd.Timestamp("2015-01-01")] * 5 + [pd.Timestamp("2026-09-01")],
    }
)
TERRITORIES = pd.DataFrame({"territory": [f"A{i}" for i in range(6)], "potential": [3e6] * 5 + [5e6]})


def _sales():
    rng = np.random.default_rng(4)
    rows = [
        (m, rep, 1e5 * (i + 1) * np.exp(rng.normal(0, 0.1)), f"{rep}-{m.month}")
        for i, rep in enumerate(REPS)
        for m in pd.date_range(end=MONTH, periods=36, freq="MS")
        if rep != "R5" or m >= pd.Timestamp("2026-09-01")
    ]
    return pd.DataFrame(rows, columns=["month", "rep", "amount", "customer"])


SALES = _sales()
ACTUALS = monthly_actuals(SALES, ORG, levels=LEVELS, month=MONTH)
ALONE = forecast(ACTUALS, month=MONTH, tiers=["company", *LEVELS, "rep"], engine="batch", fiscal_years=2)
AHEAD = coherent(ALONE, ORG, levels=LEVELS, freeze_total=True)


def _proposed(**options):
    return propose(AHEAD, ACTUALS, SALES, ORG, levels=LEVELS, territories=TERRITORIES, **options)


@pytest.mark.parametrize(
    ("month", "start", "first"),
    [
        ("2026-10", 1, "2027-01"),
        ("2026-12", 1, "2027-01"),
        ("2027-01", 1, "2028-01"),
        ("2026-10", 4, "2027-04"),
    ],
)
def test_coming_year_is_the_first_that_has_not_begun(month, start, first):
    year = coming_year(pd.Timestamp(month), start=start)
    assert (year[0], len(year)) == (pd.Timestamp(first), 12)


def test_without_a_total_the_company_is_as_likely_to_reach_as_to_miss():
    proposal = _proposed()
    company = proposal.units.iloc[0]
    assert not proposal.given
    assert company["probability"] == pytest.approx(0.5, abs=0.01)
    assert company["target"] % 1000 == 0
    assert _proposed(total=2e7).units.iloc[0]["probability"] < company["probability"] + 0.5


@settings(max_examples=8, deadline=None)
@given(
    st.integers(5_000, 60_000),
    st.floats(0, 0.15),
    st.floats(0.5, 1),
    st.floats(1.05, 2),
    st.sampled_from(["shares", "equal_probability"]),
)
def test_everything_adds_up_at_every_unit_and_month_and_limits_hold_or_are_reported(
    total, over, floor, cap, rule
):
    proposal = _proposed(total=total * 1000.0, over={"rep": over}, floor=floor, cap=cap, rule=rule)
    rows = proposal.units.set_index("unit")
    table = proposal.months.pivot(index="unit", columns="month", values="target")
    assert (table.sum(axis=1) == rows["target"][table.index]).all()
    for parent, children in proposal.units.groupby("parent"):
        factor = 1 + over if children["tier"].iloc[0] == units.REP else 1
        assert children["target"].sum() == 1000 * round(rows["target"][parent] / 1000 * factor)
    sums = proposal.steps.groupby("unit")["amount"].sum() + rows["last"]
    assert sums[rows.index].to_numpy() == pytest.approx(rows["target"].to_numpy(), abs=1e-3)
    if proposal.conflicts.empty:
        assert not ((rows["target"] < rows["floor"]) | (rows["target"] > rows["cap"])).any()


def test_limits_leave_the_young_alone_and_a_lock_stands():
    proposal = _proposed(floor=0.98, cap=1.02, locked={"R0": 1_500_000.0, "NOBODY": 5000.0})
    rows = proposal.units.set_index("unit")
    assert rows["target"]["R0"] == 1_500_000
    assert np.isnan(rows["cap"]["R5"])
    assert np.isnan(rows["growth"]["R5"])
    stray = proposal.conflicts[proposal.conflicts["kind"] == "unknown"]
    assert stray["unit"].tolist() == ["NOBODY"]
    said = [Locale("en").sentence(f) for f in headlines.split_findings(proposal)]
    assert any(s.startswith("NOBODY has a locked value of ¥5.00k") for s in said)


def test_over_assignment_is_said_by_level():
    said = [
        Locale("en", names={"team": "Team"}).sentence(f)
        for f in headlines.split_findings(_proposed(over={"team": 0.1, "rep": 0.05}))
    ]
    assert "Over-assignment: the targets of the level Team add up to 10.0% more than the company's." in said
    assert "Over-assignment: the targets of the reps add up to 15.5% more than the company's." in said


def test_targets_set_already_are_held_beside():
    months = coming_year(MONTH)
    given = pd.DataFrame([(m, "company", 2e6) for m in months], columns=["month", "unit", "target"])
    proposal = _proposed(targets=given)
    company = proposal.units.iloc[0]
    assert company["set"] == 24e6
    assert company["apart"] == company["target"] - 24e6
    assert proposal.units["set"].iloc[1:].isna().all()
    assert "Targets are set for that year already: ¥24.0M" in " ".join(
        Locale("en").sentence(f) for f in headlines.split_findings(proposal)
    )


def test_reasons_of_reps_add_up_to_what_sets_them_apart():
    rows = headlines.reasons_of_reps(_proposed(total=2.4e7)).set_index("unit")
    means = rows.groupby("parent")["target"].transform("mean")
    assert rows["against"].to_numpy() == pytest.approx((rows["target"] - means).to_numpy())
    said = Locale("en").sentence(rows["why"]["R5"])
    assert "more untapped potential (+" in said
    assert "未开发潜力较大" in Locale("zh").sentence(rows["why"]["R5"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bridge_ends_at_the_change_and_is_drawn(language):
    proposal = _proposed(total=2.4e7)
    unit = most_affected(proposal)
    steps = bridge(proposal, unit)
    row = proposal.units.set_index("unit").loc[unit]
    assert steps["end"].iloc[-1] == pytest.approx(row["target"] - row["last"])
    assert steps["start"].iloc[1:-1].to_numpy() == pytest.approx(steps["end"].iloc[:-2].to_numpy())
    ax = plots.change_steps(steps, Locale(language), ax=plt.subplots()[1])
    assert len(ax.patches) == len(steps)
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        Locale(language).text(headlines.STEPS[s]) for s in steps["step"]
    ]
