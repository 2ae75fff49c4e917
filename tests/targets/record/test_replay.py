import pandas as pd
import pytest

from salesmgmt_kit.targets.record import past_outlooks
from salesmgmt_kit.targets.record.replay import known_then

from .builders import LEVELS, MONTH, NOTHING, ORG, SALES, TARGETS, said, stored

JULY = pd.Timestamp("2026-07-01")


def _past(spans=NOTHING, quantiles=NOTHING, sales=SALES, month=MONTH, **more):
    return past_outlooks(spans, quantiles, sales, ORG, TARGETS, levels=LEVELS, month=month, **more)


def test_where_nothing_is_stored_every_month_is_made_again():
    past = _past(replayed=3)
    assert past.spans["reported"].unique().tolist() == list(pd.date_range("2026-05-01", periods=3, freq="MS"))
    assert set(past.spans["source"]) == {"replayed"}
    assert set(past.quantiles["reported"]) == set(past.spans["reported"])


def test_what_is_stored_is_taken_as_it_is_and_only_the_rest_made_again():
    kept = stored("2026-05", "2026-07")
    kept.spans["expected"] += 0.123
    past = _past(kept.spans.drop(columns="source"), kept.quantiles, replayed=3)
    assert past.spans.groupby("reported")["source"].first().tolist() == ["stored", "replayed", "stored"]
    of_july = past.spans["reported"] == JULY
    expected = kept.spans[kept.spans["reported"] == JULY]
    pd.testing.assert_frame_equal(
        past.spans[of_july].reset_index(drop=True), expected.reset_index(drop=True), check_like=True
    )


def test_what_is_made_again_is_what_would_have_been_said():
    again = _past(replayed=1)
    first = said(JULY)
    columns = list(first.spans.columns)
    pd.testing.assert_frame_equal(again.spans[columns], first.spans, check_dtype=False)
    pd.testing.assert_frame_equal(
        again.quantiles[first.quantiles.columns], first.quantiles, check_dtype=False
    )


def test_nothing_of_later_months_is_used():
    later = SALES.assign(amount=SALES["amount"].mask(SALES["month"] > JULY, 9999.0))
    pd.testing.assert_frame_equal(_past(replayed=2).spans, _past(sales=later, replayed=2).spans)


def test_late_corrections_were_not_known_then():
    correction = pd.DataFrame(
        {"month": [JULY], "rep": ["R1"], "amount": [-50.0], "recorded": [pd.Timestamp("2026-08-20")]}
    )
    closing = correction.assign(recorded=pd.Timestamp("2026-08-10"), amount=7.0)
    sales = pd.concat([SALES.assign(recorded=pd.NaT), correction, closing], ignore_index=True)
    known = known_then(sales, JULY)
    assert known["amount"].tolist() == [*SALES.loc[SALES["month"] <= JULY, "amount"], 7.0]
    assert -50.0 in known_then(sales, MONTH)["amount"].tolist()


def test_months_before_the_first_sale_are_not_made_again():
    young = SALES[SALES["month"] >= "2026-06-01"]
    assert set(_past(sales=young).spans["reported"]) == {pd.Timestamp("2026-06-01"), JULY}


def test_a_client_in_its_first_month_has_no_past():
    past = _past(sales=SALES[SALES["month"] == MONTH])
    assert past.spans.empty
    assert past.quantiles.empty
    assert {"reported", "unit", "expected", "source"} <= set(past.spans.columns)


@pytest.mark.parametrize("months", [0, 1])
def test_how_many_months_are_made_again_is_asked(months):
    assert _past(replayed=months).spans["reported"].nunique() == months
