"""A copy of the sample client, and faults to put into it, one place each."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from salesmgmt_kit.errors import ConfigError, Problem
from salesmgmt_kit.tables import check, open_client

SAMPLE = Path(__file__).parents[2] / "data" / "sample"

#: File, line (or cell of a workbook) and column of one problem.
Place = tuple[str, int | str, str]


class Copy:
    """The sample's files in a folder of their own, to be spoiled."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.random = random.Random(seed)
        self.spoiled: dict[str, set[int]] = {}
        path.mkdir()
        for file in [*SAMPLE.glob("*.csv"), SAMPLE / "client.yaml"]:
            shutil.copyfile(file, path / file.name)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, or write it anew."""
        (self.path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def text(self, table: str) -> str:
        return (self.path / f"{table}.csv").read_bytes().decode()

    def lines(self, table: str) -> list[str]:
        return self.text(table).splitlines()

    def write_lines(self, table: str, lines: list[str]) -> None:
        self.write(f"{table}.csv", "\n".join(lines) + "\n")

    def rows(self, table: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text(table))))

    def write_rows(self, table: str, rows: list[list[str]]) -> None:
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        self.write(f"{table}.csv", file.getvalue())

    def any_row(self, table: str, count: int) -> int:
        """A row that is not spoiled yet, from 1 on; 0 is the header."""
        spoiled = self.spoiled.setdefault(table, set())
        row = self.random.choice([i for i in range(1, count) if i not in spoiled])
        spoiled.add(row)
        return row

    def put(self, table: str, column: str, value: str, row: int | None = None) -> Place:
        """Write a value into a cell; its place."""
        return self.put_all(table, [(column, value)], row)[0]

    def put_all(self, table: str, cells: list[tuple[str, str]], row: int | None = None) -> list[Place]:
        """Write values into cells of a table, each in a row of its own; their places."""
        rows = self.rows(table)
        at = [(row or self.any_row(table, len(rows)), column, value) for column, value in cells]
        for i, column, value in at:
            rows[i][rows[0].index(column)] = value
        self.write_rows(table, rows)
        return [(f"{table}.csv", i + 1, column) for i, column, _ in at]

    def frame(self, table: str) -> pd.DataFrame:
        return pd.read_csv(io.StringIO(self.text(table)), dtype=str, keep_default_na=False)

    def as_workbook(
        self, table: str, *, tabs: tuple[str, ...] = ("Sheet1",), column: str = "", value: str = ""
    ) -> Place:
        """The table as a workbook in place of the CSV, one cell of it spoiled."""
        rows = self.rows(table)
        row = self.any_row(table, len(rows))
        at = rows[0].index(column or rows[0][0])
        rows[row][at] = value if column else rows[row][at]
        book = openpyxl.Workbook()
        for i, name in enumerate(tabs):
            tab = book.create_sheet(name, i)
            for cells in rows:
                tab.append(cells)
        del book["Sheet"]
        (self.path / f"{table}.csv").unlink()
        book.save(self.path / f"{table}.xlsx")
        return f"{table}.xlsx", f"{tabs[0]}!{chr(65 + at)}{row + 1}", column

    def settings(self, text: str) -> None:
        """Add lines to client.yaml, from line 100 on."""
        lines = (SAMPLE / "client.yaml").read_text(encoding="utf-8").splitlines()
        self.write("client.yaml", "\n".join([*lines, *[""] * (99 - len(lines)), text]) + "\n")

    def problems(self, cache: Path, month: str = "2026-10") -> list[Problem]:
        try:
            return check(open_client(self.path, month=month, settings={"cache": str(cache)}))
        except ConfigError as error:
            return list(error.problems)


def place(problem: Problem) -> Place:
    return problem.file, problem.cell or problem.line, problem.column


@dataclass(frozen=True)
class Fault:
    """One fault: how it is put in (giving its place), and what has to be said of it."""

    name: str
    spoil: Callable[[Copy], Place]
    says: str
    severity: str = "error"
    month: str = "2026-10"


@dataclass(frozen=True)
class Cell:
    """A value that some cell of a column must not have."""

    table: str
    column: str
    value: str
    says: str
    severity: str = "error"

    def fault(self) -> Fault:
        name = f"{self.table}.{self.column}={self.value or 'nothing'}"
        return Fault(name, self.spoil, self.says, self.severity)

    def spoil(self, copy: Copy) -> Place:
        return copy.put(self.table, self.column, self.value)


CELLS = [
    Cell("sales", "amount", "1,2O0", "amount is '1,2O0', not a number. Did you mean 1200?"),
    Cell("sales", "amount", "１２３", "written in full-width digits or signs. Write 123."),
    Cell("sales", "amount", "1,234", "written with thousands separators. Write 1234."),
    Cell("sales", "amount", "1，234", "written with thousands separators. Write 1234."),
    Cell("sales", "amount", "¥500", "written with a currency sign. Write 500."),
    Cell("sales", "amount", "85%", "a percentage. Write the fraction 0.85."),
    Cell("sales", "amount", "inf", "not a finite number. Correct it to the number meant."),
    Cell("sales", "amount", "NaN", "not a finite number."),
    Cell("sales", "amount", "1e999", "not a finite number."),
    Cell("sales", "amount", "#DIV/0!", "an error value of a spreadsheet. Repair the formula that made it."),
    Cell("sales", "amount", "3.5万", "written in 万. Write 35000."),
    Cell("sales", "amount", "(500)", "negative by brackets. Write -500."),
    Cell("sales", "amount", "about ten", "not a number. Write digits with a point at most"),
    Cell("sales", "amount", "", "amount is blank. Fill it in: Net sales, money"),
    Cell("sales", "amount", "\u3000", "amount is blank. Fill it in"),
    Cell("sales", "quantity", "-∞", "not a finite number."),
    Cell("sales", "collected", "12,5", "not a number. Did you mean 12.5?"),
    Cell("sales", "month", "2026-13", "in no month of the calendar. Write a month from 01 to 12."),
    Cell("sales", "month", "03/04/2026", "ambiguous: day and month cannot be told apart."),
    Cell("sales", "month", "２０２６-１０", "written in full-width digits or signs. Write 2026-10."),
    Cell("sales", "month", "46326", "a day counted as Excel does. Write 2026-10-31."),
    Cell("sales", "month", "0226-10", "in no year that can be meant."),
    Cell("sales", "month", "", "month is blank."),
    Cell("sales", "recorded", "2026-02-30", "no day of the calendar."),
    Cell("sales", "recorded", "2026-10", "without a day. Write the whole date, e.g. 2026-10-31."),
    Cell("sales", "rep", "R0O1", "rep is 'R0O1', not in org. Did you mean 'R001'?"),
    Cell("sales", "rep", "Ｒ００１", "not in org. Did you mean 'R001'?"),
    Cell("sales", "rep", "", "rep is blank."),
    Cell("sales", "product", "P0l", "not in products. Did you mean 'P01'?", "warning"),
    Cell("sales", "customer", "nobody", "not in customers. Correct it, or add it to customers.", "warning"),
    Cell("sales", "order", "#REF!", "an error value of a spreadsheet."),
    Cell("targets", "unit", "T0l", "no unit of org. Did you mean 'T01'?"),
    Cell("targets", "target", "-5", "below 0. Correct it to a number, 0 or more."),
    Cell("targets", "target", "1 000 000", "written with thousands separators. Write 1000000."),
    Cell("targets", "month", "2026年13月", "in no month of the calendar."),
    Cell("activities", "visits", "1.5", "not a whole number. Write a whole number."),
    Cell("activities", "calls", "-3", "below 0. Correct it to a whole number, 0 or more."),
    Cell("stage_moves", "entered", "20260230", "no day of the calendar."),
    Cell("stage_moves", "stage", "dreaming", "not in stages."),
    Cell("stage_moves", "opportunity", "none", "not in opportunities."),
    Cell("survey", "answer", "#N/A", "an error value of a spreadsheet."),
    Cell("survey", "wave", "2026-13", "in no month of the calendar."),
    Cell("survey_people", "seconds", "-5", "below 0. Correct it to a number, 0 or more."),
    Cell("survey", "item", "none", "not in survey_items."),
    Cell("survey", "team", "T99", "no unit of org."),
    Cell("kpi_values", "value", "n/a", "not a number."),
    Cell("barriers", "kind", "toolz", "Did you mean 'tools'?"),
    Cell("barriers", "severity", "9", "above 5. Correct it to a whole number from 1 to 5."),
    Cell("training", "score", "101", "above 100. Correct it to a number from 0 to 100."),
    Cell("ratings", "rater", "boss", "not one of self, manager, peer. Known are manager, peer, self."),
    Cell("units", "unit", "D99", "no unit of org."),
]

#: Cells of tables that others refer to: while these are refused, nothing refers to them.
ROOTS = [
    Cell("org", "hire_date", "2019-02-29", "no day of the calendar."),
    Cell("org", "team", "", "team is blank."),
    Cell("org", "rep", "company", "reserved for the whole company. Choose another code."),
    Cell("org", "rep", "T01", "already a team in line 2. Give every unit and rep its own code."),
    Cell("org", "territory", "Z99", "not in territories."),
    Cell("customers", "potential", "-1", "below 0."),
    Cell("customers", "since", "2026/02/30", "no day of the calendar."),
    Cell("customers", "rep", "R999", "not in org."),
    Cell("customers", "customer", "", "customer is blank."),
    Cell("products", "list_price", "８６００", "written in full-width digits or signs. Write 8600."),
    Cell("territories", "potential", "", "potential is blank."),
    Cell("opportunities", "outcome", "wonn", "not one of won, lost. Did you mean 'won'?"),
    Cell("opportunities", "amount", "-10", "below 0."),
    Cell("opportunities", "closed", "2026-06-31", "no day of the calendar."),
    Cell("opportunities", "customer", "", "customer is blank. Fill it in if it is known.", "warning"),
    Cell("survey_items", "reversed", "perhaps", "neither yes nor no. Write yes or no."),
    Cell("stages", "position", "0", "below 1."),
    Cell("kpis", "direction", "upp", "not one of up, down. Did you mean 'up'?"),
]


def twice(table: str, key: str) -> Callable[[Copy], Place]:
    """A row written again at the end."""

    def spoil(copy: Copy) -> Place:
        lines = copy.lines(table)
        copy.write_lines(table, [*lines, copy.random.choice(lines[1:])])
        return f"{table}.csv", len(lines) + 1, key

    return spoil


def in_line(table: str, change: Callable[[str], str], column: str = "") -> Callable[[Copy], Place]:
    """One line changed as text."""

    def spoil(copy: Copy) -> Place:
        lines = copy.lines(table)
        row = copy.any_row(table, len(lines))
        lines[row] = change(lines[row])
        copy.write_lines(table, lines)
        return f"{table}.csv", row + 1, column

    return spoil


def whole(
    table: str, change: Callable[[str], str | bytes], line: int = 0, column: str = ""
) -> Callable[[Copy], Place]:
    """The whole file changed."""

    def spoil(copy: Copy) -> Place:
        copy.write(f"{table}.csv", change(copy.text(table)))
        return f"{table}.csv", line, column

    return spoil


def beside(name: str, content: bytes, column: str = "", *, without: str = "") -> Callable[[Copy], Place]:
    """One more file in the folder, perhaps in place of another."""

    def spoil(copy: Copy) -> Place:
        if without:
            (copy.path / without).unlink()
        copy.write(name, content)
        return name, 0, column

    return spoil


def said(text: str, line: int, key: str) -> Callable[[Copy], Place]:
    """Lines added to client.yaml from line 100 on."""

    def spoil(copy: Copy) -> Place:
        copy.settings(text)
        return "client.yaml", line, key

    return spoil


def bad_byte(encoding: str) -> Callable[[Copy], Place]:
    def spoil(copy: Copy) -> Place:
        lines = [line.encode(encoding) for line in copy.lines("customers")]
        row = copy.any_row("customers", len(lines))
        lines[row] += b"\xff"
        copy.write("customers.csv", b"\n".join(lines))
        return "customers.csv", row + 1, ""

    return spoil


def nul(copy: Copy) -> Place:
    return in_line("sales", lambda line: line.replace("-", "\0", 1))(copy)


def two_parents(copy: Copy) -> Place:
    """A rep in another department than the rest of the team."""
    org = copy.frame("org")
    row = int(copy.random.choice(org.index[org["team"].duplicated()]))
    other = org["department"][org["department"] != org["department"][row]].iloc[0]
    return copy.put("org", "department", other, row + 1)


def team_named_as_department(copy: Copy) -> Place:
    org = copy.frame("org")
    rows = org.index[org["team"] == "T01"]
    for row in rows:
        copy.put("org", "team", "D01", int(row) + 1)
    return "org.csv", int(rows[0]) + 2, "team"


def parquet_of_words(copy: Copy) -> Place:
    frame = copy.frame("targets")
    row = copy.any_row("targets", len(frame))
    frame.loc[row, "target"] = "much"
    (copy.path / "targets.csv").unlink()
    frame.to_parquet(copy.path / "targets.parquet")
    return "targets.parquet", row + 2, "target"


def no_table(copy: Copy) -> Place:
    (copy.path / "sales.csv").unlink()
    return "sales.csv", 0, ""


def in_workbook(**how) -> Callable[[Copy], Place]:
    return lambda copy: copy.as_workbook("targets", **how)


def wrong_sheet(copy: Copy) -> Place:
    copy.as_workbook("targets")
    copy.settings("tables: {targets: {sheet: Shet1}}")
    return "targets.xlsx", 0, ""


def no_such_column(copy: Copy) -> Place:
    copy.settings("tables:\n  sales:\n    columns:\n      amount: net_amount")
    return "sales.csv", 1, "net_amount"


def header(table: str, old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


FILES = [
    Fault("order twice", twice("sales", "order"), "the same as in line "),
    Fault("target twice", twice("targets", "month, unit"), "there should be one row per unit and month."),
    Fault("customer twice", twice("customers", "customer"), "Keep one of the two rows"),
    Fault("two departments of a team", two_parents, "another department for the team "),
    Fault("a team named as a department", team_named_as_department, "already a department in line 2."),
    Fault("too many cells", in_line("sales", lambda line: line + ",1"), "10 cells where the header has 9."),
    Fault(
        "too few cells",
        in_line("sales", lambda line: line.rpartition(",")[0]),
        "8 cells where the header has 9.",
    ),
    Fault(
        "unclosed quote",
        in_line("sales", lambda line: line.replace(",R", ',"R', 1), "rep"),
        "a quote that is not closed",
    ),
    Fault("NUL", nul, "is NUL, so the file is damaged or no text. Export the file again."),
    Fault("bad byte in UTF-8", bad_byte("utf-8"), "(0xFF) is no text in UTF-8. Save the file as CSV UTF-8."),
    Fault("bad byte in GB18030", bad_byte("gb18030"), "(0xFF) is no text in UTF-8 or GB18030."),
    Fault("UTF-16", whole("products", lambda text: text.encode("utf-16")), "UTF-16 (Unicode text)"),
    Fault(
        "semicolons", whole("products", lambda text: text.replace(",", ";"), 1), "separated by semicolons."
    ),
    Fault("empty file", whole("sales", lambda text: ""), "it is empty. Write the columns' names"),
    Fault(
        "header only",
        whole("targets", lambda text: text.split("\n")[0], 1),
        "it has no rows. Add one row per unit and month, or remove the file.",
        "warning",
    ),
    Fault(
        "missing column",
        whole("sales", header("sales", "amount", "turnover"), 1, "amount"),
        "amount is missing. Not read are turnover. Rename it, or write in client.yaml",
    ),
    Fault(
        "misspelt column",
        whole("sales", header("sales", "amount", "Amount"), 1, "amount"),
        "tables: {sales: {columns: {amount: Amount}}}.",
    ),
    Fault(
        "misspelt optional column",
        whole("sales", header("sales", "quantity", "quanity"), 1, "quanity"),
        "not read. Did you mean 'quantity'?",
        "warning",
    ),
    Fault(
        "column twice",
        whole("sales", header("sales", "quantity", "amount"), 1, "amount"),
        "stands twice in the header.",
    ),
    Fault(
        "mapped column missing",
        no_such_column,
        "is missing, which client.yaml:103 names for amount. Did you mean 'amount'?",
    ),
    Fault(
        "no table",
        no_table,
        "there is no file for the table sales. Add sales.csv (or .xlsx, .parquet): one row per order line",
    ),
    Fault("two files", beside("sales.parquet", b""), "one more file for sales beside sales.csv."),
    Fault("no workbook", beside("targets.xlsx", b"month,unit\n", without="targets.csv"), "no XLSX workbook."),
    Fault(
        "no Parquet", beside("targets.parquet", b"month,unit\n", without="targets.csv"), "no Parquet file."
    ),
    Fault("words in Parquet", parquet_of_words, "target is 'much', not a number."),
    Fault("number in a workbook", in_workbook(column="target", value="9,OOO"), "Did you mean 9000?"),
    Fault("wrong sheet", wrong_sheet, "it has no sheet 'Shet1'. Did you mean 'Sheet1'?"),
    Fault(
        "file that is not there",
        said("tables: {targets: {file: goals.csv}}", 100, "tables.targets.file"),
        "is 'goals.csv', a file that is not there.",
    ),
    Fault(
        "unknown setting", said("\ncurency: CNY", 101, "curency"), "is no setting. Did you mean 'currency'?"
    ),
    Fault("unknown table", said("tables:\n  slaes: {}", 101, "tables.slaes"), "Did you mean 'sales'?"),
    Fault(
        "month without sales",
        lambda copy: ("sales.csv", 0, "month"),
        "has no row for 2031-01; its last month is 2026-10.",
        month="2031-01",
    ),
]

FAULTS = [cell.fault() for cell in [*CELLS, *ROOTS]] + FILES
