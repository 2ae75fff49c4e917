"""The climate survey at size: 50,000 respondents, 40 items, 24 waves, 5,000 teams; published and drawn.

Run by hand: ``python benchmarks/climate_scale.py [--people N] [--waves N]``. The clock starts with clean
answers, as the gate and the cleaning leave them, and stops when the page's pictures and tables are made.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))
from salesmgmt_kit import climate
from salesmgmt_kit.climate.answers import Answers
from salesmgmt_kit.climate.codebook import read_codebook
from salesmgmt_kit.climate.publication import publish_answers
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.report import figures

DIMENSIONS, EACH, DEPARTMENT = 10, 4, 20


def survey(people: int, waves: int, *, seed: int = 1) -> tuple[Answers, pd.DataFrame]:
    """Answers of everybody in all waves, and the organisation."""
    rng = np.random.default_rng(seed)
    teams = people // 10
    team = np.sort(rng.integers(0, teams, people))
    items = pd.DataFrame(
        [(f"d{d}_{i}", f"d{d}", i == EACH - 1) for d in range(DIMENSIONS) for i in range(EACH)],
        columns=["item", "dimension", "reversed"],
    )
    recommend = pd.DataFrame({"item": ["e"], "dimension": ["r"], "reversed": [False]})
    kinds = ["scale"] * len(items) + ["recommend"]
    book = read_codebook(pd.concat([items, recommend], ignore_index=True).assign(kind=kinds))
    level = rng.normal(0, 0.4, (teams, DIMENSIONS))[team] + rng.normal(0, 0.8, (people, DIMENSIONS))
    parts = []
    for _ in range(waves):
        felt = np.repeat(level + rng.normal(0, 0.4, level.shape), EACH, axis=1)
        step = 1 + np.digitize(0.8 * felt + 0.6 * rng.normal(size=felt.shape), [-1.6, -0.95, -0.25, 0.85])
        turned = np.tile(np.arange(EACH) == EACH - 1, DIMENSIONS)
        value = np.where(turned, 6 - step, step).astype(float)
        value[rng.random(value.shape) < 0.02] = np.nan
        likes = np.clip(np.rint(7 + felt.mean(axis=1) + rng.normal(size=people)), 0, 10)
        parts.append(np.column_stack([value, likes]))
    values = pd.DataFrame(np.concatenate(parts), columns=list(book.numbered))
    months = pd.date_range("2024-11-01", periods=waves, freq="MS")
    names = np.array([f"T{t:04d}" for t in range(teams)])
    rows = pd.DataFrame(
        {
            "wave": np.repeat(months, people),
            "respondent": np.tile(np.arange(people), waves),
            "team": np.tile(names[team], waves),
        }
    )
    org = pd.DataFrame(
        {
            "rep": np.arange(people).astype(str),
            "team": names[team],
            "department": [f"D{t // DEPARTMENT}" for t in team],
        }
    )
    return Answers(rows, values, book), org


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--waves", type=int, default=24)
    given = parser.parse_args()
    answers, org = survey(given.people, given.waves)
    start = time.perf_counter()
    published = publish_answers(answers, org, levels=["department", "team"])
    done = time.perf_counter()
    release = published.release
    standings = climate.unit_standings(release)
    history = release.history()
    shifts, _ = climate.level_shifts(history), climate.trends(history)
    tested = time.perf_counter()
    locale = Locale("en")
    for draw, result in (
        (climate.plots.climate_heat, standings),
        (climate.plots.unit_dots, standings),
        (climate.plots.answer_bars, climate.item_shares(release)),
        (climate.plots.driver_bars, climate.driver_shares(release)),
        (climate.plots.climate_courses, climate.told_courses(release, shifts)),
    ):
        figures.render(draw, result, locale, key="k", title="t", subtitle="s")
    climate.headlines.standing_rows(standings, release)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    items, teams = len(answers.codebook.numbered), org["team"].nunique()
    print(f"{given.people:,} people x {items} items x {given.waves} waves, {teams:,} teams")
    print(f"published {done - start:.1f} s, tested {tested - done:.1f} s, drawn {end - tested:.1f} s")
    print(f"in all {end - start:.1f} s, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main()
