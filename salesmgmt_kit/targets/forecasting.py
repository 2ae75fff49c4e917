"""The months ahead: a forecast of every unit, as joint paths and what is read off them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import months, units
from .actuals import history, places
from .engine.cleaning import Cleaned, clean
from .engine.models import Numbers, Outlook, model_code
from .engine.paths import outlooks
from .engine.unitwise import MODELS
from .engine.young import borrowed_seasons, spread_over
from .festivals import NONE, Festivals

#: Ways to forecast histories of two years and more: ``batch``, the mixture of all additive smoothing models,
#: for all units at once; ``statsmodels``, the reference, the median of its exponential smoothing, Theta and
#: airline model of every unit (half a second each). Shorter and intermittent histories have the same models
#: in both.
Engine = Literal["batch", "statsmodels"]
#: Models, by :func:`~salesmgmt_kit.targets.engine.models.model_code`, that the batch engine stands in for.
BATCHED: Final = frozenset({"seasonal", "seasonal_additive"})
#: Digits of a month, in units of the mean month, that tell two histories apart.
_DIGITS: Final = 6
#: Months that are forecast at the least, however soon the fiscal year ends.
FEWEST_AHEAD: Final = 3


@dataclass(frozen=True)
class Forecast:
    """What is expected of every unit after the month reported.

    Parameters
    ----------
    month
        The month reported, the last one known.
    level
        Share of the outcomes that an interval is meant to hold, fraction.
    months
        The months ahead.
    paths
        By unit: one row per simulated path, one column per month ahead; client's currency. All
        missing for a unit with fewer than three months of history.
    monthly
        One row per unit and month ahead: ``unit``, ``tier``, ``month``, ``expected`` (the median: as
        likely too low as too high), ``low``, ``high``, ``level``, ``model``. There is no mean: that of a
        logarithm with Student t errors does not exist.
    diagnostics
        One row per unit: ``unit``, ``tier``, ``model`` (see
        :func:`~salesmgmt_kit.targets.engine.models.model_code`), ``n`` (months of history), ``converged``,
        ``sigma`` and ``ljung_box_p`` (see :class:`~salesmgmt_kit.targets.engine.models.Outlook`),
        ``season_of`` (the unit above whose season a young unit was given; missing for all others).
    errors
        One row per past month, one column per unit whose model has errors: what the month brought that the
        month before did not foresee, on the model's own scale; missing before the first.
    agreement
        What makes one number per unit, in the order of ``paths``, add up over the organisation; None
        where the forecasts stand by themselves (see :func:`~salesmgmt_kit.targets.coherent`).
    search
        Finds :attr:`changes`, once they are asked for.
    """

    month: pd.Timestamp
    level: float
    months: pd.DatetimeIndex
    paths: Mapping[str, npt.NDArray[np.float64]]
    monthly: pd.DataFrame
    diagnostics: pd.DataFrame
    errors: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreement: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]] | None = None
    search: Callable[[], pd.DataFrame] = field(default=pd.DataFrame, repr=False)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What changed in the histories.

        One row per level shift or outlying month found: ``unit``, ``tier``, ``kind`` (``shift``,
        ``outlier``), ``month``, ``size`` (fraction, see
        :class:`~salesmgmt_kit.targets.engine.cleaning.Change`).
        """
        return self.search()


