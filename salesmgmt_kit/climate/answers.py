"""Answers to a survey as the analyses take them: one row per submission, one column per item.

They are people's own answers, so they never show themselves: a page is built from a release alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from .codebook import Codebook


@dataclass(frozen=True, repr=False)
class Answers:
    """Everybody's answers, cleaned.

    Parameters
    ----------
    people
        One row per submission: ``wave`` (month), ``respondent`` (pseudonym within the wave), ``team`` (code),
        and what is known beside: ``language`` (``en`` or ``zh``), ``seconds`` (time taken), ``tenure``
        (band). Index 0 to n - 1.
    values
        Same rows, one column of floats per item that is answered by a number, in the order of the codebook:
        the code that was ticked, not reversed; missing where skipped, not applicable or out of bounds.
    codebook
        What the items are.
    comments
        One row per comment: ``row`` (of ``people``), ``item``, ``text``.
    """

    people: pd.DataFrame
    values: pd.DataFrame
    codebook: Codebook
    comments: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["row", "item", "text"]))

    def __repr__(self) -> str:
        """Say what it is, and nothing of what is in it."""
        return "<Answers: shown by a release only>"

    def __len__(self) -> int:
        return len(self.people)

    def where(self, chosen: npt.NDArray[np.bool_] | pd.Series) -> Answers:
        """The submissions chosen, numbered anew."""
        rows = np.flatnonzero(np.asarray(chosen, bool))
        comments = self.comments[self.comments["row"].isin(rows)]
        return replace(
            self,
            people=self.people.iloc[rows].reset_index(drop=True),
            values=self.values.iloc[rows].reset_index(drop=True),
            comments=comments.assign(row=np.searchsorted(rows, comments["row"].to_numpy(int))),
        )

    def keyed(self, dimension: str) -> pd.DataFrame:
        """The answers to the items of a dimension, those reversed turned by the codebook's bounds.

        x' = minimum + maximum - x; more is better in every column. Same rows as ``values``.
        """
        items = self.codebook.of(dimension)
        turned, bounds = (
            items["reversed"].to_numpy(bool),
            (items["minimum"] + items["maximum"]).to_numpy(float),
        )
        raw = self.values[items.index]
        values = raw.to_numpy(float)
        return pd.DataFrame(np.where(turned, bounds - values, values), raw.index, raw.columns)
