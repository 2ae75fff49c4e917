"""The codebook of the climate survey: what each item asks, what it measures, how its answers are read."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

#: What an item is answered by: a step of a scale, a number from 0 to 10 (recommendation), words.
SCALE, RECOMMEND, COMMENT = "scale", "recommend", "comment"


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

    @property
    def dimensions(self) -> list[str]:
        """The dimensions measured by scales, in the order asked."""
        scales = self.items[self.items["kind"] == SCALE]
        return list(dict.fromkeys(scales["dimension"]))

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when anything in the codebook does."""
        return sha256(self.items.reset_index().to_csv(index=False).encode()).hexdigest()[:12]

    def of(self, dimension: str) -> pd.DataFrame:
        """The scale items of a dimension, in the order asked."""
        return self.items[(self.items["dimension"] == dimension) & (self.items["kind"] == SCALE)]
