import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets.deals.histories import known_by, month_ends, won_by_month

from .builders import MONTH, deal

DEALS = pd.DataFrame(
    [
        deal(1, "2026-07-20", "2026-09-02", "won"),
        deal(2, "2026-08-01", "2026-08-30", "lost"),  # opened and lost between two month ends
        deal(3, "2026-09-15"),
        deal(4, "2026-09-15", "2026-11-02", "won"),  # ends after the month reported
        deal(5, "2026-11-01"),
        deal(6, "2026-05-01", "2026-06-01"),  # ended, nobody knows how
    ]
)
MOVES = pd.DataFrame(
    {
        "opportunity": ["O1", "O1", "O3"],
        "stage": ["lead", "proposal", "lead"],
        "entered": pd.to_datetime(["2026-07-20", "2026-08-10", "2026-10-02"]),
    }
)


def test_one_row_per_deal_and_month_end_at_which_it_was_open():
    rows = month_ends(DEALS, None, month=MONTH)
    found = {deal: list(part["month"].dt.month) for deal, part in rows.groupby("opportunity")}
    assert found == {"O1": [7, 8], "O3": [9, 10], "O4": [9, 10]}
    first = rows[rows["opportunity"] == "O1"]
    assert first[["age", "lead"]].to_numpy().tolist() == [[0, 2], [1, 1]]
    assert first["outcome"].tolist() == ["won", "won"]
    open_still = rows[rows["opportunity"] != "O1"]
    assert open_still["outcome"].isna().all()
    assert open_still["lead"].tolist() == [1, 0, 1, 0]


def test_stage_is_the_one_entered_by_the_month_end():
    rows = month_ends(DEALS, MOVES, month=MONTH).set_index(["opportunity", "age"])["stage"]
    assert rows["O1"].tolist() == ["lead", "proposal"]
    assert rows["O3"].tolist() == ["", "lead"]


@pytest.mark.parametrize("back", [1, 2, 3])
def test_what_was_known_earlier_is_what_an_earlier_report_had(back):
    earlier = MONTH - pd.DateOffset(months=back)
    then = month_ends(DEALS.head(5), MOVES, month=earlier)
    now = known_by(month_ends(DEALS.head(5), MOVES, month=MONTH), earlier).reset_index(drop=True)
    pd.testing.assert_frame_equal(now, then)


def test_deals_won_have_their_month_and_age():
    rows = won_by_month(DEALS, month=MONTH)
    assert rows[["amount", "age"]].to_numpy().tolist() == [[100.0, 2]]
    assert rows["month"].tolist() == [pd.Timestamp("2026-09-01")]
    assert np.isscalar(rows["age"].iloc[0])
