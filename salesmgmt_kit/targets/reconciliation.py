"""Forecasts of all units made to agree: children add up to their parent, path by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Method = Literal["wls_var", "mint", "bottom_up", "top_down"]


def reconcile(
    paths: Mapping[str, Floats],
    tree: pd.DataFrame,
    *,
    method: Method = "wls_var",
    residuals: pd.DataFrame | None = None,
    freeze_total: bool = False,
    non_negative: bool = False,
    digits: int | None = None,
) -> dict[str, Floats]:
    """Paths (or points) of every unit, changed as little as their errors allow until they add up.

    Parameters
    ----------
    paths
        By unit: one row per path, one column per month; client's currency. Row 5 of one unit and
        row 5 of another are one future: see :func:`joined`. A point forecast is one row.
    tree
        From :func:`salesmgmt_kit.units.tree`; units without paths are left out, and so must be all
        below them.
    method
        ``wls_var``: least squares, each unit weighted by the inverse variance of its errors.
        ``mint``: by the inverse covariance of the errors, shrunk to its diagonal.
        ``bottom_up``: the lowest units added up. ``top_down``: the company's, split by the mean
        shares of the units' own forecasts.
    residuals
        One row per month, one column per unit: errors of one month ahead, client's currency. Needed by
        ``mint``; without it ``wls_var`` takes the variance of the paths' first month.
    freeze_total
        Leave the company's own forecast as it is (constrained least squares). Of no effect on
        ``top_down``, which does so anyway.
    non_negative
        Cut the lowest units off at 0 and add up again; the total then moves up, frozen or not.
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
    the units above the lowest ones.

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
    agreed = _METHODS[method](stacked, nodes, residuals, freeze_total)
    if non_negative or digits is not None:
        agreed = _added_up(_settled(agreed, non_negative, digits), nodes, digits)
    return dict(zip(nodes["unit"], agreed, strict=True))


def joined(paths: Mapping[str, Floats], residuals: pd.DataFrame, *, seed: int = 2026) -> dict[str, Floats]:
    """Paths that were drawn unit by unit, put in an order in which units rise and fall together.

    Parameters
    ----------
    paths
        As in :func:`reconcile`.
    residuals
        One row per month, one column per unit (more do no harm): standardised or not, only their order
        counts. A unit without residuals keeps its paths as they are.
    seed
        Of the months drawn; a unit's order depends on it and on its own residuals alone.

    Returns
    -------
    dict
        The same paths of every unit in another order: whole paths move, so that the months of one path stay
        together, and what a unit's total can be is untouched.

    Notes
    -----
    For every path and month ahead one past month is drawn for all units; a unit's paths are ordered by
    total as the sums of its residuals in those months are. That is an empirical copula of the units'
    totals.

    References
    ----------
    Clark, M. et al. (2004). The Schaake shuffle. Journal of Hydrometeorology 5(1), 243-262.
    """
    known = residuals.dropna(how="all", axis=1).fillna(0.0)
    size, ahead = next(iter(paths.values())).shape
    drawn = np.random.default_rng(seed).integers(len(known), size=(size, ahead))
    return {
        unit: _in_order_of(own, known[unit].to_numpy()[drawn].sum(axis=1)) if unit in known else own
        for unit, own in paths.items()
    }


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


def _projected(paths: Floats, nodes: pd.DataFrame, covariance: Floats, freeze_total: bool) -> Floats:
    rules = _constraints(nodes)
    if not len(rules):
        return paths
    apart = np.tensordot(rules, paths, 1)
    if freeze_total:
        rules = np.vstack([rules, (nodes["above"].to_numpy() < 0).astype(float)])
        apart = np.concatenate([apart, np.zeros((1, *apart.shape[1:]))])
    spread = covariance @ rules.T
    change = np.tensordot(spread @ np.linalg.pinv(rules @ spread, hermitian=True), apart, 1)
    return np.asarray(paths - change)


def _wls_var(
    paths: Floats, nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool
) -> Floats:
    if residuals is None:
        variances = paths[:, :, 0].var(axis=1)
    else:
        variances = residuals[nodes["unit"].tolist()].var().to_numpy()
    if not np.nansum(variances):
        variances = np.ones(len(nodes))  # a point forecast without residuals: all count alike
    return _projected(paths, nodes, np.diag(_scale_free(variances)), freeze_total)


def _mint(paths: Floats, nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool) -> Floats:
    if residuals is None:
        raise ValueError("mint needs the residuals of every unit")
    together = residuals[nodes["unit"].tolist()].dropna().to_numpy(float)
    covariance = shrunk_covariance(together)
    return _projected(paths, nodes, covariance / np.diag(covariance).mean(), freeze_total)


def _bottom_up(
    paths: Floats, nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool
) -> Floats:
    return _added_up(paths, nodes, None)


def _top_down(
    paths: Floats, nodes: pd.DataFrame, residuals: pd.DataFrame | None, freeze_total: bool
) -> Floats:
    means = paths.mean(axis=1).clip(min=0)
    split = paths.copy()
    above = nodes["above"].to_numpy()
    for parent in dict.fromkeys(above[above >= 0]):
        children = np.flatnonzero(above == parent)
        whole = means[children].sum(axis=0)
        even = np.full_like(means[children], 1 / len(children))
        shares = np.divide(means[children], whole, out=even, where=whole > 0)
        split[children] = split[parent] * shares[:, None, :]
    return split


_METHODS: Final[Mapping[str, Callable[[Floats, pd.DataFrame, pd.DataFrame | None, bool], Floats]]] = {
    "wls_var": _wls_var,
    "mint": _mint,
    "bottom_up": _bottom_up,
    "top_down": _top_down,
}


def _scale_free(variances: Floats) -> Floats:
    """Variances in units of their mean, a missing one at the mean; none is 0: no weight is infinite."""
    mean = np.nanmean(variances)
    return np.asarray(np.maximum(np.nan_to_num(variances / mean, nan=1.0), 1e-9))


def _settled(paths: Floats, non_negative: bool, digits: int | None) -> Floats:
    floored = paths.clip(min=0) if non_negative else paths
    return floored if digits is None else np.round(floored, digits)


def _added_up(paths: Floats, nodes: pd.DataFrame, digits: int | None) -> Floats:
    """The lowest units as they are, those above as their sums (children stand after their parent)."""
    sums = paths.copy()
    above = nodes["above"].to_numpy()
    for parent in sorted(set(above[above >= 0]), reverse=True):
        total = sums[above == parent].sum(axis=0)
        sums[parent] = total if digits is None else np.round(total, digits)
    return sums


def _in_order_of(paths: Floats, template: Floats) -> Floats:
    """The paths, ordered by total as ``template`` is."""
    ordered = np.empty_like(paths)
    ordered[np.argsort(template, kind="stable")] = paths[np.argsort(paths.sum(axis=1), kind="stable")]
    return ordered
