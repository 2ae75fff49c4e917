"""Sales forces without any pattern, and what may be planted in them."""

import numpy as np
import pandas as pd

MONTH = pd.Timestamp("2026-10-01")
SPAN = pd.date_range("2024-11-01", MONTH, freq="MS")
KPIS = pd.DataFrame(
    [
        ("sales", "sales.amount", np.nan, "money", np.nan),
        ("visits", "activities.visits", np.nan, "count", 20.0),
        ("days", "kpi_values", np.nan, "days", 5.0),
        ("cash", "sales.collected", "sales.amount", "fraction", 0.9),
    ],
    columns=["kpi", "numerator", "denominator", "unit", "target"],
)


def force(reps=40, *, seed=0):
    """Tables of reps whose figures are chance around the same targets, and the targets."""
    rng = np.random.default_rng(seed)
    names = [f"R{i:02}" for i in range(reps)]
    grid = pd.MultiIndex.from_product([names, SPAN], names=["rep", "month"]).to_frame(index=False)
    n = len(grid)
    amount = 1000 * np.exp(0.2 * rng.standard_normal(n))
    visits = rng.poisson(20 * rng.gamma(20, 1 / 20, n)).astype(float)
    opened = grid.loc[grid.index.repeat(rng.poisson(2, n))].reset_index(drop=True)
    days = pd.to_timedelta(rng.integers(0, 28, len(opened)), unit="D")
    closed = opened["month"] + days + pd.to_timedelta(rng.integers(5, 60, len(opened)), unit="D")
    deals = pd.DataFrame(
        {
            "rep": opened["rep"], "opened": opened["month"] + days, "closed": closed,
            "outcome": np.where(rng.random(len(opened)) < 0.4, "won", "lost"), "amount": 100.0,
        }
    )  # fmt: skip
    tables = {
        "sales": grid.assign(amount=amount, collected=0.9 * amount),
        "activities": grid.assign(visits=visits),
        "opportunities": deals[deals["closed"] <= MONTH + pd.offsets.MonthEnd(0)].reset_index(drop=True),
    }
    return tables, grid.rename(columns={"rep": "unit"}).assign(target=1000.0)
