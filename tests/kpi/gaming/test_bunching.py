import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.kpi import flows
from salesmgmt_kit.kpi.gaming import bunched, near_target

from .worlds import KPIS, MONTH, SPAN, force


def _near(above, below, far_below=0, far_above=0):
    row = {"kpi": "sales", "unit": "R1", "far_below": far_below, "below": below, "above": above}
    return pd.DataFrame([{**row, "far_above": far_above}])


def test_thirty_above_and_ten_below_have_the_binomial_p_of_methods_2a():
    found = bunched(_near(30, 10, 400, 400)).set_index("unit")["p"]
    assert found.to_dict() == pytest.approx({"company": 0.00222, "R1": 0.00222}, abs=5e-6)
    assert found["R1"] == pytest.approx(stats.binomtest(30, 40).pvalue)


def test_a_slope_that_goes_on_beyond_is_no_pattern():
    """Bins that grow by half each are as steep further off: 40, 60, 90, 135."""
    steep = bunched(_near(90, 60, far_below=40, far_above=135)).iloc[0]
    assert stats.binomtest(90, 150).pvalue < 0.02
    assert steep["usual"] == pytest.approx(0.6, abs=0.005)
    assert steep["p"] > 0.4


def test_more_below_than_above_is_no_pattern():
    assert (bunched(_near(10, 30))["p"] == 1).all()


def test_months_are_counted_by_their_distance():
    rows = pd.DataFrame({"rep": "R1", "month": SPAN[:8]})
    done = rows.assign(
        **{"sales.amount": [899, 900, 949, 950, 999, 1000, 1049, 1050.0]},
        **{"activities.visits": [17, 18, 19, 20, 21, 22, 23, 100.0]},
    )
    targets = rows.rename(columns={"rep": "unit"}).assign(target=1000.0)
    found = near_target(KPIS, done, month=MONTH, targets=targets).set_index("kpi")
    bins = ["far_below", "below", "above", "far_above"]
    assert found.loc["sales", bins].tolist() == [2, 2, 2, 1]
    # Of a target of 20 visits, 5 % is one visit.
    assert found.loc["visits", bins].tolist() == [1, 1, 1, 1]
    assert near_target(KPIS.head(0), done, month=MONTH).empty


def test_figures_moved_over_the_target_are_found():
    tables, targets = force()
    amount = tables["sales"]["amount"]
    moved = amount.where(~amount.between(950, 999.99) | (np.arange(len(amount)) % 4 == 0), 1001.0)
    for sales, beyond in ((amount, False), (moved, True)):
        done = flows({**tables, "sales": tables["sales"].assign(amount=sales)})
        found = bunched(near_target(KPIS, done, month=MONTH, targets=targets))
        assert (found.query("kpi == 'sales' and unit == 'company'")["p"].iloc[0] < 1e-4) == beyond
