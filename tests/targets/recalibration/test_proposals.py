import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit import months
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import forecast
from salesmgmt_kit.targets.recalibration import headlines, managed_plan, propose, proposed_plan
from salesmgmt_kit.targets.recalibration.proposals import market_change, passed_on

from ..builders import MONTH, monthly

YEAR = months.fiscal_year(MONTH)
NO_LOG = managed_plan(None, None, pd.DataFrame(), levels=[], month=MONTH).log


@pytest.fixture(scope="module")
def actuals():
    return monthly(100 + np.random.default_rng(1).normal(0, 4, 40))


@pytest.fixture(scope="module")
def ahead(actuals):
    return forecast(actuals, month=MONTH)


def plan(target):
    return pd.DataFrame({"unit": "T1", "month": YEAR, "target": float(target)})


def market(*, change, first="2025-12-01", index=100.0):
    dates = pd.date_range(first, MONTH, freq="MS")
    return pd.DataFrame({"month": dates, "index": [index, *([index * (1 + change)] * (len(dates) - 1))]})


def test_known_answer_of_the_reference():
    # T' = earned + (T - earned)(1 + pi * delta): 400 + 600 * (1 - 0.05).
    assert passed_on(1000.0, 400.0, market=-0.1, pass_through=0.5) == 970
    assert passed_on(1000.0, 1200.0, market=-0.1, pass_through=0.5) == 1000


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(-0.9, 0.9), st.floats(0, 1))
def test_a_target_follows_no_more_than_the_market(target, earned, change, part):
    new = passed_on(target, earned, market=change, pass_through=part)
    assert abs(new - target) <= target * abs(change) + 1e-6
    assert passed_on(target, earned, market=change, pass_through=0.0) == target


def test_the_market_counts_beyond_the_growth_assumed():
    grown = pd.DataFrame({"month": pd.to_datetime(["2025-10-01", "2026-10-01"]), "index": [200.0, 210.0]})
    since = pd.Timestamp("2025-10-01")
    assert market_change(grown, since=since, month=MONTH) == pytest.approx(0.05)
    assert market_change(grown, since=since, month=MONTH, growth=0.05) == pytest.approx(0, abs=1e-12)
    assert np.isnan(market_change(None, since=since, month=MONTH))
    assert np.isnan(market_change(grown, since=since - pd.DateOffset(years=1), month=MONTH))


def test_inside_the_band_nothing_is_proposed(ahead, actuals):
    sold = actuals.set_index("month")["actual"].reindex(YEAR).sum()
    even = (sold + np.median(ahead.paths["T1"][:, :2].sum(axis=1))) / 12
    assert propose(ahead, actuals, plan(even), NO_LOG, market(change=-0.2), month=MONTH).empty


@pytest.mark.parametrize(
    ("target", "change", "verdict"),
    [
        (110, -0.2, "change"),
        (110, 0.2, "look"),
        (110, -0.02, "look"),
        (90, 0.2, "change"),
        (90, -0.2, "look"),
        (110, None, "look"),
    ],
)
def test_only_the_market_explains_another_target(ahead, actuals, target, change, verdict):
    index = None if change is None else market(change=change)
    (row,) = propose(ahead, actuals, plan(target), NO_LOG, index, month=MONTH).to_dict("records")
    assert row["verdict"] == verdict
    if verdict == "look":
        assert row["new"] == row["old"] == 12 * target
    else:
        left = 12 * target - row["known"]
        assert row["new"] == pytest.approx(row["known"] + left * (1 + 0.5 * change))
        assert (row["afterwards"] - row["probability"]) * change <= 0


def test_a_change_of_the_market_counts_once(ahead, actuals):
    log = pd.DataFrame({"unit": ["T1"], "month": [YEAR[-1]], "decided": [pd.Timestamp("2026-10-12")]})
    (row,) = propose(ahead, actuals, plan(110), log, market(change=-0.2), month=MONTH).to_dict("records")
    assert (row["verdict"], row["market"]) == ("look", 0)


def test_new_targets_of_the_months_ahead_add_up_to_the_year():
    rows = proposed_plan(plan(100), "T1", 1150.0, ahead=YEAR[10:])
    assert rows["old"].tolist() == [100, 100]
    assert rows["new"].tolist() == [75, 75]
    with pytest.raises(ValueError, match=r"below 1000\.00, which the months before were asked"):
        proposed_plan(plan(100), "T1", 900.0, ahead=YEAR[10:])
    with pytest.raises(ValueError, match="no month ahead has a target"):
        proposed_plan(plan(100), "T9", 900.0, ahead=YEAR[10:])


def test_the_sentences_say_that_nothing_changes_by_itself(ahead, actuals):
    rows = propose(ahead, actuals, plan(110), NO_LOG, market(change=-0.2), month=MONTH)
    first, *_ = headlines.proposal_findings(rows, market=True, band=(0.2, 0.8))
    assert "Nothing changes before it is decided" in Locale("en").sentence(first)
    none = headlines.proposal_findings(rows[:0], market=False, band=(0.2, 0.8))
    assert ["Nothing is proposed" in none[0].template, "no market index" in none[1].template] == [True, True]


def test_without_targets_nothing_is_proposed(ahead, actuals):
    empty = plan(100)[:0]
    assert propose(ahead, actuals, empty, NO_LOG, None, month=MONTH).empty
