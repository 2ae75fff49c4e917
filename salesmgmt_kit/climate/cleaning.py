"""Answers as a survey tool gives them, made into codes; every step is counted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from .answers import Answers
from .codebook import Codebook

Ints = npt.NDArray[np.int64]

#: What can befall an answer, in the order in which the page tells it.
STEPS: Final = (
    "full_width", "label", "decimal", "not_applicable", "skipped", "out_of_range", "unreadable", "not_asked",
    "repeated", "alike",
)  # fmt: skip
#: Questions answered in the same way by two people before it is worth counting.
_ALIKE: Final = 10
#: Columns of what is known of a respondent beside the answers.
_TRAITS: Final = ("language", "seconds", "tenure")


@dataclass(frozen=True, repr=False)
class Cleaned:
    """Answers as codes, and what was done to them.

    Parameters
    ----------
    answers
        Of everybody, one submission each and wave.
    steps
        One row per step and item that it befell: ``step`` (one of :data:`STEPS`), ``item``, ``n`` (answers;
        of ``repeated`` and ``alike``: submissions, ``item`` missing).
    """

    answers: Answers
    steps: pd.DataFrame

    def __repr__(self) -> str:
        """Say what it is, and nothing of what is in it."""
        return "<Cleaned: shown by a release only>"


def clean(survey: pd.DataFrame, codebook: Codebook, people: pd.DataFrame | None = None) -> Cleaned:
    """The answers of a survey, one row per submission.

    Parameters
    ----------
    survey
        ``wave``, ``respondent``, ``team``, ``item``, ``answer`` (text; missing = skipped).
    codebook
        What the items are.
    people
        ``wave``, ``respondent``, and where known ``language``, ``seconds``, ``tenure``; None where not known.

    Notes
    -----
    Full-width digits become plain ones, words of an answer in either language its code, "4.0" becomes 4.
    What lies outside an item's bounds becomes missing, and is never pulled to an end. The n-th answer of a
    respondent to an item in a wave belongs to the n-th submission; of several the one with most answers is
    kept, the last of those alike.
    """
    asked = survey[survey["item"].isin(codebook.items.index)].reset_index(drop=True)
    asked = asked.assign(answer=asked["answer"].astype("str"))
    said, comments = _split(asked, codebook)
    codes, steps = _codes(said, codebook)
    said, codes, dropped = _asked_then(said, codes, codebook)
    submission, number = _submissions(asked)
    values = _wide(said, codes, submission.loc[said.index].to_numpy(np.int64), codebook, len(number))
    kept, repeated = _once(number, values)
    table = pd.DataFrame(values[kept], columns=list(codebook.numbered))
    steps = pd.concat([steps, dropped, _whole("repeated", repeated), _whole("alike", _twins(table))])
    return Cleaned(
        Answers(_people(asked, submission, kept, people), table, codebook, _said(comments, submission, kept)),
        steps[steps["n"] > 0].reset_index(drop=True),
    )


def _split(asked: pd.DataFrame, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers by number, and comments."""
    by_number = asked["item"].isin(codebook.numbered)
    return asked[by_number], asked[~by_number & asked["answer"].notna()]


def _codes(said: pd.DataFrame, codebook: Codebook) -> tuple[pd.Series, pd.DataFrame]:
    """The code of every answer, missing where there is none; what befell them, by item.

    Every pair of item and answer that occurs is looked at once.
    """
    pairs = said[["item", "answer"]].drop_duplicates()
    looked = [_code(item, answer, codebook) for item, answer in pairs.itertuples(index=False)]
    known = pairs.assign(
        code=[code for code, _ in looked],
        steps=pd.Series([steps for _, steps in looked], pairs.index, dtype=object),
    )
    found = said[["item", "answer"]].merge(known, on=["item", "answer"], how="left").set_axis(said.index)
    times = said.groupby(["item", "answer"], dropna=False, observed=True).size().rename("n").reset_index()
    counted = known.merge(times, on=["item", "answer"]).explode("steps").dropna(subset="steps")
    steps = (
        counted.groupby(["steps", "item"], sort=False)["n"]
        .sum()
        .reset_index()
        .rename(columns={"steps": "step"})
    )
    return found["code"].astype(float), steps


