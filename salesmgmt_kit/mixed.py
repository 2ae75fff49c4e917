"""Groups that differ by chance and by more: the mixed model with one random intercept a group."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning

Floats = npt.NDArray[np.float64]

#: A variance between groups below this share of the variance within them is taken for none.
_NONE: Final = 1e-8
#: How near the share of the variance between groups is brought to the one that fits best.
_NEAR: Final = 1e-12


@dataclass(frozen=True)
class Mixed:
    """How much of every group's distance from the others is more than chance.

    Parameters
    ----------
    fixed
        Coefficients: ``intercept`` and one for each covariate.
    groups
        One row per group: ``n`` (values), ``effect`` (best linear unbiased prediction of what the group
        adds), ``mean`` (prediction of its values at its own usual covariates), ``sd`` (of the error of
        ``mean``), ``noise`` (variance of the group's own mean by chance alone).
    between, within
        Variances between groups and of a value of weight 1 within one.
    p
        Of all groups being alike; missing where groups or values are too few.
    warning
        What the optimiser warned of; empty without one.
    """

    fixed: pd.Series
    groups: pd.DataFrame
    between: float
    within: float
    p: float
    warning: str = ""

    @property
    def alike(self) -> bool:
        """Whether no difference between the groups can be detected."""
        return self.between < _NONE * self.within or self.between == 0


def random_intercepts(
    values: pd.Series,
    groups: pd.Series,
    *,
    covariates: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
) -> Mixed:
    """The mixed model value = intercept + covariates + effect of the group + chance, by REML.

    Parameters
    ----------
    values
        One value per observation, any unit.
    groups
        The group of each.
    covariates
        One row per observation; numbers.
    weights
        Of each: the variance of chance is ``within`` / weight; 1 when None.

    Raises
    ------
    ValueError
        When there are fewer than two groups, or no more values than groups and covariates.

    Notes
    -----
    With one random intercept the likelihood needs sums over groups alone, and but one number is looked for:
    the share lambda = between / within, in one dimension from 0 to infinity, 0 included. So 2,000 groups
    take milliseconds and a variance of 0 is an answer, where a general optimiser (MixedLM's) takes
    seconds and may end anywhere near 0; the two agree where both find the optimum. The test of no
    difference is the F test of the groups beside the covariates, exact for normal values.

    References
    ----------
    Patterson & Thompson 1971, Biometrika 58 (REML); Henderson 1975, Biometrics 31 (prediction); Bates et
    al. 2015, J. Stat. Software 67(1) (profiling, as in lme4); Wald 1947, Ann. Math. Stat. 18 (the F test).
    """
    sums = _sums(values, groups, covariates, weights)
    ratio = _best_ratio(sums)
    solved = _solved(sums, ratio)
    return _answer(sums, ratio * solved.within, solved.within)


def mixedlm_intercepts(
    values: pd.Series, groups: pd.Series, *, covariates: pd.DataFrame | None = None
) -> Mixed:
    """The same model fitted by statsmodels, guarded: the slow and independent way.

    Parameters
    ----------
    values, groups, covariates
        As in :func:`random_intercepts`.

    Notes
    -----
    The default optimiser is kept: with ``lbfgs`` alone MixedLM may return an intercept of 0 and say that it
    has converged. Where the variance between groups comes out below 1e-8 of that within them, or the
    intercept as 0, the moments of the analysis of variance are taken in its place: between = max(0, (MSB -
    MSW) / n0). Warnings of the optimiser are kept in ``warning``.
    """
    sums = _sums(values, groups, covariates, None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        between, within, usable = _fitted(MixedLM(sums.y, sums.x, sums.group))
    warning = "; ".join(str(w.message) for w in caught if issubclass(w.category, ConvergenceWarning))
    if not usable:
        between, within = _moments(sums)
    return _answer(sums, between, within, warning)


def _fitted(model: MixedLM) -> tuple[float, float, bool]:
    """Variances between and within, and whether they may be used; a singular fit may not."""
    try:
        fitted = model.fit()
    except np.linalg.LinAlgError as error:
        warnings.warn(str(error), ConvergenceWarning, stacklevel=2)
        return 0.0, 0.0, False
    between, within = float(np.asarray(fitted.cov_re)[0, 0]), float(fitted.scale)
    return between, within, between >= _NONE * within and fitted.fe_params[0] != 0


@dataclass(frozen=True)
class _Sums:
    """What the model needs to know of the data: values and design, and their weighted sums by group."""

    names: list[str]
    labels: pd.Index
    y: Floats
    x: Floats
    weight: Floats
    group: npt.NDArray[np.intp]
    of_weight: Floats
    of_x: Floats
    of_y: Floats

    @property
    def spare(self) -> int:
        """Values more than coefficients."""
        return int(self.x.shape[0] - self.x.shape[1])


@dataclass(frozen=True)
class _Solved:
    """The best coefficients for one ratio of the variances, and what they leave."""

    fixed: Floats
    covariance: Floats
    within: float
    criterion: float


def _sums(
    values: pd.Series, groups: pd.Series, covariates: pd.DataFrame | None, weights: pd.Series | None
) -> _Sums:
    group, labels = pd.factorize(groups.to_numpy(), sort=True)
    y = values.to_numpy(float)
    names = ["intercept", *(covariates.columns if covariates is not None else [])]
    given = () if covariates is None else covariates.to_numpy(float).T
    x = np.column_stack([np.ones(len(y)), *given])
    w = np.ones(len(y)) if weights is None else weights.to_numpy(float)
    if len(labels) < 2 or len(y) <= len(labels) + x.shape[1] - 1:
        raise ValueError(f"{len(y)} values of {len(labels)} groups are too few for a mixed model")

    def summed(column: Floats) -> Floats:
        return np.asarray(np.bincount(group, column * w, len(labels)), float)

    of_x = np.column_stack([summed(column) for column in x.T])
    return _Sums(names, pd.Index(labels), y, x, w, group, summed(np.ones(len(y))), of_x, summed(y))


def _solved(sums: _Sums, ratio: float) -> _Solved:
    """Generalised least squares with the ratio of the variance between groups to that within."""
    pulled = ratio / (1 + ratio * sums.of_weight)
    weighted = sums.x * sums.weight[:, None]
    cross = weighted.T @ sums.x - (sums.of_x * pulled[:, None]).T @ sums.of_x
    right = weighted.T @ sums.y - sums.of_x.T @ (pulled * sums.of_y)
    fixed = np.asarray(np.linalg.solve(cross, right), float)
    left = sums.y - sums.x @ fixed
    of_left = sums.of_y - sums.of_x @ fixed
    squares = float(sums.weight @ left**2 - pulled @ of_left**2)
    within = squares / sums.spare
    criterion = (
        sums.spare * np.log(within) + np.log1p(ratio * sums.of_weight).sum() + np.linalg.slogdet(cross)[1]
    )
    covariance = np.asarray(within * np.linalg.inv(cross), float)
    return _Solved(fixed, covariance, within, float(criterion))


def _best_ratio(sums: _Sums) -> float:
    """The ratio of the variances with the highest restricted likelihood; 0 where none is higher."""
    usual = float(sums.of_weight.mean())

    def ratio(share: float) -> float:
        return share / (1 - share) / usual

    def criterion(share: float) -> float:
        return _solved(sums, ratio(share)).criterion

    found = optimize.minimize_scalar(
        criterion, bounds=(0.0, 1 - 1e-9), method="bounded", options={"xatol": _NEAR}
    )
    return 0.0 if criterion(0.0) <= found.fun else ratio(float(found.x))


def _moments(sums: _Sums) -> tuple[float, float]:
    """Variances between and within groups by the analysis of variance, the covariates taken out."""
    left = _left_within(sums)
    k, n = len(sums.labels), len(sums.y)
    within = float(sums.weight @ left**2) / (n - k)
    whole = _solved(sums, 0.0)
    between_squares = whole.within * sums.spare - within * (n - k)
    n0 = (sums.of_weight.sum() - (sums.of_weight**2).sum() / sums.of_weight.sum()) / (k - 1)
    return max(0.0, (between_squares / (k - 1) - within) / n0), within


def _left_within(sums: _Sums) -> Floats:
    """What is left of every value when groups and covariates are taken out."""
    inner = sums.x[:, 1:] - (sums.of_x[:, 1:] / sums.of_weight[:, None])[sums.group]
    y = sums.y - (sums.of_y / sums.of_weight)[sums.group]
    root = np.sqrt(sums.weight)
    fixed = np.linalg.lstsq(inner * root[:, None], y * root, rcond=None)[0]
    left: Floats = y - inner @ fixed
    return left


def _alike(sums: _Sums) -> float:
    """P-value of no group differing from another."""
    left = _left_within(sums)
    inner = np.linalg.matrix_rank(sums.x - (sums.of_x / sums.of_weight[:, None])[sums.group])
    free = len(sums.y) - len(sums.labels) - inner
    extra = sums.spare - free
    squares = float(sums.weight @ left**2)
    if extra < 1 or free < 1 or squares <= 0:
        return float("nan")
    whole = _solved(sums, 0.0).within * sums.spare
    return float(stats.f.sf((whole - squares) / extra / (squares / free), extra, free))


def _answer(sums: _Sums, between: float, within: float, warning: str = "") -> Mixed:
    """Predictions with these variances, and how far they may be from the truth."""
    ratio = between / within
    solved = _solved(sums, ratio)
    kept = ratio * sums.of_weight / (1 + ratio * sums.of_weight)
    usual = sums.of_x / sums.of_weight[:, None]
    away = kept * (sums.of_y / sums.of_weight - usual @ solved.fixed)
    # Chance of the group's own mean, then of the coefficients towards which it is drawn.
    covariance = solved.covariance * within / solved.within
    drawn = np.einsum("gi,ij,gj->g", usual, covariance, usual) * (1 - kept) ** 2
    groups = pd.DataFrame(
        {
            "n": np.bincount(sums.group),
            "effect": away,
            "mean": usual @ solved.fixed + away,
            "sd": np.sqrt((1 - kept) * between + drawn),
            "noise": within / sums.of_weight,
        },
        index=sums.labels,
    )
    return Mixed(pd.Series(solved.fixed, sums.names), groups, between, within, _alike(sums), warning)
