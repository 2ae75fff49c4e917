from __future__ import annotations

import logging
import re
import warnings

import matplotlib as mpl
import pytest

from salesmgmt_kit import notation
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import figures, style

from . import samples

EN = Locale("en")


def drawn(draw=samples.months_columns, key: str = "figure-1") -> str:
    return figures.render(draw, samples.year(), EN, key=key, title="A title", subtitle="CNY, 2026")


def test_a_figure_is_drawn_for_a_desk_and_for_a_phone():
    boxes = [float(w) for w in re.findall(r'viewBox="0 0 ([\d.]+) [\d.]+"', drawn())]
    assert boxes == [pytest.approx(style.WIDE * 72), pytest.approx(style.NARROW * 72)]


def test_text_is_text_in_the_font_of_the_page():
    html = drawn()
    assert "华北 −¥12.3万" in html
    assert "DejaVu" not in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_colours_are_variables_of_the_page():
    html = drawn()
    for name in ("actual", "last-year", "plan", "forecast", "bad", "ink"):
        assert f"var(--{name},{notation.COLOURS[name]})" in html
    assert not re.findall(r"(?:fill|stroke): #", html)


def test_ids_are_told_apart_and_every_reference_is_found():
    html = drawn() + drawn(key="figure-2")
    ids = re.findall(r'\bid="([^"]+)"', html)
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert used
    assert {a or b for a, b in used} <= set(ids)


def test_a_figure_is_named_and_described():
    html = drawn()
    assert html.count('role="img"') == 2
    assert '<title id="figure-1-wide-title">A title</title>' in html
    assert '<desc id="figure-1-narrow-desc">CNY, 2026</desc>' in html


def test_the_same_result_gives_the_same_bytes():
    assert drawn() == drawn()


def test_the_analysts_own_settings_stay_as_they_are():
    before, backend = dict(mpl.rcParams), mpl.get_backend()
    drawn()
    assert dict(mpl.rcParams) == before
    assert mpl.get_backend() == backend


def odd_glyphs(result, locale, *, ax):
    ax.set_title("\U0001f9ff $a$ & $b_$")
    return ax


def test_a_glyph_that_only_the_browser_has_warns_nobody(caplog, capfd):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        html = drawn(odd_glyphs)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
    assert "\U0001f9ff $a$ &amp; $b_$" in html


def test_what_is_no_drawing_of_matplotlib_is_refused():
    with pytest.raises(ValueError, match="it is no SVG of matplotlib"):
        figures.inline("<p>no</p>", key="figure-1-wide", title="", description="")
