"""The codebook of the climate survey: what each item asks, what it measures, how its answers are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
import pandas as pd

from ..errors import DataError, Problem

#: What an item is answered by: a step of a scale, a number from 0 to 10 (recommendation), words.
SCALE, RECOMMEND, COMMENT = "scale", "recommend", "comment"
#: Between the words of two answers.
_BETWEEN: Final = "|"
_ENDS: Final = {SCALE: (1, 5), RECOMMEND: (0, 10)}
_TEXTS: Final = ("text_en", "text_zh", "labels_en", "labels_zh", "not_applicable")
_WAVES: Final = ("first_wave", "last_wave")
#: What may not change under one code.
_FIXED: Final = ("dimension", "kind", "reversed", "minimum", "maximum", "text_en", "text_zh")
_TABLE: Final = "survey_items"
_FILE: Final = "survey_items.csv"


@dataclass(frozen=True)
class Codebook:
    """The items of the survey.

    Parameters
    ----------
    items
        One row per item, in the order asked, indexed by ``item``: ``dimension``, ``kind`` (scale,
        recommend, comment), ``reversed`` (flag: agreement is unfavourable), ``minimum``, ``maximum``
        (codes of the lowest and highest answer), ``text_en``, ``text_zh``, ``labels_en``, ``labels_zh``
        (texts of the answers, lowest first, with ``|`` between; missing where none are given),
        ``not_applicable`` (answer that means "does not apply to me"; missing where there is none),
        ``first_wave``, ``last_wave`` (months in which it is asked; missing = open).
    """

    items: pd.DataFrame

    @classmethod
    def nothing(cls) -> Codebook:
        """A codebook without a question."""
        columns = ["dimension", "kind", "reversed", "minimum", "maximum", *_TEXTS, *_WAVES]
        return cls(pd.DataFrame(columns=columns, index=pd.Index([], name="item")))

    @property
    def dimensions(self) -> list[str]:
        """The dimensions measured by scales, in the order asked."""
        scales = self.items[self.items["kind"] == SCALE]
        return list(dict.fromkeys(scales["dimension"]))

    @property
    def scales(self) -> list[str]:
        """The items answered on a scale, in the order asked."""
        return list(self.items.index[self.items["kind"] == SCALE])

    @property
    def numbered(self) -> pd.Index:
        """The items answered by a number, in the order asked."""
        return self.items.index[self.items["kind"] != COMMENT]

    @property
    def recommending(self) -> str | None:
        """The item that asks whether one would recommend the company, None where none does."""
        return next(iter(self.items.index[self.items["kind"] == RECOMMEND]), None)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when anything in the codebook does."""
        return sha256(self.items.reset_index().to_csv(index=False).encode()).hexdigest()[:12]

    def of(self, dimension: str) -> pd.DataFrame:
        """The scale items of a dimension, in the order asked."""
        return self.items[(self.items["dimension"] == dimension) & (self.items["kind"] == SCALE)]

    def labels(self, item: str) -> dict[str, int]:
        """The words of an item's answers, in both languages and small letters, to their codes."""
        row = self.items.loc[[item]].iloc[0]
        return {
            word.strip().lower(): code
            for text in (row["labels_en"], row["labels_zh"])
            if isinstance(text, str)
            for code, word in enumerate(text.split(_BETWEEN), start=int(row["minimum"]))
        }

    def kept(self) -> pd.DataFrame:
        """What must stay the same under one code, one row per item, to be held against in later months."""
        rows = self.items[list(_FIXED)].reset_index()
        return rows.astype({"reversed": bool}).assign(
            **{name: rows[name].astype(object).where(rows[name].notna(), "").astype(str) for name in _FIXED}
        )


def read_codebook(survey_items: pd.DataFrame) -> Codebook:
    """The codebook of a client's table.

    Parameters
    ----------
    survey_items
        The table ``survey_items``: ``item``, ``dimension``, ``reversed``, and its optional columns.

    Raises
    ------
    DataError
        With everything in it that no score can be made of.
    """
    items = _completed(survey_items).set_index("item")
    problems = [*_items(items), *_dimensions(items)]
    if problems:
        raise DataError(problems)
    return Codebook(items)


def refuse_changes(codebook: Codebook, before: pd.DataFrame) -> None:
    """Refuse items that ask something else under a code that has been used.

    Parameters
    ----------
    before
        From :meth:`Codebook.kept` of earlier months; empty where there were none.

    Raises
    ------
    DataError
        With every such item.
    """
    if before.empty:
        return
    now = codebook.kept().set_index("item")
    old = before.drop_duplicates("item", keep="last").set_index("item")
    both = now.index.intersection(old.index)
    problems = [
        _problem(
            item,
            column,
            f"is another than in an earlier month ({old.loc[item, column]})",
            "Give the question a new code.",
        )
        for item in both
        for column in _FIXED
        if now.loc[item, column] != old.loc[item, column]
    ]
    if problems:
        raise DataError(problems)


def _completed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every column of a codebook."""
    items = table.copy()
    for name in (*_TEXTS, "kind", *_WAVES):
        items[name] = items.get(name, pd.NaT if name in _WAVES else None)
    items["kind"] = items["kind"].astype(object).where(items["kind"].notna(), SCALE)
    for at, name in enumerate(("minimum", "maximum")):
        usual = items["kind"].map({kind: ends[at] for kind, ends in _ENDS.items()})
        given = items[name].astype(float) if name in items else pd.Series(np.nan, items.index)
        items[name] = np.where(given.notna(), given, usual.astype(float))
    columns = ["item", "dimension", "kind", "reversed", "minimum", "maximum", *_TEXTS, *_WAVES]
    return items.astype({"reversed": bool})[columns]


def _items(items: pd.DataFrame) -> Iterator[Problem]:
    """What is wrong with single items."""
    for code, item in items[items["kind"] != COMMENT].to_dict("index").items():
        low, high = float(item["minimum"]), float(item["maximum"])
        if low >= high:
            yield _problem(code, "maximum", f"is not above the minimum {low:g}", "Correct one of them.")
            continue
        for column in ("labels_en", "labels_zh"):
            text = item[column]
            if isinstance(text, str) and len(text.split(_BETWEEN)) != high - low + 1:
                rule = (
                    f"has {len(text.split(_BETWEEN))} answers, but {low:g} to {high:g} are {high - low + 1:g}"
                )
                yield _problem(code, column, rule, "Write one for each answer, lowest first, with | between.")
        none = item["not_applicable"]
        if isinstance(none, str) and none.strip().isdigit() and low <= float(none) <= high:
            rule = f"is {none}, which is an answer of the scale too"
            yield _problem(code, "not_applicable", rule, "Choose a code outside the scale.")
        if item["last_wave"] < item["first_wave"]:
            yield _problem(code, "last_wave", "is before first_wave", "Correct one of them.")


def _dimensions(items: pd.DataFrame) -> Iterator[Problem]:
    """What is wrong with dimensions as a whole."""
    scales = items[items["kind"] == SCALE]
    for dimension, own in scales.groupby("dimension", sort=False):
        if len(own) == 1:
            rule = f"has one question ({own.index[0]}): of one nobody can tell how well it measures"
            yield _problem(
                str(own.index[0]), "dimension", f"{dimension} {rule}", "Add another question to it."
            )
    if scales.empty:
        yield Problem(_FILE, 0, "", "", "it has no question with a scale", "Add one.", _TABLE)


def _problem(item: object, column: str, rule: str, fix: str) -> Problem:
    return Problem(_FILE, 0, f"{column} of {item}", "", rule, fix, _TABLE)
