"""Small surveys for the tests of the climate: a codebook, and answers drawn from a latent climate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesmgmt_kit.climate import Answers, Codebook

DIMENSIONS = ("values", "trust", "recognition", "wellbeing")
REVERSED = ("trust_4", "recognition_4", "wellbeing_1", "wellbeing_3")


def codebook(*, recommend: bool = True) -> Codebook:
    """Four dimensions of four items each, four items reversed, and whether one would recommend the place."""
    rows = [
        {"item": f"{dimension}_{i}", "dimension": dimension, "kind": "scale", "minimum": 1, "maximum": 5}
        for dimension in DIMENSIONS
        for i in range(1, 5)
    ]
    if recommend:
        rows.append({"item": "enps", "dimension": "enps", "kind": "recommend", "minimum": 0, "maximum": 10})
    items = pd.DataFrame(rows).set_index("item")
    return Codebook(items.assign(reversed=items.index.isin(REVERSED)))


def answers(
    sizes: tuple[int, ...] = (9, 12, 8, 10),
    *,
    seed: int = 1,
    waves: int = 1,
    between: float = 0.16,
    language: float = 0.0,
    shift: float = 0.0,
) -> Answers:
    """Answers of teams T01, T02, ...; a share of them in English, where values_2 is ``shift`` easier."""
    rng = np.random.default_rng(seed)
    book = codebook()
    team = np.repeat(np.arange(len(sizes)), sizes)
    n = len(team)
    parts, people = [], []
    level = rng.normal(0, np.sqrt(between), (len(sizes), 4))
    person = rng.normal(0, np.sqrt(0.6), (n, 1)) + rng.normal(0, np.sqrt(0.15), (n, 4))
    for wave in range(waves):
        felt = level[team] + person + rng.normal(0, 0.3, (n, 4))
        english = rng.random(n) < language
        told = {}
        for d, dimension in enumerate(DIMENSIONS):
            for i in range(1, 5):
                item = f"{dimension}_{i}"
                y = 0.8 * felt[:, d] + 0.6 * rng.normal(size=n) + shift * english * (item == "values_2")
                step = 1 + np.digitize(y, [-1.6, -0.95, -0.25, 0.85])
                told[item] = np.where(item in REVERSED, 6 - step, step).astype(float)
        told["enps"] = np.clip(np.rint(7 + 2 * felt.mean(axis=1) + rng.normal(0, 1, n)), 0, 10)
        parts.append(pd.DataFrame(told))
        people.append(
            pd.DataFrame(
                {
                    "wave": pd.Timestamp("2026-01-01") + pd.DateOffset(months=wave),
                    "respondent": [f"W{wave}-{k}" for k in range(n)],
                    "team": [f"T{t + 1:02d}" for t in team],
                    "language": np.where(english, "en", "zh"),
                }
            )
        )
    return Answers(pd.concat(people, ignore_index=True), pd.concat(parts, ignore_index=True), book)
