import re

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import Column, tables
from salesmgmt_kit.report.sparklines import in_words, spark

from .test_tables import csv, rows

EN, ZH = Locale("en"), Locale("zh")
NAN = float("nan")


def test_a_spark_leaves_a_gap_where_a_value_is_missing():
    html = spark(pd.Series([1.0, 2, np.nan, 4, 3]))
    path = re.search(r'd="([^"]+)"', html)[1]
    assert re.sub(r"[\d. ]+", "", path) == "MLML"
    assert spark(pd.Series([np.nan])) == ""


def test_a_flat_spark_is_a_level_line():
    heights = set(re.findall(r"[ML][\d.]+ ([\d.]+)", spark(pd.Series([5.0, 5, 5]))))
    assert len(heights) == 1


def test_a_month_between_gaps_is_a_dot():
    assert re.findall(r"M[\d. ]+h0", spark([1.0, NAN, 2.0, NAN, 3.0, 4.0])) == [
        "M2.0 21.0h0", "M38.8 15.0h0",
    ]  # fmt: skip


def test_target_and_course_share_one_scale():
    html = spark([10.0, 20.0], [40.0, 40.0], label="words")
    assert re.findall(r'd="([^"]+)"', html) == ["M2.0 3.0L94.0 3.0", "M2.0 21.0L94.0 15.0"]
    assert 'role="img" aria-label="words"' in html
    assert "target" not in spark([10.0, 20.0], [NAN, NAN])


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (EN, "From 50.0% to 70.0%; lowest 40.0%, highest 70.0%. Target at last 90.0%."),
        (ZH, "从50.0%到70.0%；最低40.0%，最高70.0%。 最近一月目标90.0%。"),
    ],
)
def test_a_course_is_told_in_words(locale, said):
    assert in_words((NAN, 0.5, 0.4, 0.7), (0.8, 0.9, NAN, NAN), "percent", locale) == said
    assert in_words((NAN,), None, "percent", locale) == ""


def test_a_table_draws_courses_and_its_files_hold_their_figures():
    frame = pd.DataFrame(
        {"kpi": ["sales", "calls"], "year": [(1e6, NAN, 2e6), (NAN, NAN, NAN)],
         "plan": [(1.5e6,) * 3, (NAN,) * 3], "kind": ["money", "count"]}
    )  # fmt: skip
    columns = [
        Column("kpi", "KPI", "name"),
        Column("year", "Year", "course", kind_from="kind", target="plan"),
    ]
    html = tables.render(frame, columns, EN, key="table-1", title="", stem="kpis")
    assert html.count("<svg") == 1
    assert 'aria-label="From ¥1.00M to ¥2.00M; lowest ¥1.00M, highest ¥2.00M. Target at last ¥1.50M."' in html
    assert rows(html)[1] == ["calls", "–"]
    assert csv(html).splitlines()[1:] == ["sales,1000000; ; 2000000", "calls,; ; "]
