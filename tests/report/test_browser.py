"""The page in a real browser, made from a notebook whose every name attacks."""

from __future__ import annotations

from pathlib import Path

import browsing
import pytest
from nbformat.v4 import new_notebook, new_output
from playwright.sync_api import Browser

from salesmgmt_kit.report import blocks, html

from . import samples

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh")
ALTERNATES = {"en": "en.html", "zh": "zh.html"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for language in LANGUAGES:
        text = html.render(samples.notebook(language), language=language, alternates=ALTERNATES)
        (folder / f"{language}.html").write_text(text, "utf-8")
    return {language: folder / f"{language}.html" for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_a_page_is_accessible(browser: Browser, pages: dict, language: str, width: int, dark: bool) -> None:
    with browsing.opened(browser, pages[language], width=width, dark=dark, trusted=True) as page:
        browsing.assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_reaches_for_nothing_outside_and_runs_no_script_of_the_data(
    browser: Browser, pages: dict, language: str
) -> None:
    with browsing.opened(browser, pages[language]) as page:
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        browsing.assert_offline(page)


def test_the_policy_stops_even_what_poses_as_a_block_of_the_kit(browser: Browser, tmp_path: Path) -> None:
    forged = {blocks.MIMETYPE: f"{samples.SCRIPT}<img src=x onerror='window.pwned=1'>"}
    notebook = new_notebook(cells=[samples.shown(new_output("display_data", forged))])
    path = tmp_path / "forged.html"
    path.write_text(html.render(notebook, language="en", alternates={}), "utf-8")
    with browsing.opened(browser, path) as page:
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        assert len([said for said in page.said if "Content Security Policy" in said]) >= 2


def test_a_page_is_harmless_even_without_its_policy(browser: Browser, pages: dict) -> None:
    with browsing.opened(browser, pages["en"], trusted=True) as page:
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        browsing.assert_offline(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_page_is_no_wider_than_the_screen(browser: Browser, pages: dict, language: str, width: int) -> None:
    with browsing.opened(browser, pages[language], width=width) as page:
        browsing.assert_no_overflow(page)


def test_a_finding_stands_in_one_block_beside_its_tag(browser: Browser, pages: dict) -> None:
    with browsing.opened(browser, pages["zh"]) as page:
        lines = page.locator(".findings li")
        assert lines.count() == 3
        for line in lines.all():
            tag, text = (part.bounding_box() for part in line.locator("> *").all())
            assert text["x"] >= tag["x"] + tag["width"]
            assert text["height"] < 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_legible_on_a_phone(browser: Browser, pages: dict, language: str) -> None:
    with browsing.opened(browser, pages[language], width=390) as page:
        browsing.assert_legible_charts(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_prints(browser: Browser, pages: dict, language: str) -> None:
    with browsing.opened(browser, pages[language]) as page:
        browsing.assert_prints(page)
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_found(browser: Browser, pages: dict, language: str) -> None:
    with browsing.opened(browser, pages[language]) as page:
        browsing.assert_unique_ids(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_holds_no_noise(pages: dict, language: str) -> None:
    browsing.assert_no_noise(pages[language])


def test_sorting_keeps_units_below_their_parent(browser: Browser, pages: dict) -> None:
    with browsing.opened(browser, pages["en"]) as page:
        gap = page.locator("#table-2 thead th").nth(3)
        names = "#table-2 tbody th"
        before = page.locator(names).all_inner_texts()
        gap.locator("button").click()
        assert gap.get_attribute("aria-sort") == "descending"
        down = page.locator(names).all_inner_texts()
        assert down == ["Northwind Instruments", "North", samples.SCRIPT, samples.ADDRESS, "South & Export",
                        samples.HANDLER, samples.FORMULA]  # fmt: skip
        gap.locator("button").click()
        assert page.locator(names).all_inner_texts() == [
            "Northwind Instruments", "South & Export", samples.HANDLER, samples.FORMULA, "North",
            samples.ADDRESS, samples.SCRIPT,
        ]  # fmt: skip
        gap.locator("button").click()
        assert gap.get_attribute("aria-sort") is None
        assert page.locator(names).all_inner_texts() == before


def test_a_table_can_be_taken_away(browser: Browser, pages: dict, tmp_path: Path) -> None:
    with browsing.opened(browser, pages["zh"]) as page:
        for suffix in ("csv", "xlsx"):
            with page.expect_download() as download:
                page.locator(f'a[download="sample_2026-10_units.{suffix}"]').click()
            file = tmp_path / download.value.suggested_filename
            download.value.save_as(file)
            assert file.name == f"sample_2026-10_units.{suffix}"
            assert file.read_bytes().startswith(b"\xef\xbb\xbf" if suffix == "csv" else b"PK")


def test_a_page_reads_without_its_script(browser: Browser, pages: dict) -> None:
    with browsing.opened(browser, pages["zh"], java_script_enabled=False) as page:
        assert page.locator("#table-2 tbody tr").count() == 7
        assert page.locator("#table-2 button").count() == 0
        page.locator(".contents a").first.click()
        assert page.url.endswith("#%E7%8E%B0%E7%8A%B6%E5%A6%82%E4%BD%95")


def test_the_contents_show_the_current_section(browser: Browser, pages: dict) -> None:
    with browsing.opened(browser, pages["en"]) as page:
        page.locator("#what-others-show").scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(900)
        assert page.locator(".contents [aria-current]").all_inner_texts() == ["What others show"]
