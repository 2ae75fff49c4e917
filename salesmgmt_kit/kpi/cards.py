"""The scorecard of a month: every KPI of every unit, and the people who can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from .. import months, units
from .balance import OUTCOME, PROCESS, balance_index, composites
from .measurement import measure
from .precision import with_errors
from .scoring import NORMALISED, scored
from .sources import flows

#: The span over which people are compared.
YEAR: Final = "twelve_months"
#: The scale of points for attainment.
POINTS: Final = "points"


@dataclass(frozen=True)
class Scorecard:
    """What the client's KPIs come to.

    Parameters
    ----------
    kpis
        The client's catalogue.
    periods
        As from :func:`~salesmgmt_kit.kpi.scored`, of the spans ``month``, ``year_to_date`` and
        ``twelve_months``.
    monthly
        The same of each of the last twelve months.
    tree
        Every unit with its place, from :func:`salesmgmt_kit.units.tree`.
    """

    kpis: pd.DataFrame
    periods: pd.DataFrame
    monthly: pd.DataFrame
    tree: pd.DataFrame

    @property
    def year(self) -> pd.DataFrame:
        """The rows of ``periods`` of the twelve months."""
        return self.periods[self.periods["span"] == YEAR]


@dataclass(frozen=True)
class People:
    """The people of whom every KPI is known over twelve months.

    Parameters
    ----------
    values
        One row per rep, one column per KPI with weight, more being better: attainments, fractions, where
        the scale is points; values in the KPI's unit, negative where less is better, where it is another.
    errors
        The same, standard errors.
    scores
        The same on the client's scale, what is added up.
    weights
        By KPI, as the catalogue has them.
    left_out
        Reps of whom a KPI is not known.
    """

    values: pd.DataFrame
    errors: pd.DataFrame
    scores: pd.DataFrame
    weights: pd.Series
    left_out: list[str]


def scorecard(
    kpis: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
    values: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> Scorecard:
    """Measure and score every KPI at every unit: the month, the year to date, twelve months, each of them.

    Parameters
    ----------
    kpis
        The client's catalogue.
    tables
        The tables that KPIs may sum, by name; others are not read.
    org, levels, values, targets
        As in :func:`~salesmgmt_kit.kpi.measure`.
    month
        The month reported; nothing after it is used.
    fiscal_year_start
        First month of the fiscal year, 1-12.
    """
    last = months.span(months.shift(month, -11), month)
    spans = {
        "month": months.span(month, month),
        "year_to_date": months.year_to_date(month, start=fiscal_year_start),
        YEAR: last,
    }
    each = {f"{m:%Y-%m}": months.span(m, m) for m in last}
    every = {**spans, **each}
    found = measure(kpis, flows(tables), org, levels=levels, spans=every, values=values, targets=targets)
    rows = scored(found, kpis)
    whole = rows["span"].isin(spans)
    return Scorecard(kpis, rows[whole], rows[~whole], units.tree(org, levels=levels))


def people(card: Scorecard, *, scale: str = POINTS) -> People:
    """Who can be compared: reps of whom every KPI that has weight is known over the twelve months.

    Parameters
    ----------
    card
        From :func:`scorecard`.
    scale
        ``points``, or one of :data:`~salesmgmt_kit.kpi.NORMALISED`, which needs no targets.
    """
    known = with_errors(card.monthly, card.year)
    weighed = card.kpis.loc[card.kpis["weight"] > 0, "kpi"]
    names = [kpi for kpi in weighed if kpi in set(known["kpi"])]

    def wide(column: str) -> pd.DataFrame:
        return known.pivot(index="unit", columns="kpi", values=column).reindex(columns=names)

    measured = "attainment" if scale == POINTS else "value"
    values, errors = wide(measured), wide(f"{measured}_error")
    complete = values.notna().all(axis=1) & errors.notna().all(axis=1)
    left_out = [*values.index[~complete].astype(str)]
    values, errors, scores = (found[complete] for found in (values, errors, wide("score")))
    if scale != POINTS:
        values *= np.where(card.kpis.set_index("kpi")["direction"][names] == "down", -1.0, 1.0)
        if len(values):
            scores = pd.DataFrame(NORMALISED[scale](values.to_numpy()), values.index, values.columns)
    weights = card.kpis.set_index("kpi")["weight"][names].astype(float)
    return People(values, errors, scores, weights, left_out)


def of_people(card: Scorecard) -> pd.DataFrame:
    """What each rep's KPIs came to over the twelve months, the rows of ``periods``."""
    return card.year[card.year["tier"] == units.REP]


def rep_months(card: Scorecard) -> pd.DataFrame:
    """Composites of each rep in each of the twelve months, from :func:`~salesmgmt_kit.kpi.composites`."""
    return composites(card.monthly[card.monthly["tier"] == units.REP], card.kpis)


def of_units(card: Scorecard) -> pd.DataFrame:
    """The scorecard of the twelve months by unit.

    Returns
    -------
    DataFrame
        One row per unit above the reps with a score, in the order of the tree: ``unit``, ``depth``,
        ``outcome`` and ``process`` (composites, points), ``index`` (balance), ``weakest`` and
        ``weakest_score``, ``strongest`` and ``strongest_score`` (KPI with the lowest and the highest score,
        points).
    """
    whole = card.year[card.year["tier"] != units.REP]
    sides = composites(whole, card.kpis).set_index("unit").reindex(columns=[OUTCOME, PROCESS])
    known = whole.dropna(subset=["score"]).sort_values("score", kind="stable").groupby("unit")
    ends = {"weakest": known.first(), "strongest": known.last()}
    found = card.tree.loc[card.tree["tier"] != units.REP, ["unit", "depth"]].set_index("unit")
    found = found.join(sides)
    found["index"] = balance_index(found[OUTCOME].to_numpy(float), found[PROCESS].to_numpy(float))
    for name, rows in ends.items():
        found[name], found[f"{name}_score"] = rows["kpi"], rows["score"]
    return found.dropna(subset=[OUTCOME, PROCESS], how="all").reset_index()
