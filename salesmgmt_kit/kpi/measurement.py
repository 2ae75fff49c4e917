"""KPIs measured at every unit: sums over sums, never means of ratios."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import units

Floats = npt.NDArray[np.float64]

#: Where the numerator of a KPI stands that no other table holds.
VALUES: Final = "kpi_values"
#: Units of KPIs that add up over people and months.
_ADDING: Final = frozenset({"money", "count"})


def measure(
    kpis: pd.DataFrame,
    done: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    spans: Mapping[str, pd.DatetimeIndex],
    values: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every KPI of every unit over some spans of months, with what is asked.

    Parameters
    ----------
    kpis
        The client's catalogue, one row per KPI.
    done
        From :func:`~salesmgmt_kit.kpi.flows`.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    spans
        Months by the name of their span; they may overlap.
    values
        ``month``, ``rep``, ``kpi``, ``value`` of KPIs that no other table holds.
    targets
        ``unit``, ``month``, ``target`` of the KPIs without a target in the catalogue, every unit's own.

    Returns
    -------
    DataFrame
        One row per span, unit and KPI that the client's tables can tell: ``span``, ``unit``, ``tier``,
        ``kpi``, ``numerator``, ``denominator`` (missing for plain sums), ``value`` (the KPI's unit; missing
        where the denominator is 0, or ``values`` has no row), ``target`` (a rep's month times the
        months in which its reps are employed where the KPI adds up, the same for all where it does not).

    Notes
    -----
    A KPI of ``kpi_values`` in ``fraction`` or ``days`` has no denominator of its own: units and spans have
    the mean over the months of reps that were reported.
    """
    within = pd.DatetimeIndex(np.unique(np.concatenate([span.to_numpy() for span in spans.values()])))
    given = None if values is None else values[values["month"].isin(within)]
    parts = _Parts.of(kpis, done[done["month"].isin(within)], given)
    summed = _summed(parts.rows, org, levels, spans)
    asked = None if targets is None else _asked(targets, spans).reindex(summed.index).to_numpy(float)
    columns = ["span", "unit", "tier", "kpi", "numerator", "denominator", "value", "target"]
    if not parts.kpis:
        return pd.DataFrame(columns=columns)
    found = [
        _one(kpi, summed, f"{name}/a", f"{name}/b" if f"{name}/b" in summed else None, asked)
        for name, kpi in parts.kpis.items()
    ]
    places = summed["tier"].reset_index()
    whole = {name: np.tile(places[name].to_numpy(), len(found)) for name in columns[:3]}
    whole["kpi"] = np.repeat(np.array([*parts.kpis], dtype=object), len(summed))
    whole |= {name: np.concatenate([figures[name] for figures in found]) for name in columns[4:]}
    return pd.DataFrame(whole)


@dataclass(frozen=True)
class _Parts:
    """Numerators (``kpi/a``) and denominators (``kpi/b``) by rep and month, and the KPIs that have them."""

    rows: pd.DataFrame
    kpis: Mapping[str, Mapping[Hashable, Any]]

    @classmethod
    def of(cls, kpis: pd.DataFrame, done: pd.DataFrame, values: pd.DataFrame | None) -> _Parts:
        found = {str(kpi["kpi"]): kpi for kpi in kpis.to_dict("records")}
        known = done.set_index(["rep", "month"])
        columns: dict[str, pd.Series] = {}
        for name, kpi in found.items():
            over = kpi["denominator"]
            needed = [kpi["numerator"], *([over] if isinstance(over, str) else [])]
            if set(needed) <= set(known):
                columns |= {
                    f"{name}/{part}": known[column] for part, column in zip("ab", needed, strict=False)
                }
        tables = [pd.DataFrame(columns, index=known.index)] if columns else []
        if values is not None:
            own = [name for name, kpi in found.items() if kpi["numerator"] == VALUES]
            tables += _given(values[values["kpi"].isin(own)])
        rows = pd.concat(tables, axis=1) if tables else pd.DataFrame(index=known.index[:0])
        rows = rows.rename_axis(["rep", "month"]).fillna(0.0).reset_index()
        return cls(rows, {name: kpi for name, kpi in found.items() if f"{name}/a" in rows})


