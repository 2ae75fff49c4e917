import numpy as np
import pytest

from salesmgmt_kit.targets import complete_targets, forecast, monthly_actuals, reach
from salesmgmt_kit.targets.deals import frozen, pipeline, promises
from salesmgmt_kit.targets.record import brier, level_of_probabilities, reliability

from .builders import LEVELS, MONTH, ORG, made_up, sales_of

DEALS = made_up(7)


@pytest.fixture(scope="module")
def found():
    return pipeline(DEALS, None, ORG, levels=LEVELS, month=MONTH)


@pytest.fixture(scope="module")
def promised(found):
    actuals = monthly_actuals(sales_of(DEALS), ORG, levels=LEVELS, month=MONTH)
    plan = complete_targets(None, ORG, levels=LEVELS)
    return promises(found, reach(forecast(actuals, month=MONTH), actuals, plan, month=MONTH))


def test_sales_cycle_and_first_whole_month_are_those_of_the_deals(found):
    # The end comes after a geometric number of months with mean 2.5: the median is 2, the 95 % quantile 6.
    assert found.cycle == 2
    assert (found.first - DEALS["opened"].min()).days // 30 in (5, 6, 7)
    assert len(found.open) == (DEALS["closed"].isna()).sum()


def test_units_promise_what_their_deals_are_expected_to_bring(found, promised):
    rows = promised.set_index("unit")
    teams = rows.loc[["T1", "T2"]]
    for column in ("n", "open", "next_month", "year"):
        assert rows.loc["company", column] == pytest.approx(teams[column].sum())
    exact = found.worth[0] * (found.chances[:, 0] * found.open["amount"]).sum()
    assert rows.loc["company", "next_month"] == pytest.approx(exact, rel=0.02)  # 1,000 paths
    assert (rows["next_month_low"] < rows["next_month"]).all()
    assert (rows["next_month"] < rows["next_month_high"]).all()
    assert (rows["next_month"] < rows["year"]).all()
    assert rows["quarter"].isna().all()  # October's quarter ends with the year
    assert rows["needed"].isna().all()  # nobody set a target


def test_amounts_not_known_and_those_set_to_0_are_taken_for_the_mean_of_those_won():
    won = DEALS["outcome"] == "won"
    lost = DEALS["outcome"] == "lost"
    deals = DEALS.assign(amount=DEALS["amount"].where(won).mask(lost, 0.0))
    found = pipeline(deals, None, ORG, levels=LEVELS, month=MONTH)
    usual = DEALS.loc[won, "amount"].mean()
    assert found.open["amount"].eq(usual).all()
    assert found.worth[0] == pytest.approx(1.0, abs=0.08)


def test_deals_won_bring_what_was_expected_where_amounts_do_not_change(found):
    # 11 month ends; the share won of about 100 deals each has a standard error of a tenth
    assert found.worth[0] == pytest.approx(1.0, abs=0.08)
    assert 0 < found.worth[1] < 0.1


def test_amounts_that_grow_when_signed_are_allowed_for(found):
    grown = DEALS.assign(amount=DEALS["amount"].mask(DEALS["outcome"] == "won", DEALS["amount"] * 1.5))
    # Half the deals of a snapshot were won in the end and already have their signed amount.
    worth = pipeline(grown, None, ORG, levels=LEVELS, month=MONTH).worth[0]
    assert worth / found.worth[0] == pytest.approx(1.5 / 1.25, abs=0.08)


def test_nothing_is_said_from_too_few_deals():
    assert pipeline(DEALS.head(40), None, ORG, levels=LEVELS, month=MONTH) is None
    assert pipeline(DEALS.assign(outcome="lost"), None, ORG, levels=LEVELS, month=MONTH) is None
    assert pipeline(None, None, ORG, levels=LEVELS, month=MONTH) is None
    assert frozen(None).empty
    assert reliability(frozen(None)).empty
    assert promises(None, None).empty


def test_probabilities_of_earlier_month_ends_come_true(found):
    past = frozen(found)
    assert past["month"].nunique() == 12
    assert (past["last"] <= MONTH).all()
    level = level_of_probabilities(past).iloc[0]
    assert level["low"] < 0 < level["high"]
    # within three months .4 + .24 + .144 end, half of them won: .392, whatever the age
    assert level["probability"] == pytest.approx(0.392, abs=0.02)
    assert brier(past)["brier"].iloc[0] == pytest.approx(0.392 * 0.608, abs=0.01)


def test_a_snapshot_uses_nothing_that_came_later(found):
    earlier = found.month.replace(month=7)
    then = pipeline(DEALS, None, ORG, levels=LEVELS, month=earlier)
    said = frozen(found).query("month == @earlier")["probability"]
    np.testing.assert_allclose(said, then.chances[:, :3].sum(axis=1), rtol=1e-9)
