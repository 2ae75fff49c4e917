from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from salesmgmt_kit.climate.levels import item_answers, spread_within, unit_recommendations, unit_scores
from salesmgmt_kit.climate.placement import places
from salesmgmt_kit.climate.scoring import person_scores

from .surveys import answers

LINEAGE = pd.DataFrame(
    {"department": ["East", "East", "East", "West", "West"], "team": ["T01", "T02", "T03", "T04", "T05"]},
    index=["T01", "T02", "T03", "T04", "T05"],
)
SIZES = (9, 3, 4, 6, 8)
POOLED = pd.Series({"T01": "T01", "T02": "East~other", "T03": "East~other", "T04": "T04", "T05": "T05"})
CROSSING = pd.Series({"T01": "T01", "T02": "T02", "T03": "mixed", "T04": "mixed", "T05": "T05"})


def _placed(cell: pd.Series = POOLED, **given: int):
    some = answers(SIZES, **given)
    return some, places(some.people["team"], cell, LINEAGE)


def test_units_stand_above_their_cells() -> None:
    _, where = _placed()
    assert where.units[["unit", "tier", "parent", "depth"]].fillna("").to_numpy().tolist() == [
        ["company", "company", "", 0],
        ["East", "department", "company", 1],
        ["T01", "team", "East", 2],
        ["East~other", "pool", "East", 2],
        ["West", "department", "company", 1],
        ["T04", "team", "West", 2],
        ["T05", "team", "West", 2],
    ]
    assert where.units.set_index("unit").loc["East~other", "teams"] == "T02 T03"


def test_a_unit_that_a_cell_reaches_beyond_is_not_shown() -> None:
    _, where = _placed(CROSSING)
    assert where.units["unit"].tolist() == ["company", "T01", "T02", "mixed", "T05"]
    assert where.units["parent"].dropna().eq("company").all()


def test_figures_of_units_are_those_of_their_people() -> None:
    some, where = _placed()
    rows = unit_scores(some, where).set_index(["unit", "about"])
    own = person_scores(some)
    east = some.people["team"].isin(["T01", "T02", "T03"])
    assert_allclose(rows.loc[("East", "trust"), "score"], own.loc[east, "trust"].mean())
    assert_allclose(rows.loc[("company", "values"), "score"], own["values"].mean())
    assert rows.loc[("East~other", "values"), "n"] == 7
    dimensions = rows.drop(index="overall", level="about")
    assert_allclose(
        rows.xs("overall", level="about")["score"], dimensions["score"].groupby("unit", sort=False).mean()
    )
    keyed = some.keyed("wellbeing").loc[east]
    assert_allclose(rows.loc[("East", "wellbeing"), "favourable"], (keyed >= 4).mean().mean())


def test_units_are_sums_of_their_cells() -> None:
    some, where = _placed(seed=3)
    rows = unit_scores(some, where)
    total = (rows["score"] * rows["n"]).groupby([rows["about"], rows["unit"]]).sum().unstack()
    whole = total["T04"] + total["T05"]
    assert_allclose(total["West"].drop("overall"), whole.drop("overall"))


def test_the_spread_within_cells_is_that_of_an_analysis_of_variance() -> None:
    some, where = _placed(seed=4)
    own, cell = person_scores(some), some.people["team"].map(POOLED)
    apart = own - own.groupby(cell).transform("mean")
    expected = np.sqrt((apart**2).sum() / (len(some) - cell.nunique()))
    pd.testing.assert_series_equal(spread_within(some, where), expected, check_names=False)


def test_recommendations_are_counted_by_unit() -> None:
    some, where = _placed()
    rows = unit_recommendations(some, where).set_index("unit")
    given = some.values.loc[some.people["team"] == "T04", "enps"]
    assert_allclose(rows.loc["T04", "promotes"], (given >= 9).mean())
    assert_allclose(rows.loc["T04", "detracts"], (given <= 6).mean())
    assert rows.loc["company", "n"] == 30


def test_answers_that_nobody_gave_are_shown_as_none() -> None:
    some, _ = _placed()
    few = some.where(some.people["team"] == "T02")
    rows = item_answers(few)
    assert rows.groupby("about").size().eq(5).all()
    assert_allclose(rows.groupby("about")["share"].sum(), 1)
    assert (rows["share"] == 0).any()
