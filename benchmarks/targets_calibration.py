"""How well the intervals of targets hold: on a client's own months, and on public series.

Run by hand: ``python benchmarks/targets_calibration.py [client] [--public FOLDER] [--series N]``. For
rolling origins it prints the share of outcomes inside the interval (80 % meant) for the next month, the
next three and the rest of the fiscal year (a year on public series), the median error of the total, and
the time per series. Public series are the parquet files of PUBLIC, long (``sn``, ``t``, ``y``) or wide.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from salesmgmt_kit import months, tables, targets  # noqa: E402

PUBLIC = ("m4m_card_train", "m1_monthly", "tourismcomp_monthly", "hospital")
LENGTHS = (6, 10, 15, 18, 23, 24, 30, 36, 48)
TAILS = (0.1, 0.5, 0.9)


def judged(paths: np.ndarray, outcome: np.ndarray) -> Iterator[tuple[str, bool, float]]:
    """Horizon, whether its total lay inside, and its relative error."""
    for name, ahead in (("1", 1), ("3", 3), ("rest", len(outcome))):
        if ahead <= len(outcome):
            low, middle, high = np.quantile(paths[:, :ahead].sum(axis=1), TAILS)
            total = outcome[:ahead].sum()
            yield name, low <= total <= high, abs(middle - total) / abs(total) if total else np.nan


def client_rows(folder: str, month: str) -> Iterator[dict[str, object]]:
    client = tables.open_client(folder, month=month)
    start = client.config.fiscal_year_start
    actuals = targets.monthly_actuals(
        client["sales"], client["org"], levels=client.levels, month=client.month
    )
    sold = actuals.pivot(index="month", columns="unit", values="actual")
    for back in range(1, 25):
        origin = months.shift(client.month, -back)
        festivals = targets.moving_festivals(actuals, month=origin, country=client.config.country)
        result = targets.forecast(actuals, month=origin, fiscal_year_start=start, festivals=festivals)
        for unit, paths in result.paths.items():
            known = sold[unit].reindex(result.months).dropna().to_numpy()
            model = result.diagnostics.set_index("unit")["model"][unit]
            for horizon, inside, error in judged(paths[:, : len(known)], known):
                yield {"set": Path(folder).name, "model": model, "h": horizon, "in": inside, "error": error}


def series(file: Path, least: int, most: int) -> list[np.ndarray]:
    frame = pd.read_parquet(file)
    if "sn" in frame:
        every = [g.sort_values("t")["y"].to_numpy(float) for _, g in frame.groupby("sn")]
    else:
        every = [frame[c].dropna().to_numpy(float) for c in frame.select_dtypes("number")]
    long = [y for y in every if len(y) >= least]
    order = np.random.default_rng(0).permutation(len(long))[:most]
    return [long[i] for i in order]


def public_rows(folder: Path, most: int) -> Iterator[dict[str, object]]:
    for name in PUBLIC:
        for n in LENGTHS:
            for i, y in enumerate(series(folder / f"{name}.parquet", n + 12, most)):
                dates = pd.date_range("2020-01-01", periods=n, freq="MS")
                frame = pd.DataFrame(
                    {"unit": f"S{i}", "tier": "team", "parent": None, "depth": 0, "month": dates}
                ).assign(actual=y[-n - 12 : -12])
                started = time.process_time()
                result = targets.forecast(frame, month=dates[-1], fiscal_year_start=dates[-1].month % 12 + 1)
                seconds = time.process_time() - started
                for horizon, inside, error in judged(result.paths[f"S{i}"], y[-12:]):
                    yield {
                        "set": name, "n": n, "model": result.diagnostics["model"].iloc[0], "h": horizon,
                        "in": inside, "error": error, "ms": seconds * 1000,
                    }  # fmt: skip


def shown(rows: pd.DataFrame, keys: list[str]) -> str:
    table = rows.groupby([*keys, "h"], sort=False).agg(
        n=("in", "size"), inside=("in", "mean"), error=("error", "median")
    )
    return table.unstack("h").round(3).to_string()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("client", nargs="?", default="data/sample")
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--public", type=Path)
    parser.add_argument("--series", type=int, default=100)
    args = parser.parse_args()
    own = pd.DataFrame(client_rows(args.client, args.month))
    print(shown(own, ["set"]), shown(own, ["set", "model"]), sep="\n\n")
    if args.public:
        public = pd.DataFrame(public_rows(args.public, args.series))
        print(shown(public, ["n"]), shown(public, ["set"]), shown(public, ["model"]), sep="\n\n")
        print("\nms per series:", public.groupby("n")["ms"].mean().round(1).to_dict())


if __name__ == "__main__":
    main()
