"""Yearly totals of sales that come now and then: the package's rule beside exponential smoothing and means.

Run by hand: ``python benchmarks/intermittent.py``. Series are the monthly car parts of ``public.py``, three
quarters of whose months are 0; the last year is held out.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import public

from salesmgmt_kit.targets.engine.models import MODELS, model_code

AHEAD = 12
TAILS = (0.1, 0.5, 0.9)


def smoothed(known: np.ndarray) -> float:
    """Level of exponential smoothing by a tenth, from the mean of the first year on."""
    level = known[:12].mean()
    for value in known:
        level += 0.1 * (value - level)
    return float(level)


LEVELS: dict[str, Callable[[np.ndarray], float]] = {
    "exponential smoothing by .1": smoothed,
    "mean of 12 months": lambda known: float(known[-12:].mean()),
    "mean of 24 months": lambda known: float(known[-24:].mean()),
}


def foreseen(series: list[public.Series]) -> tuple[np.ndarray, np.ndarray]:
    """By the package: low, middle and high of each series' total, one row a series; and its model's code."""
    rng = np.random.default_rng(2026)
    codes = [model_code(s.known) for s in series]
    totals = [
        MODELS[code].outlook(s.known, AHEAD, rng).paths.sum(axis=1)
        for s, code in zip(series, codes, strict=True)
    ]
    return np.quantile(totals, TAILS, axis=1).T, np.array(codes)


def main() -> None:
    series = public.load("carparts")
    actual = np.array([s.held[:AHEAD].sum() for s in series])
    started = time.process_time()
    bounds, codes = foreseen(series)
    seconds = time.process_time() - started
    low, middle, high = bounds.T
    inside = (low <= actual) & (actual <= high)
    for name, rows in (("all", np.ones(len(series), bool)), ("resampled", codes == "resampled")):
        print(f"{name}: {rows.sum()} series, |error| / demand, 80 % interval covers")
        print(f"  package {_error(middle, actual, rows):.3f} {inside[rows].mean():.3f}")
        for method, level in LEVELS.items():
            points = AHEAD * np.array([level(s.known) for s in series])
            print(f"  {method} {_error(points, actual, rows):.3f}")
    print(f"{1000 * seconds / len(series):.1f} ms a series")


def _error(points: np.ndarray, actual: np.ndarray, rows: np.ndarray) -> float:
    return float(np.abs(points - actual)[rows].sum() / actual[rows].sum())


if __name__ == "__main__":
    main()
