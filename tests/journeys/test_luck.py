"""The sample's lucky and good rep on the page of KPIs: told apart as far as the figures can."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

from .conftest import ROOT

LUCKY, GOOD = "R013", "R047"  # data/sample/truths.py


def _name(rep: str) -> str:
    with (ROOT / "data/sample/org.csv").open(encoding="utf-8-sig") as file:
        return next(row["name_en"] for row in csv.DictReader(file) if row["rep"] == rep)


def _range(page: str, rep: str) -> tuple[int, int]:
    """Best and worst rank of a rep as the page has them."""
    table = next(t for t in re.findall(r"<table.*?</table>", page, re.S) if "Rank at worst" in t)
    row = next(r for r in re.findall(r"<tr.*?</tr>", table, re.S) if _name(rep) in html.unescape(r))
    low, high = re.findall(r"<td[^>]*>([\d,]+)</td>", row)[-2:]
    return int(low), int(high)


def test_lucky_and_good_rep_share_the_top_and_luck_reaches_much_further_down(sample_reports: Path) -> None:
    """Both sold much in these twelve months, so that the ranges overlap: nobody may say who is better.

    But three big deals are chance to the page, and let the lucky rep's range go far below the good one's.
    """
    page = (sample_reports / "sample/2026-10/en/02_kpi.html").read_text("utf-8")
    good, lucky = _range(page, GOOD), _range(page, LUCKY)
    assert lucky[0] <= good[1], "told apart although the figures cannot"
    assert lucky[1] - lucky[0] > 1.5 * (good[1] - good[0])
    for sentence in re.findall(r'<li class="[^"]*">.*?</li>', page, re.S):
        assert _name(LUCKY) not in html.unescape(sentence)
