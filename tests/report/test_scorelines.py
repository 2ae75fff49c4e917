"""Sheets of appraisals: exact enough to be made again by hand, with an index like that of interviews."""

import re

import numpy as np
import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.report import open_page
from salesmgmt_kit.scoresheets import Effect, Line, ScoreSheet, Step

from . import samples

NAN = float("nan")
PAY = Finding("× {factor:number}", {"factor": 1.3})


def sheet(rep="R1", unit="T1", **changed):
    """A rep with a plain sum, a ratio without a target, two bands and one circumstance."""
    how = Finding("Data")
    lines = [
        Line("sales", "money", 2947243.0, NAN, 2947243.0, (3680600.0, 0.80075), 33.584, 3.0, 25.188, how),
        Line("rate", "percent", 3.0, 33.0, 3 / 33, (NAN, NAN), 50.0, 1.0, 12.5, how),
    ]
    values = {
        "rep": rep, "unit": unit, "score": 37.688, "word": "B", "verdict": Finding("Data"),
        "plainly": [Finding("Data")], "lines": lines, "marks": ("Target", "Attainment"),
        "effects": [Effect("Patch", -6.55, -7.85, -5.26, True)],
        "given": [Finding("Data")],
        "steps": [Step("A", 70.0, PAY, 0.05, False), Step("B", NAN, None, NAN, True)],
    }  # fmt: skip
    return ScoreSheet(**values | changed)


@pytest.fixture(params=["en", "zh"])
def page(request):
    return open_page(samples.client(), request.param)


def _rows(block):
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr.*?</tr>", block)]


def test_a_line_has_all_that_its_points_are_made_of(page):
    rows = _rows(page.sheets([sheet()]).html)
    assert ["2,947,243", "–", "2,947,243", "3,680,600", "80.08%", "33.58", "3", "25.19"] in rows
    assert ["3", "33", "9.09%", "–", "–", "50.00", "1", "12.50"] in rows
    assert [*[""] * 6, "4", "37.69"] in rows


def test_bands_and_circumstances_show_their_interval_and_what_is_not_known(page):
    block = page.sheets([sheet()]).html
    rows = _rows(block)
    assert ["70", "× 1.30", "5%"] in rows
    assert ["–", "–", "–"] in rows
    assert ["−6.6", "−7.8", "−5.3"] in rows or ["−6.5", "−7.8", "−5.3"] in rows
    assert block.count('class="told"') == 2


def test_the_index_links_sheets_of_scores(page):
    block = page.sheets([sheet("R1"), sheet("R2", word=""), sheet("R3", "T2")]).html
    assert re.findall(r'id="(sheets?-?[^"]*)"', block) == [
        "sheets", "sheets-T1", "sheet-R1", "sheet-R2", "sheets-T2", "sheet-R3",
    ]  # fmt: skip
    assert "37.7" in block


def test_without_bands_or_circumstances_their_tables_are_left_out(page):
    block = page.sheets([sheet(effects=[], given=[], steps=[])]).html
    assert '<div class="bands">' not in block
    assert '<div class="made">' not in block


def test_numbers_have_no_zeros_that_say_nothing():
    from salesmgmt_kit.locale import Locale
    from salesmgmt_kit.report.scorelines import _exact

    exact = [_exact(x, Locale("en")) for x in (81.4, 8.14, 7.66666, 0.08641975, 12345.678, 100.0, np.nan)]
    assert exact == ["81.4", "8.14", "7.6667", "0.0864", "12,346", "100", "–"]
