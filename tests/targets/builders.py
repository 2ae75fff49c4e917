"""Small frames that the tests of this folder are made of."""

import numpy as np
import pandas as pd

LEVELS = ["department", "team"]
MONTH = pd.Timestamp("2026-10-01")


def monthly(values, *, unit="T1", tier="team", last=MONTH):
    """The months of one unit as `monthly_actuals` gives them, the latest last."""
    dates = pd.date_range(end=last, periods=len(values), freq="MS")
    return pd.DataFrame(
        {
            "unit": unit,
            "tier": tier,
            "parent": None,
            "depth": 0,
            "month": dates,
            "actual": np.asarray(values, float),
        }
    )
