from __future__ import annotations

import pytest

from salesmgmt_kit.report.markup import fill, prose


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("青岚仪器距目标还差−¥226.1万（92.9%）。", ["−¥226.1万", "92.9%"]),
        ("Short by −US$1,234.5 or ¥12.3M, +1.4 pp.", ["−US$1,234.5", "¥12.3M", "+1.4 pp"]),
        ("2026年10月提高1.4个百分点", ["2026", "10", "1.4个百分点"]),
        ("Short by CHF1.00k and −CHF 3.5M, less than −<¥0.01.", ["CHF1.00k", "−CHF 3.5M", "−<¥0.01"]),
        ("T1, Q3 and A4B sold ₹5, the 3rd most.", ["₹5"]),
        ("团队T1达成92.9%，2027年12月", ["92.9%", "2027", "12"]),
        ("No number", []),
    ],
)
def test_no_line_breaks_inside_a_number(sentence, numbers):
    html = prose(sentence)
    spans = str(html).split('<span class="n">')[1:]
    assert [part.split("</span>")[0].replace("&lt;", "<") for part in spans] == numbers
    assert html.striptags() == sentence


def test_a_sentence_is_escaped_around_its_numbers():
    assert prose("<b>a 1</b> & 'b'") == ('&lt;b&gt;a <span class="n">1</span>&lt;/b&gt; &amp; &#39;b&#39;')


def test_values_of_a_template_are_escaped():
    assert "<i>" not in fill("headline.html.j2", first=[{"tone": "<i>", "text": "<i>"}], others=[])
