"""Whose sheets a page shows when it would grow too large with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...interviews import Sheet
from .directions import DIRECTIONS

_ORDER: Final = {word: place for place, (word, *_) in enumerate(DIRECTIONS.values())}


def most_pressing(sheets: Sequence[Sheet], most: int) -> list[Sheet]:
    """The sheets to show, in the order in which they were.

    Parameters
    ----------
    sheets
        From :func:`~salesmgmt_kit.gaps.sheets.interview_sheets`.
    most
        How many at most: first of reps with a plan to speak of, then by direction, the most pressing first,
        and by gap, the largest first; reps without a target last.
    """
    first = sorted(range(len(sheets)), key=lambda i: _pressing(sheets[i]))[:most]
    return [sheets[i] for i in sorted(first)]


def _pressing(sheet: Sheet) -> tuple[bool, int, bool, float]:
    asked = sheet.gap == sheet.gap
    return not sheet.plans, _ORDER[sheet.word], not asked, sheet.gap if asked else 0.0
