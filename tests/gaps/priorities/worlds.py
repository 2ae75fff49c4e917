"""Companies whose deals go through stages with known conversions and stays."""

from __future__ import annotations

import numpy as np
import pandas as pd

MONTH = pd.Timestamp("2026-10-01")
END = pd.Timestamp("2026-10-31")
STAGES = ("lead", "offer", "talks", "signing")


def stage_table(names=STAGES):
    """The stages in order; the last, ``won``, is entered by closing."""
    return pd.DataFrame({"stage": [*names, "won"], "position": range(1, len(names) + 2)})


def organisation(teams=8, reps=4):
    """Teams with as many reps each, who share two territories a team."""
    team = np.repeat([f"T{i:02d}" for i in range(teams)], reps)
    rep = [f"R{i:03d}" for i in range(len(team))]
    half = np.arange(len(team)) * 2 // reps
    return pd.DataFrame({"rep": rep, "team": team, "territory": [f"A{i:02d}" for i in half]})


def company(
    rng,
    *,
    deals=3000,
    rates=(0.7, 0.7, 0.7, 0.7),
    stays=(12, 12, 12, 12),
    org=None,
    better=None,
    size=None,
    slow=1.0,
):
    """Deals opened over two years, and their moves, as known at the end of October 2026.

    ``better``: by team, what its odds of going on are multiplied by, one per stage. ``size``: by team,
    what its amounts are multiplied by. ``slow``: by what lost deals stay longer than those that go on.
    """
    org = organisation() if org is None else org
    at = rng.integers(0, len(org), deals)
    odds = np.array(rates) / (1 - np.array(rates))
    teams = org["team"].to_numpy()[at]
    by_deal = np.array([(better or {}).get(team, np.ones(len(rates))) for team in teams]) * odds
    passes = rng.random((deals, len(rates))) < by_deal / (1 + by_deal)
    stay = np.maximum(1, np.rint(np.array(stays) * rng.lognormal(0, 0.6, passes.shape)))
    stay = np.rint(np.where(passes, stay, stay * slow))
    opened = rng.integers(0, 730, deals)
    entered = opened[:, None] + np.column_stack([np.zeros(deals), stay.cumsum(axis=1)]).astype(int)
    reached = np.column_stack([np.ones(deals, bool), np.logical_and.accumulate(passes, axis=1)])
    won = reached[:, -1]
    ends = np.where(won, len(rates), np.argmin(reached, axis=1))
    closed = entered[np.arange(deals), ends]
    known = closed <= 729
    first = END - pd.Timedelta(729, "D")
    worth = np.array([(size or {}).get(team, 1.0) for team in teams])
    codes = np.array([f"O{i}" for i in range(deals)])
    opportunities = pd.DataFrame(
        {
            "opportunity": codes,
            "rep": org["rep"].to_numpy()[at],
            "opened": first + pd.to_timedelta(opened, "D"),
            "closed": pd.Series(first + pd.to_timedelta(closed, "D")).where(known),
            "outcome": pd.Series(np.where(won, "won", "lost"), dtype=object).where(known, None),
            "amount": worth * rng.lognormal(9, 0.5, deals),
        }
    )
    deal, step = np.nonzero(reached & (entered <= 729))
    moves = pd.DataFrame(
        {
            "opportunity": codes[deal],
            "stage": np.array([*STAGES[: len(rates)], "won"])[step],
            "entered": first + pd.to_timedelta(entered[deal, step], "D"),
        }
    )
    return opportunities, moves, stage_table(STAGES[: len(rates)]), org


def entries(rng, *, deals, rates, stays):
    """First passages drawn stage by stage, ``deals`` for each over two years: fast, for many worlds."""
    shape = (len(rates), deals)
    entered = rng.integers(0, 730, shape)
    stay = np.maximum(1, np.rint(np.array(stays)[:, None] * rng.lognormal(0, 0.6, shape)))
    left, advances = entered + stay, rng.random(shape) < np.array(rates)[:, None]
    fate = np.where(left > 729, "still", np.where(advances, "advanced", "lost")).ravel()
    first = END - pd.Timedelta(729, "D")
    return pd.DataFrame(
        {
            "stage": pd.Categorical(np.repeat(STAGES[: len(rates)], deals), STAGES[: len(rates)]),
            "entered": first + pd.to_timedelta(entered.ravel(), "D"),
            "left": pd.Series(first + pd.to_timedelta(left.ravel(), "D")).where(fate != "still"),
            "skipped": False,
            "fate": pd.Categorical(fate, ["advanced", "lost", "back", "still"]),
        }
    )
