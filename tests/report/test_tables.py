from __future__ import annotations

import base64
import re

import numpy as np
import pandas as pd

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import Column, tables

from . import samples

EN, ZH = Locale("en", names=samples.NAMES["en"]), Locale("zh", names=samples.NAMES["zh"])


def table(locale: Locale = EN, **changes) -> str:
    options = {"key": "table-1", "title": "How units stand", "stem": "units", "indent": "depth"} | changes
    return tables.render(samples.attainment(), samples.COLUMNS, locale, **options)


def rows(html: str) -> list[list[str]]:
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    cells = (
        re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.S)
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    )
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", c)).strip() for c in row] for row in cells]


def csv(html: str) -> str:
    return base64.b64decode(re.search(r"data:text/csv;base64,([^\"]+)", html)[1]).decode("utf-8-sig")


def test_a_head_may_name_its_period_on_the_page_and_in_the_files():
    year = Finding("{year:period}", {"year": [pd.Timestamp(2027, 1, 1), pd.Timestamp(2027, 12, 1)]})
    columns = [samples.COLUMNS[0], Column("actual", year, "money")]
    html = tables.render(samples.attainment(), columns, ZH, key="table-1", title="", stem="units")
    assert '<th scope="col" class="num">2027年1月至12月' in html
    assert csv(html).splitlines()[0].endswith(",2027年1月至12月")


def test_amounts_of_a_table_share_one_unit_that_its_heads_name():
    html = table()
    assert rows(html)[0] == [
        "Northwind Instruments",
        "98.4",
        "100.0",
        "−1.6",
        "98.4%",
        "108.2 98.4 to 118.1",
    ]
    assert html.count('<span class="unit">¥M</span>') == 4
    assert rows(table(ZH))[0] == ["北风仪器", "9,840", "10,000", "−160", "98.4%", "10,824 9,840至11,808"]


def test_what_cannot_be_known_is_a_dash_and_sorts_last():
    html = table()
    assert rows(html)[-1][2:5] == ["–", "–", "–"]
    assert html.count('data-v=""') == 3
    assert "nan" not in html.lower().split("base64")[0]


def test_a_variance_carries_sign_arrow_and_colour():
    cells = re.findall(r'<td class="(up|down) (good|bad)"[^>]*>(.)', table())
    assert set(cells) == {("up", "good", "+"), ("down", "bad", "−")}


def test_a_variance_without_direction_has_no_colour():
    frame = pd.DataFrame({"unit": ["a"], "change": [0.1]})
    html = tables.render(frame, [Column("unit", "Unit"), Column("change", "Change", "signed_percent")], EN,
                         key="table-1", title="t", stem="s")  # fmt: skip
    assert 'class="up" data-v="0.1">+10.0%</td>' in html


def test_hostile_names_are_text():
    html = table()
    assert "<script" not in html
    assert "<img" not in html
    assert rows(html)[2][0] == "&lt;script&gt;window.pwned=1;alert(1)&lt;/script&gt;"


def test_a_table_is_named_scoped_and_can_be_reached_by_keyboard():
    html = table()
    assert (
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="table-1-number table-1-caption">'
        in html
    )
    assert html.count('scope="col"') == 6
    assert html.count('scope="row"') == 7
    assert '<span id="table-1-caption">How units stand</span></caption>' in html


def test_months_and_numbers_sort_by_their_value():
    frame = pd.DataFrame({"month": [pd.Timestamp("2026-10-01")], "n": [1234567.25]})
    columns = [Column("month", "Month", "month"), Column("n", "Number", "number")]
    html = tables.render(frame, columns, EN, key="table-1", title="t", stem="s")
    assert 'data-v="20261001"' in html
    assert 'data-v="1234567.25"' in html


def test_an_empty_frame_is_a_table_without_rows():
    empty = samples.attainment().iloc[:0]
    html = tables.render(empty, samples.COLUMNS, EN, key="table-1", title="t", stem="s")
    assert rows(html) == []
    assert "0 rows" in html


def test_depth_is_told_and_the_frame_is_not_changed():
    frame = samples.attainment()
    before = frame.copy()
    html = tables.render(frame, samples.COLUMNS, EN, key="table-1", title="t", stem="s", indent="depth")
    assert re.findall(r'data-depth="(\d)"', html) == ["0", "1", "2", "2", "1", "2", "2"]
    pd.testing.assert_frame_equal(frame, before)


def test_bounds_are_left_out_where_one_is_missing():
    frame = samples.attainment().assign(low=np.nan)
    html = tables.render(frame, samples.COLUMNS, EN, key="table-1", title="t", stem="s")
    assert rows(html)[0][-1] == "108.2"


def test_a_page_shows_the_first_rows_of_a_long_table_and_the_files_hold_all():
    frame = pd.DataFrame({"unit": [f"u{n}" for n in range(tables.MOST_ROWS + 1)]})
    html = tables.render(frame, [Column("unit", "Unit")], EN, key="table-1", title="t", stem="s")
    assert len(rows(html)) == 500
    assert "The first 500 of 501 rows are shown; the files hold all of them." in html
    assert csv(html).splitlines()[-1] == "u500"


def test_a_column_without_a_single_value_is_left_out():
    frame = samples.attainment().assign(target=np.nan)
    html = tables.render(frame, samples.COLUMNS, EN, key="table-1", title="T", stem="units", indent="depth")
    assert len(rows(html)[0]) == len(rows(table())[0]) - 1
    assert ">Target<" not in html


def test_fewer_rows_may_be_shown_than_the_files_hold():
    html = table(rows=2, indent=None)
    assert len(rows(html)) == 2
    assert f"The first 2 of {len(samples.attainment())} rows are shown" in html


def test_a_cell_may_be_a_finding_made_of_findings():
    reasons = [Finding("{n:count} calls", {"n": 3}), Finding("{n:count} visits", {"n": 1})]
    frame = pd.DataFrame({"unit": ["A"], "why": [Finding("{reasons:sentences}", {"reasons": reasons})]})
    columns = [Column("unit", "Unit", "name"), Column("why", "Why", "sentence")]
    html = tables.render(frame, columns, EN, key="t", title="T", stem="t")
    assert rows(html) == [["A", "3 calls; 1 visits"]]
    assert 'class="text sentence"' in html


def test_each_row_may_have_a_kind_of_its_own():
    frame = pd.DataFrame({"unit": ["T01", "T02"], "value": [0.25, 1.5e6], "kind": ["percent", "money"]})
    columns = [samples.COLUMNS[0], Column("value", "Actual", "number", kind_from="kind")]
    html = tables.render(frame, columns, EN, key="table-1", title="", stem="units")
    assert [row[1] for row in rows(html)] == ["25.0%", "¥1.50M"]
    assert csv(html).splitlines()[1:] == ["T01,0.25", "T02,1500000"]
