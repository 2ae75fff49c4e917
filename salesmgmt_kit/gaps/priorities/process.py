"""The stages of the sales process side by side: what goes on, how long it takes; the bottleneck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

from ... import months
from ..chance import SHARES
from .passages import FATES
from .stays import Stay, longer, stay

#: Days looked back on: a year.
YEAR: Final = 365
#: Fewest deals decided in a stage, or fewest stays, with which it is compared with the others.
_FEWEST: Final = 30


@dataclass(frozen=True)
class Process:
    """The stages of one process.

    Parameters
    ----------
    stages
        One row per stage, in their order: ``stage``; of the deals that reached it in the twelve months that
        ended ``settled`` days ago: ``entered`` = ``advanced`` + ``lost`` + ``back`` + ``still`` (deals),
        ``conversion`` (advanced out of advanced and lost, fraction; missing when none is decided), ``low``,
        ``high``; of those that entered it in the last twelve months: ``stay`` (median, days; infinite when
        more than half are there longer than anybody was followed), ``stay_low``, ``stay_high``, ``level`` (of
        both intervals); ``waiting`` (open deals not yet beyond it, whenever they came), ``settled``.
    leaky
        The stage with the lowest conversion, when it is lower than the next lowest by more than chance.
    slow
        The stage with the longest median stay, when it is longer than the next longest by more than chance.
    settled
        The entries that ``entered`` counts, as in :func:`~salesmgmt_kit.gaps.priorities.first_passages`.
    """

    stages: pd.DataFrame
    leaky: str | None
    slow: str | None
    settled: pd.DataFrame


def sales_process(
    passed: pd.DataFrame, *, month: pd.Timestamp, level: float = 0.95, significance: float = SHARES["stage"]
) -> Process:
    """Conversion and stay of every stage, and which stage is the bottleneck.

    Parameters
    ----------
    passed
        From :func:`~salesmgmt_kit.gaps.priorities.first_passages` of the same month.
    month
        The month reported.
    level
        Of the intervals, fraction.
    significance
        Chance of naming a bottleneck where there is none, conversion and stay together.

    Notes
    -----
    Deals that came lately and are decided already are the quick ones, and quick ones may be lost more often
    or less. So conversions count those that came so long ago that 95 % are decided (at most a year).
    Of two stages that are really the lowest alike, one is named with half the ``significance``; if all
    are alike, far less often. The same holds for stays.

    References
    ----------
    Wilson 1927, JASA 22 (interval of a fraction).
    """
    until = months.shift(month, 1) - pd.Timedelta(1, "D")
    stays: dict[str, Stay] = {}
    rows, settled = [], []
    for name in passed["stage"].cat.categories:
        of = passed[passed["stage"] == name]
        stays[name] = stay(of[of["entered"] > until - pd.Timedelta(YEAR, "D")], until=until, level=level)
        wait = min(stays[name].settled, YEAR) if len(of) else 0
        last = until - pd.Timedelta(wait, "D")
        known = of[of["entered"].between(last - pd.Timedelta(YEAR - 1, "D"), last)]
        settled.append(known)
        rows.append({"stage": name, **_counted(known, level), **_stayed(stays[name])} | {
            "level": level, "waiting": int(of["left"].isna().sum()), "settled": wait,
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    if passed.empty:
        return Process(frame, None, None, passed)
    each = significance / 2
    return Process(frame, _leaky(frame, each), _slow(stays, each), pd.concat(settled))


_COLUMNS: Final = [
    "stage", "entered", *FATES, "conversion", "low", "high", "stay", "stay_low", "stay_high", "level",
    "waiting", "settled",
]  # fmt: skip


def _counted(known: pd.DataFrame, level: float) -> dict[str, Any]:
    each = np.bincount(known["fate"].cat.codes, minlength=len(FATES))
    counts = {fate: int(n) for fate, n in zip(FATES, each, strict=True)}
    advanced, decided = counts["advanced"], counts["advanced"] + counts["lost"]
    conversion = low = high = np.nan
    if decided:
        conversion = advanced / decided
        low, high = proportion_confint(advanced, decided, alpha=1 - level, method="wilson")
    return {"entered": len(known), **counts, "conversion": conversion, "low": low, "high": high}


def _stayed(of: Stay) -> dict[str, float]:
    return {"stay": of.median, "stay_low": of.low, "stay_high": of.high}


def _leaky(stages: pd.DataFrame, significance: float) -> str | None:
    """The stage with the lowest conversion, if it is alone with that."""
    decided = stages["advanced"] + stages["lost"]
    lowest = stages[decided >= _FEWEST].nsmallest(2, "conversion")
    if len(lowest) < 2:
        return None
    n = decided[lowest.index]
    if lowest["advanced"].eq(n).all() or lowest["advanced"].eq(0).all():
        return None
    _, p = proportions_ztest(lowest["advanced"].to_numpy(), n.to_numpy())
    return str(lowest["stage"].iloc[0]) if p < significance else None


def _slow(stays: dict[str, Stay], significance: float) -> str | None:
    """The stage with the longest median stay, if it is alone with that."""
    many = {name: of for name, of in stays.items() if len(of.days) >= _FEWEST}
    ordered = sorted(many, key=lambda name: -many[name].median)
    if len(ordered) < 2:
        return None
    first, second = (many[name] for name in ordered[:2])
    named = first.median > second.median and longer(first, second) < significance
    return ordered[0] if named else None
