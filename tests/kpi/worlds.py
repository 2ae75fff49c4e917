"""Small companies whose scorecards are known."""

import numpy as np
import pandas as pd

from salesmgmt_kit import months
from salesmgmt_kit.kpi import Scorecard, scorecard

MONTH = pd.Timestamp("2026-10-01")
LEVELS = ["department", "team"]
KPIS = pd.DataFrame(
    [
        ("sales", "outcome", "sales.amount", np.nan, "up", "money", np.nan, 3.0, "net_of_returns"),
        ("cash", "outcome", "sales.collected", "sales.amount", "up", "fraction", 0.9, 1.0, "received"),
        ("visits", "process", "activities.visits", np.nan, "up", "count", 10.0, 2.0, "on_site"),
        ("days", "process", "kpi_values", np.nan, "down", "days", 5.0, 1.0, "own_words"),
    ],
    columns=[
        "kpi", "perspective", "numerator", "denominator", "direction", "unit", "target", "weight",
        "definition",
    ],
).assign(threshold=np.nan, full=np.nan, cap=np.nan)  # fmt: skip


def company(reps: int = 24, *, noise: float = 0.2, seed: int = 0, visits: float = 10.0) -> Scorecard:
    """The scorecard of a company whose reps are alike but for chance, and at their targets."""
    rng = np.random.default_rng(seed)
    names = [f"R{i:02}" for i in range(reps)]
    org = pd.DataFrame({"rep": names, "team": [f"T{i % 3}" for i in range(reps)], "department": "D1"})
    year = months.span(months.shift(MONTH, -11), MONTH)
    grid = pd.MultiIndex.from_product([names, year], names=["rep", "month"]).to_frame(index=False)
    n = len(grid)
    amount = 1000 * np.exp(noise * rng.standard_normal(n))
    tables = {
        "sales": grid.assign(amount=amount, collected=amount * rng.uniform(0.8, 1, n)),
        "activities": grid.assign(visits=rng.poisson(visits, n).astype(float)),
    }
    values = grid.assign(kpi="days", value=rng.uniform(3, 7, n))
    targets = grid.rename(columns={"rep": "unit"}).assign(target=1000.0)
    return scorecard(KPIS, tables, org, levels=LEVELS, month=MONTH, values=values, targets=targets)