def _code(item: str, answer: object, codebook: Codebook) -> tuple[float, list[str]]:
    """The code of one answer, and the steps it took."""
    if not isinstance(answer, str) or not answer.strip():
        return np.nan, ["skipped"]
    row = codebook.items.loc[[item]].iloc[0]
    plain = unicodedata.normalize("NFKC", answer).strip()
    steps = ["full_width"] if plain != answer.strip() else []
    none = row["not_applicable"]
    if isinstance(none, str) and plain.lower() == none.strip().lower():
        return np.nan, [*steps, "not_applicable"]
    code = codebook.labels(item).get(plain.lower())
    if code is not None:
        return float(code), [*steps, "label"]
    try:
        number = float(plain)
    except ValueError:
        return np.nan, [*steps, "unreadable"]
    if not number.is_integer():
        return np.nan, [*steps, "unreadable"]
    if not float(row["minimum"]) <= number <= float(row["maximum"]):
        return np.nan, [*steps, "out_of_range"]
    return number, [*steps, "decimal"] if "." in plain else steps


def _asked_then(
    said: pd.DataFrame, codes: pd.Series, codebook: Codebook
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Without answers to items that were not asked in their wave."""
    first, last = (said["item"].map(codebook.items[name]) for name in ("first_wave", "last_wave"))
    outside = ((said["wave"] < first) | (said["wave"] > last)) & said["answer"].notna()
    n = said.loc[outside, "item"].value_counts(sort=False)
    dropped = pd.DataFrame({"step": "not_asked", "item": n.index, "n": n.to_numpy()})
    return said[~outside], codes[~outside], dropped


def _submissions(asked: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """By answer, its submission's number; by number, wave and respondent (as one code)."""
    who = asked.groupby(["wave", "respondent"], sort=False, observed=True).ngroup()
    time = asked.groupby(["wave", "respondent", "item"], sort=False, observed=True).cumcount()
    keys = pd.DataFrame({"who": who, "time": time})
    number = keys.groupby(["who", "time"], sort=True).ngroup()
    first = keys.assign(number=number).drop_duplicates("number").sort_values("number")
    return number, first.set_index("number")[["who"]]


def _wide(
    said: pd.DataFrame, codes: pd.Series, row: Ints, codebook: Codebook, rows: int
) -> npt.NDArray[np.float64]:
    """One row per submission, one column per item that is answered by a number."""
    items = codebook.numbered
    values = np.full((rows, len(items)), np.nan)
    values[row, items.get_indexer(pd.Index(said["item"]))] = codes.to_numpy(float)
    return values


def _once(number: pd.DataFrame, values: npt.NDArray[np.float64]) -> tuple[Ints, int]:
    """The submissions kept, one each, and how many were not."""
    answered = (~np.isnan(values)).sum(axis=1)
    order = pd.DataFrame(
        {"who": number["who"].to_numpy(), "answered": answered, "at": np.arange(len(number))}
    )
    best = order.sort_values(["who", "answered", "at"]).drop_duplicates("who", keep="last")
    return best["at"].to_numpy(np.int64), len(order) - len(best)


def _people(
    asked: pd.DataFrame, submission: pd.Series, kept: Ints, people: pd.DataFrame | None
) -> pd.DataFrame:
    """Who handed in the submissions kept."""
    first = asked.assign(number=submission).drop_duplicates("number").set_index("number")
    rows = first.loc[kept, ["wave", "respondent", "team"]].reset_index(drop=True)
    if people is None:
        return rows
    traits = [name for name in _TRAITS if name in people]
    return rows.merge(people[["wave", "respondent", *traits]], on=["wave", "respondent"], how="left")


def _said(comments: pd.DataFrame, submission: pd.Series, kept: Ints) -> pd.DataFrame:
    at = pd.Series(np.arange(len(kept)), index=kept)
    row = submission.loc[comments.index].map(at)
    told = pd.DataFrame({"row": row, "item": comments["item"], "text": comments["answer"]}).dropna(
        subset="row"
    )
    return told.astype({"row": int}).reset_index(drop=True)


def _twins(values: pd.DataFrame) -> int:
    """Submissions that answer ten questions and more exactly as another one does."""
    whole = values.dropna()
    return int(whole.duplicated(keep="first").sum()) if values.shape[1] >= _ALIKE else 0


def _whole(step: str, n: int) -> pd.DataFrame:
    return pd.DataFrame({"step": [step], "item": [None], "n": [n]})
