"""What a manager should read about the questions: whether they measure one thing, and what goes with what."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from ...findings import Finding
from ...units import COMPANY
from ..released import Release
from ..views import driver_shares

#: Alpha from which questions may be added up, and what still does for a first look.
_GOOD, _ENOUGH = 0.7, 0.6
#: Of a model of one factor that fits: comparative index at least, residual at most.
_FITS: Final = (0.95, 0.08)
_ONE_THING: Final = (
    "{about:name}: {n:count} questions measure one thing (alpha {alpha:number}, {low:number} to "
    "{high:number})."
)
_WEAK: Final = (
    "{about:name}: the {n:count} questions hang together only loosely (alpha {alpha:number}, {low:number} to "
    "{high:number}): read its score with care."
)
_BROKEN: Final = (
    "{about:name}: the {n:count} questions do not measure one thing (alpha {alpha:number}, {low:number} to "
    "{high:number}): do not read its score."
)


def sound_findings(release: Release) -> list[Finding]:
    """How well the questions of each dimension hang together."""
    rows = release.wide(["alpha", "alpha_low", "alpha_high"]).dropna() if release.wave is not None else None
    if rows is None or rows.empty:
        return [
            Finding("Too few people answered to say how well the questions hang together: that takes 50.")
        ]
    return [*(_told(release, row) for row in rows.to_dict("records")), _mark(release)]


def _mark(release: Release) -> Finding:
    return Finding(
        "The questionnaire has the mark {mark}: it is another one as soon as a word, a bound or a direction "
        "is.",
        {"mark": release.codebook.fingerprint},
    )


def scale_rows(release: Release) -> pd.DataFrame:
    """The scales for a table.

    Returns
    -------
    DataFrame
        One row per dimension: ``about``, ``questions``, ``alpha`` with ``alpha_low`` and ``alpha_high``,
        ``standardised``, ``g6``, ``omega``, ``cfi``, ``rmsea``, ``srmr``, ``icc1`` with ``icc1_low`` and
        ``icc1_high``, ``icc1_n0``, ``icc1_reml``, ``icc2``, ``size``, ``size_n0``, ``alpha_en``,
        ``alpha_zh``, ``fits`` (message id: whether one factor does).
    """
    columns = [
        "alpha", "alpha_low", "alpha_high", "standardised", "g6", "omega", "cfi", "rmsea", "srmr",
        "icc1", "icc1_low", "icc1_high", "icc1_n0", "icc1_reml", "icc2", "size", "size_n0", "ordinal",
        "alpha_en", "alpha_zh",
    ]  # fmt: skip
    if release.wave is None:
        return pd.DataFrame(columns=["about", "questions", *columns, "fits"])
    rows = release.wide(columns)
    rows = rows[rows["about"].isin(release.dimensions) & (rows["unit"] == COMPANY)]
    cfi, residual = _FITS
    known = rows[["cfi", "srmr"]].notna().all(axis=1)
    fits = np.where((rows["cfi"] >= cfi) & (rows["srmr"] <= residual), "One thing", "More than one thing")
    return rows.assign(
        questions=[len(release.codebook.of(about)) for about in rows["about"]],
        fits=pd.Series(fits, rows.index).where(known, None),
    )


def answers_title(answers: pd.DataFrame) -> Finding:
    """The message of the picture of all answers."""
    if answers.empty:
        return Finding("Too few people answered to show single questions.")
    steps = answers.groupby("about", sort=False)["rank"].transform("max")
    liked = answers[answers["rank"] > steps / 2].groupby("about", sort=False)["share"].sum()
    return Finding(
        "Least favourable: {item:name} ({share:percent} favourable).",
        {"item": liked.idxmin(), "share": float(liked.min())},
    )


def driver_findings(drivers: pd.DataFrame) -> list[Finding]:
    """What goes with recommending the company, and how far that can be trusted."""
    if drivers.empty:
        return [
            Finding(
                "Too few people answered, or all of them alike, to say what goes with recommending the "
                "company."
            )
        ]
    first, sure = _first(drivers)
    facts = {name: first[name] for name in ("about", "share", "low", "high")}
    explained, n = float(drivers["explained"].iloc[0]), int(drivers["people"].iloc[0])
    told = (
        "{about:name} goes most with recommending the company: {share:percent} ({low:percent} to "
        "{high:percent}) of what is explained, beyond chance more than anything else."
        if sure
        else "{about:name} goes most with recommending the company, {share:percent} ({low:percent} to "
        "{high:percent}) of what is explained, but which dimension counts most cannot be told for sure."
    )
    return [
        Finding(told, facts),
        Finding(
            "All dimensions together explain {explained:percent} of the differences between {n:count} "
            "people. The same people answered both on the same day: it is no proof of a cause.",
            {"explained": explained, "n": n},
        ),
    ]


def drivers_title(drivers: pd.DataFrame) -> Finding:
    """The message of the picture of drivers."""
    if drivers.empty:
        return Finding("Too few answers to tell what goes with recommending.")
    first, sure = _first(drivers)
    told = (
        "{about:name} goes most with recommending the company."
        if sure
        else "{about:name} may go most with recommending the company: it cannot be told for sure."
    )
    return Finding(told, {"about": first["about"]})


def _first(drivers: pd.DataFrame) -> tuple[pd.Series, bool]:
    """The dimension with the largest share, and whether no other one's interval reaches it."""
    order = drivers.sort_values("share", ascending=False)
    return order.iloc[0], bool((order["low"].iloc[0] > order["high"].iloc[1:]).all())


def driver_rows(release: Release) -> pd.DataFrame:
    """What goes with recommending for a table.

    Returns
    -------
    DataFrame
        One row per dimension, the largest share first: the columns of :func:`..views.driver_shares` and the
        shares ``within`` (among people of one team) and ``between`` (among teams), missing where too few.
    """
    rows = driver_shares(release).sort_values("share", ascending=False, ignore_index=True)
    for side in ("within", "between"):
        share = driver_shares(release, side).set_index("about")["share"]
        rows[side] = rows["about"].map(share).astype(float)
    return rows


def _told(release: Release, row: Mapping[Hashable, Any]) -> Finding:
    alpha = float(row["alpha"])
    template = _ONE_THING if alpha >= _GOOD else _WEAK if alpha >= _ENOUGH else _BROKEN
    facts = {
        "about": row["about"], "n": len(release.codebook.of(str(row["about"]))),
        "alpha": alpha, "low": row["alpha_low"], "high": row["alpha_high"],
    }  # fmt: skip
    return Finding(template, facts, "act" if template is _BROKEN else "note")
