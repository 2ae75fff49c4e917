import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.deals import headlines
from salesmgmt_kit.targets.deals.folding import Surplus

EN, ZH = Locale("en"), Locale("zh")
ROW = {
    "unit": "company", "tier": "company", "depth": 0, "n": 3, "open": 9e5, "next_month": 1e5, "year": 4e5,
    "year_low": 2e5, "year_high": 6e5, "needed": 8e5, "last": pd.Timestamp("2026-12-01"),
    "next_month_last": pd.Timestamp("2026-11-01"), "quarter_last": pd.Timestamp("2026-12-01"),
}  # fmt: skip
ENDS = pd.date_range("2024-10-01", periods=8, freq="QS")


def _says(found):
    for finding in found:
        assert ZH.sentence(finding)
    return [EN.sentence(finding) for finding in found]


def _table(**values):
    row = {"ahead": 1, "weight": 0.5, "error_with": 0.08, "error_without": 0.1, "kept": True}
    return Surplus(pd.DataFrame([row | values]), pd.DataFrame(), pd.DataFrame())


def test_the_promise_names_what_is_still_needed_only_where_it_is_more():
    (said,) = _says(headlines._promise(pd.DataFrame([ROW])))
    assert said.startswith("3 deals worth ¥900k are open. By the end of Dec 2026, ¥400k of it are expected")
    assert "the year's target still needs ¥800k" in said
    for needed in (3e5, float("nan")):
        (said,) = _says(headlines._promise(pd.DataFrame([ROW | {"needed": needed}])))
        assert said.endswith("(¥200k to ¥600k).")
    assert _says(headlines._promise(pd.DataFrame([ROW | {"n": 0}]))) == ["No deal is open."]


@pytest.mark.parametrize(
    ("sharp", "shift", "proof"),
    [
        (True, 0, ["tell good deals from poor ones."]),
        (False, 0, ["is not proven."]),
        (False, 1, ["is not proven.", "their probabilities are cautious."]),
        (False, -1, ["is not proven.", "too high."]),
    ],
)
def test_the_record_claims_what_chance_leaves(sharp, shift, proof):
    rows = []
    for i, month in enumerate(ENDS):
        for k in range(40):
            reached = k % 2 == 0
            said = (0.9 if reached else 0.1) if sharp else 0.5 - 0.3 * shift
            rows.append((month, month, said, reached != (k == i % 2)))
    past = pd.DataFrame(rows, columns=["month", "last", "probability", "reached"])
    said = _says(headlines._record(past))
    if sharp:
        said = said[:1]
    assert [text.endswith(end) for text, end in zip(said, proof, strict=True)] == [True] * len(proof)
    few = _says(headlines._record(past[past["month"] < ENDS[2]]))
    assert "too few month ends" in few[0]
    assert "cannot be tested yet" in _says(headlines._record(past.head(0)))[0]


def test_the_forecast_says_whether_deals_are_in_it():
    (kept,) = _says(headlines._folding(_table(), 3))
    assert "with them, by 10.0% without" in kept
    (left,) = _says(headlines._folding(_table(kept=False), 3))
    assert left.endswith("The forecast leaves them out.")
    (untested,) = _says(headlines._folding(_table(kept=False, error_with=float("nan")), 3))
    assert "cannot be tested yet" in untested


def test_nothing_is_said_where_deals_are_not_recorded():
    assert headlines.deal_findings(None, pd.DataFrame(), pd.DataFrame(), None, recorded=False) == []
    (few,) = _says(headlines.deal_findings(None, pd.DataFrame(), pd.DataFrame(), None, recorded=True))
    assert "fewer than 50 have ended" in few


def test_columns_are_headed_by_their_last_month():
    heads = headlines.labels(pd.DataFrame([ROW]))
    assert EN.say(heads["next_month"]) == "Expected to be won by the end of Nov 2026"
    assert set(headlines.labels(pd.DataFrame())) == set(heads)
