from __future__ import annotations

import json
import re
from pathlib import Path

import browsing
import pytest

from salesmgmt_kit.report import index

from .samples import SCRIPT


def job(language: str, **changes) -> dict:
    titles = {"en": "Target attainment", "zh": "目标达成"}
    headlines = {"en": "Short of its target by ¥2.26M.", "zh": "距目标还差¥226.1万。"}
    return {
        "notebook": "01_targets",
        "language": language,
        "status": "ok",
        "message": "",
        "report": f"{language}/01_targets.html",
        "stale": False,
        "title": titles[language],
        "headline": headlines[language],
        "tone": "act",
    } | changes


def record(
    reports: Path, client: str = "sample", month: str = "2026-10", *, name: str = "Qinglan", **changes
) -> None:
    folder = reports / client / month
    folder.mkdir(parents=True)
    run = {
        "schema": 1,
        "client": client,
        "name": {"en": name, "zh": f"{name}仪器"},
        "month": month,
        "jobs": [job(language, **changes) for language in ("en", "zh")],
    }
    (folder / "run.json").write_text(json.dumps(run), "utf-8")


FAILED = {"status": "failed", "report": None, "headline": "", "message": "sales.csv:12: amount is '1,2O0'."}


def rows(text: str) -> list[str]:
    found = re.findall(r'<tr>\s*<th scope="row.*?</tr>', text, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_every_report_is_a_row_with_links_to_its_languages(tmp_path):
    record(tmp_path)
    path = index.write(tmp_path)
    assert path == tmp_path / "index.html"
    text = path.read_text("utf-8")
    assert '<a href="sample/2026-10/en/01_targets.html" lang="en">Target attainment</a>' in text
    assert '<a href="sample/2026-10/zh/01_targets.html" lang="zh-Hans">目标达成</a>' in text
    assert rows(text) == [
        "2026-10 Qinglan Qinglan仪器 Target attainment 目标达成 ✓ Ready 就绪 "
        "Short of its target by ¥2.26M. 距目标还差¥226.1万。"
    ]


def test_what_failed_comes_first_and_says_why(tmp_path):
    record(tmp_path, month="2026-11")
    record(tmp_path, "acme", "2026-09", **FAILED)
    record(tmp_path, "birch", "2026-10", **FAILED | {"stale": True, "report": "en/01_targets.html"})
    found = rows(index.write(tmp_path).read_text("utf-8"))
    assert [row.split(" ", 1)[0] for row in found] == ["2026-10", "2026-09", "2026-11"]
    assert "▲ Out of date 已过期 sales.csv:12: amount is &#39;1,2O0&#39;." in found[0]
    assert "✕ Failed 失败" in found[1]


def test_rows_set_aside_are_said_in_each_language_with_their_money(tmp_path):
    record(tmp_path)
    path = tmp_path / "sample/2026-10/run.json"
    source = {"table": "sales", "file": "sales.csv", "rows": 97, "set_aside": 3, "sha256": "", "encoding": "",
              "set_aside_money": 12500.0, "set_aside_unread": 0}  # fmt: skip
    run = json.loads(path.read_text("utf-8")) | {"settings": {"currency": "EUR"}, "inputs": [source]}
    path.write_text(json.dumps(run), "utf-8")
    (row,) = rows(index.write(tmp_path).read_text("utf-8"))
    assert row.endswith(
        "Left out of sales.csv because they break a rule: 3 of 100 rows, €12.5k in sum. "
        "sales.csv中有3行不符合规则，未计入（共100行），合计€1.25万。"
    )


def test_one_language_that_failed_marks_the_report(tmp_path):
    record(tmp_path)
    path = tmp_path / "sample/2026-10/run.json"
    run = json.loads(path.read_text("utf-8"))
    run["jobs"][1] |= FAILED
    path.write_text(json.dumps(run), "utf-8")
    text = index.write(tmp_path).read_text("utf-8")
    assert "✕ Failed 失败" in rows(text)[0]
    assert text.count("<a href=") == 1


def test_a_record_that_cannot_be_read_is_reported_and_hides_nothing(tmp_path):
    record(tmp_path)
    (tmp_path / "acme/2026-10").mkdir(parents=True)
    (tmp_path / "acme/2026-10/run.json").write_text("{", "utf-8")
    found = rows(index.write(tmp_path).read_text("utf-8"))
    assert len(found) == 2
    assert "run.json cannot be read" in found[0]


def test_no_month_yet(tmp_path):
    assert "No month has been run yet." in index.write(tmp_path).read_text("utf-8")


def test_addresses_hold_for_odd_folders(tmp_path):
    record(tmp_path, "a b#中")
    assert 'href="a%20b%23%E4%B8%AD/2026-10/en/01_targets.html"' in index.write(tmp_path).read_text("utf-8")


def test_writing_again_gives_the_same_bytes_and_leaves_nothing_behind(tmp_path):
    record(tmp_path)
    first = index.write(tmp_path).read_bytes()
    assert index.write(tmp_path).read_bytes() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index.html", "sample"]


def test_a_failure_leaves_the_last_front_page(tmp_path, monkeypatch):
    record(tmp_path)
    before = index.write(tmp_path).read_bytes()
    monkeypatch.setattr(index, "render", lambda entries: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        index.write(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == before


@pytest.fixture(scope="module")
def thousand(tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("reports")
    for at in range(996):
        record(reports, f"client{at}", "2026-10", name=f"Client {at}")
    record(reports, "h", "2026-10", name=SCRIPT)
    record(reports, "f", "2026-10", **FAILED)
    return index.write(reports)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_front_page_is_accessible(browser, tmp_path, width, dark):
    record(tmp_path, name=SCRIPT)
    record(tmp_path, "acme", "2026-09", **FAILED)
    record(tmp_path, "birch", "2026-10", **FAILED | {"stale": True, "report": "en/01_targets.html"})
    with browsing.opened(browser, index.write(tmp_path), width=width, dark=dark, trusted=True) as page:
        browsing.assert_accessible(page)
        browsing.assert_no_overflow(page)
        browsing.assert_unique_ids(page)


@pytest.mark.browser
def test_a_thousand_reports_can_be_filtered(browser, thousand):
    with browsing.opened(browser, thousand) as page:
        page.get_by_role("searchbox").fill("995 ready")
        assert page.locator("tbody tr:visible").count() == 1
        page.get_by_role("searchbox").fill("失败")
        assert page.locator("tbody tr:visible").count() == 1
        assert page.locator("output").inner_text() == "1 / 998"
        page.get_by_role("searchbox").fill("")
        assert page.locator("tbody tr:visible").count() == 998
        assert page.evaluate("window.pwned") is None
        browsing.assert_offline(page)
        browsing.assert_no_overflow(page)


@pytest.mark.browser
def test_without_script_everything_is_shown(browser, thousand):
    with browsing.opened(browser, thousand, java_script_enabled=False) as page:
        assert page.locator("tbody tr:visible").count() == 998
        assert page.locator("input").count() == 0
