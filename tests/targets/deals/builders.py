"""Made-up deals, in worlds where they make the sales and where they have nothing to do with them."""

import numpy as np
import pandas as pd

ORG = pd.DataFrame({"rep": ["R1", "R2", "R3", "R4"], "team": ["T1", "T1", "T2", "T2"]})
LEVELS = ["team"]
MONTH = pd.Timestamp("2026-10-01")
SPAN = pd.date_range(end=MONTH, periods=54, freq="MS")


def deal(number, opened, closed=None, outcome=None, amount=100.0, rep="R1"):
    """One row of opportunities."""
    return {
        "opportunity": f"O{number}",
        "rep": rep,
        "opened": pd.Timestamp(opened),
        "closed": pd.NaT if closed is None else pd.Timestamp(closed),
        "amount": amount,
        "outcome": outcome,
    }


def made_up(seed, *, wins=0.5, ends=0.4, a_month=12, swing=0.5):
    """Deals of all reps over the whole span: openings come in waves, every month ends a share."""
    rng = np.random.default_rng(seed)
    wave = np.zeros(len(SPAN))
    for t in range(1, len(SPAN)):
        wave[t] = 0.7 * wave[t - 1] + rng.normal(0, swing)
    rows = []
    for at, month in enumerate(SPAN):
        for rep in ORG["rep"]:
            for _ in range(rng.poisson(a_month * np.exp(wave[at]))):
                end = at + rng.geometric(ends)
                over = end < len(SPAN)
                outcome = ("won" if rng.random() < wins else "lost") if over else None
                closed = SPAN[end] + pd.Timedelta(9, "D") if over else None
                rows.append(deal(len(rows), month, closed, outcome, rng.lognormal(4, 0.4), rep))
    return pd.DataFrame(rows)


def sales_of(deals):
    """Sales that are the deals won, and nothing else."""
    won = deals[deals["outcome"] == "won"]
    return won.assign(month=won["closed"].dt.to_period("M").dt.to_timestamp())[["rep", "month", "amount"]]


def sales_without(seed):
    """Sales of a level that wanders, as large as those of the deals, whatever these do."""
    rng = np.random.default_rng(seed)
    rows = [
        (rep, month, 400 * np.exp(level + rng.normal(0, 0.1)))
        for rep in ORG["rep"]
        for month, level in zip(SPAN, np.cumsum(rng.normal(0, 0.05, len(SPAN))), strict=True)
    ]
    return pd.DataFrame(rows, columns=["rep", "month", "amount"])
