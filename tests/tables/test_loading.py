"""The client's own words for files, columns, rows and values; rows set aside."""

from __future__ import annotations

import openpyxl
import pytest

from salesmgmt_kit.errors import DataError, MissingTableError
from salesmgmt_kit.tables.catalogue import REQUIRED, TABLES

DEALS = (
    "id,seller,state,day,value\n"
    "1,R1,Won,2026-10-02,100\n"
    "2,R2,Open,,50\n"
    '3,R3,"Won",2026-10-03,"7\n0"\n'
    "4,R4, Won ,2026-09-30,30\n"
)
YAML = """
tables:
  sales:
    file: deals.csv
    columns: {order: id, rep: seller, month: day, amount: value}
    where: {state: Won}
  opportunities:
    file: deals.csv
    columns:
      {opportunity: id, rep: seller, stage: state, opened: day, closed: day, amount: value, outcome: state}
    values:
      outcome: {Won: won, Open: ""}
"""


@pytest.fixture
def deals(folder):
    (folder.path / "sales.csv").unlink()
    folder.write("client.yaml", YAML)
    folder.write("deals.csv", DEALS)
    return folder


def test_one_file_serves_two_tables_and_its_lines_stay_its_own(deals):
    assert deals.says("sales") == [
        "deals.csv:4: value is '7\\n0', not a number. Write digits with a point at most, such as 1234.5."
    ]
    deals.write("deals.csv", DEALS.replace('"7\n0"', "70"))
    client = deals.open()
    assert client["sales"].drop(columns="month").to_numpy().tolist() == [
        ["1", "R1", 100.0],
        ["3", "R3", 70.0],
        ["4", "R4", 30.0],
    ]
    outcomes = client["opportunities"]["outcome"].fillna("open").tolist()
    assert outcomes == ["won", "open", "won", "won"]
    assert client["opportunities"]["stage"].tolist() == ["Won", "Open", "Won", "Won"]


def test_a_problem_names_the_value_as_written_not_as_meant(deals):
    deals.write("client.yaml", YAML.replace('Open: ""', "Open: opne"))
    assert deals.says("opportunities")[0].startswith("deals.csv:3: state is 'Open', not one of won, lost.")


def test_a_value_of_where_that_the_file_never_has_is_a_warning(deals):
    deals.write("client.yaml", YAML.replace("{state: Won}", "{state: [Won, won]}"))
    assert deals.says("sales")[0] == (
        "client.yaml:6: tables.sales.where.state is 'won', a value that deals.csv never has. "
        "Did you mean 'Won'?"
    )


def test_a_column_of_where_that_the_file_does_not_have(deals):
    deals.write("client.yaml", YAML.replace("{state: Won}", "{stat: Won}"))
    assert deals.says("sales") == [
        "client.yaml:6: tables.sales.where.stat names no column of deals.csv. Did you mean 'state'?"
    ]


def test_where_that_keeps_nothing(deals):
    deals.write("client.yaml", YAML.replace("{state: Won}", "{state: Lost}"))
    assert deals.says("sales")[-1].startswith(
        "deals.csv:1: it has no rows that `where` keeps. Add one row per"
    )
    deals.write("client.yaml", YAML + "    where: {state: Lost}\n")
    assert deals.open()["opportunities"].empty


def test_a_missing_column_names_the_settings_that_ask_for_it(deals):
    deals.write("client.yaml", YAML.replace("amount: value}\n    where", "amount: values}\n    where"))
    assert deals.says("sales") == [
        "deals.csv:1: values is missing, which client.yaml:5 names for amount. Did you mean 'value'? "
        "Rename it, or write in client.yaml: tables: {sales: {columns: {amount: value}}}."
    ]


def test_all_missing_columns_are_named_at_once(folder):
    folder.write("sales.csv", "order,Month,Amount\nS1,2026-10,5\n")
    assert [said.split(". ")[0] for said in folder.says("sales")] == [
        "sales.csv:1: month is missing",
        "sales.csv:1: rep is missing",
        "sales.csv:1: amount is missing",
    ]


def test_rows_that_are_empty_where_they_are_read_are_no_rows(folder):
    folder.write("sales.csv", "month,rep,amount,note\n2026-10,R1,5,\n,,,\n\u3000, ,,total\n2026-10,R2,6,\n")
    client = folder.open()
    assert client.load("sales").problems == ()
    assert client["sales"]["amount"].tolist() == [5, 6]


def test_rows_set_aside_are_left_out_counted_and_still_named(folder):
    folder.write(
        "sales.csv", "month,rep,amount\n2026-10,R1,5\n2026-13,R1,x\n2026-10,R9,5\n2026-10,R2\n2026-10,R2,7\n"
    )
    client = folder.open(bad_rows="set_aside")
    assert client["sales"]["amount"].tolist() == [5, 7]
    (source,) = [s for s in client.sources if s.table == "sales"]
    assert (source.rows, source.set_aside) == (2, 3)
    assert [p.line for p in client.load("sales").problems] == [3, 3, 4, 5]
    with pytest.raises(DataError) as caught:
        folder.open()["sales"]
    assert [p.line for p in caught.value.problems] == [3, 3, 4, 5]


