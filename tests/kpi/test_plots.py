import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi import effective_weights, people, plots, quadrants, rank_people, rep_months
from salesmgmt_kit.locale import Locale

from .worlds import company


@pytest.fixture(params=[(9, "en"), (4, "zh")])
def drawing(request):
    width, language = request.param
    figure, ax = plt.subplots(figsize=(width, 3))
    yield ax, Locale(language)
    plt.close(figure)


def test_weights_are_drawn_as_they_are(drawing):
    ax, locale = drawing
    compared = people(company())
    effective = effective_weights(compared.scores, compared.weights)
    plots.weight_bars(effective, locale, ax=ax)
    widths = sorted(bar.get_width() for bar in ax.patches)
    np.testing.assert_allclose(widths, sorted([*effective["effective"], *effective["nominal"]]))


def test_everybody_is_drawn_and_those_without_balance_are_named(drawing):
    ax, locale = drawing
    sides = quadrants(rep_months(company(noise=0.02, visits=2.0)))
    plots.balance_dots(sides, locale, ax=ax)
    drawn = np.concatenate([dots.get_offsets() for dots in ax.collections if len(dots.get_offsets())])
    assert len(drawn) == len(sides)
    assert {text.get_text() for text in ax.texts} <= set(sides["unit"])
    assert 0 < len(ax.texts) <= 8


def test_ranks_have_their_range_and_a_dot_only_where_firm(drawing):
    ax, locale = drawing
    compared = people(company())
    ranking = rank_people(compared.values, compared.weights, errors=compared.errors, draws=100)
    plots.rank_bars(ranking, locale, ax=ax)
    lines, dots = ax.collections
    assert len(lines.get_segments()) == len(ranking.people)
    assert len(dots.get_offsets()) == ranking.people["firm"].sum()


@pytest.mark.parametrize("draw", [plots.weight_bars, plots.balance_dots])
def test_nothing_is_said_where_nothing_is_known(draw):
    _, ax = plt.subplots()
    draw(pd.DataFrame(), Locale("en"), ax=ax)
    assert ax.texts[0].get_text() == "Not enough is known to draw this."
    plt.close()
