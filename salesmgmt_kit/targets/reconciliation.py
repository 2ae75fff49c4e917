"""Forecasts of all units made to agree: children add up to their parent, path by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
#: Makes one month's paths (one row per unit, one column per path) add up, given the units' variances.
Step = Callable[[Floats, Floats], Floats]
Method = Literal["wls_var", "mint", "bottom_up", "top_down"]

#: Least variance of a unit, in units of the mean one: no weight is infinite.
_LEAST: Final = 1e-9


def reconcile(
    paths: Mapping[str, Floats],
    tree: pd.DataFrame,
    *,
    method: Method = "wls_var",
    residuals: pd.DataFrame | None = None,
    variances: Mapping[str, Floats] | None = None,
    freeze_total: bool = False,
    non_negative: bool = False,
    digits: int | None = None,
) -> dict[str, Floats]:
    """Paths (or points) of every unit, changed as little as their errors allow until they add up.

    Parameters
    ----------
    paths
        By unit: one row per path, one column per month; client's currency. Row 5 of one unit and row 5 of
        another are one future: see :func:`~salesmgmt_kit.targets.joined`. A point forecast is one row.
    tree
        From :func:`salesmgmt_kit.units.tree`; units without paths are left out, and so must be all
        below them.
    method
        ``wls_var``: least squares, each unit weighted by the inverse variance of its errors.
        ``mint``: by the inverse covariance of the errors, shrunk to its diagonal.
        ``bottom_up``: the lowest units added up. ``top_down``: the company's, split by the mean
        shares of the units' own forecasts.
    residuals
        One row per month, one column per unit: errors of one month ahead, client's currency (any unit
        where ``variances`` are given). Needed by ``mint``, to which a unit without any goes with no other.
    variances
        By unit: the variance of its errors in every month ahead, squared currency; that of its residuals
        when None, and without those the variance of the paths' first month. A unit of variance 0 stays
        as it is.
    freeze_total
        Leave the company's own forecast as it is (constrained least squares). Of no effect on
        ``top_down``, which does so anyway.
    non_negative
        Cut the lowest units off at 0; the others give way in proportion, so that the total stays where it is
        (at 0, where it was below).
    digits
        Decimals of the lowest units (2: to the cent); those above are their sums. Full precision
        when None.

    Returns
    -------
    dict
        As ``paths``, in the order of the tree.

    Raises
    ------
    ValueError
        When a unit's paths are missing or its parent has none, when ``mint`` gets no residuals, or the
        total of ``bottom_up`` is to be frozen.

    Notes
    -----
    With C y = 0 for "parent less children is 0" and W the covariance of the errors, the least change is
    y = x - W C'(C W C')^-1 C x, which equals S(S'W^-1 S)^-1 S'W^-1 x but solves a system of the size of
    the units above the lowest ones. Where W is diagonal no system is solved at all: one pass up the tree
    weighs each unit's own forecast against the sum of those below it, one pass down shares out what is left.

    References
    ----------
    Wickramasuriya, S. L., Athanasopoulos, G. & Hyndman, R. J. (2019). JASA 114(526), 804-819.
    Hyndman, R. J. & Athanasopoulos, G. (2021). Forecasting: Principles and Practice, 3rd ed., 11.3.
    """
    nodes = _nodes(tree, paths)
    stacked = np.stack([np.asarray(paths[unit], float) for unit in nodes["unit"]])
    if np.isnan(stacked).any():
        unknown = nodes["unit"][np.isnan(stacked).any(axis=(1, 2))].tolist()
        raise ValueError(f"paths are missing for {', '.join(unknown)}")
    if method == "bottom_up" and freeze_total:
        raise ValueError("bottom_up adds the total up from below; it cannot be frozen")
    known = _known_variances(variances, residuals, nodes["unit"], stacked)
    agree = _METHODS[method](nodes, residuals, freeze_total)
    for at in range(stacked.shape[2]):  # month by month: what stands in between stays small
        agreed = agree(stacked[:, :, at], known[:, at])
        if non_negative:
            agreed = _never_negative(agreed, nodes)
        stacked[:, :, at] = agreed if digits is None else _added_up(np.round(agreed, digits), nodes, digits)
    return dict(zip(nodes["unit"], stacked, strict=True))


def shrunk_covariance(residuals: Floats) -> Floats:
    """Covariance of the columns, its correlations shrunk towards 0 as far as their noise asks for.

    References
    ----------
    Schäfer, J. & Strimmer, K. (2005). Statistical Applications in Genetics and Molecular Biology 4(1),
    article 32, target D ("diagonal, unequal variance").
    """
    n = len(residuals)
    centred = residuals - residuals.mean(axis=0)
    deviation = np.sqrt((centred**2).sum(axis=0) / (n - 1))
    scaled = np.divide(centred, deviation, out=np.zeros_like(centred), where=deviation > 0)
    products = scaled.T @ scaled / n  # mean over the months, as the squares below
    correlation = products * n / (n - 1)
    noise = ((scaled**2).T @ (scaled**2) / n - products**2) * n**2 / (n - 1) ** 3
    off = ~np.eye(len(correlation), dtype=bool)
    signal = float((correlation[off] ** 2).sum())
    strength = min(1.0, max(0.0, float(noise[off].sum()) / signal)) if signal else 1.0
    shrunk: Floats = np.where(off, (1 - strength) * correlation, 1.0) * np.outer(deviation, deviation)
    return shrunk


def _nodes(tree: pd.DataFrame, paths: Mapping[str, Floats]) -> pd.DataFrame:
    nodes = tree[tree["unit"].isin(list(paths))].reset_index(drop=True)
    orphans = nodes[nodes["parent"].notna() & ~nodes["parent"].isin(nodes["unit"])]
    if len(orphans):
        raise ValueError(
            f"no paths for {', '.join(sorted(set(orphans['parent'])))}, the parent of units that have"
        )
    at = nodes["parent"].map(pd.Series(nodes.index, nodes["unit"]))
    return nodes.assign(above=at.fillna(-1).astype(int))


def _constraints(nodes: pd.DataFrame) -> Floats:
    """One row per unit that has children: 1 for itself, -1 for each child."""
    above = nodes["above"].to_numpy()
    parents = np.unique(above[above >= 0])
    return np.asarray(np.eye(len(nodes))[parents] - (above == parents[:, None]), float)


def _families(nodes: pd.DataFrame) -> list[tuple[int, Rows]]:
    """Every unit that has children, top down, with their rows."""
    above = nodes["above"].to_numpy()
    return [(int(parent), np.flatnonzero(above == parent)) for parent in np.unique(above[above >= 0])]


def _known_variances(
    given: Mapping[str, Floats] | None, residuals: pd.DataFrame | None, names: pd.Series, paths: Floats
) -> Floats:
    """Variance of each unit (row) in each month (column), in units of their mean; none is 0."""
    if given is not None:
        known = np.stack([given[unit] for unit in names])
    else:
        own = paths[:, :, 0].var(axis=1) if residuals is None else residuals.reindex(columns=names).var()
        known = np.repeat(np.asarray(own, float)[:, None], paths.shape[2], axis=1)
    mean = np.nan_to_num(np.nanmean(known, axis=0))
    # A point forecast without residuals has no variances: all count alike, as does a unit without.
    known = np.divide(known, mean, out=np.ones_like(known), where=mean > 0)
    return np.asarray(np.maximum(np.nan_to_num(known, nan=1.0), _LEAST))


def _wls_var(nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool) -> Step:
    """Up the tree: own forecast and sum of those below, by their variances; down: what is left, likewise."""
    families = _families(nodes)

    def agree(paths: Floats, variances: Floats) -> Floats:
        agreed, spread = paths.copy(), variances.copy()
        for parent, children in reversed(families):
            below, wide = agreed[children].sum(axis=0), spread[children].sum()
            trust = 1.0 if freeze_total and parent == 0 else wide / (wide + spread[parent])
            agreed[parent] = below + trust * (paths[parent] - below)
            spread[parent] *= trust
        for parent, children in families:
            apart = agreed[parent] - agreed[children].sum(axis=0)
            agreed[children] += np.outer(spread[children] / spread[children].sum(), apart)
        return agreed

    return agree


def _mint(nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool) -> Step:
    if residuals is None:
        raise ValueError("mint needs the residuals of every unit")
    rules = apart = _constraints(nodes)
    if freeze_total:
        rules = np.vstack([rules, np.eye(1, len(nodes))])
        apart = np.vstack([apart, np.zeros((1, len(nodes)))])
    correlation = _correlation(residuals.reindex(columns=nodes["unit"]))

    def agree(paths: Floats, variances: Floats) -> Floats:
        root = np.sqrt(variances)
        spread = (correlation * np.outer(root, root)) @ rules.T
        return np.asarray(paths - spread @ np.linalg.pinv(rules @ spread, hermitian=True) @ (apart @ paths))

    return agree


def _correlation(residuals: pd.DataFrame) -> Floats:
    """Shrunk correlations of the columns in the months known of all; 0 for one that has none."""
    known = residuals.loc[:, residuals.notna().any()].dropna()
    centred = (residuals.loc[known.index] - known.mean()).fillna(0.0).to_numpy(float)
    covariance = shrunk_covariance(centred)
    deviation = np.sqrt(np.diag(covariance))
    scale = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)
    correlation = covariance * np.outer(scale, scale)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation)


def _bottom_up(nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool) -> Step:
    return lambda paths, variances: _added_up(paths, nodes, None)


def _top_down(nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool) -> Step:
    families = _families(nodes)

    def split(paths: Floats, variances: Floats) -> Floats:
        means, agreed = paths.mean(axis=1).clip(min=0), paths.copy()
        for parent, children in families:
            whole, even = means[children].sum(), np.full(len(children), 1 / len(children))
            agreed[children] = np.outer(means[children] / whole if whole > 0 else even, agreed[parent])
        return agreed

    return split


_METHODS: Final[Mapping[str, Callable[[pd.DataFrame, pd.DataFrame | None, bool], Step]]] = {
    "wls_var": _wls_var,
    "mint": _mint,
    "bottom_up": _bottom_up,
    "top_down": _top_down,
}


def _never_negative(paths: Floats, nodes: pd.DataFrame) -> Floats:
    """The lowest units cut off at 0, scaled so that the company stays where it is, and added up."""
    lowest = ~np.isin(np.arange(len(nodes)), nodes["above"].to_numpy())
    floored = np.where(lowest[:, None], paths.clip(min=0), paths)
    whole = floored[lowest].sum(axis=0)
    factor = np.divide(paths[0].clip(min=0), whole, out=np.zeros_like(whole), where=whole > 0)
    return _added_up(floored * factor, nodes, None)


def _added_up(paths: Floats, nodes: pd.DataFrame, digits: int | None) -> Floats:
    """The lowest units as they are, those above as their sums (children stand after their parent)."""
    sums = paths.copy()
    for parent, children in reversed(_families(nodes)):
        total = sums[children].sum(axis=0)
        sums[parent] = total if digits is None else np.round(total, digits)
    return sums
