"""Whose sheets a page shows when it would grow too large with all of them."""

import numpy as np
import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.gaps.sheets import most_pressing, selection_findings
from salesmgmt_kit.interviews import Planned, Sheet
from salesmgmt_kit.locale import Locale

from .builders import MONTH

PLAN = Planned("Visit with a senior", "R9", MONTH, "Sales", np.nan, Finding("Data"))


def _sheet(rep, word, gap, plans=()):
    span = (MONTH, MONTH)
    return Sheet(rep, "T1", gap, word, Finding("Data"), [], span, [], [], [], [], plans)


SHEETS = [
    _sheet("R1", "Go on", 5.0, [PLAN]),
    _sheet("R2", "Go on", -90.0),
    _sheet("R3", "Coach", -20.0),
    _sheet("R4", "Raise", -10.0),
    _sheet("R5", "Coach", np.nan),
    _sheet("R6", "Coach", -60.0),
]


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (0, []),
        (1, ["R1"]),
        (2, ["R1", "R4"]),
        (3, ["R1", "R4", "R6"]),
        (4, ["R1", "R3", "R4", "R6"]),
        (5, ["R1", "R3", "R4", "R5", "R6"]),
        (9, ["R1", "R2", "R3", "R4", "R5", "R6"]),
    ],
)
def test_plans_come_before_directions_and_these_before_gaps(most, shown):
    assert [sheet.rep for sheet in most_pressing(SHEETS, most)] == shown


def test_whose_sheet_is_missing_is_said_with_the_way_to_it():
    assert selection_findings(SHEETS, SHEETS) == []
    (said,) = selection_findings(most_pressing(SHEETS, 2), SHEETS)
    assert Locale("en", "CNY").sentence(said) == (
        "Sheets of 2 of 6 reps are shown: those with an open plan, then those with most to settle; "
        "`gaps: {sheets: 6}` in client.yaml shows all."
    )
