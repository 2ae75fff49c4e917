"""How many points of a score are not the person's doing, by models that never saw the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ...multiplicity import discoveries
from ..balance import OUTCOME
from ..cards import POINTS, People, Scorecard
from .points import Scale, scales

Floats = npt.NDArray[np.float64]

#: Fewest reps of whom a model is made, and parts they are divided into.
FEWEST_REPS: Final = 20
FOLDS: Final = 5
#: Fewest teams that errors are measured over; with fewer, as many groups drawn by lot.
_TEAMS: Final = 10
_LOTS: Final = 20
#: Fewest points of the total that are worth a word.
LEAST: Final = 1.0
#: Share of claims that may be false: at .05 small companies had one of chance alone in .06 of cases.
_FALSE: Final = 0.04
#: The parts in the order in which they are told; ``whole`` is their sum.
PARTS: Final = ("patch", "ramp", "mix", "target")
WHOLE: Final = "whole"
#: Attainments are taken for at least so much before logarithms are taken.
_FLOOR: Final = 0.05
#: Points at which the curve of expected scores is known, and people of whom it is the mean.
_GRID: Final = 101
_SMALL: Final = 1e-9
_COLUMNS: Final = ["unit", "part", "points", "low", "high", "level", "p", "told"]


def explained(
    card: Scorecard,
    compared: People,
    given: Mapping[str, pd.DataFrame],
    team: pd.Series,
    *,
    scale: str = POINTS,
    level: float = 0.95,
    seed: int = 2026,
) -> pd.DataFrame:
    """Points of each rep's total by which the circumstances lift or lower the outcome KPIs.

    Parameters
    ----------
    card, compared, scale
        As in :func:`~salesmgmt_kit.kpi.appraisal.appraised`.
    given
        From :func:`~salesmgmt_kit.kpi.appraisal.given_circumstances`, with a row for everybody compared.
    team
        By rep: the unit right above.
    level
        Of the intervals, fraction.
    seed
        Of the division into folds.

    Returns
    -------
    DataFrame
        One row per rep and part that matters beyond chance (of ``patch``, ``ramp``, ``mix``, and ``target``
        where KPIs have targets of each rep's own), then ``whole``: ``unit``, ``part``, ``points`` (of
        the total, against a rep in average circumstances), ``low``, ``high``, ``level``, ``p`` (of no
        effect), ``told`` (flag: a point or more, and beyond chance; of such claims at most 4 % are false).
        The parts of a rep add up to the whole. Empty with fewer than twenty reps, or where no circumstance
        matters beyond chance.

    Notes
    -----
    Of each outcome KPI the logarithm of the attainment (the value itself where it is a fraction or days) is
    regressed on the circumstances: reps are divided into five folds, and the coefficients for a rep come
    from the four folds without it. ``target`` is how far the rep's own target is above what the others'
    targets are in such circumstances, so that the patch has what targets usually leave of it. What a patch
    makes of the score is the mean over the other people of the score with it less that without: nothing of
    the rep's own results enters its points. Errors are those of the jackknife over teams (CV3), which holds
    what people of a team have in common. A circumstance counts in a KPI only where its coefficients, over
    all reps, differ from 0 (Hotelling's test with the jackknife's covariance; Benjamini and Hochberg over
    KPIs and circumstances, so that one page in twenty-five claims anything where nothing matters), the same
    for everybody; then Benjamini and Hochberg choose among reps and parts.

    References
    ----------
    Chernozhukov et al. 2018, Econometrics Journal 21(1) (cross-fitting); MacKinnon, Nielsen & Webb 2023,
    J. Applied Econometrics 38(5) (the cluster jackknife); Aumann & Shapley 1974 (sharing out what a
    sum of parts makes); Benjamini & Hochberg 1995, JRSS B 57(1).
    """
    reps = compared.scores.index
    outcomes = set(card.kpis.loc[card.kpis["perspective"] == OUTCOME, "kpi"])
    kpis = [kpi for kpi in compared.weights.index if kpi in outcomes]
    known = {part: given[part].loc[reps].to_numpy(float) for part in PARTS if part in given}
    if len(reps) < FEWEST_REPS or not kpis or not known:
        return pd.DataFrame(columns=_COLUMNS)
    rng = np.random.default_rng(seed)
    fold = rng.permutation(len(reps)) % FOLDS
    groups = _groups(team.reindex(reps), rng)
    asked, share = _own_targets(card, compared, kpis), compared.weights / compared.weights.sum()
    models = {}
    for kpi, rule in scales(card, compared, scale).items():
        if kpi in kpis:
            y, rule_ = _linked(compared.values[kpi], rule, _multiplies(card, kpi))
            models[kpi] = _Model(y, known, asked.get(kpi), groups, rule_)
    holds = _beyond_chance({kpi: model.tests() for kpi, model in models.items()})
    found = np.zeros((groups.max() + 2, len(PARTS), len(reps)))
    for kpi, model in models.items():
        for apart in (fold == part for part in range(FOLDS) if holds[kpi].any()):
            found[:, :, apart] += share[kpi] * model.points(apart, holds[kpi])
    return _judged(found, reps, level)


def _multiplies(card: Scorecard, kpi: str) -> bool:
    """Whether circumstances multiply a KPI, as they do sums of money."""
    row = card.kpis.set_index("kpi").loc[kpi]
    return str(row["unit"]) in ("money", "count") and str(row["direction"]) == "up"


def _linked(values: pd.Series, rule: Scale, multiplies: bool) -> tuple[Floats, Scale]:
    """What is regressed, and the score of it."""
    y = values.to_numpy(float)
    if not multiplies:
        return y, rule
    floor = _FLOOR * float(np.median(y)) if np.median(y) > 0 else _SMALL
    return np.log(np.maximum(y, floor)), lambda logs: rule(np.exp(logs))


def _own_targets(card: Scorecard, compared: People, kpis: list[str]) -> dict[str, Floats]:
    """By KPI without a target in the catalogue: logarithm of each rep's own a month; none when one lacks."""
    fixed = card.kpis.set_index("kpi")["target"]
    wide = card.year[card.year["kpi"].isin([kpi for kpi in kpis if pd.isna(fixed[kpi])])]
    asked = wide.pivot(index="unit", columns="kpi", values="target").reindex(compared.scores.index)
    asked = asked.loc[:, (asked > 0).all()]
    return {str(kpi): np.log(asked[kpi].to_numpy(float)) for kpi in asked}


