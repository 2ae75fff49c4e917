"""What was said of the months ahead, in the form in which it is kept and held against what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import months
from .. import windows
from ..actuals import places
from ..calibration import reached_share
from ..forecasting import Forecast

#: Shares of the outcomes whose quantiles are kept: 5, 10, ... 95 percent.
SHARES: Final = np.arange(1, 20) / 20
_KEYS: Final = ["unit", "horizon", "first"]


@dataclass(frozen=True)
class Outlook:
    """What one month or several said of the spans ahead of them. Money in the client's currency.

    Parameters
    ----------
    spans
        One row per unit and span: ``unit``; ``horizon`` (``month``; ``quarter`` or ``year``: the fiscal
        one that holds the next month); ``first``, ``last`` (its months); ``known`` (already sold in it);
        ``expected``, ``low``, ``high``, ``level`` (its total, known sales included: median and interval of
        the paths; missing where the history was too short); ``target`` and ``probability`` (asked for then,
        and share of the paths that reach it; missing where a month of it had no target).
    quantiles
        One row per unit, span and share: ``unit``, ``horizon``, ``first``, ``share`` (fraction of the paths
        at ``value`` or below), ``value`` (total of the span, in single precision: seven digits).

    Notes
    -----
    Of several months, both frames have ``reported``, the month that said it, and ``spans`` has ``source``:
    ``stored`` when it is what was published, ``replayed`` when it was made afterwards.
    """

    spans: pd.DataFrame
    quantiles: pd.DataFrame


def outlook(
    result: Forecast, actuals: pd.DataFrame, targets: pd.DataFrame, *, fiscal_year_start: int = 1
) -> Outlook:
    """What the month reported says of every month ahead, and of the quarter and year of the next one.

    Parameters
    ----------
    result
        From :func:`~salesmgmt_kit.targets.forecast`; its month is the one reported.
    actuals, targets, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.attainment`.

    Returns
    -------
    Outlook
        In the order of the units that were forecast.
    """
    place = places(actuals).set_index("unit").loc[list(result.paths)]
    past = actuals[actuals["month"] <= result.month]
    sold = windows.wide(past, "actual", columns=place.index)
    asked = windows.wide(targets, "target", columns=place.index)
    parts = []
    for horizon, span in _spans(result, fiscal_year_start):
        known, target = windows.sold(sold, span), windows.asked(asked, span, place["first"])
        paths = _sums(result.paths, result.months.isin(span)) + known
        frames = _span(paths, known, target, result.level), _quantiles(paths)
        parts.append([f.assign(horizon=horizon, first=span[0], last=span[-1]) for f in frames])
    spans, quantiles = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    return Outlook(spans[[*_KEYS, "last", *_SAID]], quantiles[[*_KEYS, "share", "value"]])


_SAID: Final = ["known", "expected", "low", "high", "level", "target", "probability"]


def nothing_said() -> Outlook:
    """The outlook of no month."""
    months_of = {name: pd.Series([], dtype="datetime64[ns]") for name in ("reported", "first", "last")}
    names = {name: pd.Series([], dtype="str") for name in ("unit", "horizon", "source")}
    figures = {name: pd.Series([], dtype=float) for name in (*_SAID, "share", "value")}
    spans = pd.DataFrame({**names, **months_of, **figures})
    quantiles = spans[["reported", *_KEYS, "share", "value"]]
    return Outlook(spans[["reported", *_KEYS, "last", *_SAID, "source"]], quantiles)


def _spans(result: Forecast, start: int) -> list[tuple[str, pd.DatetimeIndex]]:
    following = result.months[0]
    return [
        *(("month", pd.DatetimeIndex([month])) for month in result.months),
        ("quarter", months.fiscal_quarter(following, start=start)),
        ("year", months.fiscal_year(following, start=start)),
    ]


def _sums(paths: Mapping[str, npt.NDArray[np.float64]], inside: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """One row per path, one column per unit: the total of the months inside."""
    return pd.DataFrame({unit: p[:, inside].sum(axis=1) for unit, p in paths.items()})


def _span(paths: pd.DataFrame, known: pd.Series, target: pd.Series, level: float) -> pd.DataFrame:
    low, expected, high = np.quantile(paths, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    chance = reached_share(paths, target, known).where(target.notna() & np.isfinite(expected))
    rows = pd.DataFrame({"known": known, "expected": expected, "low": low, "high": high, "level": level})
    return rows.assign(target=target, probability=chance).rename_axis("unit").reset_index()


def _quantiles(paths: pd.DataFrame) -> pd.DataFrame:
    values = np.quantile(paths, SHARES, axis=0).astype(np.float32)
    wide = pd.DataFrame(values, columns=paths.columns).assign(share=SHARES)
    return wide.melt("share", var_name="unit", value_name="value")
