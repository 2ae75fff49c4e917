import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets import monthly_actuals
from salesmgmt_kit.targets.record import Outlook, bridge, since_last_month
from salesmgmt_kit.targets.record.outlooks import nothing_said

from .builders import ACTUALS, LEVELS, MONTH, ORG, SALES, TARGETS, said, stored, targets

NOW = said(MONTH)
PAST = stored("2026-06", "2026-07")


def _changes(past=PAST, now=NOW, actuals=ACTUALS, asked=TARGETS, month=MONTH):
    return since_last_month(past, now, actuals, asked, month=month).set_index("unit")


def _row(outlook, horizon, unit="T1", **at):
    rows = outlook.spans[(outlook.spans["unit"] == unit) & (outlook.spans["horizon"] == horizon)]
    for column, value in at.items():
        rows = rows[rows[column] == value]
    return rows.iloc[0]


def test_parts_by_hand():
    row = _changes().loc["T1"]
    year_then = _row(PAST, "year", reported=pd.Timestamp("2026-07-01"))
    august = _row(PAST, "month", reported=pd.Timestamp("2026-07-01"), first=MONTH)
    year_now = _row(NOW, "year")
    actual = ACTUALS.query("unit == 'T1' and month == @MONTH")["actual"].iloc[0]
    assert (row["then"], row["now"]) == (year_then["expected"], year_now["expected"])
    assert row["came"] == actual - august["expected"]
    assert row["restated"] == 0
    rest_then = year_then["expected"] - year_then["known"] - august["expected"]
    assert row["revised"] == pytest.approx(year_now["expected"] - year_now["known"] - rest_then)
    assert (row["probability_then"], row["probability_now"]) == (
        year_then["probability"], year_now["probability"],
    )  # fmt: skip
    assert row["covered"] == (august["low"] <= actual <= august["high"])


def _adds_up(rows):
    np.testing.assert_allclose(rows["came"] + rows["restated"] + rows["revised"], rows["change"], rtol=1e-12)
    np.testing.assert_allclose(rows["now"] - rows["then"], rows["change"], rtol=1e-12)
    np.testing.assert_allclose(rows["gap_now"] - rows["gap_then"], rows["gap_change"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        rows["change"] - rows["target_change"], rows["gap_change"], rtol=1e-9, atol=1e-9
    )


@settings(max_examples=15, deadline=None)
@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(50, 200))
def test_the_parts_add_up_whatever_is_corrected_and_asked(correction, last, asked):
    rows = pd.DataFrame(
        {"month": [pd.Timestamp("2026-02-01"), MONTH], "rep": ["R1", "R3"], "amount": [correction, last]}
    )
    actuals = monthly_actuals(pd.concat([SALES, rows]), ORG, levels=LEVELS, month=MONTH)
    changed = targets(asked)
    table = _changes(now=said(MONTH, actuals, changed), actuals=actuals, asked=changed)
    _adds_up(table)
    assert table.loc["T1", "restated"] == pytest.approx(correction, abs=1e-9)
    assert table.loc["T2", "restated"] == 0
    assert table.loc["T1", "target_change"] == pytest.approx(24 * (asked - 100))


def test_the_year_that_is_over_is_what_came_of_it():
    december = pd.Timestamp("2025-12-01")
    actuals = ACTUALS[ACTUALS["month"] <= december]
    table = _changes(stored("2025-11"), said(december), actuals, month=december)
    total = actuals[actuals["month"] >= "2025-01-01"].groupby("unit")["actual"].sum()
    assert table["over"].all()
    assert table["now"].to_dict() == pytest.approx(total[table.index].to_dict())
    assert (
        table["probability_now"].to_dict()
        == (total[table.index] >= table["target_now"]).astype(float).to_dict()
    )
    np.testing.assert_allclose(table["revised"], 0, atol=1e-9)
    _adds_up(table)


def test_the_first_month_of_a_year_is_seen_from_the_last_of_the_year_before():
    january = pd.Timestamp("2026-01-01")
    actuals = ACTUALS[ACTUALS["month"] <= january]
    table = _changes(stored("2025-12"), said(january), actuals, month=january)
    assert not table["over"].any()
    _adds_up(table)


def test_only_the_month_before_counts():
    assert _changes(stored("2026-06")).empty
    assert _changes(nothing_said()).empty
    pd.testing.assert_frame_equal(_changes(stored("2026-07")), _changes())


def test_units_that_either_month_did_not_see_are_left_out():
    past = Outlook(PAST.spans[PAST.spans["unit"] != "T2"], PAST.quantiles)
    assert list(_changes(past).index) == ["company", "T1"]


def test_without_targets_the_total_is_still_taken_apart():
    none = TARGETS.iloc[:0]
    spans = PAST.spans.assign(target=np.nan, probability=np.nan)
    table = _changes(Outlook(spans, PAST.quantiles), said(MONTH, asked=none), asked=none)
    assert (
        table[["target_change", "gap_change", "probability_change", "probability_now"]].isna().all(axis=None)
    )
    np.testing.assert_allclose(table["came"] + table["restated"] + table["revised"], table["change"])


def test_steps_lead_from_nothing_to_the_change_in_all():
    table = since_last_month(PAST, NOW, ACTUALS, TARGETS, month=MONTH)
    steps = bridge(table)
    row = table.set_index("unit").loc["company"]
    assert steps["step"].tolist() == ["came", "restated", "revised", "change"]
    assert steps["start"].tolist()[1:3] == steps["end"].tolist()[:2]
    assert steps["start"].iloc[[0, 3]].tolist() == [0, 0]
    assert steps["end"].iloc[[2, 3]].tolist() == pytest.approx([row["change"]] * 2)
    assert bridge(table, unit="T9").empty
