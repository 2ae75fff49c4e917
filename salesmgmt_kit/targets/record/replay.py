"""Forecasts of earlier months made again with what was known then, where none was stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from ... import months
from ..actuals import monthly_actuals
from ..festivals import Festivals
from ..forecasting import forecast
from ..workdays import sales_calendar
from .outlooks import Outlook, nothing_said, outlook

#: Days after its end in which a month is still being closed: what they record is known to its report.
CLOSING_DAYS: Final = 10
#: Months before the one reported that are replayed where they stored nothing.
REPLAYED: Final = 12


def past_outlooks(
    spans: pd.DataFrame,
    quantiles: pd.DataFrame,
    sales: pd.DataFrame,
    org: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    fiscal_year_start: int = 1,
    country: str | None = None,
    replayed: int = REPLAYED,
) -> Outlook:
    """What earlier months said of the months ahead of them: as stored, or else made again.

    Parameters
    ----------
    spans, quantiles
        The frames of :class:`.Outlook` as earlier months kept them, with ``reported``; both may be empty. A
        month counts as stored when it has rows in ``spans``.
    sales, org, targets, levels, month, fiscal_year_start
        As in :func:`~salesmgmt_kit.targets.monthly_actuals` and :func:`~salesmgmt_kit.targets.attainment`.
    country
        Whose moving festivals are allowed for in what is made again, estimated before the first of those
        months; None: no festival.
    replayed
        Months before ``month`` that are made again where they are not stored; those before the first sale
        cannot be.

    Returns
    -------
    Outlook
        Of all months together, the earliest first.

    Notes
    -----
    What is made again uses the sales known then (see :func:`first_known`), but the organisation and the
    targets of today: no history of them is known.
    """
    first = sales["month"].min()
    wanted = [origin for n in range(replayed, 0, -1) if (origin := months.shift(month, -n)) >= first]
    missing = [origin for origin in wanted if not (spans["reported"] == origin).any()]
    said = _replayed(missing, sales, org, targets, levels, fiscal_year_start, country)
    stored = Outlook(spans.assign(source="stored"), quantiles)
    known = [part for part in (stored, *said) if len(part.spans)]
    if not known:
        return nothing_said()
    return Outlook(
        *(
            pd.concat(frames).sort_values("reported", kind="stable", ignore_index=True)
            for frames in ([part.spans for part in known], [part.quantiles for part in known])
        )
    )


def first_known(sales: pd.DataFrame) -> pd.DataFrame:
    """Sales by the month whose report could know them first.

    That is their own month; where ``recorded`` is given, one after it for what was recorded more than
    :data:`CLOSING_DAYS` days after its end: late corrections.

    Returns
    -------
    DataFrame
        One row per rep, month and month of the report: ``rep``, ``month``, ``known``, ``amount``.
    """
    known = sales["month"].to_numpy().astype("datetime64[s]")
    if "recorded" in sales:
        closed = (sales["recorded"] - pd.Timedelta(days=CLOSING_DAYS)).to_numpy().astype("datetime64[M]")
        known = np.where(closed > known, closed.astype("datetime64[s]"), known)  # never where it is missing
    return sales.assign(known=known).groupby(["rep", "month", "known"], as_index=False).agg({"amount": "sum"})


def _replayed(
    origins: Iterable[pd.Timestamp],
    sales: pd.DataFrame,
    org: pd.DataFrame,
    targets: pd.DataFrame,
    levels: Sequence[str],
    start: int,
    country: str | None,
) -> list[Outlook]:
    festivals: Festivals | None = None
    said, known = [], first_known(sales)
    for origin in origins:
        then = known[known["known"] <= origin]
        actuals = monthly_actuals(then, org, levels=levels, month=origin)
        if festivals is None:  # the first month's will do: they change little, and take their time
            festivals = sales_calendar(actuals, month=origin, country=country)
        result = forecast(actuals, month=origin, fiscal_year_start=start, festivals=festivals, engine="batch")
        one = outlook(result, actuals, targets, fiscal_year_start=start)
        stamp = {"reported": origin}
        said.append(Outlook(one.spans.assign(source="replayed", **stamp), one.quantiles.assign(**stamp)))
    return said
