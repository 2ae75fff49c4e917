from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit import notation
from salesmgmt_kit.report import colours
from salesmgmt_kit.report.markup import asset

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def variables(sheet: str, *, dark: bool) -> dict[str, str]:
    """The custom properties of a page as its style sheets declare them."""
    css = asset(sheet)
    part = css.split("prefers-color-scheme: dark", 1)[1] if dark else css
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part.split("* {", 1)[0].split(".sk *", 1)[0]))


LIGHT, DARK = variables("blocks.css", dark=False), variables("page.css", dark=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_of_wcag(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_any_colour_of_a_client_becomes_readable(colour):
    for grounds in (colours.LIGHT, colours.DARK):
        tone = colours.readable(colour, grounds)
        assert all(colours.contrast(tone, ground) >= 4.5 for ground in grounds.values())


def test_a_readable_colour_stays():
    assert colours.readable(notation.GOOD, colours.LIGHT) == notation.GOOD


@pytest.mark.parametrize(("page", "grounds"), [(LIGHT, colours.LIGHT), (DARK, colours.DARK)])
def test_the_style_sheet_names_the_grounds_that_colours_are_fitted_to(page, grounds):
    assert {name: page[name] for name in grounds} == grounds


def test_the_light_page_shows_the_notation():
    shown = {name: LIGHT[name] for name in notation.COLOURS if name not in {"good", "bad"}}
    assert shown == {name: c for name, c in notation.COLOURS.items() if name not in {"good", "bad"}}


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_and_marks_stand_out(page, ground):
    assert all(colours.contrast(page[name], page[ground]) >= 4.5 for name in ("ink", "muted", "link"))
    marks = ("actual", "plan", "forecast", "interval")
    assert all(colours.contrast(page[name], page[ground]) >= 3 for name in marks)
    assert colours.contrast(page["last-year"], page["paper"]) >= 3
