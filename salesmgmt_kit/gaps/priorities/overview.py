"""What to work on first: what a year's deals would bring more if a factor were as good as elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ...multiplicity import claimed, discoveries
from ..chance import SHARES
from .draws import DRAWS, drawn
from .factors import FEWEST_UNITS, Factor, Values, difference, estimated, patch_sizes, unit_factors, won_deals
from .funnel import Funnel, composed
from .gains import joint_gains, pareto, single_gains
from .passages import first_passages
from .process import Process, sales_process

Floats = npt.NDArray[np.float64]

#: What part of the deals lost in a stage is saved, for the worth of a better stage.
SAVED: Final = 0.1


@dataclass(frozen=True)
class Priorities:
    """What to work on first.

    Parameters
    ----------
    process
        The stages side by side, and the bottleneck.
    worth
        One row: ``worth``, ``worth_low``, ``worth_high``: what the deals opened in twelve months bring at the
        present conversions and sizes (money); ``level``.
    levers
        One row per stage: ``stage``, ``lever`` (money: what a year's deals would bring more if one in ten of
        those lost in the stage went on instead), ``lever_low``, ``lever_high``, ``level``.
    gains
        One row per factor (``deals``, each stage, ``size``), the first priority first: ``factor``, ``units``
        (with a value), ``value``, ``benchmark`` (deals per patch, fraction, money of a typical deal), ``p``
        (of all units being alike), ``gain`` (money a year if the company reached the benchmark in this factor
        alone), ``gain_low``, ``gain_high``, ``level``, ``told`` (flag: units differ and the gain is above 0,
        both beyond chance), ``joint`` (its part of what all factors told bring together, money),
        ``joint_low``, ``joint_high``, ``share`` (of their sum), ``cumulative`` (fractions); these are
        missing where not told. Under five units, ``benchmark``, ``p`` and ``gain`` are missing.
    by_unit
        One row per unit and factor, the largest gain first: ``unit``, ``factor``, ``value`` (drawn towards
        the common one), ``short`` (value / benchmark - 1, fraction), ``gain``, ``gain_low``, ``gain_high``
        (money), ``level``, ``told`` (flag: the factor is told, and the unit's gain is above 0 beyond chance,
        over all units at once).
    by_patch
        Whether deals opened are held against the potential of patches, or else against the number of reps.
    """

    process: Process
    worth: pd.DataFrame
    levers: pd.DataFrame
    gains: pd.DataFrame
    by_unit: pd.DataFrame
    by_patch: bool


def ranked(
    opportunities: pd.DataFrame,
    stage_moves: pd.DataFrame,
    stages: pd.DataFrame,
    org: pd.DataFrame,
    *,
    tier: str,
    month: pd.Timestamp,
    territories: pd.DataFrame | None = None,
    level: float = 0.95,
    seed: int = 2026,
) -> Priorities:
    """Rank what could be worked on by what it would bring.

    Parameters
    ----------
    opportunities
        ``opportunity``, ``rep``, ``opened``, ``closed`` (dates), ``outcome``, ``amount`` (money).
    stage_moves, stages
        As in :func:`~salesmgmt_kit.gaps.priorities.first_passages`; without rows nothing is ranked.
    org
        ``rep``, a column ``tier``, where known ``territory``, ``leave_date``.
    tier
        The column of ``org`` with the units compared, usually the level right above the reps.
    month
        The month reported, the last of the twelve looked at.
    territories
        ``territory``, ``potential``: the deals that a unit opens are held against the potential of its
        patches. Without it against the number of its reps.
    level
        Of the intervals, fraction.
    seed
        Of the draws.

    Notes
    -----
    R = deals x product of the stages' conversions x size. The gain of a factor is R (b / c - 1), with b the
    third quartile of the units' shrunk values; those of several factors do not add up, so their joint gain is
    shared out by Shapley values. Intervals are z x sd of the draws about the value, which unlike percentiles
    keeps the benchmark of a sample, always a little too high, out of the middle. Shrunk values are closer
    together than true ones, so the upper end starts from the gain at the quartile of values with their spread
    restored. No interval reaches below 0, as no gain does.

    References
    ----------
    Shorrocks 2013, Journal of Economic Inequality 11 (joint gain).
    """
    passed = first_passages(opportunities, stage_moves, stages, month=month)
    found = sales_process(passed, month=month, level=level)
    patch, by_patch = patch_sizes(org, territories, month=month)
    if passed.empty:
        worth, levers, gains, by_unit = (pd.DataFrame(columns=columns) for columns in _EMPTY)
        return Priorities(found, worth, levers, gains, by_unit, by_patch)
    names, factors = unit_factors(opportunities, found, org, tier=tier, month=month, patch=patch)
    rng = np.random.default_rng(seed)
    size, error = _mean_size(opportunities, month)
    shown, farthest = zip(*(estimated(factor) for factor in factors), strict=True)
    now, most = (composed(factors, found, np.array([size])) for found in (shown, farthest))
    chance = composed(factors, [drawn(f, rng) for f in factors], size + error * rng.standard_normal(DRAWS))
    gains = _gains(factors, shown, now, most, chance, level)
    worth = _estimate("worth", now.company.prod(axis=1), chance.company.prod(axis=1), level)
    return Priorities(
        found,
        worth,
        _levers(factors, now, chance, level),
        _ordered(gains),
        _by_unit(names, shown, now, most, chance, gains, level),
        by_patch,
    )


_EMPTY: Final = (
    ["worth", "worth_low", "worth_high", "level"],
    ["stage", "lever", "lever_low", "lever_high", "level"],
    [
        "factor", "units", "value", "benchmark", "p", "gain", "gain_low", "gain_high", "level", "told",
        "joint", "joint_low", "joint_high", "share", "cumulative",
    ],
    ["unit", "factor", "value", "short", "gain", "gain_low", "gain_high", "level", "told"],
)  # fmt: skip


def _mean_size(opportunities: pd.DataFrame, month: pd.Timestamp) -> tuple[float, float]:
    """Mean amount of the deals won in twelve months, money, and its standard error; 0 without any."""
    amounts = won_deals(opportunities, month)["amount"].to_numpy(float)
    if len(amounts) < 2:
        return float(amounts.sum()), 0.0
    return float(amounts.mean()), float(amounts.std(ddof=1) / np.sqrt(len(amounts)))


def _estimate(
    name: str, now: Floats, chance: Floats, level: float, most: Floats | None = None
) -> pd.DataFrame:
    """Estimates and the interval that their draws give, none below 0: ``name``, ``_low``, ``_high``.

    ``most``: what the interval reaches on from upwards, where it may be more than the estimate.
    """
    reach = stats.norm.ppf((1 + level) / 2) * chance.std(axis=0, ddof=1)
    found, top = now[0], (now if most is None else most)[0]
    columns = {name: found, f"{name}_low": (found - reach).clip(min=0), f"{name}_high": top + reach}
    return pd.DataFrame({key: np.ravel(values) for key, values in columns.items()}).assign(level=level)


def _levers(factors: Sequence[Factor], now: Funnel, chance: Funnel, level: float) -> pd.DataFrame:
    """What saving a part of what is lost in each stage would bring."""
    stage = [k for k, factor in enumerate(factors) if factor.share]
    names = pd.DataFrame({"stage": [factors[k].name for k in stage]})
    return names.join(_estimate("lever", _saved(now)[:, stage], _saved(chance)[:, stage], level))


def _saved(of: Funnel) -> Floats:
    """What the product gains if a part of what each factor, as a conversion, loses went on instead."""
    return single_gains(of.company, of.company + SAVED * (1 - of.company))


def _gains(
    factors: Sequence[Factor],
    shown: Sequence[Values],
    now: Funnel,
    most: Funnel,
    chance: Funnel,
    level: float,
) -> pd.DataFrame:
    """One row per factor, in the order of the process."""
    rows = pd.DataFrame(
        {
            "factor": [factor.name for factor in factors],
            "units": [int(factor.seen.sum()) for factor in factors],
            "value": [of.pooled[0] for of in shown],
            "benchmark": [of.benchmark[0] for of in shown],
            "p": [difference(factor) for factor in factors],
        }
    )
    single, top, again = (single_gains(of.company, of.company_best) for of in (now, most, chance))
    rows = rows.join(_estimate("gain", single, again, level, top))
    few = rows["units"] < FEWEST_UNITS
    rows[["benchmark", "gain", "gain_low", "gain_high"]] = rows[
        ["benchmark", "gain", "gain_low", "gain_high"]
    ].mask(few)
    rows["told"] = claimed(rows["p"], share=SHARES["priority"]) & (rows["gain_low"] > 0)
    joint, top, again = (_joint(of, rows["told"].to_numpy(bool)) for of in (now, most, chance))
    joint_rows = _estimate("joint", joint, again, level, top).drop(columns="level")
    return rows.join(joint_rows.where(rows["told"]))


def _joint(of: Funnel, told: npt.NDArray[np.bool_]) -> Floats:
    """What each factor told brings when all of them reach their benchmarks; the others stay."""
    gains = np.zeros(of.company.shape)
    rest = of.company[:, ~told].prod(axis=1, keepdims=True)
    gains[:, told] = joint_gains(of.company[:, told], of.company_best[:, told]) * rest
    return gains


def _ordered(gains: pd.DataFrame) -> pd.DataFrame:
    """The largest joint gain first, then the largest single one; with the shares of the joint gain."""
    rows = gains.sort_values(["joint", "gain"], ascending=False, kind="stable", ignore_index=True)
    return rows.join(pareto(rows["joint"]))


def _by_unit(
    names: pd.Index,
    shown: Sequence[Values],
    now: Funnel,
    most: Funnel,
    chance: Funnel,
    gains: pd.DataFrame,
    level: float,
) -> pd.DataFrame:
    """One row per unit and factor."""
    single, top, again = (single_gains(of.units, of.units_best) for of in (now, most, chance))
    value = np.column_stack([of.units[0] for of in shown])
    benchmark = np.array([of.benchmark[0] for of in shown])
    rows = pd.DataFrame(
        {
            "unit": np.repeat(names, len(shown)),
            "factor": np.tile(gains["factor"], len(names)),
            "value": value.ravel(),
            "short": np.divide(
                value, benchmark, out=np.full(value.shape, np.nan), where=benchmark > 0
            ).ravel()
            - 1,
        }
    ).join(_estimate("gain", single, again, level, top))
    told = np.tile(gains["told"], len(names))
    sd = again.std(axis=0, ddof=1).ravel()
    z = np.divide(rows["gain"], sd, out=np.zeros(len(rows)), where=sd > 0)
    p = pd.Series(2 * stats.norm.sf(z), rows.index).where(told)
    # Where no unit differs no factor is told, and then none of these are.
    rows["told"] = discoveries(p, false_discovery_rate=1 - level)
    return rows.sort_values("gain", ascending=False, kind="stable", ignore_index=True)
