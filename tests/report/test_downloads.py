from __future__ import annotations

import base64
import csv
import io

import openpyxl
import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import Column, downloads

from . import samples

EN = Locale("en", names=samples.NAMES["en"])
COLUMNS = [Column("month", "Month", "month"), *samples.COLUMNS]


@pytest.fixture
def files() -> dict[str, bytes]:
    frame = samples.attainment().assign(month=samples.MONTH)
    made = downloads.files(frame, COLUMNS, EN, stem="s", title="Units")
    head = {"CSV": "data:text/csv;base64,", "Excel": f"data:{downloads._XLSX};base64,"}
    assert [(f["label"], f["name"]) for f in made] == [("CSV", "s.csv"), ("Excel", "s.xlsx")]
    text, book = (f["href"].removeprefix(head[f["label"]]) for f in made)
    return {"csv": base64.b64decode(text), "xlsx": base64.b64decode(book)}


def test_csv_opens_in_excel_at_full_precision_and_holds_no_formula(files):
    assert files["csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert rows[0] == ["Month", "Unit", "Actual", "Target", "Gap", "Attainment", "Forecast", "Forecast, low",
                       "Forecast, high"]  # fmt: skip
    assert rows[1][:5] == ["2026-10-01", "Northwind Instruments", "98400000", "100000000", "-1600000"]
    assert rows[-1][1] == f"'{samples.FORMULA}"
    assert rows[-1][3:6] == ["", "", ""]
    assert float(rows[6][5]) == 30 / 42


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_a_cell_of_text_is_never_a_formula(text):
    assert downloads.as_csv(["a"], [[text]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")


def test_a_negative_number_stays_a_number():
    assert downloads.as_csv(["a"], [[-1.5]]).decode("utf-8-sig").splitlines()[1] == "-1.5"


def test_xlsx_holds_numbers_dates_and_text_of_their_kind(files):
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    first, last = sheet[2], sheet[8]
    assert first[0].value == pd.Timestamp("2026-10-01")
    assert first[0].number_format == "yyyy-mm"
    assert (first[2].value, first[2].number_format) == (98400000, "#,##0.00")
    assert (first[5].value, first[5].number_format) == (pytest.approx(0.984), "0.0%")
    assert (last[1].value, last[1].data_type) == (samples.FORMULA, "s")
    assert last[3].value is None
    assert sheet.freeze_panes == "B2"


def test_the_same_table_gives_the_same_bytes():
    made = [downloads.files(samples.attainment(), samples.COLUMNS, EN, stem="s", title="t") for _ in range(2)]
    assert made[0] == made[1]
