"""Panels of teams whose leads and lags are known."""

import numpy as np
import pandas as pd

KPIS = pd.DataFrame(
    [
        ("sales", "outcome", 3.0), ("cash", "outcome", 1.0),
        ("visits", "process", 1.0), ("calls", "process", 1.0),
    ],
    columns=["kpi", "perspective", "weight"],
)  # fmt: skip


def autoregressive(rng, shape, persistence):
    """Months down, units across: each month keeps so much of the one before."""
    found = rng.standard_normal(shape)
    for month in range(1, shape[0]):
        found[month] = persistence * found[month - 1] + np.sqrt(1 - persistence**2) * found[month]
    return found


def panel(*, sales=None, teams=12, months=40, persistence=0.5, seed=0):
    """KPIs that vary by 10 % a month, each team on a level and each month in a season of its own.

    ``sales(visits, rng)`` tells the outcome's logarithm from that of visits, both months down and teams
    across, and is nothing but chance when None.
    """
    rng = np.random.default_rng(seed)
    shape = (months, teams)
    logs = {
        name: 0.1 * autoregressive(rng, shape, persistence) for name in ("sales", "visits", "calls", "cash")
    }
    if sales is not None:
        logs["sales"] += sales(logs["visits"], rng)
    index = pd.MultiIndex.from_product(
        [pd.date_range("2023-01-01", periods=months, freq="MS"), [f"T{i:02}" for i in range(teams)]],
        names=["month", "unit"],
    )
    levels = {k: rng.normal(3, 0.5, teams) + rng.normal(0, 0.3, (months, 1)) for k in logs}
    found = pd.DataFrame({k: np.exp(logs[k] + levels[k]).ravel() for k in logs}, index=index)
    return found.reorder_levels(["unit", "month"])


def delayed(values, by):
    """The values that many months before, 0 where there are none."""
    found = np.zeros_like(values)
    found[by:] = values[: len(values) - by]
    return found
