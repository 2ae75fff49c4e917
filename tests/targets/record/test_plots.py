import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets.record import bridge, plots, reliability, since_last_month

from .builders import ACTUALS, MONTH, TARGETS, said, stored

CHANGES = since_last_month(stored("2026-07"), said(MONTH), ACTUALS, TARGETS, month=MONTH)
ROWS = pd.DataFrame(
    {
        "probability": np.linspace(0.05, 0.95, 40),
        "reached": (np.arange(40) > 18).astype(float),
        "last": pd.date_range("2020-01-01", periods=40, freq="MS"),
    }
)


@pytest.fixture(params=[7.6, 3.5], ids=["wide", "narrow"])
def ax(request):
    return Figure(figsize=(request.param, 2.9), layout="constrained").add_subplot()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_steps_are_drawn_where_they_start_and_end(ax, language):
    steps = bridge(CHANGES)
    plots.change_steps(steps, Locale(language), ax=ax)
    assert [bar.get_x() for bar in ax.patches] == pytest.approx(steps["start"].tolist())
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(steps["amount"].tolist())
    low, high = ax.get_xlim()
    assert low < min(steps["end"].min(), 0)
    assert high > max(steps["end"].max(), 0)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[-1] == {"en": "Change in all", "zh": "变化合计"}[language]


def test_each_class_is_a_dot_with_its_interval_and_number(ax):
    table = reliability(ROWS)
    plots.reliability_dots(table, Locale("en"), ax=ax)
    dots = ax.collections[-1].get_offsets()
    assert np.asarray(dots) == pytest.approx(table[["probability", "share"]].to_numpy())
    lines = [segment[:, 1] for segment in ax.collections[0].get_segments()]
    assert np.array(lines) == pytest.approx(table[["low", "high"]].to_numpy())
    assert [text.get_text() for text in ax.texts] == [f"n = {n}" for n in table["n"]]


@pytest.mark.parametrize(
    ("draw", "empty"),
    [(plots.change_steps, bridge(CHANGES.iloc[:0])), (plots.reliability_dots, reliability(ROWS.iloc[:0]))],
)
def test_nothing_is_drawn_as_a_sentence(ax, draw, empty):
    draw(empty, Locale("en"), ax=ax)
    assert [text.get_text() for text in ax.texts] == ["Not enough is known to draw this."]
