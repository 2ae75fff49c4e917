import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from salesmgmt_kit import notation
from salesmgmt_kit.gaps import bridge, plots, win_rates
from salesmgmt_kit.locale import Locale

from .test_headlines import LEVELS, MONTH, ORG, _deals, _found


@pytest.fixture(params=[8.2, 3.5], ids=["wide", "narrow"])
def ax(request):
    return Figure(figsize=(request.param, 2.9), layout="constrained").add_subplot()


@pytest.fixture(params=["en", "zh"])
def locale(request):
    return Locale(request.param)


def test_bridge_leads_from_the_base_to_now_without_a_remainder(ax, locale):
    found, _ = _found(_deals(60, 40))
    plots.bridge_columns(found, locale, ax=ax)
    first, steps, last = ax.containers
    assert first[0].get_height() == pytest.approx(found.units["value_0"].iloc[0])
    assert last[0].get_height() == pytest.approx(found.units["value_1"].iloc[0])
    top = first[0].get_height() + sum(bar.get_height() for bar in steps)
    assert top == pytest.approx(last[0].get_height())
    colours = [notation.BAD if bar.get_height() < 0 else notation.GOOD for bar in steps]
    assert [to_hex(bar.get_facecolor()) for bar in steps] == colours


def test_funnel_marks_only_whom_chance_does_not_hold(ax, locale):
    org = pd.DataFrame({"rep": [f"R{i}" for i in range(12)], "team": "T1", "department": "D1"})
    rates = [0.3] * 11 + [0.9]
    deals = pd.concat([_deals(0, 60, rate=r, seed=i).assign(rep=f"R{i}") for i, r in enumerate(rates)])
    found = win_rates(deals, org, levels=LEVELS, month=MONTH)
    plots.rate_funnel(found, locale, ax=ax)
    colours = [to_hex(c) for c in ax.collections[0].get_facecolors()]
    assert colours.count(notation.GOOD) == 1
    assert [t.get_text() for t in ax.texts] == ["R11"]


def test_parts_of_gaps_are_drawn_to_their_size(ax, locale):
    parts = pd.DataFrame(
        {
            "unit": ["company", "T1"],
            "depth": [0, 1],
            "gap": [-30.0, -30.0],
            "given": [-50.0, -50.0],
            "own": [20.0, 20.0],
        }
    )
    plots.gap_parts(parts, locale, ax=ax)
    given, own = ax.containers
    assert [bar.get_width() for bar in given] == [-50, -50]
    assert to_hex(own[0].get_facecolor()) == notation.GOOD


def test_nothing_to_draw_is_said(ax, locale):
    spans = {"base": pd.date_range("2026-05", periods=3, freq="MS"), "actual": pd.DatetimeIndex([MONTH])}
    empty = bridge(_deals(0, 0), ORG, levels=LEVELS, **spans)
    plots.bridge_columns(empty, locale, ax=ax)
    assert len(ax.texts) == 1
    assert not ax.containers
    assert np.isfinite(ax.get_xlim()).all()
