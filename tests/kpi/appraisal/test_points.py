"""Every figure of an appraisal can be made again by hand, and its error is what chance leaves open."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.kpi import arithmetic, attainment, people, score
from salesmgmt_kit.kpi.appraisal import appraised

from ..worlds import KPIS, company


@pytest.fixture(scope="module")
def card():
    return company(noise=0.5)


@given(st.lists(st.floats(0, 100), min_size=4, max_size=4).filter(lambda w: sum(w) > 1))
@settings(max_examples=25, deadline=None)
def test_points_add_up_to_the_total_whatever_the_weights(card, weights):
    compared = people(card)
    compared = replace(compared, weights=pd.Series(weights, compared.weights.index))
    found = appraised(card, compared)
    sums = found.lines.groupby("unit", sort=False)["points"].sum()
    np.testing.assert_allclose(sums, found.reps["score"], rtol=1e-12)
    totals = arithmetic(compared.scores.to_numpy(), np.array(weights))
    np.testing.assert_allclose(found.reps["score"], totals, rtol=1e-9)


def test_a_reader_makes_every_figure_again_from_its_line(card):
    lines = appraised(card, people(card)).lines
    assert set(lines["kpi"]) == set(KPIS["kpi"])
    down = lines["kpi"].map(KPIS.set_index("kpi")["direction"]) == "down"
    value = lines["numerator"] / lines["denominator"].fillna(1.0)
    np.testing.assert_allclose(value, lines["value"])
    attained = attainment(value.to_numpy(), lines["target"].to_numpy(), down=down.to_numpy())
    np.testing.assert_allclose(attained, lines["attainment"])
    np.testing.assert_allclose(score(attained), lines["score"])
    np.testing.assert_allclose(lines["score"] * lines["weight"] / KPIS["weight"].sum(), lines["points"])


def _without(card, rep, month):
    """The rep's total without a month, by the sums of the other months alone."""
    whole, rows = [card.monthly[card.monthly["unit"] == u].set_index("kpi") for u in ("company", rep)]
    year = card.year[card.year["unit"] == rep].set_index("kpi")
    points = 0.0
    for kpi in card.kpis.to_dict("records"):
        name, down = kpi["kpi"], kpi["direction"] == "down"
        above = rows.loc[name].set_index("span")
        below = above["denominator"].fillna(whole.loc[name].set_index("span")["numerator"])
        kept = above.index != month
        moved = above.loc[kept, "numerator"].sum() / below[kept].sum()
        moved /= above["numerator"].sum() / below.sum()
        reached = attainment(year.loc[name, "value"] * moved, year.loc[name, "target"], down=down)
        points += kpi["weight"] * float(score(reached))
    return points / card.kpis["weight"].sum()


def test_the_error_is_the_slow_jackknifes(card):
    found = appraised(card, people(card)).reps.set_index("unit")
    months = card.monthly["span"].unique()
    for rep in ("R00", "R07", "R23"):
        totals = np.array([_without(card, rep, month) for month in months])
        slow = np.sqrt(11 / 12 * ((totals - totals.mean()) ** 2).sum())
        assert found.loc[rep, "error"] == pytest.approx(slow, rel=1e-9)


def test_the_error_is_that_of_many_years():
    """Over 300 reps who are alike the errors match the spread of the totals (15 %)."""
    card = company(300)
    found = appraised(card, people(card)).reps
    said = np.sqrt((found["error"] ** 2).mean())
    assert said == pytest.approx(found["score"].std(), rel=0.15)
    assert ((found["low"] < found["score"].mean()) & (found["score"].mean() < found["high"])).mean() > 0.8


@pytest.mark.parametrize("scale", ["min_max", "z", "rank"])
def test_on_a_scale_among_people_points_add_up_too(card, scale):
    compared = people(card, scale=scale)
    found = appraised(card, compared, scale=scale)
    totals = arithmetic(compared.scores.to_numpy(), compared.weights.to_numpy())
    np.testing.assert_allclose(found.reps["score"], totals, rtol=1e-9)
    assert (found.reps["error"] > 0).all()


def test_nobody_to_compare_is_no_appraisal(card):
    compared = people(card)
    none = replace(
        compared, values=compared.values[:0], errors=compared.errors[:0], scores=compared.scores[:0]
    )
    found = appraised(card, none)
    assert found.lines.empty
    assert found.reps.empty
