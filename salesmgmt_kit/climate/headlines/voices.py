"""What a manager should read about who answered, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from ...findings import Finding
from ...units import COMPANY
from ..levels import OVERALL
from ..released import Release
from ..silence import DIFFERENCE, bounds

#: What was done with answers that could not be taken as they were, message ids by step.
_STEPS: Final = {
    "full_width": "Full-width digits read as digits",
    "label": "Words of the answer read as its number",
    "decimal": "Numbers with a decimal point read as whole",
    "not_applicable": "Does not apply",
    "skipped": "Skipped",
    "out_of_range": "Outside the scale, taken for not answered",
    "unreadable": "Not readable, taken for not answered",
    "not_asked": "Not asked in this wave, left out",
    "repeated": "Answered twice, the last whole one kept",
    "alike": "Same answers to everything as somebody else, kept",
}
#: A share of those who answered at which nothing need be feared of the silent.
_WHOLE: Final = 0.999


def response_findings(release: Release) -> list[Finding]:
    """How many answered, what the silent could change, and what careless answers and languages do."""
    facts = release.wide(
        ["answered", "asked", "weighted", "effect", "excluded", "same", "languages", "differs"]
    )
    company = facts[facts["unit"] == COMPANY].set_index("about")
    return [*_rate(release, company), *_careless(company), *_languages(facts)]


def cleaning_rows(steps: pd.DataFrame) -> pd.DataFrame:
    """What was done with answers, for a table.

    Parameters
    ----------
    steps
        ``step``, ``n`` (over all waves and the whole company, to the nearest five).

    Returns
    -------
    DataFrame
        As ``steps``, with ``label`` (message id).
    """
    return steps.assign(label=steps["step"].map(_STEPS))


def comment_findings(comments: Sequence[str]) -> list[Finding]:
    """Comments as they may be shown, each by itself."""
    return [Finding("“{text}”", {"text": text}) for text in comments]


def _rate(release: Release, company: pd.DataFrame) -> list[Finding]:
    rate = float(company["answered"].get(COMPANY, float("nan")))
    if np.isnan(rate):
        return [Finding("How many were asked is not known, so that no response rate is shown.")]
    scores = release.wide(["score"])
    (score,) = scores.loc[(scores["unit"] == COMPANY) & (scores["about"] == OVERALL), "score"]
    if rate >= _WHOLE:
        return [Finding("Everybody who was asked has answered.", {}, "good")]
    low, high = bounds(score, rate)
    said = [
        Finding(
            "{rate:percent} of those asked have answered. If the silent were {points:count} points happier "
            "or unhappier, the climate of all would lie between {low:count} and {high:count}.",
            {"rate": rate, "points": DIFFERENCE, "low": low, "high": high},
        )
    ]
    weighted, effect = (float(company[name].get(OVERALL, float("nan"))) for name in ("weighted", "effect"))
    if not np.isnan(weighted):
        said.append(
            Finding(
                "If every team counted by its people and not by its answers, the score over all would be "
                "{weighted:count} (now {score:count}); the unequal weights would cost {cost:percent} of the "
                "precision.",
                {"weighted": weighted, "score": score, "cost": 1 - 1 / effect},
            )
        )
    return said


def _careless(company: pd.DataFrame) -> list[Finding]:
    excluded = float(company["excluded"].get(COMPANY, float("nan")))
    if np.isnan(excluded) or excluded == 0:
        return (
            [Finding("Hardly anybody ticked without reading; nobody was left out for it.")]
            if excluded == 0
            else []
        )
    same = bool(company["same"].get(COMPANY, 0))
    template = (
        "About {n:count} answers in twelve waves were ticked without reading, by two independent signs, and "
        "are left out; with them no dimension would differ by a point."
        if same
        else "About {n:count} answers in twelve waves were ticked without reading, by two independent signs, "
        "and are left out; with them a dimension would differ by a point or more."
    )
    return [Finding(template, {"n": excluded})]


def _languages(facts: pd.DataFrame) -> list[Finding]:
    enough = facts["languages"].dropna()
    if enough.empty:
        return []
    if not enough.iloc[0]:
        return [
            Finding("Too few answered in one of the languages to compare them: that takes a hundred in each.")
        ]
    different = facts.loc[facts["differs"] == 1, "about"]
    if different.empty:
        return [Finding("All questions mean the same in both languages, as far as can be told.", {}, "good")]
    return [
        Finding(
            "These questions are answered differently in the two languages by people of the same climate: "
            "{items:names}. See whether they say the same.",
            {"items": list(different)},
            "act",
        )
    ]
