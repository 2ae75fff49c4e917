import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.targets import monthly_actuals, salient
from salesmgmt_kit.targets.actuals import history, places

from .builders import LEVELS, MONTH


def _of(actuals, unit):
    return actuals[actuals["unit"] == unit].set_index("month")["actual"]


def test_months_without_a_sale_are_zero_from_the_first_to_the_month_reported(sales, org):
    series = _of(monthly_actuals(sales, org, levels=LEVELS, month=MONTH), "T1")
    assert series.index[0] == pd.Timestamp("2025-09-01")
    assert series.index[-1] == MONTH
    assert len(series) == 14
    assert series.tolist() == [100, 110, 0, 50, 20, 0, 0, 0, 0, 0, 0, 0, 0, 110]


def test_nothing_after_the_month_reported_is_used(sales, org):
    later = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    assert later["month"].max() == MONTH
    assert later["actual"].max() < 9999


def test_unit_that_never_sold_has_the_month_reported_alone(sales, org):
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    for unit in ("R4", "T3", "D2"):
        assert _of(actuals, unit).to_dict() == {MONTH: 0.0}


def test_rows_follow_the_tree(sales, org):
    order = places(monthly_actuals(sales, org, levels=LEVELS, month=MONTH))
    assert order["unit"].tolist() == ["company", "D1", "T1", "R1", "R2", "T2", "R3", "D2", "T3", "R4"]
    assert order["depth"].tolist() == [0, 1, 2, 3, 3, 2, 3, 1, 2, 3]


def test_history_can_be_cut_at_a_month_and_to_tiers(sales, org):
    actuals = monthly_actuals(sales, org, levels=LEVELS, month=MONTH)
    cut = history(actuals, month=pd.Timestamp("2025-12-01"), tiers=["department"])
    assert list(cut) == ["D1"]
    assert cut["D1"].tolist() == [100, 110, 0, 50]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_children_add_up_to_their_parent_at_any_depth(data):
    levels = data.draw(st.sampled_from([[], ["team"], ["area", "team"], ["country", "area", "team"]]))
    reps = data.draw(st.integers(1, 6))
    org = pd.DataFrame({"rep": [f"R{i}" for i in range(reps)]})
    inside = org["rep"].str[1:].astype(int)
    for depth, level in enumerate(reversed(levels)):
        inside = inside // 2
        org[level] = f"{depth}{level}" + inside.astype(str)
    amounts = st.tuples(st.integers(0, 14), st.integers(0, reps - 1), st.integers(-100, 1000))
    rows = data.draw(st.lists(amounts, max_size=20))
    sales = pd.DataFrame(
        {
            "month": pd.Series(
                [pd.Timestamp("2025-09-01") + pd.DateOffset(months=m) for m, _, _ in rows],
                dtype="datetime64[ns]",
            ),
            "rep": pd.Series([f"R{r}" for _, r, _ in rows], dtype="str"),
            "amount": pd.Series([a for _, _, a in rows], dtype=float),
        }
    )
    actuals = monthly_actuals(sales, org, levels=levels, month=MONTH)
    own = actuals.pivot(index="month", columns="unit", values="actual").fillna(0.0)
    tree = places(actuals)
    for parent, children in tree.groupby("parent")["unit"]:
        np.testing.assert_allclose(own[list(children)].sum(axis=1), own[parent], atol=1e-9)


def _tiers(*sizes):
    depth = np.repeat(np.arange(len(sizes)), sizes)
    return pd.DataFrame({"depth": depth, "gap": np.random.default_rng(5).permutation(len(depth))})


def test_salient_keeps_every_row_that_there_is_room_for():
    rows = _tiers(1, 3, 12)
    pd.testing.assert_frame_equal(salient(rows, by="gap", limit=16), rows)


def test_salient_fills_the_room_with_the_extremes_of_the_next_tier():
    rows = _tiers(1, 3, 12, 100)
    shown = salient(rows, by="gap", limit=14)
    assert shown["depth"].value_counts().to_dict() == {0: 1, 1: 3, 2: 10}
    third = rows[rows["depth"] == 2]["gap"].sort_values()
    assert sorted(shown[shown["depth"] == 2]["gap"]) == [*third[:5], *third[-5:]]
    assert shown.index.is_monotonic_increasing


def test_salient_keeps_the_top_whatever_the_limit():
    assert salient(_tiers(1, 50), by="gap", limit=1)["depth"].tolist() == [0]
    assert salient(_tiers(1, 50).head(0), by="gap", limit=1).empty
