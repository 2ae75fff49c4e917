"""Rules between the rows of the pay bands: every score falls into one band, and a higher one pays no less."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from .sheets import Breach, Lines

#: No score on any scale of the kit is below it.
_LOWEST = 0.0
_PAID = ("factor", "amount")


def check_bands(frame: pd.DataFrame, lines: Lines) -> list[Breach]:
    """Breaches of the ladder: two bands with one beginning, a gap, an overlap, an end left uncovered.

    Parameters
    ----------
    frame
        Typed rows of pay_bands, index 0 to n - 1.
    lines
        The line of each row in its file.
    """
    ladder = frame.sort_values("score_from", na_position="first", kind="stable")
    order = [int(str(position)) for position in ladder.index]
    begins = ladder["score_from"]
    ends = ladder["score_to"] if "score_to" in ladder else pd.Series(float("nan"), ladder.index)
    return [
        *_uncovered_below(order[:1], begins),
        *_uncovered_above(order[-1:], ends),
        *(
            breach
            for lower, upper in pairwise(order)
            for breach in (
                *_together(lower, upper, begins, lines),
                *_apart(lower, upper, begins, ends, lines),
                *_paid_less(lower, upper, frame, lines),
            )
        ),
    ]


def _uncovered_below(order: list[int], begins: pd.Series[float]) -> Iterator[Breach]:
    for lowest in order:
        if begins[lowest] > _LOWEST:
            rule = f"the lowest beginning, so that scores below {begins[lowest]:g} have no band"
            yield Breach(lowest, ("score_from",), rule, "Leave it empty, or add a band below.")


def _uncovered_above(order: list[int], ends: pd.Series[float]) -> Iterator[Breach]:
    for highest in order:
        if pd.notna(ends[highest]):
            rule = f"the end of the highest band, so that scores from {ends[highest]:g} on have no band"
            yield Breach(highest, ("score_to",), rule, "Leave it empty, or add a band above.")


def _together(lower: int, upper: int, begins: pd.Series[float], lines: Lines) -> Iterator[Breach]:
    if begins[lower] == begins[upper]:
        rule = f"where the band of line {lines[lower]} begins too"
        yield Breach(upper, ("score_from",), rule, "Let every band begin at a score of its own.")
    elif pd.isna(begins[upper]):
        rule = f"is empty as in line {lines[lower]}, but there is one lowest band"
        yield Breach(upper, ("score_from",), rule, "Write the score from which the band applies.")


def _apart(
    lower: int, upper: int, begins: pd.Series[float], ends: pd.Series[float], lines: Lines
) -> Iterator[Breach]:
    end, begin = ends[lower], begins[upper]
    if pd.isna(end) or pd.isna(begin) or end == begin:
        return
    between = f"between {min(end, begin):g} and {max(end, begin):g}"
    what = "no band applies" if end < begin else "two bands apply"
    rule = f"not where the next band begins, in line {lines[upper]}: {what} {between}"
    yield Breach(lower, ("score_to",), rule, f"Correct it to {begin:g}, or leave it empty.")


def _paid_less(lower: int, upper: int, frame: pd.DataFrame, lines: Lines) -> Iterator[Breach]:
    for column in _PAID:
        if column in frame and frame[column][upper] < frame[column][lower]:
            rule = f"less than in the band below, in line {lines[lower]}"
            yield Breach(upper, (column,), rule, "Correct it if it is typed wrong.", "warning")
