import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.kpi.gaming import month_ends

from .worlds import MONTH


def _deals(days, rep="R1"):
    return pd.DataFrame({"rep": rep, "closed": pd.DatetimeIndex(days), "outcome": "won"})


EVERY_DAY = pd.date_range("2025-11-01", "2026-10-31")


def test_one_deal_a_day_is_even():
    found = month_ends(_deals(EVERY_DAY), month=MONTH).set_index("unit").loc["company"]
    assert (found["count"], found["n"]) == (60, 365)
    assert found["usual"] == pytest.approx(60 / 365, rel=0.01)
    assert found["p"] > 0.4


def test_weekends_without_deals_are_no_pattern():
    found = month_ends(_deals(EVERY_DAY[EVERY_DAY.day_of_week < 5]), month=MONTH).iloc[0]
    assert found["count"] / found["n"] == pytest.approx(found["usual"], rel=0.03)


def test_a_rep_is_held_against_all_others():
    late = EVERY_DAY[EVERY_DAY.days_in_month - EVERY_DAY.day < 5]
    deals = pd.concat([_deals(EVERY_DAY, "R1"), _deals(EVERY_DAY, "R2"), _deals(late[:12], "R3")])
    found = month_ends(deals, month=MONTH).set_index("unit")
    assert found.loc["R3", "usual"] == pytest.approx(120 / 730)
    assert found.loc["R3", "p"] == pytest.approx(stats.binom.sf(11, 12, 120 / 730))
    assert found.loc[["R1", "R2"], "p"].min() > 0.3


def test_dates_that_are_bookings_or_not_there_are_not_looked_at():
    booked = _deals(np.repeat(pd.date_range("2025-11-01", MONTH, freq="ME"), 9))
    for deals in (None, booked, booked.head(0), booked.drop(columns="outcome")):
        assert month_ends(deals, month=MONTH).empty
