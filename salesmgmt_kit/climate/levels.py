"""How the climate of one wave stands in every unit: figures of many people, one row each."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from .answers import Answers
from .codebook import SCALE
from .placement import Places
from .scoring import favourable, person_scores, recommendation

Floats = npt.NDArray[np.float64]

#: What is said of the whole climate, beside the dimensions, and of recommending the company.
OVERALL: Final = "overall"
RECOMMENDING: Final = "recommending"


def unit_scores(answers: Answers, places: Places) -> pd.DataFrame:
    """Score and favourable share of every unit, by dimension and over all.

    Parameters
    ----------
    answers
        Of one wave.
    places
        Of the same people.

    Returns
    -------
    DataFrame
        One row per unit and dimension: ``unit``, ``about`` (dimension, or ``overall``), ``n`` (people with a
        score), ``score`` (mean of theirs, 0 to 100), ``favourable`` (fraction: mean over the questions of the
        share of favourable answers). Over all: the mean of the dimensions' figures and the least ``n``.

    Notes
    -----
    People first, then units: everybody counts once, whoever skipped questions included. The score over all is
    made of the dimensions' and not of people's own, so that it says nothing that these do not say.
    """
    scores = person_scores(answers)
    total, n = places.sums(scores.to_numpy(float))
    mean = _per(total, n)
    liked = np.column_stack([_liked(answers, places, str(dimension)) for dimension in scores])
    dimensions = [
        _rows(places, str(about), n[:, d], mean[:, d], liked[:, d]) for d, about in enumerate(scores)
    ]
    return pd.concat(
        [*dimensions, _rows(places, OVERALL, n.min(axis=1), mean.mean(axis=1), liked.mean(axis=1))]
    )


def spread_within(answers: Answers, places: Places) -> pd.Series:
    """By dimension: standard deviation of people's scores within cells, points; missing without freedom."""
    scores = person_scores(answers).to_numpy(float)
    total, n = places.by_cell(scores)
    apart = scores - _per(total, n)[places.code]
    freedom = np.maximum(n - 1, 0).sum(axis=0)
    variance = np.nansum(apart**2, axis=0) / np.where(freedom > 0, freedom, np.nan)
    return pd.Series(np.sqrt(variance), answers.codebook.dimensions)


def unit_recommendations(answers: Answers, places: Places) -> pd.DataFrame:
    """Shares of those who recommend the company and of those who advise against it, of every unit.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``about`` (``recommending``), ``n``, ``promotes``, ``detracts``
        (fractions).
    """
    total, n = places.sums(recommendation(answers).to_numpy(float))
    share = _per(total, n)
    return pd.DataFrame(
        {
            "unit": places.units["unit"],
            "about": RECOMMENDING,
            "n": n[:, 0],
            "promotes": share[:, 0],
            "detracts": share[:, 1],
        }
    )


def item_answers(answers: Answers) -> pd.DataFrame:
    """How many gave each answer to each question, over the whole company.

    Returns
    -------
    DataFrame
        One row per scale item and answer of its scale, given or not: ``about`` (item), ``step`` (code of the
        answer), ``share`` (of those who answered, fraction), ``n`` (who answered).
    """
    items = answers.codebook.items
    rows = []
    for item in items.index[items["kind"] == SCALE]:
        given = answers.values[item].dropna()
        for step in range(int(items.loc[item, "minimum"]), int(items.loc[item, "maximum"]) + 1):
            share = float((given == step).mean()) if len(given) else np.nan
            rows.append({"about": item, "step": step, "share": share, "n": len(given)})
    return pd.DataFrame(rows, columns=["about", "step", "share", "n"])


def _liked(answers: Answers, places: Places, dimension: str) -> Floats:
    """By unit: mean over the questions of the share of favourable answers."""
    total, n = places.sums(favourable(answers, dimension).to_numpy(float))
    mean: Floats = _per(total, n).mean(axis=1)
    return mean


def _per(total: Floats, n: Floats) -> Floats:
    return np.divide(total, n, out=np.full_like(total, np.nan), where=n > 0)


def _rows(places: Places, about: str, n: Floats, score: Floats, share: Floats) -> pd.DataFrame:
    columns = {"unit": places.units["unit"], "about": about, "n": n, "score": score, "favourable": share}
    return pd.DataFrame(columns)
