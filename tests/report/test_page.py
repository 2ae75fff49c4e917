from __future__ import annotations

import re
import subprocess
import sys

import pandas as pd
import pytest

from salesmgmt_kit import findings, keeping
from salesmgmt_kit.findings import Finding
from salesmgmt_kit.report import blocks, open_page

from . import samples


@pytest.fixture(params=["en", "zh"])
def page(request):
    return open_page(samples.client(), request.param)


def bundle(block):
    return block._repr_mimebundle_()


def test_the_headline_leaves_its_findings_in_the_notebook(page):
    message = Finding("{n:count} rows", {"n": 3}, "act")
    data, metadata = bundle(page.headline([message, Finding("Good", {}, "good")]))
    assert findings.from_json(data[findings.MIMETYPE])[0] == message
    assert data["text/plain"] == {"en": "3 rows", "zh": "共3行"}[page.locale.language]
    assert metadata[blocks.METADATA]["who"] == page.who


def test_a_page_without_a_message_still_has_a_head(page):
    data, metadata = bundle(page.headline([]))
    assert data[findings.MIMETYPE] == []
    assert metadata[blocks.METADATA]["block"] == "headline"


def test_rows_set_aside_are_said_under_the_headline_and_are_no_finding_of_the_page(page):
    block = page.headline([Finding("Good")])
    said = {"en": "Left out of sales.csv because they break a rule: 3 of 123,459 rows.",
            "zh": "sales.csv中有3行不符合规则，未计入（共123,459行）。"}  # fmt: skip
    assert said[page.locale.language] in re.sub(r"<[^>]+>", "", block.html)
    assert len(block.extra[findings.MIMETYPE]) == 1


def test_a_block_shows_the_same_in_jupyter_and_on_the_page(page):
    data, _ = bundle(page.notes([Finding("Good")]))
    assert data["text/html"].endswith(data[blocks.MIMETYPE])
    assert data["text/html"].startswith("<style>")


def test_the_clients_colours_come_along(page):
    assert "--good-l:#2e7d32;--bad-l:#c62828;" in page.notes([]).style


def test_a_missing_table_says_which_file_to_supply(page):
    block = page.missing("targets")
    assert "targets.csv" in block.plain
    for column in ("month", "unit", "target"):
        assert f"<code>{column}</code>" in block.html


def test_the_columns_of_a_missing_table_are_told_once_a_page(page):
    first, again, other = page.missing("targets"), page.missing("targets"), page.missing("plans")
    assert "<code>target</code>" in first.html
    assert "targets.csv" in again.html
    assert "<code>" not in again.html
    assert "<code>plan</code>" in other.html


def test_what_needs_a_missing_table_says_which_file_to_supply(page):
    table = {"title": "Target", "name": "units"}
    figure = {"title": "Target", "subtitle": "Target"}
    for needs, there in (("sales", True), ("targets", False)):
        drawn = page.figure(samples.months_columns, samples.year(), **figure, needs=needs)
        shown = page.table(samples.attainment(), samples.COLUMNS, **table, needs=needs)
        assert ["<svg" in drawn.html, "<table" in shown.html] == [there, there]
        assert ["targets.csv" in drawn.html, "targets.csv" in shown.html] == [not there, not there]


def test_the_data_of_a_figure_are_headed_by_their_measure_and_named_by_their_subject(page):
    months = samples.year(), [samples.report.Column("month", "Month", "month")]
    said = {"title": "The message", "subtitle": "The measure", "table": months}
    html = page.figure(samples.months_columns, months[0], **said, name="sales").html
    assert '<caption><span id="table-1-caption">The measure</span></caption>' in html
    assert "sample_2026-10_sales.csv" in html
    assert "sample_2026-10_months_columns.csv" in page.figure(samples.months_columns, months[0], **said).html


def test_a_missing_table_that_the_settings_name_otherwise():
    client = samples.client()
    client.config.tables["targets"] = type("Given", (), {"file": "plan 2026.xlsx"})()
    assert "plan 2026.xlsx" in open_page(client, "en").missing("targets").html


def test_blocks_of_a_page_are_told_apart(page):
    made = [
        page.table(samples.attainment(), samples.COLUMNS, title="Target", name="units").html for _ in range(2)
    ]
    assert ['<table id="table-1"' in made[0], '<table id="table-2"' in made[1]] == [True, True]
    assert "sample_2026-10_units.csv" in made[0]


def test_no_name_of_the_client_is_markup():
    page = open_page(samples.client(samples.SCRIPT), "en")
    hostile = Finding("About {x}.", {"x": samples.SCRIPT})
    for block in (page.headline([hostile]), page.notes([hostile]), page.definitions([(samples.SCRIPT,) * 2])):
        assert "<script" not in block.html


def test_a_page_is_opened_without_loading_what_only_figures_and_files_need():
    heavy = "('matplotlib', 'nbconvert', 'bleach')"
    code = f"import sys, salesmgmt_kit.report; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_table_without_rows_is_not_shown(page):
    data, _ = bundle(page.table(samples.attainment().head(0), samples.COLUMNS, title="Good", name="none"))
    assert "<table" not in data["text/html"]


def test_what_a_page_keeps_is_in_the_notebook_and_shows_nothing(page):
    frame = pd.DataFrame({"unit": ["T1"], "value": [1.5]})
    data, _ = bundle(page.keep("outlook", frame))
    assert data[keeping.MIMETYPE] == keeping.pack("outlook", frame)
    assert data["text/plain"] == "outlook (1)"
    assert re.sub(r"<[^>]*>", "", data[blocks.MIMETYPE]) == ""
