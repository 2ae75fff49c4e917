from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import pandas as pd
import pytest

from salesmgmt_kit.errors import DataError, MissingTableError


def test_a_clean_table_has_the_types_of_the_contract(folder):
    sales = folder.open()["sales"]
    assert {name: str(dtype) for name, dtype in sales.dtypes.items()} == {
        "order": "str",
        "month": "datetime64[us]",
        "rep": "str",
        "product": "str",
        "amount": "float64",
        "quantity": "float64",
    }
    assert sales["month"].tolist()[0] == pd.Timestamp("2026-09-01")
    assert sales["amount"].tolist() == [100, 250.5, -20, 0]
    assert sales["quantity"].isna().tolist() == [False, False, True, False]
    assert sales.index.tolist() == [0, 1, 2, 3]


def test_what_the_client_is(folder):
    client = folder.open("2026-10")
    assert client.month == pd.Timestamp("2026-10-01")
    assert client.levels == ["department", "team"]
    assert (client.slug, client.folder) == ("small", folder.path)
    assert client.config.name == {"en": "Small", "zh": "Small"}


def test_a_table_without_a_file(folder):
    client = folder.open()
    assert "sales" in client
    assert "targets" not in client
    assert client.get("targets") is None
    with pytest.raises(MissingTableError) as caught:
        client["targets"]
    assert str(caught.value) == (
        "targets.csv: there is no file for the table targets. Add targets.csv (or .xlsx, .parquet): "
        "one row per unit and month, with the columns month, unit, target."
    )


def test_a_table_the_kit_does_not_have(folder):
    with pytest.raises(KeyError):
        folder.open()["slaes"]


def test_every_breach_is_raised_at_once_and_warnings_are_not(folder):
    folder.write("sales.csv", "month,rep,product,amount\n2026-10,R1,P9,x\n2026-10,R9,P1,1\n")
    client = folder.open()
    with pytest.raises(DataError) as caught:
        client["sales"]
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, "amount"), (3, "rep")]
    assert len(client.load("sales").problems) == 3
    with pytest.raises(DataError):
        client.get("sales")


def test_changing_a_table_changes_no_other_reading_of_it(folder):
    client = folder.open()
    sales = client["sales"]
    sales.loc[:, "amount"] = 0.0
    assert client["sales"]["amount"].sum() == 330.5


def test_sources_of_the_tables_read(folder):
    client = folder.open()
    assert client.sources == []
    client["sales"]
    sources = {source.table: source for source in client.sources}
    assert set(sources) == {"org", "products", "sales"}
    raw = (folder.path / "sales.csv").read_bytes()
    sales = sources["sales"]
    assert (sales.file, sales.rows, sales.set_aside) == ("sales.csv", 4, 0)
    assert (sales.sha256, sales.encoding) == (sha256(raw).hexdigest(), "UTF-8")


def test_names_of_codes_in_a_language(folder):
    folder.write("client.yaml", "name: {en: Small, zh: 小}\n")
    folder.write("units.csv", "unit,name_en,name_zh\nD1,North,北\nT1,,一队\n")
    names = folder.open().names("zh")
    assert {code: names[code] for code in ("company", "D1", "D2", "T1", "R1", "R2", "P1", "team")} == {
        "company": "小",
        "D1": "北",
        "D2": "D2",
        "T1": "一队",
        "R1": "安",
        "R2": "Bob",
        "P1": "Lens",
        "team": "团队",
    }
    assert folder.open().names("en")["T1"] == "一队"


def test_the_company_may_be_named_in_units(folder):
    folder.write("units.csv", "unit,name_en\ncompany,The Small Company\n")
    assert folder.open().names("en")["company"] == "The Small Company"


def test_a_table_that_is_refused_names_nothing_and_stops_nothing(folder):
    folder.write("products.csv", "product,name_en\nP1,Lens\nP1,Lamp\n")
    names = folder.open().names("en")
    assert "P1" not in names
    assert names["R1"] == "Ann"


def test_data_may_lie_elsewhere_and_is_then_shown_by_its_name(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    for name in ("org.csv", "sales.csv"):
        (folder.path / name).rename(tmp_path / "elsewhere" / name)
    client = folder.open(data="../elsewhere")
    assert len(client["sales"]) == 4
    assert client.sources[0].file == "org.csv"
    (folder.path / "tables").mkdir()
    (tmp_path / "elsewhere" / "org.csv").rename(folder.path / "tables" / "org.csv")
    client = folder.open(data="tables")
    client["org"]
    assert client.sources[0].file == "tables/org.csv"


def test_the_gate_opens_without_the_libraries_that_only_reading_needs():
    code = (
        "import sys, salesmgmt_kit.tables;"
        "print([m for m in ('pandera', 'openpyxl', 'pyarrow.parquet', 'pyarrow.csv') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_catalogue_of_kpis_may_lie_beside_the_settings(folder):
    head = (
        "kpi,perspective,numerator,denominator,direction,unit,target,threshold,full,cap,weight,definition\n"
    )
    beside = folder.path / "kpis.csv"
    beside.write_text(head + "sales,outcome,sales.amount,,up,money,,,,,1,net_of_returns\n", "utf-8")
    elsewhere = folder.path / "delivered"
    elsewhere.mkdir()
    for name in ("org", "sales"):
        (folder.path / f"{name}.csv").rename(elsewhere / f"{name}.csv")
    client = folder.open(data="delivered")
    assert client["kpis"]["kpi"].tolist() == ["sales"]
    (elsewhere / "kpis.csv").write_text(
        head + "cash,outcome,sales.amount,,up,money,,,,,1,received\n", "utf-8"
    )
    assert folder.open(data="delivered")["kpis"]["kpi"].tolist() == ["cash"]


def test_what_a_kpi_sums_must_be_known(folder):
    folder.write(
        "kpis.csv",
        "kpi,perspective,numerator,denominator,direction,unit,target,threshold,full,cap,weight,definition\n"
        "sales,outcome,sales.amuont,,up,money,,,,,1,net_of_returns\n",
    )
    with pytest.raises(DataError, match=r"kpis.csv:2: numerator is 'sales.amuont', .*sales.amount"):
        folder.open()["kpis"]
