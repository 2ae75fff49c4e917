"""The parts of ratio KPIs by rep and by what was sold to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from ... import months
from ...measures import counted_rows

#: What a mix is made of: the column of the rows, the table that says more of it, and which column does.
SEGMENTATIONS: Final[Mapping[str, tuple[str, str | None, str]]] = {
    "product": ("product", None, "product"),
    "family": ("product", "products", "family"),
    "segment": ("customer", "customers", "segment"),
}
#: The twelve months reported, and those before.
NOW: Final = "now"
BEFORE: Final = "before"
_CELL: Final = ["kpi", "by", "segment", "period", "rep"]


def segmented(
    kpis: pd.DataFrame, tables: Mapping[str, pd.DataFrame | None], *, month: pd.Timestamp
) -> pd.DataFrame:
    """Numerators and denominators of two years by product, product family and customer segment.

    Parameters
    ----------
    kpis
        The client's catalogue; those count whose numerator and denominator are columns of the same table.
    tables
        Of the client, by name.
    month
        The last month of the two years.

    Returns
    -------
    DataFrame
        One row per KPI, segmentation, segment, period and rep: ``kpi``, ``by`` (``product``, ``family`` or
        ``segment``), ``segment`` (empty where it is not known), ``period`` (``now``: the last twelve months,
        ``before``: the twelve before), ``rep``, ``a``, ``b`` (sums). A segmentation of one segment is no mix
        and left out.
    """
    rows = _rows(tables, month)
    found = [
        _cells(rows[table], a, b).assign(kpi=kpi)
        for kpi, table, a, b in _ratios(kpis)
        if table in rows and {a, b} <= set(rows[table])
    ]
    return (
        pd.concat(found, ignore_index=True)[[*_CELL, "a", "b"]]
        if found
        else pd.DataFrame(columns=[*_CELL, "a", "b"])
    )


def _ratios(kpis: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """KPIs of one table: what they are called, the table, numerator, denominator."""
    for kpi, above, below in kpis[["kpi", "numerator", "denominator"]].itertuples(index=False):
        if isinstance(below, str) and "." in above:
            (table, a), (other, b) = above.split("."), below.split(".")
            if table == other:
                yield kpi, table, a, b


def _rows(tables: Mapping[str, pd.DataFrame | None], month: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """The rows of two years by table, with their segments and period."""
    first = months.shift(month, -11)
    found: dict[str, list[pd.DataFrame]] = {}
    for table, rows in counted_rows(tables):
        recent = rows[(rows["month"] > months.shift(month, -24)) & (rows["month"] <= month)]
        period = recent["month"].ge(first).map({True: NOW, False: BEFORE})
        found.setdefault(table, []).append(recent.assign(period=period, **_labels(recent, tables)))
    return {table: pd.concat(parts, ignore_index=True) for table, parts in found.items()}


def _labels(rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame | None]) -> dict[str, pd.Series]:
    """The segment of each row in every segmentation that the tables know."""
    found = {}
    for name, (column, table, more) in SEGMENTATIONS.items():
        known = tables.get(table) if table else None
        if column not in rows or (table and (known is None or more not in known)):
            continue
        label = rows[column] if known is None else rows[column].map(known.set_index(column)[more])
        found[f"by_{name}"] = label.astype(object).where(label.notna(), "")
    return found


def _cells(rows: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """Sums of a ratio's two parts, in every segmentation with several segments."""
    parts = rows.assign(a=rows[a].fillna(0.0), b=rows[b].fillna(0.0))
    parts = parts[(parts["a"] != 0) | (parts["b"] != 0)]
    found = []
    for name in SEGMENTATIONS:
        if f"by_{name}" in parts and parts[f"by_{name}"].nunique() > 1:
            keys = [f"by_{name}", "period", "rep"]
            sums = parts.groupby(keys, observed=True)[["a", "b"]].sum().reset_index()
            found.append(sums.rename(columns={f"by_{name}": "segment"}).assign(by=name))
    return pd.concat(found) if found else pd.DataFrame(columns=["by", "segment", "period", "rep", "a", "b"])
