"""What page 04 claims of companies where nothing is planted, and of those where something is.

Run by hand: ``python benchmarks/gaps_null.py [--runs N] [--reps N] [--planted]``. Companies come from the
sample's generator. In a plain one all reps are as able and nothing changes, so that every claim is false;
what chance brings is left in: a month's luck, the wrong guess of a territory's potential, who comes and goes.
In a planted one (120 reps at least) a claim is right when it has the sign of what was made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from salesmgmt_kit import gaps
from salesmgmt_kit.gaps import headlines, peers
from salesmgmt_kit.gaps.chance import FALSE_CAUSE, FALSE_RATE, FALSE_UNIT, discoveries

sys.path.insert(0, str(Path(__file__).parents[1] / "data" / "sample"))
import process
import selling
import truths
import world as made

MONTH = pd.Timestamp("2026-10-01")
AGREED = pd.Timestamp("2026-08-01")
LEVELS = ["department", "team"]
ROWS_PER_REP = 250
DATES = ("month", "hire_date", "leave_date", "opened", "closed", "since")


@dataclass(frozen=True)
class Company:
    """The tables of one company as the gate would give them, and the world that they were drawn from."""

    world: made.World
    sales: pd.DataFrame
    org: pd.DataFrame
    territories: pd.DataFrame
    customers: pd.DataFrame
    targets: pd.DataFrame
    deals: pd.DataFrame
    activities: pd.DataFrame


def company(seed: int, reps: int, *, plain: bool) -> Company:
    """Make one company."""
    world = made.build(seed, reps, plain=plain)
    sold = selling.sales(world, ROWS_PER_REP * reps)
    deals, _ = process.opportunities(world, sold, 66 * reps)
    tables = (
        sold.astype({"rep": str}), selling.org(world), selling.territories(world),
        selling.customers(world, sold), selling.targets(world), deals, process.activities(world, deals),
    )  # fmt: skip
    return Company(world, *map(_typed, tables))


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    dates = {name: pd.to_datetime(table[name]) for name in DATES if name in table}
    return table.assign(**dates)


def claims(of: Company) -> pd.DataFrame:
    """One row per claim on the page: ``kind``, ``right`` (flag)."""
    given = {"territories": of.territories, "customers": of.customers}
    year = gaps.attribution(of.sales, of.org, month=MONTH, targets=of.targets, **given)
    steady = gaps.attribution(of.sales, of.org, month=MONTH, span=24, **given)
    able = of.world.reps.set_index("rep")["ability"]
    beside = peers.sales_beside_peers(of.sales, of.org, month=MONTH, **given)
    steady = peers.judged_by_peers(steady, beside)
    parts = [
        *_persons(steady[steady["told"]], able),
        *_excused(year, of),
        *_deals(of, able, given),
        *_plans(of),
    ]
    return pd.DataFrame(parts, columns=["kind", "right"])


def _persons(told: pd.DataFrame, able: pd.Series) -> Iterator[tuple[str, bool]]:
    for row in told.itertuples():
        yield "rep stands out", bool((able[row.rep] - 1) * row.ability > 0)
        if row.rep == truths.GOOD_REP:
            yield "the good rep stands out", True


def _beside(kind: str, rows: pd.DataFrame, able: pd.Series) -> Iterator[tuple[str, bool]]:
    for row in rows[rows["verdict"].isin(["above", "below"])].itertuples():
        yield kind, bool((able[row.rep] - 1) * (1 if row.verdict == "above" else -1) > 0)


def _excused(year: pd.DataFrame, of: Company) -> Iterator[tuple[str, bool]]:
    """Reps of whom it is said that anybody would be short there; right if an able-as-usual rep would be."""
    usual = _usual_year(of.world)
    short = headlines.excused(year)
    return (("short whoever sold there", bool(usual[row.rep] < row.target)) for row in short.itertuples())


def _usual_year(world: made.World) -> pd.Series:
    """By rep: what a rep of ordinary ability would be expected to sell in its months of the last year."""
    at = slice(made.HISTORY - 12, made.HISTORY)
    holder = world.holder[:, at]
    ability = world.reps["ability"].to_numpy()[holder]
    sold = pd.Series((made.expected(world)[:, at] / ability).ravel(), holder.ravel()).groupby(level=0).sum()
    return sold.drop(-1, errors="ignore").set_axis(world.reps["rep"].to_numpy()[sold.index[sold.index >= 0]])


def _deals(of: Company, able: pd.Series, given: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    spans = gaps.compared(of.deals, month=MONTH)
    moved = gaps.bridge(of.deals, of.org, levels=LEVELS, base=spans.base, actual=spans.actual)
    by_company = moved.effects[moved.effects["tier"] == "company"]
    causes = by_company[by_company["p"] < FALSE_CAUSE / len(moved.chain)]
    yield from ((f"cause: {row.factor}", _grew(of, row)) for row in causes.itertuples())
    units = moved.effects[~moved.effects["tier"].isin(["company", "rep"])]
    for row in units[discoveries(units["p"], false_discovery_rate=FALSE_UNIT)].itertuples():
        yield f"cause in a unit: {row.factor}", _grew(of, row)
    rates = gaps.win_rates(of.deals, of.org, levels=LEVELS, month=MONTH)
    if rates.test.p < FALSE_RATE:
        yield "win rates differ", bool(able.std() > 0)
    for row in rates.units[rates.units["outside"]].itertuples():
        yield "win rate beyond chance", bool((able[row.unit] - 1) * (row.rate - rates.rate) > 0)
    yield from _beside(
        "win rate beside peers", peers.rates_beside_peers(rates, of.org, month=MONTH, **given).reps, able
    )
    yield from (("product explains size", False) for _ in headlines.size_findings(gaps.size_shares(of.deals)))


def _grew(of: Company, row: Any) -> bool:
    """Whether more (or fewer) deals were to be expected: the one factor that growth moves."""
    return row.factor == "closed" and not of.world.plain and row.effect > 0


def _plans(of: Company) -> Iterator[tuple[str, bool]]:
    """A plan that does nothing, for whoever did worst in the half-year before it was agreed."""
    measured = gaps.measures(of.sales, of.activities)
    for measure in ("sales", "visits"):
        rows = measured[measured["measure"] == measure]
        before = rows[(rows["month"] <= AGREED) & (rows["month"] > AGREED - pd.DateOffset(months=6))]
        worst = before.groupby("rep")["value"].agg(["mean", "size"]).query("size == 6")["mean"].idxmin()
        plan = pd.DataFrame([{"plan": "L1", "rep": worst, "month": AGREED, "measure": measure}])
        verdict = gaps.judged_plans(plan, measured, month=MONTH)["verdict"]
        if verdict.eq("moved").any():
            yield f"plan moved {measure}", False


def table(found: list[pd.DataFrame]) -> pd.DataFrame:
    """By kind: claims right and wrong, and the share of companies with a wrong one."""
    rows = pd.concat([made_of.assign(page=i) for i, made_of in enumerate(found)], ignore_index=True)
    rows["right"] = rows["right"].astype(bool)
    wrong = rows[~rows["right"]]
    by_kind = rows.groupby("kind")["right"].agg(right="sum", claims="size")
    by_kind["wrong"] = by_kind["claims"] - by_kind["right"]
    by_kind["pages with a wrong one"] = wrong.groupby("kind")["page"].nunique() / len(found)
    every = pd.DataFrame(
        {"right": rows["right"].sum(), "claims": len(rows), "wrong": len(wrong),
         "pages with a wrong one": wrong["page"].nunique() / len(found)}, index=["any"],
    )  # fmt: skip
    return pd.concat([by_kind, every]).fillna(0.0)


def main() -> None:
    """Print the table of one kind of company."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args()
    found = [claims(company(seed, given.reps, plain=not given.planted)) for seed in range(given.runs)]
    print(table(found).round(3).to_string())


if __name__ == "__main__":
    main()
