import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from salesmgmt_kit import notation
from salesmgmt_kit.gaps.breakdown import ProductBridge, plots, product_bridge
from salesmgmt_kit.locale import Locale

from .test_products import LEVELS, MONTH, ORG, _sales


@pytest.fixture(params=["en", "zh"])
def locale(request):
    return Locale(request.param)


@pytest.fixture(params=[8.2, 3.5], ids=["wide", "narrow"])
def ax(request):
    return Figure(figsize=(request.param, 2.9), layout="constrained").add_subplot()


def test_steps_lead_from_one_year_to_the_next_and_leave_out_what_is_nothing(ax, locale):
    months = pd.date_range(end=MONTH, periods=24, freq="MS")
    lines = [("R2", months[i], "P1", 5 + i // 12, 500 + 200 * (i // 12)) for i in range(24)]
    found = product_bridge(_sales(lines), ORG, levels=LEVELS, month=MONTH)
    plots.product_steps(found, locale, ax=ax)
    first, steps, last = ax.containers
    end = first[0].get_height() + sum(bar.get_height() for bar in steps)
    assert end == pytest.approx(last[0].get_height())
    effects = found.effects.query("unit == 'company' and effect != 0")
    assert [bar.get_height() for bar in steps] == pytest.approx(effects["effect"].tolist())
    colours = [notation.BAD if bar.get_height() < 0 else notation.GOOD for bar in steps]
    assert [to_hex(bar.get_facecolor()) for bar in steps] == colours
    assert len(ax.get_xticklabels()) == len(effects) + 2


def test_nothing_to_draw_is_said(ax, locale):
    plots.product_steps(ProductBridge(pd.DataFrame(), pd.DataFrame()), locale, ax=ax)
    assert len(ax.texts) == 1
