"""Is the plan fair? Attainment held against potential, history and tenure, and targets against potential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from ... import months as calendar
from ... import units
from ..split.basis import lineage, potentials

Floats = npt.NDArray[np.float64]

#: Fewest months with a target, and fewest units, from which anything is said.
_FEWEST_MONTHS: Final = 6
_FEWEST_UNITS: Final = 8
#: Target per potential this far from the other units' median, in robust standard deviations and as a ratio.
_FAR: Final = 3.0
_MUCH: Final = 1.15
#: Share of units at their target below (above) which nearly all miss (reach) alike.
_NEARLY_NONE: Final = 0.1
_DRAWS: Final = 2000
_AGAINST: Final = ("potential", "history", "tenure")


@dataclass(frozen=True)
class Fairness:
    """What can be said about the fairness of targets; every frame is empty where it cannot be said.

    Parameters
    ----------
    record
        One row per unit, see :func:`attainment_record`.
    level
        One row per tier: ``tier``, ``n``, ``actual``, ``target`` (client's currency), ``attainment``
        (sum over sum), ``reached`` (share of units at their target or above), ``low``, ``high``, ``level``
        (Wilson), ``spread`` (standard deviation of attainment), ``verdict`` (``too_high``: nearly all
        miss; ``too_low``: nearly all reach; ``mixed``).
    relations
        One row per measure, reps only: ``against`` (``potential``, ``history``: logarithms; ``tenure``:
        years), ``n``, ``correlation``, ``low``, ``high``, ``level`` (Fisher), ``slope`` of attainment
        (fraction per unit of the measure), ``slope_low``, ``slope_high``.
    ratchet
        One row per direction (``beaten``, ``missed``, ``difference``): ``n`` (pairs of years), ``slope``
        (relative rise of the next target per relative surplus or shortfall), ``low``, ``high``, ``level``.
    concentration
        One row per tier: ``tier``, ``n``, ``gini`` of target per potential, ``low``, ``high``, ``level``
        (bootstrap).
    proportion
        One row per unit above the reps: ``unit``, ``tier``, ``ratio`` of its target per potential to the
        other units' median, ``z`` (robust standard deviations), ``attainment``, ``out`` (flag).
    """

    record: pd.DataFrame
    level: pd.DataFrame
    relations: pd.DataFrame
    ratchet: pd.DataFrame
    concentration: pd.DataFrame
    proportion: pd.DataFrame


def plan_fairness(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    fiscal_year_start: int = 1,
    level: float = 0.95,
) -> Fairness:
    """All tests of a plan's fairness, over the twelve months up to ``month``.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`, reps included.
    plan
        From :func:`~salesmgmt_kit.targets.complete_targets`; may be empty.
    org
        ``rep`` and ``levels``, where known ``territory``, ``hire_date``.
    territories
        ``territory``, ``potential``; None where the client has none.
    level
        Of every interval, fraction; those of the relations hold together with it, all three at once.
    """
    record = attainment_record(actuals, plan, org, levels=levels, month=month, territories=territories)
    judged = record.dropna(subset="attainment")
    reps = judged[judged["tier"] == units.REP]
    return Fairness(
        record,
        _level(judged, level),
        _relations(reps, 1 - (1 - level) / len(_AGAINST)),
        _ratchet(actuals, plan, month=month, start=fiscal_year_start, level=level),
        _concentration(judged, level),
        _proportion(judged),
    )


def attainment_record(
    actuals: pd.DataFrame,
    plan: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each unit sold against its target in twelve months, beside what could explain it.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the tree: ``unit``, ``tier``, ``parent``, ``depth``; ``n`` (months
        up to ``month`` that have a target), ``actual``, ``target`` of these months (client's currency),
        ``attainment`` (fraction; missing under six months or with a target of 0); ``potential`` (of a
        year, of the reps present), ``history`` (sales of the twelve months before; missing unless sold
        since), ``tenure`` (years at ``month``, mean of its reps; missing where no hire date is known).
    """
    span = calendar.span(calendar.shift(month, -11), month)
    before = calendar.span(calendar.shift(month, -23), calendar.shift(month, -12))
    tree = units.tree(org, levels=levels)
    both = actuals[actuals["month"].isin(span)].merge(plan, on=["unit", "month"])
    sums = both.groupby("unit").agg(n=("month", "size"), actual=("actual", "sum"), target=("target", "sum"))
    past = (
        actuals[actuals["month"].isin(before)]
        .groupby("unit")
        .agg(m=("month", "size"), history=("actual", "sum"))
    )
    rows = tree.merge(sums.reset_index(), on="unit", how="left").assign(
        n=lambda r: r["n"].fillna(0).astype(int)
    )
    enough = (rows["n"] >= _FEWEST_MONTHS) & (rows["target"] > 0)
    rows["attainment"] = (rows["actual"] / rows["target"]).where(enough)
    people = _people(org, territories, month).merge(lineage(tree), on="rep")
    facts = people.groupby("unit").agg(potential=("potential", _sum), tenure=("tenure", "mean"))
    rows = rows.merge(facts.reset_index(), on="unit", how="left")
    return rows.merge(past.loc[past["m"] == 12, ["history"]].reset_index(), on="unit", how="left")


def reach_spread(chances: pd.DataFrame, *, horizon: str = "year") -> pd.DataFrame:
    """How far the units of each tier lie apart in their probability of reaching the target.

    Parameters
    ----------
    chances
        From :func:`~salesmgmt_kit.targets.reach`.

    Returns
    -------
    DataFrame
        One row per tier with at least two units: ``tier``, ``n``, ``lowest``, ``median``, ``highest``,
        ``spread`` (standard deviation), ``remote`` (units under 5 %), ``safe`` (units above 95 %).
    """
    rows = chances[(chances["horizon"] == horizon) & chances["probability"].notna()]
    spread = rows.groupby("tier", sort=False)["probability"].agg(
        n="size",
        lowest="min",
        median="median",
        highest="max",
        spread="std",
        remote=lambda p: int((p < 0.05).sum()),
        safe=lambda p: int((p > 0.95).sum()),
    )
    shown: pd.DataFrame = spread[spread["n"] > 1].reset_index()
    return shown


def gini(values: Floats) -> float:
    """Gini coefficient: 0 when all are equal, near 1 when one has everything.

    Examples
    --------
    >>> gini(np.array([1.0, 3.0]))
    0.25
    """
    ordered = np.sort(values)
    n = len(ordered)
    rank = np.arange(1, n + 1)
    return float((2 * rank - n - 1) @ ordered / (n * ordered.sum()))


def _people(org: pd.DataFrame, territories: pd.DataFrame | None, month: pd.Timestamp) -> pd.DataFrame:
    """One row per rep present at the month: potential and tenure in years."""
    present = org[~(org["leave_date"] < month)] if "leave_date" in org else org
    hired = present["hire_date"] if "hire_date" in present else pd.Series(pd.NaT, present.index)
    potential = potentials(present, territories)
    tenure = ((month - hired).dt.days / 365.25).to_numpy(float)
    return pd.DataFrame(
        {"rep": present["rep"].to_numpy(), "potential": potential.to_numpy(float), "tenure": tenure}
    )


def _sum(values: pd.Series) -> float:
    return float(values.sum(min_count=1))


def _level(judged: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for tier, of_tier in judged.groupby("tier", sort=False):
        n, hit = len(of_tier), int((of_tier["attainment"] >= 1).sum())
        low, high = proportion_confint(hit, n, alpha=1 - level, method="wilson")
        sold, asked = of_tier["actual"].sum(), of_tier["target"].sum()
        spread = of_tier["attainment"].std()
        rows.append(
            (tier, n, sold, asked, sold / asked, hit / n, low, high, level, spread, _verdict(hit / n, n))
        )
    names = [
        "tier", "n", "actual", "target", "attainment", "reached", "low", "high", "level", "spread", "verdict",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _verdict(reached: float, n: int) -> str:
    if n < _FEWEST_UNITS or _NEARLY_NONE < reached < 1 - _NEARLY_NONE:
        return "mixed"
    return "too_high" if reached <= _NEARLY_NONE else "too_low"


def _relations(reps: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for name in _AGAINST:
        known = reps[reps[name].notna() & ((reps[name] > 0) | (name == "tenure"))]
        x = known[name].to_numpy(float)
        x, y = x if name == "tenure" else np.log(x), known["attainment"].to_numpy(float)
        if len(x) >= _FEWEST_UNITS and x.std() > 0 and y.std() > 0:
            rows.append((name, len(x), *_relation(x, y, level)))
    names = ["against", "n", "correlation", "low", "high", "level", "slope", "slope_low", "slope_high"]
    return pd.DataFrame(rows, columns=names)


def _relation(x: Floats, y: Floats, level: float) -> tuple[float, ...]:
    line = stats.linregress(x, y)
    z, reach = np.arctanh(np.clip(line.rvalue, -1, 1)), stats.norm.ppf((1 + level) / 2) / np.sqrt(len(x) - 3)
    wide = stats.t.ppf((1 + level) / 2, len(x) - 2) * line.stderr
    low, high = float(np.tanh(z - reach)), float(np.tanh(z + reach))
    return float(line.rvalue), low, high, level, float(line.slope), line.slope - wide, line.slope + wide


def _ratchet(
    actuals: pd.DataFrame, plan: pd.DataFrame, *, month: pd.Timestamp, start: int, level: float
) -> pd.DataFrame:
    """Two slopes of a target's rise: on the surplus of the year before, and on its shortfall.

    References: Leone, A. J., Misra, S. & Zimmerman, J. L. (2004). Investigating dynamic sales quotas.
    """
    names = ["direction", "n", "slope", "low", "high", "level"]
    pairs = _years(actuals, plan, month=month, start=start)
    gap = pairs["gap"].to_numpy(float)
    if len(pairs) < 2 * _FEWEST_UNITS or min((gap > 0).sum(), (gap < 0).sum()) < _FEWEST_UNITS:
        return pd.DataFrame(columns=names)
    sides = np.column_stack([gap.clip(min=0), gap.clip(max=0)])
    # A year that lifts all targets alike is no ratchet, so each pair of years has its own mean.
    years = pd.get_dummies(pairs["year"]).to_numpy(float)
    model = sm.OLS(pairs["rise"].to_numpy(float), np.hstack([sides, years]))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(pairs["unit"])[0]})
    beside = np.zeros(years.shape[1])
    contrasts = {"beaten": (1, 0), "missed": (0, 1), "difference": (1, -1)}
    rows = []
    for name, contrast in contrasts.items():
        test = fit.t_test(np.concatenate([contrast, beside]))
        low, high = np.ravel(test.conf_int(1 - level))
        rows.append((name, len(pairs), float(np.ravel(test.effect)[0]), float(low), float(high), level))
    return pd.DataFrame(rows, columns=names)


def _years(actuals: pd.DataFrame, plan: pd.DataFrame, *, month: pd.Timestamp, start: int) -> pd.DataFrame:
    """One row per rep and pair of whole fiscal years with targets, the first of them over."""
    reps = actuals[actuals["tier"] == units.REP]
    both = plan[plan["unit"].isin(reps["unit"])].merge(
        reps[["unit", "month", "actual"]], on=["unit", "month"], how="left"
    )
    both["year"] = [m.year - (m.month < start) for m in both["month"]]
    sums = both.groupby(["unit", "year"]).agg(
        n=("month", "size"), over=("actual", "count"), actual=("actual", "sum"), target=("target", "sum")
    )
    whole = sums[(sums["n"] == 12) & (sums["target"] > 0)].reset_index()
    following = whole.assign(year=whole["year"] - 1)[["unit", "year", "target"]]
    pairs = whole[whole["over"] == 12].merge(following, on=["unit", "year"], suffixes=("", "_next"))
    return pairs.assign(
        gap=pairs["actual"] / pairs["target"] - 1, rise=pairs["target_next"] / pairs["target"] - 1
    )


def _concentration(judged: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for tier, of_tier in _per_potential(judged).groupby("tier", sort=False):
        values = of_tier["per_potential"].to_numpy(float)
        if len(values) < _FEWEST_UNITS:
            continue
        drawn = np.random.default_rng(2026).integers(len(values), size=(_DRAWS, len(values)))
        low, high = np.quantile([gini(values[i]) for i in drawn], [(1 - level) / 2, (1 + level) / 2])
        rows.append((tier, len(values), gini(values), low, high, level))
    return pd.DataFrame(rows, columns=["tier", "n", "gini", "low", "high", "level"])


def _proportion(judged: pd.DataFrame) -> pd.DataFrame:
    """Each unit's target per potential against the others of its tier, which it has no part in."""
    rows = []
    for tier, of_tier in _per_potential(judged).groupby("tier", sort=False):
        logs = np.log(of_tier["per_potential"].to_numpy(float))
        if tier == units.REP or len(logs) < _FEWEST_UNITS:
            continue
        for i, (unit, attained) in enumerate(zip(of_tier["unit"], of_tier["attainment"], strict=True)):
            others = np.delete(logs, i)
            apart = logs[i] - np.median(others)
            scale = stats.median_abs_deviation(others, scale="normal")
            z = float(apart / scale) if scale > 0 else float(np.sign(apart) * np.inf if apart else 0.0)
            out = abs(z) > _FAR and abs(apart) > np.log(_MUCH)
            rows.append((unit, tier, float(np.exp(apart)), z, attained, bool(out)))
    return pd.DataFrame(rows, columns=["unit", "tier", "ratio", "z", "attainment", "out"])


def _per_potential(judged: pd.DataFrame) -> pd.DataFrame:
    """Units with a potential, and what a month's target asks of it."""
    known = judged[judged["potential"] > 0]
    return known.assign(per_potential=known["target"] / known["n"] * 12 / known["potential"])
