import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import targets
from salesmgmt_kit.gaps.shortfall import headlines, shortfalls
from salesmgmt_kit.locale import Locale

LEVELS = ["region", "department", "team"]
MONTH = pd.Timestamp("2026-10-01")
YEAR = pd.date_range("2026-01-01", MONTH, freq="MS")
ORG = pd.DataFrame(
    [(f"R{i}", f"T{i // 2}", f"D{i // 4}", f"G{i // 8}") for i in range(12)],
    columns=["rep", "team", "department", "region"],
)

line = st.tuples(st.sampled_from(list(ORG["rep"])), st.sampled_from(list(YEAR)), st.integers(-900, 9000))


def _stood(lines, asked, org=ORG):
    sales = pd.DataFrame(lines, columns=["rep", "month", "amount"])
    plan = pd.DataFrame(asked, columns=["unit", "month", "target"])
    plan = targets.complete_targets(plan, org, levels=LEVELS)
    actuals = targets.monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    return shortfalls(targets.attainment(actuals, plan, month=MONTH))


def _plan(value=100):
    return [(rep, month, value) for rep in ORG["rep"] for month in YEAR]


@settings(max_examples=6, deadline=None)
@given(st.lists(line, min_size=1, max_size=60), st.integers(0, 500))
def test_children_add_up_to_their_parent_at_every_depth_with_what_is_held(lines, extra):
    """Months without a sale, reps without any, and a department's own target that no team has, included."""
    own = [("D0", month, 400 + extra) for month in YEAR]
    stood = _stood(lines, [*_plan(), *own])
    for prefix in ("", "year_"):
        below = stood.groupby("parent")[[f"{prefix}actual", f"{prefix}gap", f"{prefix}target"]].sum()
        rows = stood.set_index("unit").loc[below.index]
        assert below[f"{prefix}actual"].to_numpy() == pytest.approx(
            rows[f"{prefix}actual"].to_numpy(), abs=1e-9
        )
        assert (below[f"{prefix}gap"] - rows[f"{prefix}held"]).to_numpy() == pytest.approx(
            rows[f"{prefix}gap"].to_numpy(), abs=1e-9
        )
    assert stood.set_index("unit").loc["D0", "year_held"] == pytest.approx(10 * extra)


@given(st.integers(1, 999), st.floats(0, 1))
@settings(max_examples=6, deadline=None)
def test_a_shared_sale_counts_once_in_every_unit_above(amount, part):
    whole = _stood([("R0", MONTH, amount)], _plan()).set_index("unit")["actual"]
    shared = [("R0", MONTH, amount * part), ("R11", MONTH, amount * (1 - part))]
    split = _stood(shared, _plan()).set_index("unit")["actual"]
    assert split["company"] == pytest.approx(whole["company"])
    assert (split["R0"], split["R11"]) == pytest.approx((amount * part, amount * (1 - part)))


def test_month_without_a_sale_is_a_gap_of_the_whole_target():
    row = _stood([("R0", YEAR[0], 500)], _plan()).set_index("unit").loc["R0"]
    assert (row["actual"], row["gap"], row["attainment"]) == (0, -100, 0)
    assert (row["year_actual"], row["year_gap"], row["year_attainment"]) == (500, -500, 0.5)


def test_rep_who_neither_sold_nor_was_asked_is_left_out():
    asked = [row for row in _plan() if row[0] != "R3"]
    units = set(_stood([("R0", MONTH, 1)], asked)["unit"])
    assert "R3" not in units
    assert {"R2", "T1", "company"} <= units


def test_without_targets_there_is_no_gap_and_it_is_said():
    stood = _stood([("R0", MONTH, 1)], [])
    assert stood[["gap", "year_gap", "held", "year_held"]].isna().all().all()
    (said,) = headlines.shortfall_findings(stood)
    assert Locale("en").sentence(said).startswith("No unit has a target")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_name_gap_place_and_what_nobody_has_to_reach(language):
    lines = [(rep, month, 90) for rep in ORG["rep"] for month in YEAR]
    stood = _stood(lines, [*_plan(), *[("D1", month, 500) for month in YEAR]])
    said = [Locale(language).sentence(f) for f in headlines.shortfall_findings(stood)]
    assert len(said) == 4
    assert not [s for s in said if "{" in s]
    if language == "en":
        assert said[0].startswith("Oct 2026: −¥220 against target (83.1% of it)")
        assert said[1].startswith("Of the 6 units above the reps")
        assert said[2].startswith("Of the 12 reps with a target for the year so far, 12 are behind it")
        assert said[3].startswith("The target of D1 for the year so far is ¥1.00k higher")


def test_argument_is_not_changed():
    sales = pd.DataFrame({"rep": ["R0"], "month": [MONTH], "amount": [1.0]})
    actuals = targets.monthly_actuals(sales, ORG, levels=LEVELS, month=MONTH)
    attained = targets.attainment(actuals, targets.complete_targets(None, ORG, levels=LEVELS), month=MONTH)
    before = attained.copy()
    assert np.isnan(shortfalls(attained)["target"]).all()
    pd.testing.assert_frame_equal(attained, before)
