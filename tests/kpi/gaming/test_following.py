import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi import flows
from salesmgmt_kit.kpi.gaming import less_follows

from .worlds import MONTH, SPAN, force


def _done(rates, opened, reps=30, seed=0):
    """Visits and deals opened by month; the first rep's by ``rates`` and ``opened`` in the second year."""
    rng = np.random.default_rng(seed)
    grid = pd.MultiIndex.from_product([range(reps), SPAN], names=["rep", "month"]).to_frame(index=False)
    second = (grid["rep"] == 0) & (grid["month"] >= SPAN[12])
    visits = rng.poisson(np.where(second, rates, 20.0))
    return grid.assign(
        **{"activities.visits": visits.astype(float)},
        **{"opportunities.opened": rng.poisson(np.where(second, opened, 8.0)).astype(float)},
    )


def _row(done):
    return less_follows(done, month=MONTH).set_index("unit").loc[0]


def test_more_visits_without_more_deals_are_found():
    found = _row(_done(36.0, 6.0))
    assert found["p"] < 0.01
    assert found["more"] == pytest.approx(0.8, abs=0.15)
    assert found["low"] < found["seen"] < found["high"] < 1


@pytest.mark.parametrize(("visits", "opened"), [(36.0, 14.4), (20.0, 8.0), (20.0, 4.0), (36.0, 10.4)])
def test_more_of_both_or_less_of_one_alone_is_no_pattern(visits, opened):
    assert _row(_done(visits, opened))["p"] > 0.01


def test_what_all_reps_did_alike_is_no_pattern():
    done = _done(20.0, 8.0)
    second = done["month"] >= SPAN[12]
    done.loc[second, "activities.visits"] *= 2
    assert less_follows(done, month=MONTH)["p"].min() > 1e-3


def test_reps_of_one_year_are_not_compared():
    done = _done(20.0, 8.0)
    gone = (done["rep"] == 3) & (done["month"] < SPAN[6])
    assert 3 not in set(less_follows(done[~gone], month=MONTH)["unit"])
    assert less_follows(done.head(0), month=MONTH).empty
    assert less_follows(flows({"sales": force()[0]["sales"]}), month=MONTH).empty
