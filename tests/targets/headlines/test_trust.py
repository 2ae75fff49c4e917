"""How far intervals and models can be trusted."""

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.targets import coverage, forecast, headlines

from ..builders import MONTH, monthly
from .worlds import said

NOISE = 100 * np.exp(np.random.default_rng(0).normal(0, 0.1, 48))


def _covered(inside, n):
    months = pd.date_range("2025-11-01", MONTH, freq="MS")
    at = np.arange(n)
    tested = pd.DataFrame(
        {
            "unit": [f"U{i // 12}" for i in at], "month": months[at % 12], "actual": at.astype(float),
            "low": 0.0, "high": 1.0, "level": 0.8, "covered": at < inside,
        }
    )  # fmt: skip
    return coverage(tested)


@pytest.mark.parametrize(
    ("inside", "n", "words", "tone"),
    [
        (154, 192, "the intervals can be trusted", "good"),
        (1620, 2000, "the intervals can be trusted", "good"),
        (120, 192, "too narrow", "act"),
        (190, 192, "wider than need be", "note"),
        (20, 28, "too few figures to judge the intervals by", "note"),
        (28, 35, "too few figures to judge the intervals by", "note"),
        (3, 5, "too few figures to judge the intervals by", "note"),
    ],
)
def test_past_intervals_are_judged_by_what_chance_leaves_open(inside, n, words, tone):
    (found,) = headlines.accuracy_findings(_covered(inside, n))
    assert words in said(found)
    assert found.tone == tone


def test_judgement_names_its_months_and_its_own_interval():
    (found,) = headlines.accuracy_findings(_covered(20, 28))
    assert said(found) == (
        "In Nov 2025 – Oct 2026, 20 of 28 monthly figures lay inside the 80% interval foreseen the month "
        "before (71.4%; 51.3% to 86.8% once chance is allowed for): too few figures to judge the "
        "intervals by."
    )


def test_nothing_tested_is_said():
    (found,) = headlines.accuracy_findings(_covered(0, 0))
    assert "No month could be tested" in found.template


def test_odd_models_and_short_histories_are_said_in_words():
    parts = [
        monthly(NOISE),
        monthly(NOISE[:15], unit="T15"),
        monthly(NOISE[:5], unit="T5"),
        monthly([1.0], unit="T0"),
    ]
    result = forecast(pd.concat(parts), month=MONTH)
    sentences = " ".join(said(f) for f in headlines.model_findings(result))
    assert "knows no season: T15." in sentences
    assert "rough one: T5." in sentences
    assert "Too new for any forecast: T0." in sentences


def test_unconverged_estimates_are_said():
    result = forecast(monthly(NOISE), month=MONTH)
    result.diagnostics.loc[0, "converged"] = False
    (found,) = headlines.model_findings(result)
    assert "in doubt: T1" in said(found)
