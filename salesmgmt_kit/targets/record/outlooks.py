"""What was said of the months ahead, in the form in which it is kept and held against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ... import months, units
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
        In the order of the units above the reps that were forecast.
    """
    place = places(actuals).set_index("unit").loc[list(result.paths)]
    place = place[place["tier"] != units.REP]
    sold = windows.wide(actuals[actuals["month"] <= result.month], "actual", columns=place.index)
    asked = windows.wide(targets, "target", columns=place.index)
    spans = _spans(result, fiscal_year_start)
    known = [windows.sold(sold, span) for _, span in spans]
    target = [windows.asked(asked, span, place["first"]) for _, span in spans]
    sums = [_sums(result, place.index, span) + before for (_, span), before in zip(spans, known, strict=True)]
    said = np.quantile(sums, [*_edges(result.level), *SHARES], axis=1)
    chances = [reached_share(*of) for of in zip(sums, target, known, strict=True)]
    low, expected, high = said[:3].reshape(3, -1)
    rows = _keyed(spans, place.index).assign(known=np.ravel(known), target=np.ravel(target))
    rows = rows.assign(expected=expected, low=low, high=high, level=result.level)
    askable = rows["target"].notna() & rows["expected"].notna()
    rows["probability"] = pd.Series(np.ravel(chances)).where(askable)
    return Outlook(rows[[*_KEYS, "last", *_SAID]], _tall(rows[_KEYS], said[3:]))


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


def _sums(result: Forecast, names: pd.Index, span: pd.DatetimeIndex) -> pd.DataFrame:
    """One row per path, one column per unit: the total of the months ahead that the span holds."""
    inside = result.months.isin(span)
    return pd.DataFrame({unit: result.paths[unit][:, inside].sum(axis=1) for unit in names})


def _edges(level: float) -> list[float]:
    return [(1 - level) / 2, 0.5, (1 + level) / 2]


def _keyed(spans: Sequence[tuple[str, pd.DatetimeIndex]], names: pd.Index) -> pd.DataFrame:
    """One row per span and unit: which they are."""
    of = pd.DataFrame(
        [(horizon, span[0], span[-1]) for horizon, span in spans], columns=["horizon", "first", "last"]
    )
    return of.merge(pd.DataFrame({"unit": names}), how="cross")


def _tall(keys: pd.DataFrame, values: npt.NDArray[np.float64]) -> pd.DataFrame:
    """One row per key and share; values by share, span and unit."""
    rows = keys.loc[keys.index.repeat(len(SHARES))].reset_index(drop=True)
    single = values.reshape(len(SHARES), -1).T.ravel().astype(np.float32)
    return rows.assign(share=np.tile(SHARES, len(keys)), value=single)
