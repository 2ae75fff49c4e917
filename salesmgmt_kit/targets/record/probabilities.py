"""Probabilities of reaching a target held against what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from .intervals import clustered_mean, clustered_share
from .scores import KINDS, accuracy, summed_up

#: Classes of probability that are held against what came, equally wide.
BINS: Final = 5


def reliability(rows: pd.DataFrame, *, bins: int = BINS, confidence: float = 0.95) -> pd.DataFrame:
    """Probabilities said, in classes, beside the share of the targets that were reached.

    Parameters
    ----------
    rows
        From :func:`.held`; those without a probability are left out.
    bins
        Classes between 0 and 1, equally wide.
    confidence
        Of the intervals, fraction.

    Returns
    -------
    DataFrame
        One row per class with a forecast, from the lowest: ``lower``, ``upper`` (bounds of the class), ``n``,
        ``probability`` (mean of those said), ``reached`` (targets), ``share`` (of ``n``), ``low``, ``high``
        (its interval, :func:`.clustered_share`).
    """
    known = rows.dropna(subset="probability")
    table = summed_up(
        known.assign(number=_classes(known["probability"], bins)).sort_values("number", kind="stable"),
        ["number"],
        ["n", "probability", "reached", "share", "low", "high"],
        lambda group: _class(group, confidence),
    )
    lower = table.pop("number").astype(float) / bins
    table.insert(0, "lower", lower)
    table.insert(1, "upper", lower + 1 / bins)
    return table


def _class(group: pd.DataFrame, confidence: float) -> dict[str, float]:
    share, low, high = clustered_share(group["reached"], group["last"], confidence=confidence)
    counts = {
        "n": len(group),
        "probability": group["probability"].mean(),
        "reached": int(group["reached"].sum()),
    }
    return counts | {"share": share, "low": low, "high": high}


def level_of_probabilities(rows: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Whether more or fewer targets were reached than all probabilities together said.

    Parameters
    ----------
    rows, confidence
        As in :func:`reliability`.

    Returns
    -------
    DataFrame
        One row, none without a probability: ``n``, ``probability`` (mean of those said), ``share`` (of the
        targets reached), ``difference`` (share - probability), ``low``, ``high`` (its interval,
        :func:`.clustered_mean`).
    """
    return summed_up(
        rows.dropna(subset="probability"),
        [],
        ["n", "probability", "share", "difference", "low", "high"],
        lambda group: _level(group, confidence),
    )


def _level(group: pd.DataFrame, confidence: float) -> dict[str, float]:
    difference, low, high = clustered_mean(
        group["reached"] - group["probability"], group["last"], confidence=confidence
    )
    means = {"n": len(group), "probability": group["probability"].mean(), "share": group["reached"].mean()}
    return means | {"difference": difference, "low": low, "high": high}


def brier(
    rows: pd.DataFrame, *, by: Sequence[str] = (), bins: int = BINS, confidence: float = 0.95
) -> pd.DataFrame:
    """How good the probabilities of reaching targets were, and what the score is made of.

    Parameters
    ----------
    rows
        From :func:`.held`; those without a probability are left out.
    by, confidence
        As in :func:`.accuracy`.
    bins
        As in :func:`reliability`.

    Returns
    -------
    DataFrame
        One row per combination of ``by``: ``n``; ``brier`` (mean squared difference of probability and
        outcome: 0 is perfect), ``low``, ``high`` (its interval, :func:`.clustered_mean`), ``reliability``
        (what the probabilities of a class are off the share reached: 0 is best), ``resolution`` (how far the
        classes are apart: more is better), ``uncertainty`` (of the outcomes, whoever forecasts), ``within``
        (what differences inside a class change), ``skill`` (1 - brier / uncertainty; missing when all
        outcomes are alike). brier = reliability - resolution + uncertainty + within, exactly.

    References
    ----------
    Brier, G. W. (1950). Monthly Weather Review 78(1), 1-3 (whose score counts both outcomes: twice this one).
    Murphy, A. H. (1973). Journal of Applied Meteorology 12(4), 595-600. Stephenson, D. B., Coelho, C. A. S. &
    Jolliffe, I. T. (2008). Weather and Forecasting 23(4), 752-757 (``within``).
    """
    known = rows.dropna(subset="probability")
    return summed_up(known, by, _BRIER, lambda group: _murphy(group, bins, confidence))


_BRIER: Final = [
    "n", "brier", "low", "high", "reliability", "resolution", "uncertainty", "within", "skill",
]  # fmt: skip


def kind_scores(rows: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """All scores by how far ahead was looked.

    Parameters
    ----------
    rows
        From :func:`.held`.
    confidence
        As in :func:`.accuracy`.

    Returns
    -------
    DataFrame
        One row per ``kind``, the nearest first: the columns of :func:`.accuracy`, then ``targets`` (those
        with a probability), ``brier``, ``brier_low``, ``brier_high`` and ``skill`` of :func:`brier`.
    """
    scored = accuracy(rows, by=["kind"], confidence=confidence)
    names = {"n": "targets", "low": "brier_low", "high": "brier_high"}
    chances = brier(rows, by=["kind"], confidence=confidence).rename(columns=names)
    table = scored.merge(chances[["kind", "targets", "brier", "brier_low", "brier_high", "skill"]], "left")
    return table.sort_values("kind", key=lambda kind: kind.map(KINDS.index), ignore_index=True)


def _murphy(group: pd.DataFrame, bins: int, confidence: float) -> dict[str, float]:
    said, reached = group["probability"], group["reached"]
    score, low, high = clustered_mean((said - reached) ** 2, group["last"], confidence=confidence)
    classes = group.groupby(_classes(said, bins))
    mean, share = (classes[column].transform("mean") for column in ("probability", "reached"))
    whole = float(reached.mean())
    within = ((said - mean) ** 2 - 2 * (said - mean) * (reached - share)).mean()
    uncertainty = whole * (1 - whole)
    return {
        "n": len(group),
        "brier": score,
        "low": low,
        "high": high,
        "reliability": float(((mean - share) ** 2).mean()),
        "resolution": float(((share - whole) ** 2).mean()),
        "uncertainty": uncertainty,
        "within": float(within),
        "skill": 1 - score / uncertainty if uncertainty > 0 else np.nan,
    }


def _classes(probability: pd.Series, bins: int) -> pd.Series:
    """The number of each probability's class, from 0; certainty belongs to the last."""
    return (probability * bins // 1).clip(upper=bins - 1).astype(int)
