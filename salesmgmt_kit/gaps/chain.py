"""Sales as a chain of factors, in two periods, at every unit: deals x win rate x size, or the client's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats

from .. import units
from ..findings import Finding
from .counting import DEALS, Link, by_deals, counted, names
from .effects import beside, columns, lmdi, shapley_effects
from .resampling import drawn, gather, membership

Floats = npt.NDArray[np.float64]

#: Fewest reps of a unit whose effects get an interval where reps are drawn.
_FEWEST_REPS: Final = 5


@dataclass(frozen=True)
class Bridge:
    """From the money of one period to that of another, factor by factor.

    Parameters
    ----------
    base, actual
        The months of the two periods; the same where the base is the target.
    chain
        The factors; their product is the money.
    units
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``; what the
        factors count in the base and now, named by :func:`.counting.names`, of deals ``closed_0``, ``won_0``
        (deals), ``value_0`` (money), ``closed_1``, ``won_1``, ``value_1``; ``gap`` (money).
    effects
        One row per unit and factor: ``unit``, ``tier``, ``depth``, ``factor`` (its code), ``before``,
        ``after`` (the factor's values; missing where it has none), ``effect``, ``low``, ``high`` (money),
        ``level``, ``p`` (of the effect being 0), ``lmdi`` (the effect by logarithms). A unit's effects add
        up to its gap; they are missing where a period has something without what comes before it in
        the chain. Intervals of a chain that counts more than deals are missing under five reps.
    between
        One row per factor: ``factor``, ``effect``, ``low``, ``high``, ``level``, ``p``: the company's
        effect less those of the units right below it, which a shift between them makes. They add up to 0.
    """

    base: pd.DatetimeIndex
    actual: pd.DatetimeIndex
    chain: Sequence[Link]
    units: pd.DataFrame
    effects: pd.DataFrame
    between: pd.DataFrame


def bridge(
    opportunities: pd.DataFrame | None,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    base: pd.DatetimeIndex,
    actual: pd.DatetimeIndex,
    chain: Sequence[Link] = DEALS,
    activities: pd.DataFrame | None = None,
    sales: pd.DataFrame | None = None,
    against: str = "before",
    level: float = 0.95,
    seed: int = 2026,
) -> Bridge:
    """Take the difference between two periods' money apart, with intervals, at every unit.

    Parameters
    ----------
    opportunities, activities, sales
        The tables that the chain counts, see :func:`.counting.counted`.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`; where known ``hire_date``, ``leave_date``.
    base, actual
        Months of the two periods.
    chain
        The factors, in order: each counts something, the first as a sum, the others over what the one
        before counts.
    against
        ``target``: the base is what the factors' targets ask of the reps present in ``actual``.
    level
        Of the intervals, fraction.
    seed
        Of the bootstrap.

    Notes
    -----
    The effects are Shapley values, so they add up exactly and do not depend on an order. A unit
    without a deal (or a win) in one period has no win rate (or size) there and takes the other period's,
    so that its coming or going is a matter of deals (or wins).

    Intervals: where the chain counts deals alone, deals are drawn again with Poisson(1) weights, in both
    periods. Else, and against targets, reps are, each with all that is theirs in both periods: what a rep
    does hangs together, and the target comes with the rep.
    Effect +- z x sd of the draws, which unlike percentiles stays symmetric about the exact effect.

    References
    ----------
    Shorrocks 2013 (effects); Ang 2005 (their cross-check).
    """
    tree = units.tree(org, levels=levels)
    above = membership(org, tree, levels)
    rows = counted(chain, {"opportunities": opportunities, "activities": activities, "sales": sales})
    deals = by_deals(chain) and against != "target"
    periods = [
        _period(rows[rows["month"].isin(span)], names(chain), org, deals=deals) for span in (base, actual)
    ]
    if against == "target":
        periods[0] = _asked(chain, org, actual), periods[1][1]
    sums = [above @ (owners @ values) for values, owners in periods]
    exact = np.where((_whole(sums[0]) & _whole(sums[1]))[:, None], _effects(*sums), np.nan)
    sampled = _sampled(periods, above, seed, deals=deals)
    sd = sampled.std(axis=0, ddof=1)
    if not deals:
        sd[above @ np.isin(org["rep"], rows["rep"]).astype(float) < _FEWEST_REPS] = np.nan
    children = (tree["depth"] == 1).to_numpy()
    apart = sampled[:, 0] - sampled[:, children].sum(axis=1)
    between = _told(exact[:1] - exact[children].sum(axis=0), apart.std(axis=0, ddof=1)[None], level)
    return Bridge(
        base,
        actual,
        chain,
        _units(tree, sums, names(chain)),
        _rows(tree[["unit", "tier", "depth"]], chain, _shown(sums) | _told(exact, sd, level) | _second(sums)),
        _rows(pd.DataFrame(index=[0]), chain, between),
    )


def side_by_side(found: Bridge) -> pd.DataFrame:
    """The effects of every unit above the reps in one row, and what a shift between the first ones makes.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree, and a last one for the company's effects less those
        of the units right below it: ``unit`` (missing in the last), ``label`` (what names the row),
        ``depth``, ``gap`` and by factor, e.g. ``closed``, ``closed_low``, ``closed_high`` (money).
    """
    rows = found.units.loc[found.units["tier"] != units.REP, ["unit", "depth", "gap"]]
    rows = beside(rows, found.effects)
    labels = [Finding("{unit:name}", {"unit": unit}) for unit in rows["unit"]]
    last: dict[str, Any] = {"label": Finding("Shift between these units"), "depth": 1, "gap": 0.0}
    for row in found.between.to_dict("records"):
        last |= dict(zip(columns(row["factor"]), (row["effect"], row["low"], row["high"]), strict=True))
    return pd.concat(
        [rows.assign(label=pd.Series(labels, rows.index, dtype=object)), pd.DataFrame([last])],
        ignore_index=True,
    )


def factor_table(found: Bridge) -> pd.DataFrame:
    """The company's factors and effects, one row per factor: the columns of ``effects``."""
    return found.effects[found.effects["unit"] == units.COMPANY].reset_index(drop=True)


def _period(
    rows: pd.DataFrame, columns: Sequence[str], org: pd.DataFrame, *, deals: bool
) -> tuple[Floats, sparse.csr_array]:
    """What is drawn: counts of each deal, or of each rep; and whose it is."""
    values = rows[list(columns)].to_numpy(float)
    owners = gather(pd.Index(org["rep"]).get_indexer(rows["rep"]), len(org))
    return (values, owners) if deals else (owners @ values, sparse.eye_array(len(org), format="csr"))


def _sampled(
    periods: Sequence[tuple[Floats, sparse.csr_array]], above: sparse.csr_array, seed: int, *, deals: bool
) -> Floats:
    """Effects of every unit in every sample: the same reps in both periods, but deals of their own."""
    rng = np.random.default_rng(seed)
    draws = [
        drawn(values, owners, above, rng if deals else np.random.default_rng(seed))
        for values, owners in periods
    ]
    return _effects(*draws)


def _asked(chain: Sequence[Link], org: pd.DataFrame, span: pd.DatetimeIndex) -> Floats:
    """One row per rep: what the factors' targets ask for in the months in which the rep is there."""
    there = units.presence(org, span).sum().to_numpy(float)
    targets = [np.nan if factor.target is None else factor.target for factor in chain]
    return np.outer(there, np.cumprod(targets))


def _effects(base: Floats, actual: Floats) -> Floats:
    return shapley_effects(_factors(base, actual), _factors(actual, base))


def _whole(counts: Floats) -> npt.NDArray[np.bool_]:
    """Whether the product of the factors is what was counted last: nothing came of nothing."""
    return np.asarray(((counts[..., :-1] > 0) | (counts[..., 1:] == 0)).all(axis=-1))


def _factors(counts: Floats, other: Floats) -> Floats:
    """The first count and the ratios of each to the one before; undefined ones as in the other, or 0."""
    own = np.where(counts[..., :-1] > 0, _ratios(counts), _ratios(other))
    return np.concatenate([counts[..., :1], own], axis=-1)


def _ratios(counts: Floats) -> Floats:
    below = counts[..., :-1]
    return np.divide(counts[..., 1:], below, out=np.zeros(below.shape), where=below > 0)


def _units(tree: pd.DataFrame, sums: Sequence[Floats], columns: Sequence[str]) -> pd.DataFrame:
    counts = {f"{name}_{i}": sums[i][:, k] for i in (0, 1) for k, name in enumerate(columns)}
    return tree.assign(**counts, gap=sums[1][:, -1] - sums[0][:, -1])


def _rows(places: pd.DataFrame, chain: Sequence[Link], columns: dict[str, Floats]) -> pd.DataFrame:
    """One row per place and factor, from columns with a row per place and a column per factor."""
    parts = [
        places.assign(factor=factor.id, **{name: values[:, k] for name, values in columns.items()})
        for k, factor in enumerate(chain)
    ]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _told(effects: Floats, sd: Floats, level: float) -> dict[str, Floats]:
    """Effects with their intervals and p-values."""
    reach = stats.norm.ppf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(sd > 0, 2 * stats.norm.sf(np.abs(effects / sd)), np.nan)
    bounds = {"low": effects - reach * sd, "high": effects + reach * sd}
    return {"effect": effects, **bounds, "level": np.full(effects.shape, level), "p": p}


def _shown(sums: Sequence[Floats]) -> dict[str, Floats]:
    """The factors as they are shown: missing where they have no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = [np.hstack([counts[:, :1], counts[:, 1:] / counts[:, :-1]]) for counts in sums]
    return {"before": shown[0], "after": shown[1]}


def _second(sums: Sequence[Floats]) -> dict[str, Floats]:
    """The effects by logarithmic means."""
    both = [pd.DataFrame(_factors(sums[i], sums[1 - i])) for i in (0, 1)]
    return {"lmdi": np.where((_whole(sums[0]) & _whole(sums[1]))[:, None], lmdi(*both), np.nan)}
