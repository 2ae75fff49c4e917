"""The sheets of appraisals in a real browser: opened from the index, and printed on one page each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
#: Most bytes of a page that can be mailed.
MAILED = 1_500_000


@pytest.fixture(params=["en", "zh"])
def path(sample_reports: Path, request: pytest.FixtureRequest) -> Path:
    """The page with the sheets, in each language."""
    return sample_reports / f"sample/2026-10/{request.param}/02_kpi.html"


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    """The page, opened."""
    with browsing.opened(browser, path) as opened:
        yield opened


def test_a_sheet_opens_from_the_index_and_prints_alone_on_one_page(page: Page) -> None:
    link = page.locator('.index a[href="#sheet-R087"]')
    name = link.inner_text()
    link.click()
    shown = page.locator(".sheet:visible")
    assert shown.count() == 1
    assert shown.locator("h3").inner_text() == name
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_every_sheet_fits_its_page_and_the_page_can_be_mailed(page: Page, path: Path) -> None:
    browsing.assert_sheets_fit(page, teams=12)
    assert path.stat().st_size < MAILED


def test_figures_printed_on_a_sheet_give_its_score(page: Page) -> None:
    page.locator('.index a[href="#sheet-R047"]').click()
    cells = page.locator("#sheet-R047 .score tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].slice(1).map((cell) => cell.innerText.replace(/,/g, '')))"
    )
    *lines, total = cells
    points = [float(line[5]) * float(line[6]) / float(total[6]) for line in lines]
    assert points == pytest.approx([float(line[7]) for line in lines], abs=0.011)
    assert sum(float(line[7]) for line in lines) == pytest.approx(float(total[7]), abs=0.05)


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (320, True)])
def test_an_open_sheet_is_accessible_and_fits_the_screen(
    browser: Browser, path: Path, width: int, dark: bool
) -> None:
    with browsing.opened(browser, path, width=width, dark=dark, trusted=True) as page:
        page.locator('.index a[href="#sheet-R087"]').click()
        browsing.assert_no_overflow(page)
        browsing.assert_accessible(page)
