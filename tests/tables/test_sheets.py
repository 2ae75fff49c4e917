"""What one row of text is, whatever file it stands in: encodings, CSV, XLSX and Parquet."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.errors import DataError
from salesmgmt_kit.tables.columnar import read_parquet
from salesmgmt_kit.tables.delimited import read_csv
from salesmgmt_kit.tables.sheets import Request
from salesmgmt_kit.tables.workbooks import as_text, read_xlsx

CSV = Request("t", "t.csv", frozenset("abc"))
XLSX = Request("t", "t.xlsx", frozenset("abc"))


def rows(sheet):
    """Lines and cells of a sheet."""
    columns = sheet.text.to_pydict()
    return list(zip(sheet.lines.tolist(), *columns.values(), strict=True))


def workbook(**tabs):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in tabs.items():
        tab = book.create_sheet(title)
        for line in lines:
            tab.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def stored(**columns):
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def refusal(read, raw, request=CSV):
    with pytest.raises(DataError) as caught:
        read(raw, request)
    return [str(problem) for problem in caught.value.problems]


CHINESE = "a,b\n张三,2\n李四"

# Text as a client may have it: no control characters, nothing that is only blank, no formula.
words = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=8
).filter(lambda word: word.strip() and word[0] != "=" and "\N{REPLACEMENT CHARACTER}" not in word)
tables = st.lists(st.tuples(words, words, words), min_size=1, max_size=6)


def as_csv(cells):
    quoted = (
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [("a", "b", "c"), *cells]
    )
    return "\n".join(quoted) + "\n"


@settings(max_examples=60, deadline=None)
@given(tables)
def test_a_table_of_text_reads_the_same_from_every_file(cells):
    text = as_csv(cells)
    columns = {name: [row[i] for row in cells] for i, name in enumerate("abc")}
    expected = [(line, *row) for line, row in enumerate(cells, 2)]
    assert rows(read_csv(text.encode(), CSV)) == expected
    assert rows(read_csv(text.encode("utf-8-sig"), CSV)) == expected
    assert rows(read_parquet(stored(**columns), CSV)) == expected
    assert rows(read_xlsx(workbook(One=[("a", "b", "c"), *cells]), XLSX)) == expected
    # A column of plain Chinese beside them, for words may be the same bytes in both encodings.
    beside = text.replace("\n", ',"日期产品客户业务员金额数量"\n')
    sheet = read_csv(beside.encode("gb18030"), CSV)
    assert sheet.encoding == "GB18030"
    assert rows(sheet) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from(["x", "y,z", 'say "so"', "two\nlines", "1\r\n2\r\n3", ""])] * 2),
        min_size=1,
    )
)
def test_line_numbers_are_those_an_editor_shows(cells):
    lines, text = [], "a,b\r\n"
    for row in cells:
        lines.append(text.count("\n") + 1)
        text += ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n"
    sheet = read_csv(text.encode(), CSV)
    assert rows(sheet) == [(line, *row) for line, row in zip(lines, cells, strict=True)]


def test_blank_lines_are_no_rows_but_count():
    assert rows(read_csv(b"a,b\n\n1,2\n\n\n3,4\n\n", CSV)) == [(3, "1", "2"), (6, "3", "4")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end):
    assert rows(read_csv(end.join(["a,b", "1,2", "3,4"]).encode(), CSV)) == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize("blank_line", ["", "\n"])
def test_rows_of_other_lengths_are_named_and_left_out_fast_or_slow(blank_line):
    sheet = read_csv(f"a,b,c\n1,2,3\n4,5\n6,7,8\n9,9,9,9\n{blank_line}".encode(), CSV)
    assert rows(sheet) == [(2, "1", "2", "3"), (4, "6", "7", "8")]
    assert [str(p) for p in sheet.problems] == [
        "t.csv:3: the row has 2 cells where the header has 3. "
        "Write the missing cells; an empty cell needs its comma too.",
        "t.csv:5: the row has 4 cells where the header has 3. "
        "Put text that has a comma in it in quotes, or remove the comma too many.",
    ]


def test_only_the_columns_asked_for_are_read():
    sheet = read_csv(b"x,b,y,a\n1,2,3,4\n", CSV)
    assert sheet.text.to_pydict() == {"b": ["2"], "a": ["4"]}
    assert sheet.header == ("x", "b", "y", "a")


def test_blanks_around_a_columns_name_are_no_part_of_it():
    assert read_csv(" a ,\u3000b\n1,2\n".encode(), CSV).header == ("a", "b")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "t.csv: it is empty."),
        (b"\xef\xbb\xbf", "t.csv: it is empty."),
        (b" \n\n", "t.csv: it is empty."),
        (b"a,b\n1,\x002\n", "t.csv:2: byte 7 is NUL, so the file is damaged or no text."),
        ("a,b\n1,2\n".encode("utf-16"), "t.csv: it is UTF-16 (Unicode text). Save it as CSV UTF-8."),
        (CHINESE.encode() + b"\xff,3\n", "t.csv:3: byte 20 of the file (0xFF) is no text in UTF-8."),
        (b"\xef\xbb\xbfa,b\n1,\xff\n", "t.csv:2: byte 10 of the file (0xFF) is no text in UTF-8."),
        (CHINESE.encode("gb18030") + b"\xff,3\n", "t.csv:3: byte 16 of the file (0xFF) is no text in UTF-8"),
        (b"a;b\n1;2\n", "t.csv:1: its columns are separated by semicolons. Save it as CSV UTF-8"),
        (b"a\tb\n1\t2\n", "t.csv:1: its columns are separated by tabs. Save it as CSV UTF-8"),
        (b"a,b,a\n1,2,3\n", "t.csv:1: a stands twice in the header. Rename or remove one of them."),
        (b'a,b\n1,2\n3,"4\n5,6\n', "t.csv:3: b has a quote that is not closed"),
        (b'a,b\n"1"x,2\n', "t.csv:2: a has a quote that is not closed"),
    ],
)  # fmt: skip
def test_a_csv_that_cannot_be_read_says_where_and_why(raw, message):
    (said,) = refusal(read_csv, raw)
    assert said.startswith(message)


def test_the_encoding_is_found_and_named():
    text = "a,b\n张三,2\n"
    assert [read_csv(text.encode(e), CSV).encoding for e in ("utf-8", "utf-8-sig", "gb18030", "gbk")] == [
        "UTF-8",
        "UTF-8 with BOM",
        "GB18030",
        "GB18030",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "1e+22"),
        (True, "true"),
        (dt.datetime(2026, 10, 31), "2026-10-31"),
        (dt.datetime(2026, 10, 31, 9, 30), "2026-10-31 09:30:00"),
        (dt.date(2026, 10, 31), "2026-10-31"),
        (" x ", " x "),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_of_a_workbook_as_text(value, text):
    assert as_text(value) == text


def test_a_workbooks_rows_have_the_numbers_it_shows():
    raw = workbook(One=[(), ("x", "a", None), (), ("", 1, None), (), (None, None), ("", 2.5, None)])
    sheet = read_xlsx(raw, XLSX)
    assert rows(sheet) == [(4, "1"), (7, "2.5")]
    assert (sheet.header, sheet.header_line, sheet.tab) == (("x", "a"), 2, "One")


def test_a_workbook_with_several_sheets_is_read_at_the_one_named_like_the_table():
    raw = workbook(notes=[("z",)], t=[("a",), (1,)])
    assert rows(read_xlsx(raw, XLSX)) == [(2, "1")]
    assert rows(read_xlsx(raw, Request("u", "t.xlsx", frozenset("a"), "t"))) == [(2, "1")]


@pytest.mark.parametrize(
    ("raw", "tab", "message"),
    [
        (b"a,b\n1,2\n", "", "t.xlsx: it is no XLSX workbook. Save it again as .xlsx, or as .csv."),
        (b"PK\x03\x04 broken", "", "t.xlsx: it is no XLSX workbook."),
        (b"\xd0\xcf\x11\xe0....", "", "t.xlsx: it is an old Excel file (.xls) or one with a password."),
        (
            workbook(Sheet1=[("a",)]),
            "Shet1",
            "t.xlsx: it has no sheet 'Shet1'. Did you mean 'Sheet1'? Name it in client.yaml: "
            "tables: {t: {sheet: ...}}.",
        ),
        (
            workbook(x=[("a",)], y=[("a",)]),
            "",
            "t.xlsx: it has 2 sheets, none of them called 't'. Known are x, y. Name it in client.yaml",
        ),
        (workbook(One=[]), "", "t.xlsx: its sheet 'One' is empty."),
        (workbook(One=[("a", "b", "a")]), "", "t.xlsx:One!C1: a stands twice in the header."),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_says_where_and_why(raw, tab, message):
    (said,) = refusal(read_xlsx, raw, Request("t", "t.xlsx", frozenset("ab"), tab))
    assert said.startswith(message)


def test_a_value_beside_the_columns_of_a_workbook_is_named():
    sheet = read_xlsx(workbook(One=[("a", "b"), (1, 2), (3, 4, None, "x")]), XLSX)
    assert rows(sheet) == [(2, "1", "2")]
    assert [str(p) for p in sheet.problems] == [
        "t.xlsx:One!D3: 'x' stands right of the header's last column. Move or remove it."
    ]


def test_parquet_of_every_plain_type_is_read_as_the_text_a_csv_would_have():
    raw = stored(
        a=pa.array([1, None, 3]),
        b=pa.array([0.1, 2.0, None]),
        c=pa.array([dt.datetime(2026, 10, 31), dt.datetime(2026, 10, 31, 9, 30), None]),
    )
    assert read_parquet(raw, CSV).text.to_pydict() == {
        "a": ["1", "", "3"],
        "b": ["0.1", "2", ""],
        "c": ["2026-10-31", "2026-10-31 09:30:00", ""],
    }
    raw = stored(
        a=pa.array(["x", None, "x"]).dictionary_encode(),
        b=pa.array([True, False, None]),
        c=pa.array([dt.date(2026, 10, 31)] * 3),
    )
    assert read_parquet(raw, CSV).text.to_pydict() == {
        "a": ["x", "", "x"],
        "b": ["true", "false", ""],
        "c": ["2026-10-31"] * 3,
    }


def test_parquet_of_lists_is_refused():
    said = refusal(read_parquet, stored(a=pa.array([[1], [2]])), CSV)
    assert said[0].startswith("t.csv:1: a holds values of the type list<")
    assert said[0].endswith("Store it as text, numbers or dates.")


def test_what_is_no_parquet_is_refused():
    assert refusal(read_parquet, b"a,b\n1,2\n") == [
        "t.csv: it is no Parquet file. Write it again, or save it as .csv."
    ]


TITLED = "Sales of 2026,,\nmade by ERP,,\na,b,c\n1,2,3\n4,5,6\n7\n"


@pytest.mark.parametrize("title", ["", "\n", '"two\nlines",,\n'], ids=["plain", "blank", "quoted"])
def test_a_header_below_a_title_is_found_and_lines_stay_the_files_own(title):
    sheet = read_csv((title + TITLED).encode(), CSV)
    down = title.count("\n")
    assert (sheet.header, sheet.header_line) == (("a", "b", "c"), 3 + down)
    assert rows(sheet) == [(4 + down, "1", "2", "3"), (5 + down, "4", "5", "6")]
    assert [p.line for p in sheet.problems] == [6 + down]


def test_a_header_below_a_title_in_a_workbook():
    raw = workbook(t=[["Sales of 2026"], [], ["a", "b"], [1, 2], [3, 4, "note"]])
    sheet = read_xlsx(raw, XLSX)
    assert (sheet.header_line, rows(sheet)) == (3, [(4, "1", "2")])
    assert [p.cell for p in sheet.problems] == ["t!C5"]


def test_the_row_asked_for_is_the_header():
    request = Request("t", "t.csv", frozenset("abc"), header=2)
    assert rows(read_csv(b"a,b,c\nc,b,a\n1,2,3\n", request)) == [(3, "1", "2", "3")]
    assert read_csv(b"a,b,c\nc,b,a\n1,2,3\n", request).header == ("c", "b", "a")


@pytest.mark.parametrize("line", [2, 9])
def test_a_row_asked_for_that_is_empty(line):
    request = Request("t", "t.csv", frozenset("abc"), header=line)
    assert refusal(read_csv, b"a,b,c\n\n1,2,3\n", request) == [
        f"t.csv:{line}: the row that should have the columns' names is empty. "
        "Correct tables.t.header in client.yaml, or leave it out."
    ]
