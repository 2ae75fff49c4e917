"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from browsing import CHROMIUM, chromium, launch
from playwright.sync_api import Browser, sync_playwright


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share tests out to the workers: files with slow tests first; a file to one worker, pages to any."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    for item in items:
        if not _looks_at_pages(item):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
    items.sort(key=lambda item: (item.path not in slow, not _looks_at_pages(item)))


def _looks_at_pages(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the tests that need it are skipped, but never where CI is set."""
    if chromium() is None:
        notice = f"NO BROWSER FOUND: pages were not tested. Install one of {', '.join(CHROMIUM)}."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(notice)
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()
