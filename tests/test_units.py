from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesmgmt_kit.units import COMPANY, present, roll_up, tree

LEVELS = ["department", "team"]
ORG = pd.DataFrame(
    [("R1", "T1", "D1"), ("R2", "T3", "D2"), ("R3", "T1", "D1"), ("R4", "T2", "D1")],
    columns=["rep", "team", "department"],
)


def test_the_tree_goes_top_down_with_siblings_in_the_order_of_org():
    assert tree(ORG, levels=LEVELS).astype(object).where(lambda f: f.notna(), None).to_numpy().tolist() == [
        [COMPANY, "company", None, 0],
        ["D1", "department", COMPANY, 1],
        ["T1", "team", "D1", 2],
        ["R1", "rep", "T1", 3],
        ["R3", "rep", "T1", 3],
        ["T2", "team", "D1", 2],
        ["R4", "rep", "T2", 3],
        ["D2", "department", COMPANY, 1],
        ["T3", "team", "D2", 2],
        ["R2", "rep", "T3", 3],
    ]


def test_the_tree_has_the_clients_own_levels():
    units = tree(ORG.rename(columns={"team": "cell"}), levels=["cell"])
    assert units["tier"].unique().tolist() == ["company", "cell", "rep"]
    assert set(units.loc[units["tier"] == "cell", "parent"]) == {COMPANY}


def test_those_are_present_who_have_not_left_before():
    leaving = ORG.assign(leave_date=pd.to_datetime(["2026-09-30", "2026-10-01", None, "2027-01-01"]))
    assert present(leaving, pd.Timestamp("2026-10-01"))["rep"].tolist() == ["R2", "R3", "R4"]
    assert present(ORG, pd.Timestamp("2026-10-01")).equals(ORG)


values = st.lists(
    st.tuples(
        st.sampled_from(ORG["rep"].tolist()),
        st.sampled_from(pd.date_range("2026-01-01", periods=3, freq="MS").tolist()),
        st.integers(-1000, 1000),
    ),
    min_size=1,
).map(lambda rows: pd.DataFrame(rows, columns=["rep", "month", "amount"]))


@given(values)
def test_children_add_up_to_their_parent(sales):
    sums = roll_up(sales, ORG, levels=LEVELS)
    parents = tree(ORG, levels=LEVELS).set_index("unit")["parent"]
    below = sums.assign(parent=sums["unit"].map(parents)).dropna(subset="parent")
    added = below.groupby(["parent", "month"])["amount"].sum()
    above = sums.set_index(["unit", "month"])["amount"]
    assert added.to_dict() == {key: above[key] for key in added.index}


@given(values)
def test_rolled_up_sums_are_those_of_the_obvious_loop(sales):
    paths = {row.rep: [COMPANY, row.department, row.team, row.rep] for row in ORG.itertuples()}
    loop: dict[tuple[str, pd.Timestamp], int] = {}
    for row in sales.itertuples():
        for unit in paths[row.rep]:
            loop[unit, row.month] = loop.get((unit, row.month), 0) + row.amount
    sums = roll_up(sales, ORG, levels=LEVELS)
    assert sums.set_index(["unit", "month"])["amount"].to_dict() == loop


def test_rolling_up_keeps_apart_what_it_is_told_to_and_counts_missing_as_nothing():
    sales = pd.DataFrame(
        {
            "rep": ["R1", "R3", "R3"],
            "product": ["P1", "P1", "P2"],
            "amount": [1.0, None, 4.0],
            "quantity": [1, 2, 3],
        }
    )
    sums = roll_up(sales, ORG, levels=LEVELS, by=["product"]).set_index(["unit", "product"])
    assert sums.loc[("T1", "P1"), ["amount", "quantity"]].tolist() == [1, 3]
    assert sums.loc[(COMPANY, "P2"), ["amount", "quantity"]].tolist() == [4, 3]
    assert sums.loc[("T1", "P1"), "tier"] == "team"


def test_a_rep_twice_in_org_is_refused():
    twice = pd.concat([ORG, ORG.head(1)])
    sales = pd.DataFrame({"rep": ["R1"], "month": [pd.Timestamp("2026-01-01")], "amount": [1.0]})
    with pytest.raises(pd.errors.MergeError):
        roll_up(sales, twice, levels=LEVELS)
