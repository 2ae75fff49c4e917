from __future__ import annotations

import dataclasses

import pytest

from salesmgmt_kit.tables.catalogue import REQUIRED, TABLES
from salesmgmt_kit.tables.contract import Column, Table
from salesmgmt_kit.tables.references import UNIT, referred_table


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_is_declared_without_contradiction(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert table.row.startswith("one row per ")
    for column in table.columns:
        assert column.doc.endswith(".")
        assert not column.choices or column.kind == "code"
        assert column.minimum is None or column.kind in {"number", "count"}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_a_table_refers_to_is_a_key_checked_before_it(table):
    order = list(TABLES)
    for column in table.columns:
        other = referred_table(column)
        if other:
            assert order.index(other) < order.index(table.name)
            assert column.refers == UNIT or TABLES[other].key == (column.refers.partition(".")[2],)


def test_what_no_report_can_do_without():
    assert {"org", "sales"} == REQUIRED
    assert set(TABLES) > REQUIRED


def test_the_clients_levels_take_the_place_of_the_usual_ones_lowest_first():
    own = TABLES["org"].with_levels(["region", "cell"])
    assert [column.name for column in own.columns] == [
        "rep", "name_en", "name_zh", "cell", "region", "role", "territory", "hire_date", "leave_date",
    ]  # fmt: skip
    assert own.column("cell").required
    assert dataclasses.replace(own, columns=()) == dataclasses.replace(TABLES["org"], columns=())


def test_a_table_knows_its_columns_and_no_others():
    table = Table("t", "one row per x", (Column("x", "code", "X."),))
    assert table.column("x").doc == "X."
    with pytest.raises(KeyError):
        table.column("y")
