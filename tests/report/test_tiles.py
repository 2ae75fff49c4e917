from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import Comparison, Tile, tiles

from .samples import SCRIPT

EN, ZH = Locale("en"), Locale("zh")


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_tile_says_its_figure_and_how_far_it_is_from_others():
    tile = Tile("Actual", 98.4e6, "money", [Comparison("Target", -1.6e6, "money", share=-0.016)])
    assert text(tiles.render([tile], EN)) == "Actual ¥98.4M Target ▼ −¥1.60M −1.6%"
    assert text(tiles.render([tile], ZH)) == "实际 ¥9,840.0万 目标 ▼ −¥160.0万 −1.6%"


def test_a_tile_may_name_its_period():
    year = Finding("{year:period}", {"year": [pd.Timestamp(2027, 1, 1), pd.Timestamp(2027, 12, 1)]})
    assert text(tiles.render([Tile(year, 0.3, "chance")], ZH)) == "2027年1月至12月 30%"


@pytest.mark.parametrize(
    ("value", "better", "verdict"),
    [
        (1, "up", "good"),
        (-1, "up", "bad"),
        (1, "down", "bad"),
        (-1, "down", "good"),
        (0, "up", ""),
        (math.nan, "up", ""),
        (1, None, ""),
    ],
)
def test_good_and_bad_follow_the_direction(value, better, verdict):
    assert tiles.verdict(value, better) == verdict


def test_what_cannot_be_known_is_left_out():
    missing = Comparison("Target", math.nan, "money", share=math.nan)
    known = Comparison("Last year", 0.0, "money", share=math.nan)
    html = tiles.render([Tile("Chance", None, "percent"), Tile("Actual", 5.0, "money", [missing, known])], EN)
    assert text(html) == "Actual ¥5 Last year ¥0"
    assert 'class=""' in html


def test_names_are_escaped():
    assert "<script" not in tiles.render([Tile(SCRIPT, 1, "count", [Comparison(SCRIPT, 1, "count")])], EN)
