"""What a page must be in a real browser; shared by the tests of the page, the front page and the journeys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Standards that axe-core checks a page against.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Printable width of A4 with the margins of the style sheet, in CSS pixels.
PRINTED = 703
#: Printable height of it.
PRINTED_HEIGHT = 1005
#: What belongs to the machine and never to a reader.
NOISE = (
    "Traceback",
    "findfont",
    "In [",
    "Out[",
    "<Figure size",
    "No description has been provided",
    "nan%",
    ">nan<",
)

_REFERENCES = """() => {
  const named = [...document.querySelectorAll('[aria-labelledby], [aria-describedby]')];
  const linked = [...document.querySelectorAll('a[href^="#"]')];
  return [
    ...named.flatMap((n) => [n.getAttribute('aria-labelledby'), n.getAttribute('aria-describedby')])
      .filter(Boolean).flatMap((ids) => ids.split(' ')),
    ...linked.map((a) => decodeURIComponent(a.hash.slice(1))),
  ];
}"""
#: Details of what passes are not asked for: they take as long as the rest.
_AXE = """({tags, within, beside}) => axe.run(
  {include: [[within]], exclude: beside ? [[beside]] : []},
  {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']},
)"""
_TEXT_SIZES = """() => [...document.querySelectorAll('.chart > svg')]
  .filter((svg) => svg.checkVisibility())
  .flatMap((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map((t) => parseFloat(getComputedStyle(t).fontSize) * scale);
  })"""
_WIDER_THAN = """(width) => [...document.querySelectorAll('body *')]
  .filter((n) => n.checkVisibility() && !n.closest('svg, .hidden, .skip'))
  .filter((n) => n.getBoundingClientRect().right > width + 0.5)
  .map((n) => n.outerHTML.slice(0, 120))"""


def chromium() -> str | None:
    """The browser of this machine, None when it has none."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser of this machine."""
    return playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)


@contextmanager
def opened(
    browser: Browser,
    path: Path,
    *,
    width: int = 1280,
    dark: bool = False,
    trusted: bool = False,
    **options: Any,
) -> Iterator[Page]:
    """A file in the browser, at that width and in that mode; ``page.requests`` and ``page.said`` are lists.

    ``trusted`` lifts the page's policy, so that axe can be put into it.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        bypass_csp=trusted,
        **options,
    )
    page = context.new_page()
    page.requests, page.said = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(path.resolve().as_uri())
    try:
        yield page
    finally:
        context.close()


def assert_accessible(page: Page, *, within: str = "html", beside: str = "") -> None:
    """No violation of WCAG 2.2 AA nor of best practice; the page must be opened as ``trusted``.

    ``within`` and ``beside`` select what is looked at and what is left out.
    """
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    axe = files("axe_playwright_python") / "axe.min.js"
    page.add_script_tag(content=axe.read_text("utf-8"))
    result = page.evaluate(_AXE, {"tags": TAGS, "within": within, "beside": beside})
    found = [
        f"{v['id']}: {n['html'][:160]} {n['failureSummary']}"
        for v in result["violations"]
        for n in v["nodes"]
    ]
    assert not found, "\n".join(found)
    assert len(result["passes"]) > (20 if within == "html" else 10), "axe hardly looked at the page"


def assert_offline(page: Page) -> None:
    """Nothing was asked for but the file itself, and nothing was said on the console or in a dialog."""
    outside = [url for url in page.requests if not url.startswith(("file:", "data:"))]
    assert not outside
    assert len([url for url in page.requests if url.startswith("file:")]) == 1
    assert not page.said


def assert_no_overflow(page: Page) -> None:
    """The page is no wider than the screen, whatever scrolls inside it."""
    width, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= screen, f"the page is {width} px wide on a screen of {screen} px"


def assert_unique_ids(page: Page) -> None:
    """No id is given twice, and what refers to an id finds it."""
    ids = page.eval_on_selector_all("[id]", "(nodes) => nodes.map((n) => n.id)")
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    used = page.evaluate(_REFERENCES)
    assert set(used) <= set(ids)


def assert_legible_charts(page: Page, *, pixels: float = 10) -> None:
    """Text in the charts shown is that high at least."""
    sizes = page.evaluate(_TEXT_SIZES)
    assert sizes, "no chart with text is shown"
    assert min(sizes) >= pixels


def assert_prints(page: Page, *, width: int = PRINTED) -> None:
    """On paper nothing is wider than the print area, and the heads of tables can be repeated."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    wide = page.evaluate(_WIDER_THAN, width)
    assert not wide, "\n".join(wide[:5])
    boxes = page.eval_on_selector_all("thead button", "(all) => all.map((b) => getComputedStyle(b).display)")
    assert set(boxes) <= {"contents"}, "Chromium repeats no head of a table that holds the box of a button"


def assert_no_noise(path: Path) -> None:
    """Nothing of the machine is in the file, and it is of a size that can be mailed."""
    text = path.read_text("utf-8")
    assert not [noise for noise in NOISE if noise in text]
    assert len(text.encode()) <= 1_500_000


def assert_sheets_fit(page: Page, *, teams: int) -> None:
    """So many teams have sheets, and each of their sheets is printed on one page of A4."""
    page.set_viewport_size({"width": PRINTED, "height": PRINTED_HEIGHT})
    page.emulate_media(media="print")
    units = page.eval_on_selector_all(".sheets", "(all) => all.map((unit) => unit.id)")
    assert len(units) == teams
    for unit in units:
        page.evaluate("(unit) => { location.hash = unit; }", unit)
        heights = page.eval_on_selector_all(
            ".sheets:target > .sheet", "(all) => all.map((sheet) => sheet.getBoundingClientRect().height)"
        )
        assert heights
        assert max(heights) <= PRINTED_HEIGHT
