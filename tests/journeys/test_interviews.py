"""The sheets for interviews in a real browser: opened from the index, printed on one page, and left again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browsing
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from .conftest import ROOT

pytestmark = pytest.mark.browser
#: An impossible target, the good rep, and one of whom a plan is open.
CHOSEN = ["R088", "R047", "R058"]
LANGUAGES = ["en", "zh"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """The languages of the page in turn."""
    return request.param


@pytest.fixture
def path(sample_reports: Path, language: str) -> Path:
    """The page with the sheets."""
    return sample_reports / f"sample/2026-10/{language}/04_gaps.html"


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    """The page, opened."""
    with browsing.opened(browser, path) as opened:
        yield opened


def _open(page: Page, name: str) -> None:
    page.locator(f'.index a[href="#{name}"]').click()


def _pages(page: Page) -> int:
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")


def _names(language: str) -> pd.Series:
    return pd.read_csv(ROOT / "data/sample/org.csv").set_index("rep")[f"name_{language}"]


@pytest.mark.parametrize("rep", CHOSEN)
def test_a_sheet_opens_by_its_name_in_the_index_and_prints_on_one_page(
    page: Page, language: str, rep: str
) -> None:
    link = page.locator(f'.index a[href="#sheet-{rep}"]')
    assert link.inner_text() == _names(language)[rep]
    assert not page.locator(f"#sheet-{rep}").is_visible()
    link.click()
    shown = page.locator(".sheet:visible")
    assert shown.count() == 1
    assert shown.locator("h3").inner_text() == _names(language)[rep]
    assert _pages(page) == 1


def test_only_the_open_sheet_is_printed(page: Page) -> None:
    _open(page, "sheet-R088")
    page.emulate_media(media="print")
    assert page.locator("h1:visible, h2:visible, h3:visible").all_inner_texts() == [
        page.locator("#sheet-R088 h3").inner_text()
    ]
    assert not page.locator("svg:visible, .index:visible, footer:visible, .back:visible").count()


def test_a_team_prints_one_page_for_each_of_its_sheets(page: Page) -> None:
    _open(page, "sheets-T11")
    assert page.locator(".sheet:visible").count() == 8
    assert _pages(page) == 8


def test_every_sheet_fits_its_page(page: Page) -> None:
    browsing.assert_sheets_fit(page, teams=12)


def test_the_way_back_leads_to_the_index_and_closes_the_sheet(page: Page) -> None:
    _open(page, "sheet-R047")
    page.locator("#sheet-R047 .back a").click()
    assert not page.locator(".sheet:visible").count()
    assert (
        page.evaluate("document.querySelector('#sheets').getBoundingClientRect().top")
        < browsing.PRINTED_HEIGHT / 2
    )


def test_without_an_open_sheet_the_report_prints_without_them(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator(".sheet:visible").count()
    assert page.locator("h1:visible").count() == 1


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (320, True)])
def test_an_open_sheet_is_accessible_and_fits_the_screen(
    browser: Browser, path: Path, width: int, dark: bool
) -> None:
    with browsing.opened(browser, path, width=width, dark=dark, trusted=True) as page:
        _open(page, "sheet-R058")
        browsing.assert_no_overflow(page)
        browsing.assert_accessible(page, within=".sheets:has(.sheet:target)")


def test_sheets_open_without_a_script(browser: Browser, path: Path) -> None:
    with browsing.opened(browser, path, java_script_enabled=False) as page:
        _open(page, "sheet-R058")
        assert page.locator(".sheet:visible h3").count() == 1
