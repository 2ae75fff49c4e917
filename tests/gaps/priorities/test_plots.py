import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from salesmgmt_kit import notation
from salesmgmt_kit.gaps.priorities import plots, ranked
from salesmgmt_kit.locale import Locale

from .test_overview import PLANTED
from .worlds import MONTH, company, organisation


@pytest.fixture(params=[8.2, 3.5], ids=["wide", "narrow"])
def ax(request):
    return Figure(figsize=(request.param, 2.9), layout="constrained").add_subplot()


@pytest.fixture(params=["en", "zh"])
def locale(request):
    return Locale(request.param)


def _ranked(**more):
    return ranked(*company(np.random.default_rng(1), **more), tier="team", month=MONTH)


@pytest.fixture(scope="module")
def planted():
    return _ranked(**PLANTED)


def test_stages_are_drawn_to_their_conversion_and_the_leaky_one_is_marked(ax, locale):
    found = _ranked(rates=(0.8, 0.5, 0.8, 0.8), stays=(6, 30, 9, 9))
    plots.stage_bars(found, locale, ax=ax)
    (bars,) = ax.containers
    assert [bar.get_width() for bar in bars] == found.process.stages["conversion"].tolist()
    colours = [to_hex(bar.get_facecolor()) for bar in bars]
    assert colours == [notation.ACTUAL, notation.BAD, notation.ACTUAL, notation.ACTUAL]
    assert locale.text("Stay, days") in [text.get_text() for text in ax.texts]


def test_stay_without_an_end_is_a_dash(ax, locale):
    found = _ranked(deals=300)
    found.process.stages["stay"] = np.inf
    plots.stage_bars(found, locale, ax=ax)
    assert sum(text.get_text().startswith("–") for text in ax.texts) == 4


def test_gains_are_drawn_in_their_order_and_what_may_be_chance_is_light(ax, locale, planted):
    plots.gain_bars(planted, locale, ax=ax)
    (bars,) = ax.containers
    assert [bar.get_width() for bar in bars] == planted.gains["gain"].tolist()
    good = [to_hex(bar.get_facecolor()) == notation.GOOD for bar in bars]
    assert good == planted.gains["told"].tolist()
    shown = [text.get_text() for text in ax.texts]
    assert locale.text("Cumulative") in shown
    assert "100%" in shown


def test_without_a_gain_beyond_chance_nothing_is_cumulated(ax, locale):
    plots.gain_bars(_ranked(deals=1500), locale, ax=ax)
    assert not ax.texts


def test_nothing_to_draw_is_said(ax, locale):
    plots.gain_bars(_ranked(org=organisation(teams=4), deals=300), locale, ax=ax)
    assert len(ax.texts) == 1
    assert not ax.containers
