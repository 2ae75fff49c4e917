"""The fiscal year so far, its end, and whom to talk to about it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ... import months
from ...findings import Finding, told
from . import facts
from .labels import whole_year

#: Probability of reaching a target below which it is worth a talk.
_REMOTE: Final = 0.2

#: The year so far, by whether target and last year are known.
_YEARS: Final = {
    (True, True): (
        "The fiscal year so far ({span:period}) brought {actual:money}: {gap:signed_money} against target "
        "({attainment:percent}), {last_year_change:signed_percent} on last year."
    ),
    (True, False): (
        "The fiscal year so far ({span:period}) brought {actual:money}: {gap:signed_money} against target "
        "({attainment:percent})."
    ),
    (False, True): (
        "The fiscal year so far ({span:period}) brought {actual:money}: {last_year_change:signed_percent} on "
        "last year."
    ),
}

#: A year that is over, by whether its target is known and the sign of the gap; without a target against
#: the year before.
_ENDED: Final = {
    -1: (
        "The fiscal year {span:period} is over: sales of {actual:money} missed its target by "
        "{distance:money} ({attainment:percent})."
    ),
    0: "The fiscal year {span:period} is over: sales of {actual:money} are exactly on target.",
    1: (
        "The fiscal year {span:period} is over: sales of {actual:money} beat its target by "
        "{distance:money} ({attainment:percent})."
    ),
    None: (
        "The fiscal year {span:period} is over: sales came to {actual:money}, "
        "{last_year_change:signed_percent} on the year before."
    ),
}

#: By the highest probability for which the words are true.
_CHANCES: Final = (
    (
        0.1,
        "The target of {target:money} for the fiscal year {year:period} will almost certainly be missed "
        "(probability of reaching it {probability:chance}): {expected:money} are expected, {low:money} to "
        "{high:money}.",
    ),
    (
        1 / 3,
        "The target of {target:money} for the fiscal year {year:period} will probably be missed "
        "(probability of reaching it {probability:chance}): {expected:money} are expected, {low:money} to "
        "{high:money}.",
    ),
    (
        2 / 3,
        "Whether the target of {target:money} for the fiscal year {year:period} is reached is open "
        "(probability {probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        0.9,
        "The target of {target:money} for the fiscal year {year:period} will probably be reached "
        "(probability {probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
    (
        1.0,
        "The target of {target:money} for the fiscal year {year:period} will almost certainly be reached "
        "(probability {probability:chance}): {expected:money} are expected, {low:money} to {high:money}.",
    ),
)


def so_far(attained: pd.DataFrame) -> list[Finding]:
    """The company's fiscal year so far, or how it ended; nothing when it can be held against nothing."""
    row = facts.company(attained[attained["period"] == "year_to_date"])
    known = bool(pd.notna(row["attainment"])), bool(pd.notna(row["last_year_change"]))
    if known not in _YEARS:
        return []
    measure = row["gap"] if known[0] else row["last_year_gap"]
    said = facts.picked(row, "actual", "gap", "attainment", "last_year_change")
    said |= {"span": facts.span(row), "distance": abs(row["gap"])}
    template = _YEARS[known]
    if whole_year(said["span"]):
        template = _ENDED[int(np.sign(measure)) if known[0] else None]
    return [told(template, said, "act" if measure < 0 else "good")]


def end(year: pd.DataFrame) -> list[Finding]:
    """How likely the company reaches the year's target, in words; nothing when that is not known.

    Parameters
    ----------
    year
        The rows of horizon ``year`` of :func:`~salesmgmt_kit.targets.reach`.
    """
    row = facts.company(year)
    if pd.isna(row["probability"]):
        return []
    template = next(words for most, words in _CHANCES if row["probability"] <= most)
    known = facts.picked(row, "target", "probability", "expected", "low", "high")
    return [told(template, known | {"year": facts.span(row)}, facts.tone(row["probability"]))]


def talk(year: pd.DataFrame) -> list[Finding]:
    """The units of the lowest tier whose target of the year is remote; nothing when there are none."""
    return facts.named(
        "Talk about the target of the fiscal year {year:period} with {units:names}: the probability of "
        "reaching it is below {limit:chance}.",
        _remote(year)["unit"],
        year=facts.span(year.iloc[0]),
        limit=_REMOTE,
        tone="act",
    )


def needed(year: pd.DataFrame, *, month: pd.Timestamp) -> list[Finding]:
    """What the unit whose target is most remote would have to sell after ``month``, and what is expected."""
    remote = _remote(year)
    if remote.empty:
        return []
    worst = remote.iloc[0]
    ahead = worst[["target", "expected", "low", "high"]] - worst["known"]
    return [
        told(
            "To reach its target {unit:name} would have to sell {target:money} in {rest:period}; "
            "{expected:money} are expected, {low:money} to {high:money}.",
            {"unit": worst["unit"], "rest": [months.shift(month, 1), worst["last"]], **ahead},
            "act",
        )
    ]


def _remote(year: pd.DataFrame) -> pd.DataFrame:
    """The units of the lowest tier whose target is remote, the most remote one first."""
    rows = facts.lowest(year, "probability")
    return rows[rows["probability"] < _REMOTE].sort_values("expected_share", kind="stable")
