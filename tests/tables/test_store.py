from __future__ import annotations

import pandas as pd
import pytest

from salesmgmt_kit.tables import client as client_module


@pytest.fixture
def cached(folder, tmp_path, monkeypatch):
    """Opens the client with a cache, and counts the tables that are read from their files."""
    read: list[str] = []
    load = client_module.load

    def counted(task, *args):
        read.append(task.table.name)
        return load(task, *args)

    monkeypatch.setattr(client_module, "load", counted)

    def opened(**settings):
        read.clear()
        return folder.open(cache=str(tmp_path / "cache"), **settings), read

    return opened


def test_a_file_that_did_not_change_is_not_checked_again(cached, folder):
    folder.write("sales.csv", "order,month,rep,product,amount,quantity,recorded\nS1,2026-10,R1,P9,5.25,,\n")
    first, read = cached()
    sales, problems, sources = first["sales"], first.load("sales").problems, first.sources
    assert read == ["org", "products", "sales"]
    again, read = cached()
    pd.testing.assert_frame_equal(again["sales"], sales)
    assert again.load("sales").problems == problems
    assert len(problems) == 1
    assert again.sources == sources
    assert read == []


@pytest.mark.parametrize(
    ("name", "text", "read_again"),
    [
        ("sales.csv", "month,rep,amount\n2026-10,R1,5\n", ["sales"]),
        ("org.csv", "rep,team,department\nR1,T1,D1\nR2,T1,D1\nR3,T1,D1\nR4,T1,D1\n", ["org", "sales"]),
        ("products.csv", "product\nP1\n", ["products", "sales"]),
        ("client.yaml", "tables: {sales: {values: {product: {P2: P1}}}}\n", ["sales"]),
        ("client.yaml", "currency: USD\n", []),
    ],
)
def test_what_a_table_depends_on_is_what_makes_it_be_read_again(cached, folder, name, text, read_again):
    cached()[0]["sales"]
    folder.write(name, text)
    client, read = cached()
    client["sales"]
    assert read == read_again


def test_a_refused_table_is_not_kept(cached, folder):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,x\n")
    for _ in range(2):
        client, read = cached()
        assert client.load("sales").frame is None
        assert "sales" in read


def test_rows_set_aside_stay_counted_and_named(cached, folder):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,x\n2026-10,R1,5\n")
    first = cached(bad_rows="set_aside")[0].load("sales")
    client, read = cached(bad_rows="set_aside")
    again = client.load("sales")
    assert (read, again.source, again.problems) == ([], first.source, first.problems)
    assert again.source.set_aside == 1


def test_a_damaged_cache_is_as_good_as_none(cached, tmp_path):
    first = cached()[0]["sales"]
    for file in (tmp_path / "cache").glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:100])
    client, read = cached()
    pd.testing.assert_frame_equal(client["sales"], first)
    assert read == ["org", "products", "sales"]


def test_nothing_is_left_beside_the_kept_tables(cached, tmp_path):
    cached()[0]["sales"]
    assert {file.suffix for file in (tmp_path / "cache").iterdir()} == {".parquet"}