def forecast(
    actuals: pd.DataFrame,
    *,
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
    level: float = 0.8,
    seed: int = 2026,
    tiers: Sequence[str] | None = None,
    festivals: Festivals = NONE,
    engine: Engine = "batch",
    fiscal_years: int = 1,
    adjust: bool = False,
) -> Forecast:
    """Forecast every unit to the end of the fiscal year that holds the next month, three months at least.

    Parameters
    ----------
    actuals
        From :func:`~salesmgmt_kit.targets.monthly_actuals`.
    month
        The month reported; nothing after it is used.
    fiscal_year_start
        First month of the fiscal year, 1-12.
    level
        Share of the outcomes that an interval is meant to hold, fraction.
    seed
        Of the paths. A unit's paths depend on it and the unit's history alone, neither on its code nor on
        other units: an only child has its parent's forecast. A unit younger than two years also depends on
        the one above that lends it a season.
    tiers
        Tiers that are forecast; all but reps when None.
    festivals
        From :func:`~salesmgmt_kit.targets.moving_festivals`, or with working days from
        :func:`~salesmgmt_kit.targets.sales_calendar`: taken out of the history, put into the paths.
    engine
        How histories of two years and more are forecast, see :data:`Engine`.
    fiscal_years
        How many fiscal years are forecast to their end, the one that holds the next month counted.
    adjust
        Whether level shifts and outlying months are taken out of the histories before. They can be told
        (``changes``) in any case; levels that move follow a shift by themselves, and on public series and the
        sample taking it out made the intervals narrower and the forecasts no better.
    """
    tiers = tiers or [tier for tier in actuals["tier"].unique() if tier != units.REP]
    ahead = _ahead(month, fiscal_year_start, fiscal_years)
    known = {
        unit: sales.to_numpy(dtype=float) / festivals.factors(pd.DatetimeIndex(sales.index))
        for unit, sales in history(actuals, month=month, tiers=tiers).items()
    }
    prepared = _prepared(known, _parents(actuals), adjust=adjust)
    outlooks_of = _outlooks(prepared.series, prepared.codes, len(ahead), seed, engine)
    diagnostics = _diagnostics(outlooks_of, prepared)
    diagnostics.insert(1, "tier", _tiers(actuals, diagnostics["unit"]))
    paths = {unit: p * festivals.factors(ahead) for unit, p in _restored(outlooks_of, prepared, seed).items()}
    result = Forecast(
        month,
        level,
        ahead,
        paths,
        pd.DataFrame(),
        diagnostics,
        errors=_errors(outlooks_of, month),
        search=partial(_changes, known, actuals, month),
    )
    return replace(result, monthly=by_month(result))


@dataclass(frozen=True)
class _Prepared:
    """Histories as the models see them, and what was taken out of them."""

    series: dict[str, Numbers]
    codes: dict[str, str]
    cleaned: Mapping[str, Cleaned]
    seasons: Mapping[str, tuple[str, Numbers]]


def _prepared(known: Mapping[str, Numbers], parents: Mapping[str, str | None], *, adjust: bool) -> _Prepared:
    """Without the season that a young unit is lent by the one above, and what is to be taken out."""
    cleaned = _searched(known) if adjust else {}
    series = {**known, **{unit: history.sales for unit, history in cleaned.items()}}
    codes = {unit: model_code(sales) for unit, sales in series.items()}
    seasons = borrowed_seasons(series, codes, parents)
    for unit, (_, factors) in seasons.items():
        series[unit] = series[unit] / spread_over(factors, len(series[unit]), ahead=False)
    return _Prepared(series, codes, cleaned, seasons)


def _searched(known: Mapping[str, Numbers]) -> dict[str, Cleaned]:
    """The histories that a smoothing model fits, and what changed in them."""
    return clean({unit: sales for unit, sales in known.items() if model_code(sales) in BATCHED})


def _restored(
    outlooks_of: Mapping[str, Outlook], prepared: _Prepared, seed: int
) -> dict[str, npt.NDArray[np.float64]]:
    """Paths with the season that was lent, and with changes such as those taken out coming again."""
    paths = {unit: outlook.paths for unit, outlook in outlooks_of.items()}
    for unit, (_, factors) in prepared.seasons.items():
        paths[unit] = paths[unit] * spread_over(factors, paths[unit].shape[1], ahead=True)
    for unit, found in prepared.cleaned.items():
        paths[unit] = found.again(paths[unit], generator(found.sales, seed + 1))
    return paths


def _diagnostics(outlooks_of: Mapping[str, Outlook], prepared: _Prepared) -> pd.DataFrame:
    lenders = {unit: lender for unit, (lender, _) in prepared.seasons.items()}
    rows = [
        (
            unit,
            prepared.codes[unit],
            len(prepared.series[unit]),
            o.converged,
            o.sigma,
            o.ljung_box_p,
            lenders.get(unit),
        )
        for unit, o in outlooks_of.items()
    ]
    names = ["unit", "model", "n", "converged", "sigma", "ljung_box_p", "season_of"]
    return pd.DataFrame(rows, columns=names)


