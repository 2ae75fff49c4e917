"""Page 02 at size: every computation of the notebook with 2,000 reps, 24 KPIs and 48 months.

Run by hand: ``python benchmarks/kpi_scale.py``. The client is made up here: 200 teams of 10, 12 KPIs
summed from the tables and 12 reported in ``kpi_values``. Prints one row per computation: wall seconds, CPU
seconds, and the peak of the process's memory so far. The peers in the last rows do the same plainly: one
KPI and span at a time with ``units.roll_up``, and one person's composite at a time in each ranking, ranked
by ``scipy.stats.rankdata``.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from salesmgmt_kit import kpi, months, units

REPS, TEAMS, MONTHS, KPIS, DRAWS = 2000, 200, 48, 24, 1000
MONTH = pd.Timestamp("2026-10-01")
LEVELS = ["department", "team"]
#: Rankings that the peer draws; its seconds are scaled up to those of the kit.
FEW = 50


def timed(name: str, compute: Callable[..., Any], *inputs: Any, **options: Any) -> Any:
    """The answer, with a row of the table printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = compute(*inputs, **options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = f"| {name} | {time.perf_counter() - wall:.2f} | {time.process_time() - cpu:.2f} | {peak:.0f} |"
    print(row, flush=True)
    return found


def made() -> dict[str, pd.DataFrame]:
    """The catalogue, organisation and tables of a client of that size."""
    rng = np.random.default_rng(2026)
    reps = [f"R{i:04}" for i in range(REPS)]
    team = np.arange(REPS) % TEAMS
    org = pd.DataFrame(
        {"rep": reps, "team": [f"T{t:03}" for t in team], "department": [f"D{t % 10}" for t in team]}
    )
    grid = pd.MultiIndex.from_product(
        [reps, months.span(months.shift(MONTH, 1 - MONTHS), MONTH)], names=["rep", "month"]
    ).to_frame(index=False)
    n, half = len(grid), KPIS // 2
    able = np.repeat(rng.lognormal(0, 0.2, REPS), MONTHS)
    sales = grid.assign(amount=1000 * able * rng.lognormal(0, 0.3, n))
    sales["collected"] = sales["amount"] * rng.uniform(0.8, 1, n)
    visits = grid.assign(visits=rng.poisson(10 * able).astype(float))
    sums = [
        ("sales.amount", np.nan, 1000.0),
        ("sales.collected", "sales.amount", 0.9),
        ("activities.visits", np.nan, 10.0),
    ]
    catalogue = [
        (f"k{i:02}", *(sums[i % 3] if i < half else ("kpi_values", np.nan, 5.0)),
         "fraction" if i < half and i % 3 == 1 else "count" if i < half else "days")
        for i in range(KPIS)
    ]  # fmt: skip
    kpis = pd.DataFrame(catalogue, columns=["kpi", "numerator", "denominator", "target", "unit"]).assign(
        perspective=["outcome", "process"] * half, direction="up", weight=1.0, definition="month",
        threshold=np.nan, full=np.nan, cap=np.nan,
    )  # fmt: skip
    values = [grid.assign(kpi=f"k{i:02}", value=5 * rng.lognormal(0, 0.3, n)) for i in range(half, KPIS)]
    return {"kpis": kpis, "org": org, "sales": sales, "activities": visits, "values": pd.concat(values)}


def page(client: Mapping[str, pd.DataFrame]) -> kpi.People:
    """What the notebook computes, in its order."""
    where = {"levels": LEVELS, "month": MONTH, "values": client["values"]}
    card = timed(
        "measured and scored, 15 spans", kpi.scorecard, client["kpis"], client, client["org"], **where
    )
    compared = timed("errors and people compared", kpi.people, card)
    timed("effective weights", kpi.effective_weights, compared.scores, compared.weights)
    sides = timed("balance", lambda: kpi.quadrants(kpi.rep_months(card)))
    timed("units, redundancy", lambda: [kpi.of_units(card), kpi.redundant(compared.scores)])
    ranking = timed(
        f"ranking, {DRAWS} draws and Sobol shares", kpi.rank_people, compared.values, compared.weights,
        errors=compared.errors, draws=DRAWS,
    )  # fmt: skip
    timed("sentences", lambda: [
        kpi.headlines.rank_findings(ranking), kpi.headlines.balance_findings(sides),
        kpi.headlines.flat_findings(kpi.of_people(card)), kpi.headlines.company_card(card),
    ])  # fmt: skip
    return compared


def measured_plainly(client: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Every KPI in every span by itself: its rows chosen, summed, rolled up and divided."""
    done = kpi.flows(client)
    last = months.span(months.shift(MONTH, -11), MONTH)
    spans = [months.span(MONTH, MONTH), last[2:], last, *(months.span(m, m) for m in last)]
    found = []
    for row in client["kpis"].itertuples():
        if row.numerator == "kpi_values":
            rows = client["values"][client["values"]["kpi"] == row.kpi].assign(a=lambda f: f["value"], b=1.0)
        else:
            rows = done.assign(
                a=done[row.numerator], b=1.0 if pd.isna(row.denominator) else done[row.denominator]
            )
        for span in spans:
            sums = rows[rows["month"].isin(span)].groupby("rep")[["a", "b"]].sum().reset_index()
            rolled = units.roll_up(sums, client["org"], levels=LEVELS, by=())
            found.append(rolled.assign(value=rolled["a"] / rolled["b"]))
    return found


def ranked_plainly(compared: kpi.People) -> np.ndarray[Any, Any]:
    """Rankings one after the other, everything computed anew in each."""
    rng, ranks = np.random.default_rng(2026), []
    values, errors = compared.values.to_numpy(), compared.errors.to_numpy()
    for _ in range(FEW):
        drawn = values + errors * rng.standard_normal(values.shape)
        scaled = kpi.NORMALISED[str(rng.choice(["min_max", "z"]))](drawn)
        scaled = 1 + 99 * (scaled - scaled.min()) / np.ptp(scaled)
        rule = kpi.AGGREGATED[str(rng.choice(["arithmetic", "geometric", "harmonic"]))]
        weights = rng.dirichlet(np.full(values.shape[1], 2.5))
        totals = np.array([rule(person[None, :], weights)[0] for person in scaled])
        ranks.append(stats.rankdata(-totals, method="min"))
    return np.array(ranks)


def main() -> None:
    """Make the client, then measure."""
    print("| computation | wall s | CPU s | peak MB |\n|---|---|---|---|")
    client = timed("(making the client)", made)
    compared = page(client)
    timed("peer: one KPI and span at a time", measured_plainly, client)
    timed(f"peer: {FEW} draws, one person at a time", ranked_plainly, compared)


if __name__ == "__main__":
    main()
