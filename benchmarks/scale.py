"""A month at size: 1,000,000 sales rows and 2,000 reps through `check` and `run`, with time and memory.

Run by hand: ``python benchmarks/scale.py [--folder DIR]``. Prints one row per command: wall seconds, and the
peak of the memory of the whole process tree (proportional set size, so that shared pages count once; Linux).
The peer is named in the last row: pandas reading the same file, the least that any tool must do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
SALESMGMT = [sys.executable, "-m", "salesmgmt_kit"]
PANDAS = "import pandas as pd, sys; pd.read_csv(sys.argv[1])"


def measure(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak PSS in MB of a command and everything that it starts."""
    start, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    root = psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, _pss(root))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, peak / 1e6


def _pss(root: psutil.Process) -> float:
    total = 0
    for process in [root, *root.children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def main() -> None:
    """Make the client once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "salesmgmt-scale")
    folder = parser.parse_args().folder
    client = folder / "large"
    if not (client / "client.yaml").exists():
        make = [str(ROOT / "data/sample/make.py"), "--reps", "2000", "--sales-rows", "1000000"]
        subprocess.run([sys.executable, *make, "--out", str(client)], check=True)
    reports = ["--reports", str(folder / "reports")]
    commands = {
        "salesmgmt check": [*SALESMGMT, "check", str(client)],
        "salesmgmt run (zh, en)": [*SALESMGMT, "run", str(client), "--month", "2026-10", "--force", *reports],
        "salesmgmt run, nothing changed": [*SALESMGMT, "run", str(client), "--month", "2026-10", *reports],
        "pandas.read_csv(sales.csv)": [sys.executable, "-c", PANDAS, str(client / "sales.csv")],
    }
    print("| command | wall s | peak MB |\n|---|---|---|")
    for name, command in commands.items():
        seconds, memory = measure(command)
        print(f"| {name} | {seconds:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