ORG_WITHOUT_A_TEAM = "rep,team,department\nR1,T1,D1\nR2,,D1\n"
ITS_SALES = "month,rep,amount\n2026-10,R1,5\n" + "2026-10,R2,6\n" * 3 + "2026-10,R9,7\n"


def test_what_refers_to_a_row_set_aside_is_set_aside_too_and_is_one_problem(folder, tmp_path):
    folder.write("org.csv", ORG_WITHOUT_A_TEAM)
    folder.write("sales.csv", ITS_SALES)
    for _ in range(2):  # the second time org comes from the cache
        client = folder.open(bad_rows="set_aside", cache=str(tmp_path / "cache"))
        assert client["sales"]["rep"].tolist() == ["R1"]
        assert [str(p) for p in client.load("sales").problems] == [
            "sales.csv:3: rep is 'R2', of a row of org that is set aside, as in 2 more rows. Mend org first.",
            "sales.csv:6: rep is 'R9', not in org. Correct it, or add it to org.",
        ]
        folder.write("sales.csv", ITS_SALES + "\n")


def test_a_unit_of_which_every_row_is_set_aside_is_followed_by_its_targets(folder):
    folder.write("org.csv", "rep,team,department\nR1,T1,D1\nR2,T2,\n")
    folder.write("targets.csv", "month,unit,target\n2026-10,T1,5\n2026-10,T2,6\n")
    (problem,) = folder.open(bad_rows="set_aside").load("targets").problems
    assert str(problem) == ("targets.csv:3: unit is 'T2', of a row of org that is set aside. Mend org first.")


def test_rows_set_aside_are_counted_with_their_money(folder):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,5\n2026-13,R1,x\n2026-13,R1,8.5\n2026-10,R2\n")
    client = folder.open(bad_rows="set_aside")
    source = client.load("sales").source
    assert (source.rows, source.set_aside) == (1, 3)
    assert (source.set_aside_money, source.set_aside_unread) == (8.5, 2)
    assert {p.severity for p in client.load("sales").problems} == {"warning"}
    folder.write("org.csv", ORG_WITHOUT_A_TEAM)
    source = folder.open(bad_rows="set_aside").load("org").source
    assert (source.set_aside, source.set_aside_money, source.set_aside_unread) == (1, None, 0)


def test_a_whole_file_that_cannot_be_read_is_refused_even_when_rows_are_set_aside(folder):
    folder.write("sales.csv", b"")
    with pytest.raises(DataError, match=r"sales.csv: it is empty"):
        folder.open(bad_rows="set_aside")["sales"]


def test_only_the_columns_of_the_contract_leave_the_gate(folder):
    folder.write("sales.csv", "month,colour,rep,amount\n2026-10,red,R1,5\n")
    assert list(folder.open()["sales"].columns) == ["month", "rep", "amount"]


def test_two_files_of_one_table(folder):
    folder.write("sales.xlsx", b"")
    assert folder.says("sales") == [
        "sales.xlsx: it is one more file for sales beside sales.csv. Remove one, or name the right one in "
        "client.yaml: tables: {sales: {file: sales.csv}}."
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "deals.csv",
            "client.yaml:3: tables.sales.file is 'deals.csv', a file that is not there. Put the file into ",
        ),
        (
            "deals.xls",
            "client.yaml:3: tables.sales.file is 'deals.xls', no file of a kind the kit reads "
            "(.csv, .xlsx, .parquet). Save it as one of them.",
        ),
    ],
)
def test_a_file_named_in_the_settings_that_cannot_be_used(folder, file, said):
    folder.write("client.yaml", f"tables:\n  sales:\n    file: {file}\n")
    assert folder.says("sales")[0].startswith(said)
    with pytest.raises(DataError) as caught:
        folder.open()["sales"]
    assert not isinstance(caught.value, MissingTableError)


@pytest.mark.parametrize("bad_rows", ["refuse", "set_aside"])
def test_a_file_of_which_no_row_can_be_read(folder, bad_rows):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1\n2026-10\n")
    loaded = folder.open(bad_rows=bad_rows).load("sales")
    assert [p.line for p in loaded.problems][:2] == [2, 3]
    assert loaded.frame is None
    assert loaded.source.set_aside == 2
    if bad_rows == "set_aside":
        assert [p.severity for p in loaded.problems] == ["warning", "warning", "error"]
        assert str(loaded.problems[-1]) == (
            "sales.csv: no row is left of the 2 that it has. Mend the rows that break a rule."
        )


HEADER = "order,month,rep,product,customer,amount,quantity,collected,recorded"


def test_a_required_table_with_a_header_alone_is_refused(folder):
    folder.write("sales.csv", f"{HEADER}\n")
    assert folder.says("sales") == [
        "sales.csv:1: it has no rows. Add one row per order line, or per month, rep, product and customer."
    ]
    with pytest.raises(DataError):
        folder.open()["sales"]