def _errors(outlooks_of: Mapping[str, Outlook], month: pd.Timestamp) -> pd.DataFrame:
    """One row per past month, one column per unit whose model has errors."""
    return pd.DataFrame(
        {
            unit: pd.Series(o.errors[::-1], months.span(months.shift(month, 1 - len(o.errors)), month)[::-1])
            for unit, o in outlooks_of.items()
            if len(o.errors)
        }
    )


def _outlooks(
    series: Mapping[str, Numbers], codes: Mapping[str, str], horizon: int, seed: int, engine: Engine
) -> dict[str, Outlook]:
    """Every unit's outlook, in the order of the units."""
    rngs = {unit: generator(sales, seed) for unit, sales in series.items()}
    together = [unit for unit in series if engine == "batch" and codes[unit] in BATCHED]
    found = outlooks({unit: series[unit] for unit in together}, horizon, rngs)
    for unit in series.keys() - found.keys():
        found[unit] = MODELS[codes[unit]].outlook(series[unit], horizon, rngs[unit])
    return {unit: found[unit] for unit in series}


def generator(sales: Numbers, seed: int) -> np.random.Generator:
    """What a history's paths are drawn with: the same in every currency."""
    mean = np.nanmean(np.abs(sales)) if np.isfinite(sales).any() else 0.0
    digits = np.round(sales / mean if mean > 0 else sales, _DIGITS) + 0.0
    return np.random.default_rng([seed, crc32(digits.tobytes())])


def totals(result: Forecast, span: pd.DatetimeIndex) -> pd.DataFrame:
    """What every unit is expected to sell in those months ahead that ``span`` holds, together.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``expected``, ``low``, ``high`` (client's currency), ``level``. Read off
        the totals of the joint paths, never added up from months. In a coherent forecast what is expected
        of the units below adds up to what is expected of the unit above: the
        company's is its median, those of the others are brought to it in proportion.
    """
    rows = _quantiles(result.paths, span, result.months, result.level)
    if result.agreement is not None:
        rows["expected"] = result.agreement(rows["expected"].to_numpy())
    return rows


def by_month(result: Forecast) -> pd.DataFrame:
    """``monthly`` of a :class:`Forecast` whose paths were changed: one row per unit and month ahead."""
    rows = pd.concat(
        [totals(result, result.months[[i]]).assign(month=m) for i, m in enumerate(result.months)]
    )
    rows = result.diagnostics[["unit", "tier", "model"]].merge(rows, on="unit")
    return rows[["unit", "tier", "month", "expected", "low", "high", "level", "model"]]


def _ahead(month: pd.Timestamp, start: int, years: int) -> pd.DatetimeIndex:
    following = months.shift(month, 1)
    last = months.shift(months.fiscal_year(following, start=start)[-1], 12 * (years - 1))
    end = max(last, months.shift(month, FEWEST_AHEAD))
    return months.span(following, end)


def _quantiles(
    paths: Mapping[str, npt.NDArray[np.float64]],
    span: pd.DatetimeIndex,
    ahead: pd.DatetimeIndex,
    level: float,
) -> pd.DataFrame:
    inside = ahead.isin(span)
    sums = np.array([p[:, inside].sum(axis=1) for p in paths.values()])
    low, expected, high = np.quantile(sums, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=1)
    return pd.DataFrame({"unit": list(paths), "expected": expected, "low": low, "high": high, "level": level})


def _changes(known: Mapping[str, Numbers], actuals: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    rows = [
        (unit, change.kind, months.shift(month, change.at + 1 - len(found.sales)), change.size)
        for unit, found in _searched(known).items()
        for change in found.changes
    ]
    changes = pd.DataFrame(rows, columns=["unit", "kind", "month", "size"])
    changes.insert(1, "tier", _tiers(actuals, changes["unit"]))
    return changes


def _parents(actuals: pd.DataFrame) -> dict[str, str | None]:
    above = places(actuals).set_index("unit")["parent"]
    return {str(unit): None if pd.isna(parent) else str(parent) for unit, parent in above.items()}


def _tiers(actuals: pd.DataFrame, names: pd.Series) -> pd.Series:
    return names.map(places(actuals).set_index("unit")["tier"])
