from __future__ import annotations

import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report.omissions import left_out, recorded
from salesmgmt_kit.tables import Source


def source(**changes):
    facts = {
        "table": "sales",
        "file": "sales.csv",
        "rows": 1997,
        "set_aside": 3,
        "sha256": "",
        "encoding": "",
    }
    return Source(**facts | changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "3 of 2,000 rows."),
        ({"set_aside_money": 12500.0}, "3 of 2,000 rows, ¥12.5k in sum."),
        ({"set_aside_money": 0.0, "set_aside_unread": 3}, "3 of 2,000 rows."),
        (
            {"set_aside_money": 12500.0, "set_aside_unread": 1},
            "3 of 2,000 rows, ¥12.5k in sum without those whose amount cannot be read (1).",
        ),
    ],
)
def test_what_was_left_out_is_said_with_its_money(changes, said):
    (finding,) = left_out([source(**changes), source(set_aside=0)])
    assert Locale("en").sentence(finding) == f"Left out of sales.csv because they break a rule: {said}"
    assert finding.tone == "act"


def test_a_record_of_an_older_kit_or_a_newer_one_is_read():
    old = {"table": "org", "file": "org.csv", "rows": 9, "set_aside": 1, "sha256": "", "encoding": ""}
    (read,) = recorded([old | {"from_tomorrow": 1}])
    assert (read.set_aside, read.set_aside_money) == (1, None)
