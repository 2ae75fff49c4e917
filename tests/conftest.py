"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from browsing import CHROMIUM, chromium, launch
from playwright.sync_api import Browser, sync_playwright


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep the tests of a file on one worker; those that look at pages go to any."""
    if not _looks_at_pages(item):
        item.add_marker(pytest.mark.xdist_group(str(item.path)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What makes the reports first, then files with slow tests, and last what looks at pages made by then."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    makers = {item.path for item in items if _needs_reports(item) and not _looks_at_pages(item)}
    items.sort(key=lambda item: (_looks_at_pages(item), item.path not in makers, item.path not in slow))


def _looks_at_pages(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _needs_reports(item: pytest.Item) -> bool:
    return bool({"sample_reports", "maven_reports"} & set(getattr(item, "fixturenames", ())))


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
