from __future__ import annotations

from itertools import count

import pandas as pd
import pytest

from salesmgmt_kit.report import sanitising


def clean(html: str) -> str:
    return sanitising.foreign(html, labels=(f"Table {n}" for n in count(1)))


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>*{display:none}</style>a", "a"),
        ("<scr<script></script>ipt>alert(1)</script>", "alert(1)"),
        ("<svg onload=alert(1)><circle/></svg>a", "a"),
        ("<iframe src=https://x.example></iframe>a", "a"),
        ('<img src="https://x.example/a.png">a', "a"),
        ('<img src="data:image/svg+xml;base64,AA==">a', "a"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="https://x.example">a</a>', '<a href="https://x.example">a</a>'),
        ('<p id="content" class="headline" onclick="x()">a</p>', "<p>a</p>"),
        ('<p style="position:fixed;text-align:right">a</p>', '<p style="text-align:right;">a</p>'),
        ("<h1>a</h1>", '<p class="heading">a</p>'),
        ("<form action=x><input></form>a", "a"),
        ('<img src="data:image/png;base64,AA==">', '<img alt="" src="data:image/png;base64,AA==">'),
    ],
)
def test_what_could_act_or_reach_out_goes_and_the_rest_stays(hostile, left):
    assert clean(hostile) == left


def test_a_data_frame_keeps_its_heads_and_scrolls_in_a_named_box():
    html = clean(pd.DataFrame({"a": [1], "b": [2]}, index=["x"])._repr_html_() * 2)
    assert html.count("<th") == 2 * 5 - 2
    assert "<th></th>" not in html
    assert 'role="region" aria-label="Table 1"><table' in html
    assert 'aria-label="Table 2"' in html


def test_narrative_keeps_its_headings():
    assert sanitising.prose("<h2>a</h2><script>x</script>") == "<h2>a</h2>"
