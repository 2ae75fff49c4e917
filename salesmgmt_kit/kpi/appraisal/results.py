"""Everything about the appraisals of a month, from one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ... import units
from ..cards import POINTS, People, Scorecard
from ..ranking import Ranking
from .bands import band_of, banded, ladder
from .circumstances import given_circumstances
from .explaining import PARTS, WHOLE, explained
from .leniency import Leniency, manager_leniency
from .points import Appraised, appraised


@dataclass(frozen=True)
class Appraisals:
    """The appraisals of everybody who can be compared and is present.

    Parameters
    ----------
    reps
        One row per rep: the columns of :class:`Appraised` and :func:`banded`, ``team``; ``given``,
        ``given_low``, ``given_high``, ``given_told`` (points that are not the person's doing; missing where
        no circumstance matters), ``usual`` (score in average circumstances) and ``usual_band`` (its band),
        both missing unless told; ``rank``, ``rank_low``, ``rank_high``, ``firm``.
    parts
        From :func:`explained`, of these reps.
    known
        The circumstances that the client's tables know of everybody.
    appraised
        Scores line by line.
    steps
        The client's bands from the lowest up; no row without.
    managers
        How managers rate.
    left_out
        Reps present of whom a KPI is not known.
    """

    reps: pd.DataFrame
    parts: pd.DataFrame
    known: Sequence[str]
    appraised: Appraised
    steps: pd.DataFrame
    managers: Leniency
    left_out: Sequence[str]


def appraisals(
    card: Scorecard,
    compared: People,
    ranking: Ranking,
    tables: Mapping[str, pd.DataFrame],
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    scale: str = POINTS,
) -> Appraisals:
    """How each rep's appraisal comes about, and what it does not say.

    Parameters
    ----------
    card, compared, ranking
        From :func:`~salesmgmt_kit.kpi.scorecard`, :func:`~salesmgmt_kit.kpi.people` and
        :func:`~salesmgmt_kit.kpi.rank_people`.
    tables
        The client's, by name: ``org``; where known ``territories``, ``customers``, ``sales``, ``pay_bands``,
        ``appraisals``.
    levels
        Between company and rep, top down.
    month
        The month reported.
    scale
        The client's scale.
    """
    org, bands = tables["org"], tables.get("pay_bands")
    scored = appraised(card, compared, scale=scale)
    given = given_circumstances(
        compared.scores.index, org, month=month, territories=tables.get("territories"),
        customers=tables.get("customers"), sales=tables.get("sales"),
    )  # fmt: skip
    team = org.set_index("rep")[levels[-1]]
    parts = explained(card, compared, given, team, scale=scale)
    steps = ladder(bands) if bands is not None else pd.DataFrame()
    reps = _with_usual(banded(scored.reps, bands), parts, steps).assign(team=lambda r: r["unit"].map(team))
    reps = reps.merge(_ranks(ranking), on="unit", how="left")
    present = set(units.present(org, month)["rep"])
    here = reps["unit"].isin(present)
    return Appraisals(
        reps=reps[here].reset_index(drop=True),
        parts=parts[parts["unit"].isin(present)].reset_index(drop=True),
        known=[part for part in PARTS if part in given],
        appraised=scored,
        steps=steps,
        managers=manager_leniency(tables.get("appraisals"), scored.reps, month=month),
        left_out=[rep for rep in compared.left_out if rep in present],
    )


def _with_usual(reps: pd.DataFrame, parts: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Each rep with what the circumstances make of the score, and the score and band without them."""
    whole = parts[parts["part"] == WHOLE].set_index("unit")
    names = {"points": "given", "low": "given_low", "high": "given_high", "told": "given_told"}
    reps = reps.join(whole[list(names)].rename(columns=names), on="unit")
    reps["given_told"] = reps["given_told"].eq(True)
    reps = reps.astype({"given": float, "given_low": float, "given_high": float})
    reps["usual"] = (reps["score"] - reps["given"]).where(reps["given_told"])
    band = pd.Series(None, reps.index, dtype=object)
    if len(steps):
        at = band_of(reps["usual"].fillna(0.0).to_numpy(float), steps)
        band = pd.Series(steps["band"].to_numpy(object)[at], reps.index, dtype=object)
    return reps.assign(usual_band=band.where(reps["given_told"], None))


def _ranks(ranking: Ranking) -> pd.DataFrame:
    found = ranking.people[["unit", "rank", "low", "high", "firm"]]
    ranks = found.rename(columns={"low": "rank_low", "high": "rank_high"})
    return ranks.astype({"rank": np.float64, "rank_low": np.float64, "rank_high": np.float64})
