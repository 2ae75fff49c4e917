import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi.appraisal import Leniency, plots
from salesmgmt_kit.locale import Locale

ROWS = pd.DataFrame(
    {
        "manager": ["M1", "M2"], "n": 8, "rating": 3.0, "leniency": [0.5, -0.1], "low": [0.2, -0.4],
        "high": [0.8, 0.2], "level": 0.95, "p": [0.001, 0.5], "told": [True, False],
    }
)  # fmt: skip


@pytest.fixture(params=[(9, "en"), (4, "zh")])
def drawing(request):
    width, language = request.param
    figure, ax = plt.subplots(figsize=(width, 3))
    yield ax, Locale(language)
    plt.close(figure)


def test_every_manager_has_a_dot_in_its_interval(drawing):
    ax, locale = drawing
    plots.leniency_bars(Leniency(ROWS, 0.5, 0.01), locale, ax=ax)
    lines, dots = ax.collections[:2]
    np.testing.assert_allclose(dots.get_offsets()[:, 0], ROWS["leniency"])
    np.testing.assert_allclose([segment[:, 0] for segment in lines.get_segments()], ROWS[["low", "high"]])
    assert len({tuple(colour) for colour in dots.get_facecolors()}) == 2


def test_without_managers_nothing_is_drawn(drawing):
    ax, locale = drawing
    plots.leniency_bars(Leniency(ROWS[:0], 0.5, 0.01), locale, ax=ax)
    assert not ax.collections
