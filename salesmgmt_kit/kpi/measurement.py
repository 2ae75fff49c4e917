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
    parts = _Parts.of(kpis, done, values)
    summed = _summed(parts.rows, org, levels, spans)
    summed["months"] = _employed(org, levels, spans).reindex(summed.index)
    asked = None if targets is None else _asked(targets, spans).reindex(summed.index).to_numpy(float)
    found = [
        _one(kpi, summed, f"{name}/a", f"{name}/b" if f"{name}/b" in summed else None, asked)
        for name, kpi in parts.kpis.items()
    ]
    columns = ["span", "unit", "tier", "kpi", "numerator", "denominator", "value", "target"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


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
        if values is not None:
            by_kpi = dict(tuple(values.groupby("kpi")))
            for name, kpi in found.items():
                if kpi["numerator"] == VALUES and name in by_kpi:
                    given = by_kpi[name].set_index(["rep", "month"])["value"]
                    columns |= {f"{name}/a": given, f"{name}/b": given.notna().astype(float)}
        rows = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=known.index[:0])
        rows = rows.rename_axis(["rep", "month"]).fillna(0.0).reset_index()
        return cls(rows, {name: kpi for name, kpi in found.items() if f"{name}/a" in rows})


def _one(
    kpi: Mapping[Hashable, Any], summed: pd.DataFrame, a: str, b: str | None, asked: Floats | None
) -> pd.DataFrame:
    """One KPI at every unit and span."""
    numerator = summed[a].to_numpy(float)
    below = summed[b].to_numpy(float) if b else np.ones(len(summed))
    bottom = np.where(below > 0, below, np.nan)
    adding = kpi["unit"] in _ADDING and not isinstance(kpi["denominator"], str)
    each = np.full(len(summed), float(kpi["target"]))
    target = each * summed["months"].to_numpy(float) if adding else each
    return summed.index.to_frame(index=False).assign(
        tier=summed["tier"].to_numpy(),
        kpi=kpi["kpi"],
        numerator=numerator,
        denominator=np.nan if adding else below,
        value=np.where(np.isnan(bottom), np.nan, numerator) if adding else numerator / bottom,
        target=target if asked is None else np.where(np.isnan(target), asked, target),
    )


def _summed(
    rows: pd.DataFrame, org: pd.DataFrame, levels: Sequence[str], spans: Mapping[str, pd.DatetimeIndex]
) -> pd.DataFrame:
    """One row per span and unit: the parts summed, and ``tier``."""
    chosen = [rows[rows["month"].isin(span)].assign(span=name) for name, span in spans.items()]
    sums = pd.concat(chosen).drop(columns="month").groupby(["rep", "span"], sort=False).sum().reset_index()
    return units.roll_up(sums, org, levels=levels, by=("span",)).set_index(["span", "unit"])


def _employed(org: pd.DataFrame, levels: Sequence[str], spans: Mapping[str, pd.DatetimeIndex]) -> pd.Series:
    """Months of its reps' employment, by span and unit."""
    rows = [
        pd.DataFrame({"rep": org["rep"], "span": name, "months": units.presence(org, span).sum().to_numpy()})
        for name, span in spans.items()
    ]
    summed = units.roll_up(pd.concat(rows), org, levels=levels, by=("span",))
    return summed.set_index(["span", "unit"])["months"]


def _asked(targets: pd.DataFrame, spans: Mapping[str, pd.DatetimeIndex]) -> pd.Series:
    """Targets summed by span and unit, where every month of the span has one."""
    rows = []
    for name, span in spans.items():
        sums = targets[targets["month"].isin(span)].groupby("unit")["target"].agg(["sum", "size"])
        rows.append(
            sums.loc[sums["size"] == len(span), "sum"].rename("asked").reset_index().assign(span=name)
        )
    return pd.concat(rows).set_index(["span", "unit"])["asked"]