def _given(values: pd.DataFrame) -> list[pd.DataFrame]:
    """What the client reported as numerators, and how often as denominators; nothing of nothing."""
    if values.empty:
        return []
    wide = values.set_index(["rep", "month", "kpi"])["value"].unstack("kpi")
    return [wide.add_suffix("/a"), wide.notna().astype(float).add_suffix("/b")]


def _one(
    kpi: Mapping[Hashable, Any], summed: pd.DataFrame, a: str, b: str | None, asked: Floats | None
) -> dict[str, Floats]:
    """One KPI at every unit and span."""
    numerator = summed[a].to_numpy(float)
    below = summed[b].to_numpy(float) if b else np.ones(len(summed))
    bottom = np.where(below > 0, below, np.nan)
    adding = kpi["unit"] in _ADDING and not isinstance(kpi["denominator"], str)
    each = np.full(len(summed), float(kpi["target"]))
    target = each * summed["months"].to_numpy(float) if adding else each
    return {
        "numerator": numerator,
        "denominator": np.full(len(summed), np.nan) if adding else below,
        "value": np.where(np.isnan(bottom), np.nan, numerator) if adding else numerator / bottom,
        "target": target if asked is None else np.where(np.isnan(target), asked, target),
    }


def _summed(
    rows: pd.DataFrame, org: pd.DataFrame, levels: Sequence[str], spans: Mapping[str, pd.DatetimeIndex]
) -> pd.DataFrame:
    """One row per span and unit: the parts and the ``months`` of employment summed, and ``tier``.

    All spans and parts of all reps stand in one cube, so that a tier is one sum along it.
    """
    people, names = org.dropna(subset=[*levels]), sorted(spans)
    parts = [c for c in rows.columns if c not in {"rep", "month"}]
    sums = _by_rep(rows, parts, people, [spans[name] for name in names])
    tables = []
    for tier in (units.COMPANY, *levels, units.REP):
        place = people[tier] if tier in people else pd.Series(tier, people.index)
        codes, found = pd.factorize(place, sort=True)
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(found)))
        rolled = np.add.reduceat(sums[:, order], starts, axis=1).swapaxes(0, 1).reshape(-1, len(parts) + 2)
        index = pd.MultiIndex.from_product([found, names], names=["unit", "span"]).swaplevel()
        table = pd.DataFrame(rolled[:, :-1], index, columns=[*parts, "months"])
        tables.append(table[rolled[:, -1] > 0].assign(tier=tier))
    return pd.concat(tables)


def _by_rep(
    rows: pd.DataFrame, parts: Sequence[str], people: pd.DataFrame, spans: Sequence[pd.DatetimeIndex]
) -> Floats:
    """Spans x reps x parts; then the months employed, and the months that have a row."""
    within = pd.DatetimeIndex(np.unique(np.concatenate([span.to_numpy() for span in spans])))
    month = within.get_indexer(pd.DatetimeIndex(rows["month"]))
    rep = pd.Index(people["rep"]).get_indexer(rows["rep"])
    known = (month >= 0) & (rep >= 0)
    cube = np.zeros((len(within), len(people), len(parts) + 2))
    cube[month[known], rep[known], : len(parts)] = rows.loc[known, parts].to_numpy(float)
    cube[month[known], rep[known], -1] = 1.0
    cube[:, :, -2] = units.presence(people, within).to_numpy(float)
    inside = np.array([within.isin(span) for span in spans], float)
    return np.asarray(np.tensordot(inside, cube, axes=1))


def _asked(targets: pd.DataFrame, spans: Mapping[str, pd.DatetimeIndex]) -> pd.Series:
    """Targets summed by span and unit, where every month of the span has one."""
    rows = []
    for name, span in spans.items():
        sums = targets[targets["month"].isin(span)].groupby("unit")["target"].agg(["sum", "size"])
        rows.append(
            sums.loc[sums["size"] == len(span), "sum"].rename("asked").reset_index().assign(span=name)
        )
    return pd.concat(rows).set_index(["span", "unit"])["asked"]
