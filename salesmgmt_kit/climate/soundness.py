"""What is said of the questions of one wave, over the whole company: figures, one row each."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..errors import DataError, Problem
from ..units import COMPANY
from .answers import Answers
from .bilingual import comparable, language_differences
from .clustering import Nesting, nesting
from .consensus import agreement
from .drivers import SIDES, importance
from .factor import one_factor
from .levels import OVERALL
from .ordinal import ordinal_alpha
from .placement import Places
from .release.rules import Rules
from .reliability import Consistency, clustered_interval, consistency
from .scoring import person_scores

#: Share of the differences between people that lies between units, from which whole units are drawn for
#: intervals.
_CLUSTERED: Final = 0.05
#: Most people whose polychoric correlations are told: they take long, and say nothing new of more.
_ORDINAL: Final = 5_000


def scale_figures(answers: Answers, places: Places, rules: Rules) -> pd.DataFrame:
    """Reliability of each dimension and how units differ in it.

    Parameters
    ----------
    answers
        Of one wave.
    places
        Of the same people; units are compared by their cells.
    rules
        How many people it takes.

    Returns
    -------
    DataFrame
        One row per figure: ``unit`` (the company), ``about`` (dimension or question), ``measure``, ``value``.
    """
    cell = pd.Series(places.code)
    scores = person_scores(answers)
    overall = scores.mean(axis=1, skipna=False)
    parts = [_nested(nesting(overall, cell), OVERALL)]
    for dimension in answers.codebook.dimensions:
        nested = nesting(scores[dimension], cell)
        parts.append(_nested(nested, dimension))
        items = answers.keyed(dimension)
        if _can_be_told(items, rules):
            parts += _hanging_together(items, cell, dimension, nested)
    return pd.concat(parts, ignore_index=True)


def refuse_reversed(answers: Answers, rules: Rules) -> None:
    """Refuse to score a dimension one of whose questions runs against the others.

    Raises
    ------
    DataError
        With every such question: it is most likely to be reversed in the codebook.
    """
    against = []
    for dimension in answers.codebook.dimensions:
        items = answers.keyed(dimension)
        if _can_be_told(items, rules):
            against += consistency(items).against
    if against:
        rule = "runs against the other questions of its dimension, so that no score can be made"
        fix = "See whether agreement is unfavourable, and correct its column `reversed`."
        raise DataError(
            [
                Problem("survey_items.csv", 0, f"item {item}", "", rule, fix, "survey_items")
                for item in against
            ]
        )


def agreement_figures(answers: Answers, places: Places, rules: Rules) -> pd.DataFrame:
    """Agreement of each cell of ten people and more: its band by dimension, and the questions agreed on.

    ``agreement`` is the band, ``agreed`` the share of a dimension's questions on which people agree beyond
    chance.
    """
    rows = []
    for dimension in answers.codebook.dimensions:
        items = answers.codebook.of(dimension)
        steps = int(items["maximum"].iloc[0] - items["minimum"].iloc[0] + 1)
        found = agreement(answers.keyed(dimension), pd.Series(places.code), steps=steps)
        enough = found[found["n"] >= rules.items]
        told = enough.rename(columns={"band": "agreement"})[["agreement", "agreed"]]
        told = told.assign(unit=[places.cells[int(i)] for i in enough.index], about=dimension)
        rows.append(told.melt(["unit", "about"], ["agreement", "agreed"], "measure", "value"))
    return pd.concat(rows, ignore_index=True).astype({"value": float}).dropna(subset="value")


def driver_figures(answers: Answers, places: Places, rules: Rules) -> pd.DataFrame:
    """What goes with recommending the company: over all people, within cells and between them.

    The measures are named by side and column of :func:`.drivers.importance`: ``within:share``. Nothing of
    too few.
    """
    asked = answers.codebook.recommending
    parts = [company_figures({}, COMPANY)]
    if asked is not None and len(answers) >= rules.pooled:
        scores, cell = person_scores(answers), pd.Series(places.code)
        for side in SIDES:
            least = rules.pooled if side != "between" else None
            found = importance(scores, answers.values[asked], cell, side=side, least=least)
            wide = found.set_index("about").add_prefix(f"{side}:").to_dict("index")
            parts += [company_figures(row, str(about)) for about, row in wide.items()]
    return pd.concat(parts, ignore_index=True)


def language_figures(answers: Answers) -> pd.DataFrame:
    """Whether the questions mean the same in both languages, where enough answered in each."""
    if "language" not in answers.people or answers.people["language"].nunique() < 2:
        return company_figures({}, COMPANY)
    items = language_differences(answers).set_index("item")[["differs", "gain"]].astype(float)
    parts = [company_figures(row, str(item)) for item, row in items.to_dict("index").items()]
    enough = comparable(answers)
    alphas = _alphas_by_language(answers) if enough else []
    return pd.concat([company_figures({"languages": float(enough)}, COMPANY), *parts, *alphas])


def _alphas_by_language(answers: Answers) -> list[pd.DataFrame]:
    """Alpha of each dimension among those who answered in each language."""
    found = []
    for dimension in answers.codebook.dimensions:
        items, language = answers.keyed(dimension), answers.people["language"]
        own = {f"alpha_{tongue}": items[language == tongue].dropna() for tongue in ("en", "zh")}
        alphas = {name: consistency(part).alpha for name, part in own.items() if (part.nunique() > 1).all()}
        found.append(company_figures(alphas, dimension))
    return found


def company_figures(values: dict[str, float] | dict[object, object], about: str) -> pd.DataFrame:
    """Figures of the whole company about one thing, one row each."""
    return pd.DataFrame(
        {
            "unit": COMPANY,
            "about": about,
            "measure": [str(name) for name in values],
            "value": np.array([float(str(value)) for value in values.values()], float),
        }
    )


def _can_be_told(items: pd.DataFrame, rules: Rules) -> bool:
    """Whether enough people answered everything, and not all of them the same."""
    whole = items.dropna()
    return len(whole) >= rules.pooled and bool((whole.nunique() > 1).all())


def _hanging_together(
    items: pd.DataFrame, cell: pd.Series, dimension: str, nested: Nesting | None
) -> list[pd.DataFrame]:
    found: Consistency = consistency(items)
    low, high = found.low, found.high
    if nested is not None and nested.icc1 > _CLUSTERED:
        # Units drawn anew tell too little where they are few: the wider of both.
        drawn = clustered_interval(items, cell)
        low, high = min(low, drawn[0]), max(high, drawn[1])
    values = {"alpha": found.alpha, "alpha_low": low, "alpha_high": high}
    values |= {"standardised": found.standardised, "g6": found.g6}
    if found.n <= _ORDINAL:
        values["ordinal"] = ordinal_alpha(items)
    factor = one_factor(items)
    if factor is not None:
        values |= {"omega": factor.omega, "cfi": factor.cfi, "rmsea": factor.rmsea, "srmr": factor.srmr}
    by_item = found.items.set_index("item")[["item_rest", "alpha_without"]]
    return [
        company_figures(values, dimension),
        *(company_figures(row, str(item)) for item, row in by_item.to_dict("index").items()),
    ]


def _nested(found: Nesting | None, about: str) -> pd.DataFrame:
    if found is None:
        return company_figures({}, about)
    names = (
        "icc1",
        "icc1_low",
        "icc1_high",
        "icc1_n0",
        "icc1_reml",
        "icc2",
        "size",
        "size_n0",
        "between",
        "within",
    )
    return company_figures({name: getattr(found, name) for name in names}, about)
