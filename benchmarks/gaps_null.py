"""What page 04 claims of companies where nothing is planted, and of those where something is.

Run by hand: ``python benchmarks/gaps_null.py [--runs N] [--first SEED] [--reps N] [--planted]``. Companies
come from the sample's generator; the page is the notebook's own cells. In a plain company all reps are as
able and nothing changes, so that every claim about people and changes is false; what chance brings is left
in: a month's luck, the wrong guess of a territory's potential, who comes and goes. In a planted one (120 reps
at least) a claim is right when it has the sign of what was made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gaps_page import Made, findings

from salesmgmt_kit import gaps
from salesmgmt_kit.findings import Finding

sys.path.insert(0, str(Path(__file__).parents[1] / "data" / "sample"))
import process
import selling
import truths
import world as made

MONTH = pd.Timestamp("2026-10-01")
AGREED = pd.Timestamp("2026-08-01")
ROWS_PER_REP, DEALS_PER_REP = 250, 66
DATES = ("month", "hire_date", "leave_date", "opened", "closed", "entered", "since")
PLANS = "useless plan"


@dataclass(frozen=True)
class Truth:
    """What is true of a company: its world, and what ordinary reps would sell by rep against the targets."""

    world: made.World
    able: pd.Series
    usual: pd.Series
    target: pd.Series

    @property
    def plain(self) -> bool:
        """Whether nothing is planted."""
        return self.world.plain


def company(seed: int, reps: int, *, plain: bool) -> tuple[Made, Truth]:
    """Make one company: its tables as the gate would give them, and the truth."""
    world = made.build(seed, reps, plain=plain)
    sold = selling.sales(world, ROWS_PER_REP * reps)
    deals, moves = process.opportunities(world, sold, DEALS_PER_REP * reps)
    frames = {
        "sales": sold.astype({"rep": str, "product": str}), "org": selling.org(world),
        "territories": selling.territories(world), "customers": selling.customers(world, sold),
        "targets": selling.targets(world), "opportunities": deals, "stage_moves": moves,
        "stages": process.stages(), "activities": process.activities(world, deals),
    }  # fmt: skip
    frames = {name: _typed(frame) for name, frame in frames.items()}
    asked = frames["targets"]
    year = asked[asked["month"].between(MONTH - pd.DateOffset(months=11), MONTH)]
    able = world.reps.set_index("rep")["ability"]
    truth = Truth(world, able, _usual_year(world), year.groupby("unit")["target"].sum())
    return Made(frames, f"{MONTH:%Y-%m}"), truth


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    dates = {name: pd.to_datetime(table[name]) for name in DATES if name in table}
    return table.assign(**dates)


def _usual_year(world: made.World) -> pd.Series:
    """By rep: what a rep of ordinary ability would be expected to sell in its months of the last year."""
    at = slice(made.HISTORY - 12, made.HISTORY)
    holder = world.holder[:, at]
    ability = world.reps["ability"].to_numpy()[holder]
    sold = pd.Series((made.expected(world)[:, at] / ability).ravel(), holder.ravel()).groupby(level=0).sum()
    return sold.drop(-1, errors="ignore").set_axis(world.reps["rep"].to_numpy()[sold.index[sold.index >= 0]])


Judge = Callable[[Mapping[str, Any], Truth], bool]


def _abler(rep: str, truth: Truth, *, more: bool) -> bool:
    return bool((truth.able[rep] - 1) * (1 if more else -1) > 0)


def _short(reps: list[str], truth: Truth) -> bool:
    """Right if an ordinary rep would be short of all these targets."""
    named = [rep for rep in reps if rep != "…"]
    return bool((truth.usual[named] < truth.target[named]).all())


def _grew(facts: Mapping[str, Any], truth: Truth) -> bool:
    """Growth brings more deals and more pieces; nothing else is planted that moves money up or down."""
    return not truth.plain and facts["effect"] > 0


def _lost(facts: Mapping[str, Any], truth: Truth) -> bool:
    """One team dropped a product, which its department sees."""
    return not truth.plain and facts.get("unit", "company") in {"company", "D02", truths.SHIFT_TEAM}


def _related(sign: int) -> Judge:
    def judge(_: Mapping[str, Any], truth: Truth) -> bool:
        ratio = (truth.usual / truth.target.reindex(truth.usual.index)).dropna()
        return bool(sign * np.corrcoef(ratio, np.log(truth.usual[ratio.index]))[0, 1] > 0)

    return judge


def _level(sign: int) -> Judge:
    def judge(_: Mapping[str, Any], truth: Truth) -> bool:
        asked = truth.target.reindex(truth.usual.index)
        return bool(sign * (truth.usual.sum() - asked.sum()) > 0)

    return judge


def _false(_: Mapping[str, Any], __: Truth) -> bool:
    return False


def _planted(_: Mapping[str, Any], truth: Truth) -> bool:
    return not truth.plain


def _stuck(facts: Mapping[str, Any], _: Truth) -> bool:
    return facts["stage"] == truths.BOTTLENECK_STAGE


#: Beginning of a claim's template, its kind, and when it is right. The first that fits counts.
CLAIMS: tuple[tuple[str, str, Judge], ...] = (
    ("{rep:name} sells about {shrunk", "person",
     lambda f, t: _abler(f["rep"], t, more=f["shrunk"] > f["benchmark"])),
    ("{rep:name} wins about {shrunk", "win rates",
     lambda f, t: _abler(f["rep"], t, more=f["shrunk"] > f["benchmark"])),
    ("{rep:name} sells about {ability:percent} more", "person", lambda f, t: _abler(f["rep"], t, more=True)),
    ("{rep:name} sells about {ability:percent} less", "person", lambda f, t: _abler(f["rep"], t, more=False)),
    ("Two years on end about {ability:percent} more", "person",
     lambda f, t: _abler(f["of_sheet"], t, more=True)),
    ("Two years on end about {ability:percent} less", "person",
     lambda f, t: _abler(f["of_sheet"], t, more=False)),
    ("Wins about", "win rates", lambda f, t: _abler(f["of_sheet"], t, more=f["rate"] > f["common"])),
    ("Win rates differ", "win rates", lambda _, t: bool(t.able.std() > 0)),
    ("{unit:name} lies beyond chance", "win rates", lambda _, t: bool(t.able.std() > 0)),
    ("{n:count} of {total:count} reps who are short", "target", lambda f, t: _short(f["reps"], t)),
    ("Raise it with head office", "target", lambda f, t: _short([f["of_sheet"]], t)),
    ("The plan is wrong", "level of the plan", _level(-1)),
    ("The plan asks too little", "level of the plan", _level(1)),
    ("The number of deals brought", "cause", _grew),
    ("The share of them", "cause", _false),
    ("The size of the deals won made", "cause", _false),
    ("{unit:name}: {effect:signed_money} by the number", "cause in a unit", _grew),
    ("{unit:name}: {effect:signed_money} by", "cause in a unit", _false),
    ("{unit:name}: {mix:signed_money} because", "shift between units", _false),
    ("The number of deals closed in", "cause of a rep", _grew),
    ("The win rate of", "cause of a rep", _false),
    ("The size of the deals won in", "cause of a rep", _false),
    ("Pieces sold", "products", _grew),
    ("{unit:name}: {effect:signed_money} in a year by pieces", "products in a unit", _grew),
    ("Products that are no longer", "products", _lost),
    ("{unit:name}: {effect:signed_money} in a year by products it no longer", "products in a unit", _lost),
    ("The mix of dearer", "products", _false),
    ("Prices made", "products", _false),
    ("Products that were not", "products", _false),
    ("{unit:name}: {effect:signed_money} in a year", "products in a unit", _false),
    ("The product explains", "size", _false),
    ("{stage:name} is the bottleneck", "bottleneck", _stuck),
    ("{stage:name} loses most", "bottleneck", _stuck),
    ("{stage:name} holds deals longest", "bottleneck", _stuck),
    ("{stage:name} lets fewest", "bottleneck", _stuck),
    ("Work on", "priority", _planted),
    ("Then ", "priority", _planted),
    ("{factor:sentence} is where", "priority", _planted),
    ("Reps with richer territories reach more", "relation", _related(1)),
    ("Reps with richer territories reach less", "relation", _related(-1)),
    ("Reps who sold more the year before reach more", "relation", _related(1)),
    ("Reps who sold more the year before reach less", "relation", _related(-1)),
)  # fmt: skip
#: Beginnings of what is no claim of its own though it calls for something: counts of what was sold, and
#: what repeats a claim above.
FACTS = (
    "{month:month}: {gap:signed_money} against target", "In the three months to",
    "{unit:name} is furthest behind",
    "The target of {unit:name} for the year so far", "More than the peers", "Less than the peers",
    "Raise with head office", "Coach", "Learn", "What ",
)  # fmt: skip


def claims(data: Made, truth: Truth) -> pd.DataFrame:
    """One row per claim on the page: ``kind``, ``right`` (flag); whatever calls for something is one."""
    rows = [*_told(findings(data), truth), *_plans(data)]
    return pd.DataFrame(rows, columns=["kind", "right"])


def _told(said: list[Finding], truth: Truth) -> Iterator[tuple[str, bool]]:
    for finding in said:
        known = next((claim for claim in CLAIMS if finding.template.startswith(claim[0])), None)
        if known:
            yield known[1], bool(known[2](finding.facts, truth))
        elif finding.tone != "note" and not finding.template.startswith(FACTS):
            yield f"not judged: {finding.template[:40]}", False


def _plans(data: Made) -> Iterator[tuple[str, bool]]:
    """A plan that does nothing, for the worst of the half-year before it and for one of the worst quarter."""
    measured = gaps.measures(data["sales"], data["activities"])
    rng = np.random.default_rng(len(measured))
    for measure in ("sales", "visits"):
        rows = measured[measured["measure"] == measure]
        before = rows[(rows["month"] <= AGREED) & (rows["month"] > AGREED - pd.DateOffset(months=6))]
        means = before.groupby("rep")["value"].agg(["mean", "size"]).query("size == 6")["mean"].sort_values()
        chosen = {"worst rep": means.index[0], "bottom quarter": rng.choice(means.index[: len(means) // 4])}
        for whose, rep in chosen.items():
            plan = pd.DataFrame([{"plan": "L1", "rep": rep, "month": AGREED, "measure": measure}])
            verdict = gaps.judged_plans(plan, measured, month=MONTH)["verdict"]
            if verdict.eq("moved").any():
                yield f"{PLANS} of the {whose} moved {measure}", False


def table(found: list[pd.DataFrame]) -> pd.DataFrame:
    """By kind: claims right and wrong, share of companies with a wrong one; "any" is without plans."""
    rows = pd.concat([made_of.assign(page=i) for i, made_of in enumerate(found)], ignore_index=True)
    rows["right"] = rows["right"].astype(bool)
    of_page = rows[~rows["kind"].str.startswith(PLANS)]
    every = pd.concat([rows, of_page.assign(kind="any but plans")])
    by_kind = every.groupby("kind")["right"].agg(right="sum", claims="size")
    by_kind["wrong"] = by_kind["claims"] - by_kind["right"]
    wrong = every[~every["right"]].groupby("kind")["page"].nunique() / len(found)
    return by_kind.assign(**{"pages with a wrong one": wrong}).fillna(0.0)


def main() -> None:
    """Print the table of one kind of company."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--first", type=int, default=5000, help="the first seed")
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.runs)
    found = [claims(*company(seed, given.reps, plain=not given.planted)) for seed in seeds]
    print(table(found).round(3).to_string())


if __name__ == "__main__":
    main()
