"""Page 04 at size: every computation of the notebook with 2,000 reps, 1,000,000 order lines, 200,000 deals.

Run by hand: ``python benchmarks/gaps_scale.py [--folder DIR]``. Prints one row per computation: wall seconds,
CPU seconds, and the peak of the process's memory so far; reading the tables comes first and is not counted.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from salesmgmt_kit import gaps, tables, targets
from salesmgmt_kit.gaps import peers

ROOT = Path(__file__).parents[1]
SIZE = ["--reps", "2000", "--sales-rows", "1000000", "--deals", "200000"]


def timed(name: str, compute: Callable[..., Any], *inputs: Any, **options: Any) -> Any:
    """The answer, with a row of the table printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = compute(*inputs, **options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = f"| {name} | {time.perf_counter() - wall:.2f} | {time.process_time() - cpu:.2f} | {peak:.0f} |"
    print(row, flush=True)
    return found


def page(client: Path) -> None:
    """What the notebook computes, in its order."""
    data = timed("(reading)", tables.open_client, client, month="2026-10")
    names = ("sales", "opportunities", "activities", "plans", "org", "targets", "territories", "customers")
    read = timed("(reading the tables)", lambda: {name: data[name] for name in names})
    sales, deals, people = read["sales"], read["opportunities"], read["org"]
    levels, given = data.levels, {name: read[name] for name in ("territories", "customers")}
    month = {"month": data.month}
    spans = timed("compared", gaps.compared, deals, **month)
    moved = timed("bridge", gaps.bridge, deals, people, levels=levels, base=spans.base, actual=spans.actual)
    plan = timed("complete targets", targets.complete_targets, read["targets"], people, levels=levels)
    year = timed("attribution, year", gaps.attribution, sales, people, targets=plan, **month, **given)
    steady = timed("attribution, two years", gaps.attribution, sales, people, span=24, **month, **given)
    timed("parts of units", gaps.unit_parts, year, people, levels=levels)
    beside = timed("sales beside peers", peers.sales_beside_peers, sales, people, **month, **given)
    rates = timed("win rates", gaps.win_rates, deals, people, levels=levels, **month)
    winning = timed("win rates beside peers", peers.rates_beside_peers, rates, people, **month, **given)
    timed("sizes", gaps.size_shares, deals)
    measured = timed("measures", gaps.measures, sales, read["activities"])
    timed("plans", gaps.judged_plans, read["plans"], measured, **month)
    steady = peers.judged_by_peers(steady, beside)
    timed("sentences", lambda: [
        gaps.headlines.people_findings(year, steady), gaps.headlines.gap_findings(moved, spans),
        gaps.headlines.unit_findings(moved), gaps.headlines.rate_findings(rates),
        peers.headlines.peer_findings(beside, winning), peers.headlines.with_verdicts(beside),
    ])  # fmt: skip


def main() -> None:
    """Make the client once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "salesmgmt-gaps")
    client = parser.parse_args().folder / "large"
    if not (client / "client.yaml").exists():
        make = [sys.executable, str(ROOT / "data/sample/make.py"), *SIZE, "--out", str(client)]
        subprocess.run(make, check=True)
    print("| computation | wall s | CPU s | peak MB |\n|---|---|---|---|")
    started = time.perf_counter()
    page(client)
    print(f"| all, with reading | {time.perf_counter() - started:.1f} | {time.process_time():.1f} | |")


if __name__ == "__main__":
    main()
