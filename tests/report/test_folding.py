"""A tree that opens level by level, in a real browser."""

from __future__ import annotations

from pathlib import Path

import browsing
import pandas as pd
import pytest
from nbformat.v4 import new_notebook
from playwright.sync_api import Browser, Page

from salesmgmt_kit import report
from salesmgmt_kit.report import html, tables

from . import samples

pytestmark = pytest.mark.browser

TOP = ["Northwind Instruments", "North", "South & Export"]
WORDS = {"en": ("Open all levels", "Close all levels"), "zh": ("展开所有层级", "收起层级")}


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, paths = tmp_path_factory.mktemp("folded"), {}
    for language in WORDS:
        page = report.open_page(samples.client(), language)
        table = page.table(
            samples.attainment(), samples.COLUMNS, title="Units", name="units", indent="depth", opens=1
        )
        notebook = new_notebook(cells=[samples.shown(samples.bundle(table))])
        paths[language] = folder / f"{language}.html"
        paths[language].write_text(html.render(notebook, language=language, alternates={}), "utf-8")
    return paths


def names(page: Page) -> list[str]:
    return page.locator("tbody tr:visible th").all_inner_texts()


def test_the_top_levels_show_and_a_row_opens_what_is_below_it(browser: Browser, folded: dict) -> None:
    with browsing.opened(browser, folded["en"]) as page:
        assert names(page) == TOP
        north = page.get_by_role("button", name="North", exact=True)
        assert north.get_attribute("aria-expanded") == "false"
        north.click()
        assert north.get_attribute("aria-expanded") == "true"
        assert names(page) == [*TOP[:2], samples.SCRIPT, samples.ADDRESS, TOP[2]]
        assert page.locator("tbody tr:visible th button").count() == 3


def test_what_was_open_below_is_so_again_when_its_parent_opens(browser: Browser, folded: dict) -> None:
    with browsing.opened(browser, folded["en"]) as page:
        company = page.get_by_role("button", name=TOP[0])
        page.get_by_role("button", name="North", exact=True).click()
        company.click()
        assert names(page) == TOP[:1]
        company.click()
        assert names(page) == [*TOP[:2], samples.SCRIPT, samples.ADDRESS, TOP[2]]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_row_opens_by_keyboard_and_shows_where_the_focus_is(
    browser: Browser, folded: dict, key: str
) -> None:
    with browsing.opened(browser, folded["en"]) as page:
        north = page.get_by_role("button", name="North", exact=True)
        page.get_by_role("button", name=TOP[0]).focus()
        page.keyboard.press("Tab")
        assert north.evaluate("(b) => b === document.activeElement")
        assert north.evaluate("(b) => getComputedStyle(b).outlineStyle") == "solid"
        page.keyboard.press(key)
        assert samples.SCRIPT in names(page)


@pytest.mark.parametrize("language", WORDS)
def test_one_button_opens_and_closes_all_levels(browser: Browser, folded: dict, language: str) -> None:
    opening, closing = WORDS[language]
    with browsing.opened(browser, folded[language]) as page:
        page.get_by_role("button", name=opening).click()
        assert len(names(page)) == 7
        page.get_by_role("button", name=closing).click()
        assert len(names(page)) == 3
        for row in page.locator("tbody th button").all():
            if row.get_attribute("aria-expanded") == "false":
                row.click()
        assert page.locator("button.levels").inner_text() == closing


def test_sorting_leaves_closed_what_is_closed_and_children_below_their_parent(
    browser: Browser, folded: dict
) -> None:
    with browsing.opened(browser, folded["en"]) as page:
        page.get_by_role("button", name="South & Export").click()
        gap = page.locator("thead th").nth(3).locator("button")
        gap.click()
        assert names(page) == [*TOP, samples.HANDLER, samples.FORMULA]
        gap.click()
        assert names(page) == [TOP[0], TOP[2], samples.HANDLER, samples.FORMULA, TOP[1]]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
@pytest.mark.parametrize("language", WORDS)
def test_it_is_accessible_and_fits(
    browser: Browser, folded: dict, language: str, width: int, dark: bool
) -> None:
    with browsing.opened(browser, folded[language], width=width, dark=dark, trusted=True) as page:
        page.locator("tbody th button").nth(1).click()
        browsing.assert_no_overflow(page)
        browsing.assert_accessible(page)


def test_paper_shows_what_is_open_without_buttons(browser: Browser, folded: dict) -> None:
    with browsing.opened(browser, folded["en"]) as page:
        browsing.assert_prints(page)
        assert names(page) == TOP
        assert not page.locator("button.levels").is_visible()


def test_all_is_open_without_a_script(browser: Browser, folded: dict) -> None:
    with browsing.opened(browser, folded["en"], java_script_enabled=False) as page:
        assert len(names(page)) == 7
        assert page.locator("button").count() == 0


def test_two_thousand_reps_open_at_once(browser: Browser, tmp_path: Path) -> None:
    units = [("company", 0)]
    for team in range(200):
        units += [(f"T{team}", 1), *((f"R{team}.{rep}", 2) for rep in range(10))]
    frame = pd.DataFrame(units, columns=["unit", "depth"]).assign(actual=1.0)
    page = report.open_page(samples.client(), "en")
    columns = samples.COLUMNS[:2]
    table = page.table(frame, columns, title="Units", name="u", indent="depth", opens=1, rows=3000)
    path = tmp_path / "many.html"
    notebook = new_notebook(cells=[samples.shown(samples.bundle(table))])
    path.write_text(html.render(notebook, language="en", alternates={}), "utf-8")
    with browsing.opened(browser, path) as shown:
        assert shown.locator("tbody tr:visible").count() == 201
        shown.locator("button.levels").click()
        assert shown.locator("tbody tr:visible").count() == 2201


def test_only_a_tree_can_open() -> None:
    with pytest.raises(ValueError, match="only a table with depths"):
        tables.render(samples.attainment(), samples.COLUMNS, None, key="t", title="t", stem="t", opens=1)


def test_a_tree_that_is_too_long_keeps_whole_levels() -> None:
    page = report.open_page(samples.client(), "en")
    table = page.table(samples.attainment(), samples.COLUMNS, title="Units", name="u", indent="depth", rows=5)
    assert table.html.count("<tr data-depth") == 3
    assert "The upper levels are shown, 3 of 7 rows; the files hold all of them." in table.html
