from __future__ import annotations

from salesmgmt_kit.tables import check


def words(client):
    return [str(problem) for problem in check(client)]


def test_a_clean_client_has_no_problem(folder):
    assert check(folder.open()) == []


def test_problems_of_all_tables_come_in_the_catalogues_order(folder):
    folder.write("targets.csv", "month,unit,target\n2026-10,T1,-1\n")
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,x\n2026-10,R2,y\n")
    folder.write("products.csv", b"")
    assert [(p.file, p.line) for p in check(folder.open())] == [
        ("products.csv", 0),
        ("sales.csv", 2),
        ("sales.csv", 3),
        ("targets.csv", 2),
    ]


def test_tables_without_which_there_is_no_report(folder):
    (folder.path / "org.csv").unlink()
    (folder.path / "sales.csv").unlink()
    assert words(folder.open()) == [
        "org.csv: there is no file for the table org. Add org.csv (or .xlsx, .parquet): one row per rep, "
        "present or past, with the columns rep, team, department.",
        "sales.csv: there is no file for the table sales. Add sales.csv (or .xlsx, .parquet): one row per "
        "order line, or per month, rep, product and customer, with the columns month, rep, amount.",
    ]


def test_a_month_without_sales(folder):
    assert words(folder.open("2026-12")) == [
        "sales.csv: month has no row for 2026-12; its last month is 2026-11. "
        "Add the month's sales, or choose another month."
    ]


def test_a_month_without_sales_names_the_clients_own_column(folder):
    folder.write("client.yaml", "tables: {sales: {columns: {month: day}}}\n")
    folder.write("sales.csv", "day,rep,amount\n2026-10,R1,1\n")
    assert words(folder.open("2026-09"))[0].startswith("sales.csv: day has no row for 2026-09")


def test_rows_after_the_month_are_fine(folder):
    assert words(folder.open("2026-09")) == []


def test_a_file_whose_name_is_nearly_a_tables(folder):
    folder.write("targts.csv", "month,unit,target\n")
    folder.write("notes.csv", "a\n")
    (problem,) = check(folder.open())
    assert str(problem) == "targts.csv: it is read as no table. Did you mean targets.csv?"
    assert problem.severity == "warning"


def test_a_file_that_the_settings_name_is_no_stranger(folder):
    folder.write("client.yaml", "tables: {targets: {file: target.csv}}\n")
    folder.write("target.csv", "month,unit,target\n2026-10,T1,1\n")
    assert check(folder.open()) == []


def test_rows_set_aside_are_warnings_summed_up_a_table(folder):
    folder.write("sales.csv", "month,rep,amount\n2026-10,R1,5\n2026-13,R1,1200\n2026-10,R2,x\n")
    problems = check(folder.open(bad_rows="set_aside"))
    assert {p.severity for p in problems} == {"warning"}
    assert str(problems[-1]) == (
        "sales.csv: 2 of 3 rows are set aside, with 1,200 in sum (1 cannot be read). "
        "Mend them; until then every page says so."
    )
    assert {p.severity for p in check(folder.open())} == {"error"}


def test_a_file_of_a_kind_that_is_not_read(folder):
    (folder.path / "sales.csv").rename(folder.path / "Sales.xls")
    assert words(folder.open()) == [
        "sales.csv: there is no file for the table sales. Save Sales.xls as .csv (or .xlsx, .parquet)."
    ]
