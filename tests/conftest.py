"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from browsing import CHROMIUM, chromium, launch
from playwright.sync_api import Browser, sync_playwright


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
