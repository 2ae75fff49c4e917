from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi import NORMALISED, of_people, of_units, people, rep_months, with_errors

from .worlds import KPIS, company


def test_spans_of_a_scorecard_and_its_months():
    card = company()
    assert set(card.periods["span"]) == {"month", "year_to_date", "twelve_months"}
    assert card.monthly["span"].nunique() == 12
    sums = card.monthly.query("unit == 'R01' and kpi == 'sales'")["numerator"].sum()
    assert of_people(card).set_index(["unit", "kpi"]).loc[("R01", "sales"), "numerator"] == pytest.approx(
        sums
    )


def test_standard_error_is_that_of_many_years():
    """Over 300 reps who are alike the errors match the spread of what came (15 %)."""
    card = company(300)
    known = with_errors(card.monthly, of_people(card)).set_index("kpi")
    for kpi in ("sales", "cash", "visits", "days"):
        came = known.loc[kpi, "value"].std()
        said = np.sqrt((known.loc[kpi, "value_error"] ** 2).mean())
        assert said == pytest.approx(came, rel=0.15), kpi


def test_few_months_have_no_error_and_are_not_compared():
    card = company()
    young = card.monthly["unit"].eq("R00") & (card.monthly["span"] < "2026-07")
    found = people(replace(card, monthly=card.monthly[~young]))
    assert found.left_out == ["R00"]
    assert "R00" not in found.values.index
    assert found.values.notna().all(axis=None)


def test_scale_of_points_is_attainment_and_others_need_no_target():
    card = company()
    points, ranked = people(card), people(card, scale="min_max")
    known = of_people(card).pivot(index="unit", columns="kpi", values="attainment")
    pd.testing.assert_frame_equal(
        points.values[["sales", "days"]], known[["sales", "days"]], check_names=False
    )
    assert (ranked.values["days"] < 0).all()
    np.testing.assert_allclose(ranked.scores, NORMALISED["min_max"](ranked.values.to_numpy()))
    assert points.weights.to_dict() == {"sales": 3, "cash": 1, "visits": 2, "days": 1}


def test_units_name_their_lowest_and_highest_kpi():
    card = company(visits=7.0)
    rows = of_units(card).set_index("unit")
    assert rows.index.tolist() == ["company", "D1", "T0", "T1", "T2"]
    assert (rows["weakest"] == "visits").all()
    assert (rows["weakest_score"] <= rows["strongest_score"]).all()
    assert rows["index"].between(0, 1).all()


def test_a_catalogue_of_nothing_is_an_empty_card():
    card = company()
    empty = type(card)(KPIS.head(0), card.periods.head(0), card.monthly.head(0), card.tree)
    assert people(empty).values.empty
    assert of_units(empty).empty
    assert rep_months(empty)["unit"].empty
