"""What the page of gaps says of the public CRM files, held against figures worked out elsewhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

PAGE = "maven_crm/2017-12/en/04_gaps.html"


@pytest.fixture(scope="module")
def page(maven_reports: Path) -> str:
    return (maven_reports / PAGE).read_text("utf-8")


@pytest.fixture(scope="module")
def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def _row(page: str, table: str, name: str) -> list[float]:
    """The values by which the row of that name is sorted, of the table of that title."""
    body = page.split(f">{table}</span></caption>")[1].split("</table>")[0]
    (row,) = re.findall(rf"<tr[^>]*><th[^>]*><span>{name}</span></th>.*?</tr>", body, re.S)
    return [float(value) for value in re.findall(r'data-v="([^"]+)"', row)]


def test_the_quarter_is_taken_apart_as_in_the_reference(page):
    company = next(
        name for name in re.findall(r"<span>(.*?)</span></th>", page.split(">Effects by unit<")[1])
    )
    effects = _row(page, "Effects by unit", company)
    assert [round(effect) for effect in effects] == [-88_927, -54_907, -35_925]
    assert sum(effects) == pytest.approx(-179_759, abs=0.01)


def test_size_by_region_hides_behind_the_total_and_the_shift_is_shown(page):
    sizes = {name: _row(page, "Effects by unit", name)[-1] for name in ("Central", "East", "West")}
    assert {name: round(size) for name, size in sizes.items()} == {
        "Central": 16_241,
        "East": 46_658,
        "West": -97_186,
    }
    shift = _row(page, "Effects by unit", "Shift between these units")
    assert shift[-1] == pytest.approx(-35_925 - (16_241 + 46_658 - 97_186), abs=1.5)
    assert sum(shift) == pytest.approx(0, abs=0.01)


def test_win_rates_cannot_be_ranked_and_product_not_agent_explains_size(text):
    assert "Win rates cannot be ranked" in text
    assert re.search(
        r"The product explains 9\d\.\d% of the differences in deal size; who sells it adds nothing that can "
        r"be told from chance\.",
        text,
    )


def test_no_cause_of_the_quarter_is_claimed_that_may_be_chance(text):
    assert "No single cause is larger than chance" in text


def test_ten_months_are_not_compared_with_the_year_before(text):
    assert "go back less than twenty-four months" in text
