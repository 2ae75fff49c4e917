import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets import forecast, monthly_actuals
from salesmgmt_kit.targets.deals import folded, pipeline, surplus
from salesmgmt_kit.targets.deals.folding import Surplus

from .builders import LEVELS, MONTH, ORG, made_up, sales_of, sales_without

DEALS = made_up(7)


def _world(sales):
    actuals = monthly_actuals(sales, ORG, levels=LEVELS, month=MONTH)
    found = pipeline(DEALS, None, ORG, levels=LEVELS, month=MONTH)
    return found, actuals, surplus(found, actuals, month=MONTH)


@pytest.fixture(scope="module")
def all_are_deals():
    return _world(sales_of(DEALS))


def test_where_sales_are_deals_they_are_told_apart_from_sales_alone(all_are_deals):
    row = all_are_deals[2].table.iloc[0]
    assert row["kept"]
    assert row["weight"] > 0.6
    assert row["error_with"] < 0.9 * row["error_without"]
    # all but those opened and won within a month come from deals that were open: those are none here
    np.testing.assert_allclose(all_are_deals[2].usual[1], 1.0, atol=1e-9)


def test_the_forecast_then_is_what_deals_bring_and_nothing_twice(all_are_deals):
    found, actuals, told = all_are_deals
    alone = forecast(actuals, month=MONTH)
    together = folded(alone, told)
    row = told.table.iloc[0]
    promised = told.promised.loc["company", 1]
    # every deal counts as the average one won
    rough = found.chances[:, 0].sum() * found.won["amount"].mean()
    assert promised == pytest.approx(rough, rel=0.03)
    sales = np.median(alone.paths["company"][:, 0])
    expected = sales + row["weight"] * (promised - sales)
    assert np.median(together.paths["company"][:, 0]) == pytest.approx(expected)
    assert together.monthly.iloc[0]["expected"] == pytest.approx(expected)
    spread = together.paths["company"][:, 0].std() / alone.paths["company"][:, 0].std()
    assert spread == pytest.approx(row["width"])
    assert row["width"] < 0.95


def test_where_deals_have_nothing_to_do_with_sales_they_are_left_out():
    _, actuals, told = _world(sales_without(1))
    assert not told.table["kept"].any()
    alone = forecast(actuals, month=MONTH)
    assert folded(alone, told) is alone


def test_months_beyond_the_sales_cycle_stay_as_they_are(all_are_deals):
    found, actuals, told = all_are_deals
    alone = forecast(actuals, month=MONTH, fiscal_years=2)
    together = folded(alone, told)
    assert found.cycle < len(alone.months)
    for unit, paths in together.paths.items():
        np.testing.assert_array_equal(paths[:, found.cycle :], alone.paths[unit][:, found.cycle :])


def _told(weight, usual, promised):
    table = pd.DataFrame(
        [(1, weight, 0.0, 9, 9, 0.1, 0.2, 1.0, True)],
        columns=["ahead", "weight", "p", "n", "origins", "error_with", "error_without", "width", "kept"],
    )
    return Surplus(table, pd.DataFrame({1: {"T1": usual}}), pd.DataFrame({1: {"T1": promised}}))


@pytest.mark.parametrize("weight", [0.3, 1.0])
def test_deals_that_promise_what_is_usual_change_nothing(all_are_deals, weight):
    alone = forecast(all_are_deals[1], month=MONTH)
    middle = np.median(alone.paths["T1"][:, 0])
    together = folded(alone, _told(weight, 0.4, 0.4 * middle))
    np.testing.assert_allclose(together.paths["T1"], alone.paths["T1"], rtol=1e-12)


def test_what_is_known_later_is_not_used(all_are_deals):
    earlier = MONTH - pd.DateOffset(months=3)
    actuals = monthly_actuals(sales_of(DEALS), ORG, levels=LEVELS, month=MONTH)
    later = pipeline(DEALS, None, ORG, levels=LEVELS, month=earlier)
    cut = DEALS[DEALS["opened"] < "2026-08-01"]
    closed = cut["closed"] < "2026-08-01"
    then = cut.assign(closed=cut["closed"].where(closed), outcome=cut["outcome"].where(closed))
    known = pipeline(then, None, ORG, levels=LEVELS, month=earlier)
    tables = [surplus(found, actuals, month=earlier).table for found in (later, known)]
    pd.testing.assert_frame_equal(*tables)


def test_without_deals_there_is_nothing_to_fold(all_are_deals):
    alone = forecast(all_are_deals[1], month=MONTH)
    assert surplus(None, all_are_deals[1], month=MONTH) is None
    assert folded(alone, None) is alone
