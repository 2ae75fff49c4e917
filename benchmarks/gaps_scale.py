"""Page 04 at size: the notebook's cells with 2,000 reps, 1,000,000 order lines, 200,000 deals.

Run by hand: ``python benchmarks/gaps_scale.py [--folder DIR]``. Prints one row per cell that takes a tenth of
a second or more: wall seconds, CPU seconds, and the peak of the process's memory so far. Reading comes
first and is told apart; nothing is drawn or written.
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

from gaps_page import ROOT, cells, recorded, values

from salesmgmt_kit import tables

SIZE = ["--reps", "2000", "--sales-rows", "1000000", "--deals", "200000"]
READ = (
    "sales", "opportunities", "stage_moves", "stages", "activities", "plans", "org", "targets", "territories",
    "customers",
)  # fmt: skip
#: Seconds from which a cell has a row of its own.
_LONG = 0.1


def timed(name: str, compute: Callable[[], object]) -> None:
    """Compute, and print a row of the table if it takes long."""
    wall, cpu = time.perf_counter(), time.process_time()
    compute()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if wall >= _LONG:
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {_peak():.0f} |", flush=True)


def _peak() -> float:
    """Most memory the process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def page(client: Path) -> None:
    """Read the tables, then run the notebook's cells in their order."""
    data = tables.open_client(client, month="2026-10")
    timed("(reading)", lambda: [data.get(name) for name in READ])
    known = values(data)

    def computed() -> None:
        for name, code in cells():
            first = code.partition("\n")[0][:60]
            timed(f"`{first}`", lambda: exec(compile(code, name, "exec"), known))  # noqa: B023

    with recorded(data):
        timed("all but reading", computed)


def main() -> None:
    """Make the client once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "salesmgmt-gaps")
    client = parser.parse_args().folder / "large"
    if not (client / "client.yaml").exists():
        make = [sys.executable, str(ROOT / "data/sample/make.py"), *SIZE, "--out", str(client)]
        subprocess.run(make, check=True)
    print("| cell | wall s | CPU s | peak MB |\n|---|---|---|---|")
    page(client)


if __name__ == "__main__":
    main()
