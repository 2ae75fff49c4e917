import pandas as pd
import pytest

from salesmgmt_kit.gaps.counting import DEALS, Factor, by_deals, counted, names
from salesmgmt_kit.measures import MONEY, NAMES

MONTH = pd.Timestamp("2026-10-01")
OPPORTUNITIES = pd.DataFrame(
    {
        "rep": ["R1", "R1", "R2", "R2"],
        "opened": pd.to_datetime(["2026-09-02", "2026-10-02", "2026-10-03", "2026-10-04"]),
        "closed": pd.to_datetime(["2026-10-05", "2026-10-06", "2026-10-30", None]),
        "outcome": ["won", "lost", "won", None],
        "amount": [500.0, 900.0, None, 70.0],
    }
)
ACTIVITIES = pd.DataFrame({"rep": ["R1"], "month": [MONTH], "visits": [12], "calls": [None]})
SALES = pd.DataFrame(
    {
        "rep": ["R2"] * 2,
        "month": [MONTH] * 2,
        "amount": [10.0, -4.0],
        "quantity": [3.0, None],
        "collected": [8.0, 0.0],
    }
)
TABLES = {"opportunities": OPPORTUNITIES, "activities": ACTIVITIES, "sales": SALES}


def _total(*measures, month=MONTH, tables=TABLES):
    rows = counted([Factor(m, m) for m in measures], tables)
    return rows[rows["month"] == month].drop(columns=["rep", "month"]).sum().tolist()


@pytest.mark.parametrize(
    ("measure", "total"),
    [
        ("opportunities.opened", 3), ("opportunities.closed", 3), ("opportunities.won", 2),
        ("opportunities.lost", 1), ("opportunities.amount", 500), ("opportunities.days", 33 + 27),
        ("activities.visits", 12), ("activities.calls", 0),
        ("activities.leads", 0), ("sales.lines", 2), ("sales.quantity", 3), ("sales.amount", 6),
        ("sales.collected", 8),
    ],
)  # fmt: skip
def test_every_measure_counts_what_it_says(measure, total):
    assert _total(measure) == [total]


def test_every_name_is_counted_by_a_test_above():
    assert len(NAMES) == 13
    assert set(MONEY) < set(NAMES)


def test_sources_stand_below_each_other_and_what_they_lack_is_nothing():
    assert _total("activities.visits", "opportunities.won", "sales.amount") == [12, 2, 6]
    assert _total("activities.visits", "sales.amount", tables={"sales": SALES, "activities": None}) == [0, 6]
    assert counted(DEALS, {}).empty


def test_a_deal_is_one_row_only_where_deals_alone_are_counted():
    assert by_deals(DEALS)
    assert len(counted(DEALS, TABLES)) == 3
    assert not by_deals([Factor("opened", "opportunities.opened"), *DEALS])
    assert names(DEALS) == ["closed", "won", "value"]