def _groups(team: pd.Series, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """By rep: the group that errors are measured over."""
    codes, teams = pd.factorize(team.to_numpy(), use_na_sentinel=False)
    if len(teams) >= _TEAMS:
        return np.asarray(codes, np.intp)
    return np.asarray(rng.permutation(len(team)) % _LOTS, np.intp)


@dataclass(frozen=True)
class _Model:
    """One KPI by circumstances: ``y`` is regressed, ``rule`` its score."""

    y: Floats
    known: Mapping[str, Floats]
    asked: Floats | None
    groups: npt.NDArray[np.intp]
    rule: Scale

    def tests(self) -> Floats:
        """By part: the probability that it has no effect on anybody; missing where it is not known."""
        everybody = np.ones(len(self.y), bool)
        columns, part = self._design(everybody)
        coefficients = self._coefficients(columns, everybody)[:, 1:]
        return np.array([_hotelling(coefficients[:, part == i]) for i in range(len(PARTS))])

    def points(self, apart: npt.NDArray[np.bool_], holds: npt.NDArray[np.bool_]) -> Floats:
        """What the others say of those apart: by set of coefficients (as they come), part and rep."""
        others = ~apart
        columns, part = self._design(others)
        coefficients = self._coefficients(columns, others)
        by_column = columns[None, apart, 1:] * coefficients[:, None, 1:]
        moves = np.stack(
            [by_column[:, :, part == i].sum(axis=2) * holds[i] for i in range(len(PARTS))], axis=1
        )
        left = self.y[others] - columns[others] @ coefficients[0]
        return _scored(moves, coefficients[0, 0] + np.quantile(left, _middles(_GRID)), self.rule)

    def _coefficients(self, columns: Floats, who: npt.NDArray[np.bool_]) -> Floats:
        return _without_each_group(columns[who], self.y[who], self.groups[who], self.groups.max() + 1)

    def _design(self, others: npt.NDArray[np.bool_]) -> tuple[Floats, npt.NDArray[np.intp]]:
        """A column of ones and the circumstances about everybody's mean; each column's part."""
        measures = [(name, x) for name, rows in self.known.items() for x in rows.T]
        if self.asked is not None:
            plain = np.column_stack([np.ones(len(self.y)), *(x for _, x in measures)])
            usual = np.linalg.lstsq(plain[others], self.asked[others], rcond=None)[0]
            measures.append(("target", self.asked - plain @ usual))
        telling = [(name, x) for name, x in measures if x[others].std() > _SMALL]
        columns = [(x - x.mean()) / x[others].std() for _, x in telling]
        part = np.array([PARTS.index(name) for name, _ in telling], np.intp)
        return np.column_stack([np.ones(len(self.y)), *columns]), part


def _hotelling(coefficients: Floats) -> float:
    """P-value of all coefficients being 0, from those without each group (the first row: with all)."""
    groups, q = len(coefficients) - 1, coefficients.shape[1]
    if not 0 < q < groups:
        return float("nan")
    away = coefficients[1:] - coefficients[0]
    spread = (groups - 1) / groups * away.T @ away
    size = coefficients[0] @ np.linalg.pinv(spread, hermitian=True) @ coefficients[0]
    return float(stats.f.sf(size * (groups - q) / (groups - 1) / q, q, groups - q))


def _beyond_chance(tests: Mapping[str, Floats]) -> dict[str, npt.NDArray[np.bool_]]:
    """By KPI and part: whether it matters to anybody, of such claims at most 4 % being false."""
    p = np.array([*tests.values()])
    holds = discoveries(pd.Series(p.ravel()), false_discovery_rate=_FALSE)
    return dict(zip(tests, holds.to_numpy().reshape(p.shape), strict=True))


def _without_each_group(x: Floats, y: Floats, group: npt.NDArray[np.intp], count: int) -> Floats:
    """Least squares with all rows, then without those of each group: one row of coefficients each."""
    k = x.shape[1]
    squares, products = np.zeros((count, k, k)), np.zeros((count, k))
    np.add.at(squares, group, x[:, :, None] * x[:, None, :])
    np.add.at(products, group, x * y[:, None])
    all_squares, all_products = squares.sum(axis=0), products.sum(axis=0)
    left = np.concatenate([all_squares[None], all_squares - squares])
    right = np.concatenate([all_products[None], all_products - products])
    return np.asarray((np.linalg.pinv(left, rcond=1e-10, hermitian=True) @ right[..., None])[..., 0])


def _middles(n: int) -> Floats:
    return np.asarray((np.arange(n) + 0.5) / n)


def _scored(moves: Floats, people: Floats, rule: Scale) -> Floats:
    """Points that the moves make on the mean of the people, shared out among the parts of each sum."""
    whole = moves.sum(axis=1)
    reach = max(float(np.abs(whole).max(initial=0.0)), _SMALL)
    grid = np.linspace(-reach, reach, 2 * _GRID + 1)
    curve = rule(people + grid[:, None]).mean(axis=1)
    gained = np.interp(whole, grid, curve) - curve[_GRID]
    at_rest = (curve[_GRID + 1] - curve[_GRID - 1]) / (grid[_GRID + 1] - grid[_GRID - 1])
    tiny = np.abs(whole) < reach * _SMALL
    slope = np.where(tiny, at_rest, gained / np.where(tiny, 1.0, whole))
    return np.asarray(moves * slope[:, None, :])


def _judged(found: Floats, reps: pd.Index, level: float) -> pd.DataFrame:
    """Every part with its interval and what may be said; ``found`` by coefficients, part and rep."""
    found = np.concatenate([found, found.sum(axis=1, keepdims=True)], axis=1)
    points, groups = found[0], len(found) - 1
    error = np.sqrt((groups - 1) / groups * ((found[1:] - points) ** 2).sum(axis=0))
    half = error * stats.t.ppf((1 + level) / 2, groups - 1)
    names = [*PARTS, WHOLE]
    rows = pd.DataFrame(
        {
            "unit": np.repeat(reps.to_numpy(), len(names)),
            "part": np.tile(names, len(reps)),
            "points": points.T.ravel(),
            "low": (points - half).T.ravel(),
            "high": (points + half).T.ravel(),
            "level": level,
        }
    )
    size = np.divide(np.abs(points), error, out=np.zeros(error.shape), where=error > 0)
    rows["p"] = 2 * stats.t.sf(size.T.ravel(), groups - 1)
    there = np.isin(rows["part"], [n for n, p in zip(names, found[0], strict=True) if np.any(p != 0)])
    rows = rows[there].reset_index(drop=True)
    if rows.empty:
        return rows.reindex(columns=_COLUMNS)
    beyond = discoveries(rows["p"], false_discovery_rate=_FALSE)
    return rows.assign(told=beyond & (rows["points"].abs() >= LEAST))[_COLUMNS]
