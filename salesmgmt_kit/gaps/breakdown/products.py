"""Twelve months' sales against the twelve before, at every unit: pieces, mix, prices, new and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ... import months, units
from ..effects import beside

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

#: What makes the difference; see :func:`salesmgmt_kit.gaps.price_volume_mix`.
EFFECTS: Final = ("volume", "mix", "price", "new", "lost")
#: Fewest customers of a unit whose effects get an interval.
_FEWEST: Final = 10
#: What is added up of every product: pieces and money of the base, pieces and money of now.
_SUMS: Final = ("quantity_0", "amount_0", "quantity_1", "amount_1")


@dataclass(frozen=True)
class ProductBridge:
    """From the sales of one year to those of the next, effect by effect.

    Parameters
    ----------
    units
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``depth``, ``before``, ``now``,
        ``gap`` (money). Empty where it cannot be told.
    effects
        One row per unit and effect: ``unit``, ``tier``, ``depth``, ``factor`` (of :data:`EFFECTS`),
        ``effect``, ``low``, ``high`` (money; bounds missing under ten customers and without any
        product of the kind), ``level``, ``p`` (of the
        effect being 0). A unit's effects add up to its gap.
    pieces
        Whether sales tell pieces; else every order line counts as one.
    left_out
        Share of the amounts of both years that name no product, or no pieces, and are left out.
    """

    units: pd.DataFrame
    effects: pd.DataFrame
    pieces: bool = True
    left_out: float = 0.0


def product_bridge(
    sales: pd.DataFrame, org: pd.DataFrame, *, levels: Sequence[str], month: pd.Timestamp, level: float = 0.95
) -> ProductBridge:
    """Take the difference between two years' sales apart by products, with intervals, at every unit.

    Parameters
    ----------
    sales
        ``rep``, ``month``, ``amount`` (money), ``product``; where known ``quantity`` (pieces), ``customer``.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`.
    month
        The last of the twelve months.
    level
        Of the intervals, fraction.

    Notes
    -----
    The effects are those of :func:`salesmgmt_kit.gaps.price_volume_mix` on each unit's own products. Which
    products count as sold in both years is taken as given. Intervals: each effect is linear in the sums of
    pieces and money to the first order, so its variance over customers drawn again is the sum of the
    squared contributions of the customers (the infinitesimal jackknife). Lines without a customer are drawn
    one by one.

    References
    ----------
    Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6.
    """
    first = months.shift(month, -23)
    if "product" not in sales or sales["product"].isna().all() or not sales["month"].min() <= first:
        return ProductBridge(pd.DataFrame(), pd.DataFrame())
    years = sales[sales["month"].between(first, month)]
    pieces = "quantity" in years and bool(years["quantity"].notna().any())
    lines = years.assign(quantity=years["quantity"] if pieces else 1.0)
    named = lines.dropna(subset=["product", "quantity"])
    if named.empty:
        return ProductBridge(pd.DataFrame(), pd.DataFrame())
    whole = float(years["amount"].abs().sum())
    left_out = 1 - float(named["amount"].abs().sum()) / whole if whole else 0.0
    tree = units.tree(org, levels=levels)
    cells = _cells(named, org, now=named["month"] > months.shift(month, -12))
    found = [_tier(cells, org, tier, level) for tier in (units.COMPANY, *levels, units.REP)]
    totals, effects = (pd.concat(parts) for parts in zip(*found, strict=True))
    place = tree[["unit", "tier", "depth"]]
    rows = place.merge(totals, on="unit").reset_index(drop=True)
    return ProductBridge(rows, place.merge(effects, on="unit"), pieces, left_out)


def side_by_side(found: ProductBridge) -> pd.DataFrame:
    """The effects of every unit above the reps in one row.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree: ``unit``, ``depth``, ``before``, ``now``, ``gap`` and by
        effect, e.g. ``volume``, ``volume_low``, ``volume_high`` (money). Empty where nothing can be told.
    """
    if found.units.empty:
        return found.units
    rows = found.units[found.units["tier"] != units.REP].drop(columns="tier")
    return beside(rows, found.effects)


def _cells(lines: pd.DataFrame, org: pd.DataFrame, *, now: pd.Series) -> pd.DataFrame:
    """One row per rep, customer and product, as codes, with the sums of both years."""
    rep = pd.Index(org["rep"]).get_indexer(lines["rep"])
    product = pd.factorize(lines["product"])[0]
    cells = pd.DataFrame({"rep": rep, "customer": _customers(lines), "product": product})
    recent = now.to_numpy()
    for i, years in ((0, ~recent), (1, recent)):
        cells[f"quantity_{i}"] = lines["quantity"].to_numpy(float) * years
        cells[f"amount_{i}"] = lines["amount"].to_numpy(float) * years
    return cells.groupby(["rep", "customer", "product"], sort=False, as_index=False).sum()


def _customers(lines: pd.DataFrame) -> Codes:
    """A code per customer; every line without one has its own."""
    codes = pd.factorize(lines["customer"])[0] if "customer" in lines else np.full(len(lines), -1)
    return np.where(codes < 0, codes.max(initial=0) + 1 + np.arange(len(lines)), codes)


def _tier(
    cells: pd.DataFrame, org: pd.DataFrame, tier: str, level: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums and effects of all units of one tier."""
    codes, names = pd.factorize(org[tier] if tier in org else np.full(len(org), units.COMPANY))
    unit = codes[cells["rep"]]
    products = int(cells["product"].max()) + 1
    pairs, pair = np.unique(unit * products + cells["product"].to_numpy(), return_inverse=True)
    owner = pairs // products
    sums = [_added(pair, cells[name], len(pairs)) for name in _SUMS]
    effects, slopes = _effects(sums, owner, len(names))
    shares = np.zeros((len(EFFECTS), len(cells)))
    for name, slope in zip(_SUMS, slopes, strict=True):
        shares += slope[:, pair] * cells[name].to_numpy()
    sd = _errors(shares, unit, cells["customer"].to_numpy(), len(names))
    before, now = (_added(owner, amounts, len(names)) for amounts in sums[1::2])
    totals = pd.DataFrame({"unit": names, "before": before, "now": now, "gap": now - before})
    return totals, _rows(names, effects, sd, level)


def _effects(sums: Sequence[Floats], owner: Codes, many: int) -> tuple[Floats, list[Floats]]:
    """Effects of every unit, and their slopes over each sum of its products: (effects, units or products)."""
    q0, a0, q1, a1 = sums
    kept = (q0 > 0) & (q1 > 0)
    price, grown = _divided(a0, q0, kept), _divided(q1, q0, kept)
    all_q0, all_a0, all_q1, all_a1 = (_added(owner, np.where(kept, x, 0.0), many) for x in (q0, a0, q1, a1))
    mean, rise = _divided(all_a0, all_q0, all_q0 > 0), _divided(all_q1, all_q0, all_q0 > 0)
    as_before = _added(owner, np.where(kept, q1, 0.0) * price, many)
    new, lost = (_added(owner, np.where(kept, 0.0, x), many) for x in (a1, a0))
    effects = [(rise - 1) * all_a0, as_before - all_q1 * mean, all_a1 - as_before, new, -lost]
    none, one = np.zeros_like(q0), np.ones_like(q0)
    mean, rise = mean[owner], rise[owner]
    slopes = [
        [-rise * mean, rise * mean - grown * price, grown * price, none, none],
        [rise - 1, grown - rise, -grown, none, -one],
        [mean, price - mean, -price, none, none],
        [none, none, one, one, none],
    ]
    of_kept = np.array([True, True, True, False, False])[:, None]
    return np.stack(effects), [np.where(of_kept == kept, np.stack(slope), 0.0) for slope in slopes]


def _errors(shares: Floats, unit: Codes, customer: Codes, many: int) -> Floats:
    """Standard error of each effect of each unit over its customers; missing where few, or none take part."""
    customers = int(customer.max()) + 1
    pairs, pair = np.unique(unit * customers + customer, return_inverse=True)
    owner = pairs // customers
    squares = [_added(owner, _added(pair, share, len(pairs)) ** 2, many) for share in shares]
    few = np.bincount(owner, minlength=many) < _FEWEST
    return np.where(few | (np.stack(squares) == 0), np.nan, np.sqrt(np.stack(squares)))


def _rows(names: Any, effects: Floats, sd: Floats, level: float) -> pd.DataFrame:
    """One row per unit and effect."""
    reach = stats.norm.ppf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd > 0, 2 * stats.norm.sf(np.abs(effects / sd)), np.nan)
    columns = {"effect": effects, "low": effects - reach * sd, "high": effects + reach * sd, "p": p}
    parts = [
        pd.DataFrame(
            {"unit": names, "factor": factor, "level": level} | {name: of[k] for name, of in columns.items()}
        )
        for k, factor in enumerate(EFFECTS)
    ]
    return pd.concat(parts)


def _added(code: Codes, values: pd.Series | Floats, many: int) -> Floats:
    return np.asarray(np.bincount(code, weights=np.asarray(values, float), minlength=many), float)


def _divided(above: Floats, below: Floats, where: npt.NDArray[np.bool_]) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=where)
