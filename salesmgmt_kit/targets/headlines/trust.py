"""How far the forecast can be trusted: its intervals in the past, and its models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from ... import units
from ...findings import Finding, Tone, told
from ..forecasting import Forecast
from . import facts

#: Difference between the share covered and the share meant that can be lived with: an 80 % interval that
#: holds 70 % still tells a quiet month from a bad one.
_TOLERATED: Final = 0.1
#: Chance of a false alarm over all units whose errors are tested for a pattern.
_FALSE_ALARM: Final = 0.05

#: By what the interval of the share covered proves.
_ACCURACIES: Final[dict[str, tuple[str, Tone]]] = {
    "right": (
        "In {span:period}, {covered:count} of {n:count} monthly figures lay inside the {level:chance} "
        "interval foreseen the month before ({share:percent}; {low:percent} to {high:percent} once chance is "
        "allowed for): the intervals can be trusted.",
        "good",
    ),
    "narrow": (
        "In {span:period}, only {covered:count} of {n:count} monthly figures lay inside the {level:chance} "
        "interval foreseen the month before ({share:percent}; {low:percent} to {high:percent} once chance is "
        "allowed for): the intervals are too narrow.",
        "act",
    ),
    "wide": (
        "In {span:period}, as many as {covered:count} of {n:count} monthly figures lay inside the "
        "{level:chance} interval foreseen the month before ({share:percent}; {low:percent} to {high:percent} "
        "once chance is allowed for): the intervals are wider than need be.",
        "note",
    ),
    "few": (
        "In {span:period}, {covered:count} of {n:count} monthly figures lay inside the {level:chance} "
        "interval foreseen the month before ({share:percent}; {low:percent} to {high:percent} once chance is "
        "allowed for): too few figures to judge the intervals by.",
        "note",
    ),
}

#: By the models that it is true of.
_MODELS: Final[dict[Sequence[str], str]] = {
    ("none",): "Too new for any forecast: {units:names}.",
    ("short", "short_additive"): (
        "Less than a year of history, so the forecast is a level and its interval a rough one: {units:names}."
    ),
    ("level", "level_additive"): (
        "Less than two years of history, so the forecast knows no season: {units:names}."
    ),
    ("resampled",): (
        "Sales in some months only, so the forecast draws from the months past, recent ones more often: "
        "{units:names}."
    ),
    ("constant",): "The same sales in every month of a year, which are expected to go on: {units:names}.",
}


def accuracy_findings(covered: pd.DataFrame) -> list[Finding]:
    """How far the intervals can be trusted, judged by the months past.

    Parameters
    ----------
    covered
        From :func:`~salesmgmt_kit.targets.coverage`, one row over all units, or none.

    Notes
    -----
    They are trusted only where the interval of the share covered rules out a difference that could not be
    lived with, and blamed only where it rules out the share meant; else there is too little to judge by.
    """
    if covered.empty:
        return [Finding("No month could be tested yet: take the intervals with care.")]
    row = covered.iloc[0]
    known = facts.picked(row, "n", "covered", "share", "low", "high", "level") | {"span": facts.span(row)}
    template, tone = _ACCURACIES[_verdict(row)]
    return [told(template, known, tone)]


def _verdict(row: pd.Series) -> str:
    if row["level"] - _TOLERATED <= row["low"] and row["high"] <= row["level"] + _TOLERATED:
        return "right"
    return "narrow" if row["high"] < row["level"] else "wide" if row["low"] > row["level"] else "few"


def model_findings(result: Forecast) -> list[Finding]:
    """Which units above the reps were forecast in another way than most, or are in doubt."""
    rows = result.diagnostics[result.diagnostics["tier"] != units.REP]
    said = [
        facts.named(template, rows.loc[rows["model"].isin(models) & rows["season_of"].isna(), "unit"])
        for models, template in _MODELS.items()
    ]
    patterned = rows["ljung_box_p"] < _FALSE_ALARM / max(1, rows["ljung_box_p"].notna().sum())
    doubts = [
        facts.named(
            "The estimation gave a warning, so the intervals are in doubt: {units:names}.",
            rows.loc[~rows["converged"], "unit"],
        ),
        facts.named(
            "The errors follow a pattern that the model does not know: {units:names}.",
            rows.loc[patterned, "unit"],
        ),
    ]
    return [finding for found in (*said, *doubts) for finding in found]
