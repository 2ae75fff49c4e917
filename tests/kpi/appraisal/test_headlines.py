"""Sentences: said only beyond chance, in both languages."""

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.kpi.appraisal import Leniency, headlines
from salesmgmt_kit.locale import Locale


def _managers(told):
    rows = pd.DataFrame(
        {
            "manager": ["M1", "M2", "M3"], "n": 8, "rating": 3.0, "leniency": [0.5, 0.0, -0.4],
            "low": [0.2, -0.3, -0.7], "high": [0.8, 0.3, -0.1], "level": 0.95, "p": 0.01, "told": told,
        }
    )  # fmt: skip
    return Leniency(rows, 0.5, 0.01)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_strict_manager_is_told_without_a_sign(language):
    said = [Locale(language).sentence(f) for f in headlines.leniency_findings(_managers([True, False, True]))]
    assert len(said) == 2
    assert "0.50" in said[0]
    assert "0.40" in said[1]
    assert "−" not in said[1]
    assert ("lower" in said[1]) == (language == "en")


def test_nobody_is_named_within_chance_and_nothing_is_said_without_ratings():
    (said,) = headlines.leniency_findings(_managers(False))
    assert said.tone == "good"
    empty = Leniency(_managers(False).managers[:0], np.nan, np.nan)
    assert headlines.leniency_findings(empty) == []


def test_a_boundary_within_a_point_is_told():
    rep = {"distance": 0.4, "given_told": False, "usual_band": None, "firm": False}
    said = [Locale("en").sentence(f) for f in headlines.limits(rep, 100)]
    assert said == [
        "One point more or less would change the band.", "No rank: its range covers half the field or more.",
    ]  # fmt: skip


def test_the_picture_has_a_title_with_and_without_managers():
    assert headlines.leniency_title(_managers([True, False, False])).tone == "act"
    empty = Leniency(_managers(False).managers[:0], np.nan, np.nan)
    assert headlines.leniency_title(empty).template.startswith("There are too few ratings")
