"""One forecast of the whole organisation: children add up to their parents, units rise and fall together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import months, units
from .dependence import joined
from .forecasting import Forecast, by_month
from .reconciliation import Method, reconcile

Floats = npt.NDArray[np.float64]

#: Paths beyond these quantiles count as these when a unit's certainty is measured.
_TAILS: Final = (0.01, 0.99)
#: Months in the sales force after which a rep without any sale is none who sells.
_NEW: Final = 12


def coherent(
    result: Forecast,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    method: Method = "wls_var",
    freeze_total: bool = False,
    seed: int = 2026,
) -> Forecast:
    """The forecast of all units, made to agree: path by path and month by month children add up.

    Parameters
    ----------
    result
        From :func:`~salesmgmt_kit.targets.forecast`, of whatever tiers; all above the lowest one.
    org, levels
        As in :func:`salesmgmt_kit.units.tree`, with ``hire_date`` and ``leave_date`` where known: in months
        outside them a rep sells nothing.
    method, freeze_total
        As in :func:`~salesmgmt_kit.targets.reconcile`. A unit's certainty is that of its
        paths, month by month; the correlations for ``mint`` are those of the errors.
    seed
        Of the order of paths, and of what stands in for units too new.

    Returns
    -------
    Forecast
        The same units in the order of the tree. ``paths`` add up; ``low`` and ``high`` are their
        quantiles. ``expected`` adds up too: the company's is its median, and medians of those below, which
        do not add up, are brought to it in proportion, level by level. Sales that are never below 0 stay so.

    Notes
    -----
    A unit too new for a forecast (``none``) is taken for one like its siblings: each of its paths is one of
    theirs, drawn at random, and so its interval holds their differences too. Where they are unknown as well,
    or a rep has been there for a year without a sale, it is taken to sell nothing.
    """
    tree = units.tree(org, levels=levels)
    tree = tree[tree["unit"].isin(list(result.paths))]
    here = _employed(org, result.months)
    own = {unit: result.paths[unit] * here.get(unit, 1.0) for unit in tree["unit"]}
    known = {unit: paths for unit, paths in own.items() if not np.isnan(paths).any()}
    below_zero = any(paths.min() < 0 for paths in known.values())
    paths = _completed(joined(known, result.errors, seed=seed), tree, here, _idle(org, result.month), seed)
    variances = {unit: _variances(own) for unit, own in paths.items()}

    agreed = reconcile(
        paths,
        tree,
        method=method,
        residuals=result.errors,
        variances=variances,
        freeze_total=freeze_total,
        non_negative=not below_zero,
    )
    diagnostics = tree[["unit"]].merge(result.diagnostics, on="unit")
    together = replace(result, paths=agreed, diagnostics=diagnostics, agreement=partial(_shared_out, tree))
    return replace(together, monthly=by_month(together))


def _shared_out(tree: pd.DataFrame, points: Floats) -> Floats:
    """Numbers of all units, top down: the company's stays, children come to their parent's in proportion."""
    parents = tree["parent"].to_numpy()
    agreed = points.copy()
    for at, unit in enumerate(tree["unit"]):
        children = np.flatnonzero(parents == unit)
        if len(children):
            size = np.abs(points[children])
            shares = size / size.sum() if size.any() else np.full(len(children), 1 / len(children))
            agreed[children] += shares * (agreed[at] - points[children].sum())
    return agreed


def _employed(org: pd.DataFrame, span: pd.DatetimeIndex) -> dict[str, Floats]:
    """By rep: 1 in the months that touch its time in the sales force, as far as it is known, else 0."""
    here = np.ones((len(org), len(span)), bool)
    if "hire_date" in org:
        ends = span + pd.offsets.MonthEnd(0)
        here &= ~(org["hire_date"].to_numpy()[:, None] > ends.to_numpy()[None, :])
    if "leave_date" in org:
        here &= ~(org["leave_date"].to_numpy()[:, None] < span.to_numpy()[None, :])
    return dict(zip(org["rep"], here.astype(float), strict=True))


def _idle(org: pd.DataFrame, month: pd.Timestamp) -> set[str]:
    """Reps who have been there for so long that without sales they are none who sell."""
    if "hire_date" not in org:
        return set()
    return set(org.loc[org["hire_date"] <= months.shift(month, -_NEW), "rep"])


def _completed(
    known: Mapping[str, Floats], tree: pd.DataFrame, here: Mapping[str, Floats], idle: set[str], seed: int
) -> dict[str, Floats]:
    """Paths of all units: those of the siblings, drawn path by path, for a unit that has none of its own."""
    siblings = tree[tree["unit"].isin(list(known))].groupby("parent")["unit"].apply(list)
    size, ahead = next(iter(known.values())).shape
    paths = {}
    for unit, parent in zip(tree["unit"], tree["parent"], strict=True):
        peers = [] if unit in idle else [u for u in siblings.get(parent, []) if known[u].any()]
        if unit in known:
            paths[unit] = known[unit]
        elif peers:
            picks = np.random.default_rng([seed, crc32(unit.encode())]).integers(len(peers), size=size)
            paths[unit] = np.stack([known[u] for u in peers])[picks, np.arange(size)] * here.get(unit, 1.0)
        else:
            paths[unit] = np.zeros((size, ahead))
    return paths


def _variances(paths: Floats) -> Floats:
    """Variance of every month, the furthest paths drawn in: a few of them decide nothing."""
    low, high = np.quantile(paths, _TAILS, axis=0)
    return np.asarray(paths.clip(low, high).var(axis=0))
