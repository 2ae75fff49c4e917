import re

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.interviews import Part, Planned, Question, Sheet, Standing
from salesmgmt_kit.report import html, open_page

from . import samples

YEAR = (pd.Timestamp("2025-11-01"), pd.Timestamp("2026-10-01"))
MONTH = (samples.MONTH, samples.MONTH)
FACT = Finding(
    "{gap:signed_money} is the person's doing, chance, or something that no table holds.", {"gap": 1e5}
)


def sheet(rep="R1", unit="T1", **changed):
    """The sheet of a rep who is short by 300,000."""
    parts = [Part("Patch", -2e5), Part("Chance", 5e4), Part("Person, or unknown", -1.5e5, own=True)]
    plan = Planned("Call twice a week", "R2", pd.NaT, "Sales", np.nan, Finding("Data"))
    values = {
        "rep": rep, "unit": unit, "gap": -3e5, "word": "Ask", "direction": Finding("Data", {}, "note"),
        "standings": [Standing(MONTH, 2e5, 3e5, -1e5, 2 / 3), Standing(YEAR, 2.7e6, 3e6, -3e5, 0.9)],
        "span": YEAR, "plainly": [FACT], "parts": parts, "apart": [FACT],
        "questions": [Question(Finding("What decides the deals that you win?"), FACT)] * 2, "plans": [plan],
    }  # fmt: skip
    return Sheet(**values | changed)


@pytest.fixture(params=["en", "zh"])
def page(request):
    return open_page(samples.client(), request.param)


def _rows(block):
    """The parts of the first sheet: label, amount, side and width of the bar."""
    found = re.findall(
        r'<tr class="(?:given|own|sum)"><th scope="row">(.*?)</th><td>(.*?)</td>'
        r'<td class="bar"><i class="(\w+)" style="width:(\d+)%">', block,
    )  # fmt: skip
    return [(label, amount, side, int(width)) for label, amount, side, width in found]


def test_parts_stand_before_their_sum_each_with_its_bar():
    rows = _rows(open_page(samples.client(), "en").sheets([sheet()]).html)
    assert rows == [
        ("Patch", "−200.0", "less", 33),
        ("Chance", "+50.0", "more", 8),
        ("Person, or unknown", "−150.0", "less", 25),
        ("Gap", "−300.0", "less", 50),
    ]


def test_without_a_target_the_sum_is_that_against_the_average_rep():
    rows = _rows(open_page(samples.client(), "en").sheets([sheet(gap=float("nan"))]).html)
    assert rows[-1][:2] == ("Against the average rep", "−300.0")


def test_index_links_every_sheet_and_the_sheets_of_every_unit(page):
    block = page.sheets([sheet("R1"), sheet("R2"), sheet("R3", "T2")]).html
    ids = re.findall(r' id="([^"]+)"', block)
    assert sorted(ids) == ["sheet-R1", "sheet-R2", "sheet-R3", "sheets", "sheets-T1", "sheets-T2"]
    links = re.findall(r'href="#([^"]+)"', block)
    assert set(links) == set(ids)
    assert links.count("sheets") == 3


def test_codes_of_any_signs_have_ids_of_their_own(page):
    codes = ["Darcel Schlecht", "Darcel-Schlecht", "王 芳", *samples.HOSTILE]
    block = page.sheets([sheet(code) for code in codes]).html
    ids = re.findall(r'<section class="sheet" id="([^"]+)"', block)
    assert len(set(ids)) == len(codes)
    assert not [name for name in ids if re.search(r"\s|[<>\"]", name)]
    assert "<script>" not in block
    assert "<img" not in block


def test_plans_are_followed_by_lines_to_write_on(page):
    block = page.sheets([sheet()]).html
    assert block.count('<tr class="line">') == 4
    assert "Call twice a week" in block
    assert page.sheets([sheet(plans=[sheet().plans[0]] * 4)]).html.count('<tr class="line">') == 3


def test_rep_of_whom_nothing_is_known_has_a_sheet(page):
    block = page.sheets([sheet(gap=float("nan"), standings=[], plainly=[], parts=[], plans=[])]).html
    assert "<ol>" in block
    assert 'class="bar"' not in block


def test_no_sheets_are_no_block(page):
    assert page.sheets([]).html == ""


def test_a_sheet_is_lean(page):
    one, many = (len(page.sheets([sheet(f"R{i}") for i in range(n)]).html.encode()) for n in (1, 101))
    assert (many - one) / 100 < 5000


def test_a_heading_takes_no_id_of_a_sheet():
    slugs = html._Slugs(set())
    assert [slugs.take(title) for title in ("Sheets", "Sheet R1")] == ["section-sheets", "section-sheet-r1"]
