"""A small company over four years, its forecasts and what they said."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesmgmt_kit.targets import complete_targets, forecast, monthly_actuals
from salesmgmt_kit.targets.record import Outlook, outlook

MONTH = pd.Timestamp("2026-08-01")
LEVELS = ["team"]
ORG = pd.DataFrame({"rep": ["R1", "R2", "R3"], "team": ["T1", "T1", "T2"]})
NOTHING = pd.DataFrame({"reported": pd.Series([], dtype="datetime64[us]")})


def sales(*, until: pd.Timestamp = MONTH, seed: int = 3) -> pd.DataFrame:
    """One row per rep and month from 2023 on: a season, growth and chance of a tenth."""
    rng = np.random.default_rng(seed)
    span = pd.date_range("2023-01-01", until, freq="MS")
    season = 1 + 0.2 * np.sin(2 * np.pi * span.month / 12)
    parts = [
        pd.DataFrame(
            {"month": span, "rep": rep, "amount": 100 * season * np.exp(rng.normal(0, 0.1, len(span)))}
        )
        for rep in ORG["rep"]
    ]
    return pd.concat(parts, ignore_index=True)


def targets(value: float = 100.0) -> pd.DataFrame:
    """The same target for every rep and month of 2023 to 2027, added up."""
    span = pd.date_range("2023-01-01", "2027-12-01", freq="MS")
    rows = [pd.DataFrame({"month": span, "unit": rep, "target": value}) for rep in ORG["rep"]]
    return complete_targets(pd.concat(rows), ORG, levels=LEVELS)


SALES, TARGETS = sales(), targets()
ACTUALS = monthly_actuals(SALES, ORG, levels=LEVELS, month=MONTH)


def said(month: pd.Timestamp, actuals: pd.DataFrame = ACTUALS, asked: pd.DataFrame = TARGETS) -> Outlook:
    """What the forecast of a month says."""
    known = actuals[actuals["month"] <= month]
    return outlook(forecast(known, month=month, engine="batch"), known, asked)


def stored(*months: str) -> Outlook:
    """What some months said, as if stored by their pages."""
    parts = [(pd.Timestamp(month), said(pd.Timestamp(month))) for month in months]
    return Outlook(
        pd.concat([o.spans.assign(reported=m, source="stored") for m, o in parts], ignore_index=True),
        pd.concat([o.quantiles.assign(reported=m) for m, o in parts], ignore_index=True),
    )
