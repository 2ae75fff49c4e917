"""From a folder of tables to pages, held against what a page must be, in a real browser."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from browsing import (
    assert_accessible,
    assert_legible_charts,
    assert_no_noise,
    assert_no_overflow,
    assert_offline,
    assert_prints,
    assert_unique_ids,
    opened,
)
from playwright.sync_api import Browser

from .conftest import NOTEBOOKS

pytestmark = pytest.mark.browser
SAMPLE = [f"sample/2026-10/{language}/{name}.html" for name in NOTEBOOKS for language in ("en", "zh")]
MAVEN = [f"maven_crm/2017-12/en/{name}.html" for name in NOTEBOOKS]


@pytest.fixture(params=[*SAMPLE, *MAVEN, "index.html"])
def path(request: pytest.FixtureRequest) -> Path:
    """Each page in turn."""
    made = "maven_reports" if request.param in MAVEN else "sample_reports"
    return Path(request.getfixturevalue(made)) / request.param


def _looks(path: Path) -> list[tuple[int, bool]]:
    """Widths and darkness to look at a page in: both languages together see all four."""
    light_desk, dark_phone = [(1280, False), (390, True)], [(1280, True), (390, False)]
    looks = {"en": light_desk, "zh": dark_phone}
    return looks.get(path.parent.name, light_desk + dark_phone)


def test_a_page_is_accessible(browser: Browser, path: Path) -> None:
    for width, dark in _looks(path):
        with opened(browser, path, width=width, dark=dark, trusted=True) as page:
            assert_accessible(page, beside=".sheets")  # those are looked at when they are open


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_page_fits_the_screen_and_asks_for_nothing(browser: Browser, path: Path, width: int) -> None:
    with opened(browser, path, width=width) as page:
        assert_no_overflow(page)
        assert_offline(page)
        assert_unique_ids(page)


def test_a_page_prints(browser: Browser, path: Path) -> None:
    with opened(browser, path) as page:
        assert_prints(page)


def test_charts_are_legible_on_a_phone(browser: Browser, sample_reports: Path) -> None:
    for name in SAMPLE:
        with opened(browser, sample_reports / name, width=390) as page:
            assert_legible_charts(page)


def test_a_page_is_free_of_machine_noise(path: Path) -> None:
    assert_no_noise(path)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_link_to_another_page_finds_its_section(sample_reports: Path, language: str) -> None:
    folder = sample_reports / "sample" / "2026-10" / language
    linked = re.findall(r'href="([^"#:]+\.html)#([^"]+)"', (folder / "04_gaps.html").read_text("utf-8"))
    assert linked
    for name, section in linked:
        assert f'id="{unquote(unescape(section))}"' in (folder / name).read_text("utf-8")
