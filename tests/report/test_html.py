from __future__ import annotations

import copy
import re

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook, new_output

from salesmgmt_kit.report import html, open_page
from salesmgmt_kit.report.markup import asset
from salesmgmt_kit.report.security import policy

from . import samples


def page(*cells, language: str = "en", **alternates: str) -> str:
    return html.render(new_notebook(cells=list(cells)), language=language, alternates=alternates)


def told(*titles: str) -> list[tuple[str, str, str]]:
    """Level, id and text of the headings of a page of these narrative cells."""
    text = page(*map(new_markdown_cell, titles)).split("<main", 1)[1]
    return re.findall(r'<h([2-6]) id="([^"]+)">(.*?)</h\1>', text)


def test_the_page_speaks_one_language():
    cells = [
        new_markdown_cell("# Targets\nFor you", metadata={"tags": ["lang-en"]}),
        new_markdown_cell("# 目标\n给您", metadata={"tags": ["lang-zh"]}),
        new_markdown_cell("Both"),
    ]
    english, chinese = page(*cells), page(*cells, language="zh")
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hans">' in chinese
    assert ("For you" in english, "给您" in english, "Both" in english) == (True, False, True)
    assert ("For you" in chinese, "给您" in chinese, "Both" in chinese) == (False, True, True)
    assert "<h1>目标</h1>" in chinese
    assert "<title>Targets</title>" in english


def test_headings_are_found_by_their_words_once_each():
    assert told("# T", "## 现状 如何？", "## 现状如何", "## 现状如何", "## !!", "## Contents") == [
        ("2", "现状-如何", "现状 如何？"),
        ("2", "现状如何", "现状如何"),
        ("2", "现状如何-2", "现状如何"),
        ("2", "section", "!!"),
        ("2", "contents-2", "Contents"),
    ]


def test_headings_are_text_in_the_contents_and_the_title():
    text = page(new_markdown_cell("# `<script>1</script>`\n\n## `<script>2</script>`"))
    assert "<title>&lt;script&gt;1&lt;/script&gt;</title>" in text
    assert ">&lt;script&gt;2&lt;/script&gt;</a></li>" in text
    assert text.count("<script") == 1


def test_no_level_is_skipped_and_one_title_is_kept():
    levels = [level for level, _, _ in told("# T", "#### a", "# b", "###### c", "##### d", "## e")]
    assert levels == ["3", "2", "3", "4", "2"]


def test_ids_of_headings_never_meet_those_of_blocks():
    assert [i for _, i, _ in told("# T", "## Table 1", "## Figure 2")] == [
        "section-table-1",
        "section-figure-2",
    ]


def test_code_prompts_streams_and_errors_are_left_out():
    text = html.render(samples.notebook("en"), language="en", alternates={})
    for noise in (
        "page.show()",
        "findfont",
        "printed",
        "boom",
        "Traceback",
        "client = ",
        "In&nbsp;[",
        "&lt;Figure",
    ):
        assert noise not in text


def test_the_policy_lets_only_the_kits_script_run():
    text = page(new_markdown_cell("# T"))
    assert f'content="{policy(asset("page.js")).replace(chr(39), "&#39;")}"' in text
    assert re.findall(r"<script>(.*?)</script>", text, re.S) == [str(asset("page.js"))]
    assert "default-src 'none'" in policy("x")
    assert "'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='" in policy("x")


def test_the_other_language_is_one_link_away():
    text = page(new_markdown_cell("# T"), zh="../zh/a%20b.html")
    assert '<a href="../zh/a%20b.html" lang="zh-Hans" hreflang="zh-Hans">中文</a>' in text
    assert '<span aria-current="true">English</span>' in text
    assert "hreflang" not in page(new_markdown_cell("# T"))


def test_the_notation_is_explained_once():
    text = html.render(samples.notebook("zh"), language="zh", alternates={})
    assert text.count('class="notation"') == 1
    assert text.index('class="notation"') < text.index('class="chart"')


def test_only_the_marks_that_figures_use_are_explained():
    text = html.render(samples.notebook("en"), language="en", alternates={})
    (key,) = re.findall(r'<p class="notation">(.*?)</p>', text)
    assert re.findall(r'<i class="([a-z-]+)">', key) == ["actual", "last-year", "plan", "forecast"]


def test_a_page_whose_figures_use_no_mark_explains_none():
    block = open_page(samples.client(), "en").figure(
        lambda _, locale, *, ax: ax, None, title="Target", subtitle="Target"
    )
    text = html.render(
        new_notebook(cells=[samples.shown(samples.bundle(block))]), language="en", alternates={}
    )
    assert 'class="chart"' in text
    assert 'class="notation"' not in text


def test_a_page_without_a_figure_explains_no_notation():
    assert 'class="notation"' not in page(new_markdown_cell("# T"))


def test_who_and_when_stand_in_the_title():
    text = html.render(samples.notebook("zh"), language="zh", alternates={})
    assert "<title>目标 · 北风仪器 · 2026年10月</title>" in text


def test_provenance_is_the_footer():
    text = html.render(samples.notebook("en"), language="en", alternates={})
    footer = text.split("<footer>")[1]
    assert "sales.csv" in footer
    assert "3 rows were set aside because they break a rule." in footer


def test_rendering_changes_nothing_and_gives_the_same_bytes():
    notebook = samples.notebook("en")
    before = copy.deepcopy(notebook)
    first = html.render(notebook, language="en", alternates={})
    assert notebook == before
    assert first == html.render(samples.notebook("en"), language="en", alternates={})


def test_outputs_kept_as_lists_of_lines_are_joined():
    data, metadata = open_page(samples.client(), "en").notes([])._repr_mimebundle_()
    lines = {kind: str(value).splitlines(keepends=True) for kind, value in data.items()}
    cell = samples.shown(new_output("display_data", lines, metadata=metadata))
    assert '<ul class="notes">' in page(new_markdown_cell("# T"), cell)


def test_a_picture_of_an_analyst_has_a_text():
    cell = samples.shown(new_output("display_data", {"image/png": "iVBORw0KGgo=\n"}))
    assert 'src="data:image/png;base64,iVBORw0KGgo=" alt="未附说明的图片"' in page(cell, language="zh")


def test_a_language_that_the_kit_does_not_speak_is_refused():
    with pytest.raises(ValueError, match="'fr' is no language of the kit"):
        page(language="fr")