@pytest.mark.parametrize("table", [table for table in TABLES.values() if table.name not in REQUIRED])
def test_an_optional_table_with_a_header_alone_is_an_empty_frame_of_its_types(folder, table):
    folder.write(f"{table.name}.csv", ",".join(c.name for c in table.columns) + "\n")
    loaded = folder.open().load(table.name)
    assert [(p.line, p.severity) for p in loaded.problems] == [(1, "warning")]
    assert loaded.frame.empty
    types = {
        "code": "str",
        "text": "str",
        "month": "datetime64[us]",
        "date": "datetime64[us]",
        "number": "float64",
        "count": "Int64",
        "flag": "bool",
    }
    assert {c: str(t) for c, t in loaded.frame.dtypes.items()} == {
        c.name: types[c.kind] for c in table.columns
    }


def test_a_title_over_a_header_of_other_names_is_one_problem_a_column_not_one_a_row(folder):
    rows = "2026-10,R1,5\n" * 50
    folder.write("sales.csv", f"Sales of 2026\n\nMonat,Wer,Wieviel\n{rows}")
    assert [said.split(". ")[:2] for said in folder.says("sales")] == [
        [f"sales.csv:3: {name} is missing", "Not read are Monat, Wer, Wieviel"]
        for name in ("month", "rep", "amount")
    ]


def test_the_settings_may_say_which_row_is_the_header(folder):
    folder.write("client.yaml", "tables: {sales: {header: 2}}\n")
    folder.write("sales.csv", "month,rep,amount\nmonth,amount,rep\n2026-10,5,R1\n")
    assert folder.open()["sales"]["amount"].tolist() == [5]


FILE_WITH_TOTALS = (
    "no,month,rep,amount\n1,2026-10,R1,5\n2,2026-10,R2,7\n"
    ",合计,,12\n3,2026-11,R1,4\n,,Total:,16\nTotal,,,28\n"
)


def test_a_row_of_totals_is_one_problem_and_no_money_left_out(folder):
    folder.write("sales.csv", FILE_WITH_TOTALS)
    fix = "Remove the row, or choose the rows that count by `where` in client.yaml."
    assert folder.says("sales") == [
        f"sales.csv:4: month is '合计', the label of a row of totals. {fix}",
        f"sales.csv:6: rep is 'Total:', the label of a row of totals. {fix}",
        f"sales.csv:7: month, rep are blank, as in a row of totals. {fix}",
    ]
    source = folder.open(bad_rows="set_aside").load("sales").source
    assert (source.rows, source.set_aside, source.set_aside_money) == (3, 3, 0)


@pytest.mark.parametrize("title", ["", '"a title\nof two lines"\n'], ids=["fast", "exactly"])
def test_a_row_of_totals_with_too_few_cells(folder, title):
    folder.write("sales.csv", title + "month,rep,amount\n2026-10,R1,5\n小计,12\n")
    (said,) = folder.says("sales")
    assert said.split(":", 2)[2].startswith(" it is the label of a row of totals. Remove the row")


def test_a_row_in_order_is_no_total_whatever_it_is_called(folder):
    folder.write("org.csv", "rep,team,department\nTotal,T1,D1\n")
    folder.write("sales.csv", "month,rep,amount\n2026-10,Total,5\n")
    assert folder.says("sales") == []


@pytest.mark.parametrize("name", ["Sales.csv", "SALES.CSV"])
def test_a_files_name_may_be_in_capitals(folder, name):
    (folder.path / "sales.csv").rename(folder.path / name)
    client = folder.open()
    assert len(client["sales"]) == 4
    assert client.load("sales").source.file == name


def test_a_file_named_in_other_letters_in_the_settings(folder):
    folder.write("client.yaml", "tables: {sales: {file: deals.csv}}\n")
    folder.write("Deals.csv", "month,rep,amount\n2026-10,R1,5\n")
    assert folder.says("sales")[0].endswith("a file that is not there. Did you mean 'Deals.csv'?")


def test_a_folder_in_the_place_of_a_file(folder):
    (folder.path / "sales.csv").unlink()
    (folder.path / "sales.csv").mkdir()
    assert folder.says("sales") == [
        "sales.csv: it is no file. Put sales there as a file, or name it in client.yaml."
    ]


def test_formulas_that_no_program_has_computed_are_told_for_what_they_are(folder):
    book = openpyxl.Workbook()
    for row in [
        ["month", "rep", "amount"],
        ["2026-10", "R1", "=2*3"],
        ["2026-10", '="R"&2', 5],
        ["=A3", "=B3", "=C3"],
    ]:
        book.active.append(row)
    (folder.path / "sales.csv").unlink()
    book.save(folder.path / "sales.xlsx")
    fix = "Open the file in a spreadsheet program and save it, or write the value."
    said = f"a formula that was never computed. {fix}"
    assert folder.says("sales") == [
        f"sales.xlsx:Sheet!C2: amount is '=2*3', {said}",
        f"sales.xlsx:Sheet!B3: rep is '=\"R\"&2', {said}",
        f"sales.xlsx:Sheet!C4: amount is '=C3', {said}",
        f"sales.xlsx:Sheet!A4: month is '=A3', {said}",
        f"sales.xlsx:Sheet!B4: rep is '=B3', {said}",
    ]
