"""How often a plan that does nothing is called a success, and how often one that does something is found.

Run by hand: ``python benchmarks/plans.py [--companies N]``. In each company one rep of the bottom quarter of
six months gets a plan; what comes after is drawn as before it, but for what the plan adds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesmgmt_kit.gaps.plans import FEWEST_PEERS, expectation

#: By kind of business: a month in units of the rep's usual month.
NOISES = {
    "steady": lambda rng, shape: rng.lognormal(-0.024, 0.22, shape),
    "one large deal": lambda rng, shape: rng.lognormal(-0.18, 0.6, shape),
    "now and then": lambda rng, shape: (rng.random(shape) < 0.4) * rng.lognormal(0.79, 0.5, shape),
}
REPS, SINCE, ADDS = (FEWEST_PEERS + 1, 40, 120), (1, 2, 6), (0.0, 0.5)


def called(noise: str, reps: int, since: int, adds: float, companies: int, rng: np.random.Generator) -> float:
    """Share of the companies whose plan is called a success."""
    usual = rng.lognormal(4.6, 0.25, (companies, reps, 1))
    sold = usual * NOISES[noise](rng, (companies, reps, 6 + since))
    before, after = sold[..., :6].mean(axis=-1), sold[..., 6:].mean(axis=-1)
    own = np.zeros(before.shape, bool)
    bottom = before.argsort(axis=1)[:, : reps // 4]
    own[np.arange(companies), rng.permuted(bottom, axis=1)[:, 0]] = True
    after[own] *= 1 + adds
    peers = [values[~own].reshape(companies, -1) for values in (before, after)]
    return float((expectation(*peers, before[own], after[own]).p <= 0.05).mean())


def rows(companies: int) -> Iterator[dict[str, object]]:
    """One row per kind of business and number of reps."""
    rng = np.random.default_rng(2026)
    for noise in NOISES:
        for reps in REPS:
            shares = {
                f"+{adds:.0%}, {since} months": called(noise, reps, since, adds, companies, rng)
                for adds in ADDS
                for since in SINCE
            }
            yield {"noise": noise, "reps": reps, **shares}


def main() -> None:
    """Print one row for every kind of business and number of reps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=10_000)
    print(pd.DataFrame(rows(parser.parse_args().companies)).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
