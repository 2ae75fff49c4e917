"""Attacks on what is published of a survey: none may find out about fewer than five people.

The same attacks run against the usual way of hiding teams of fewer than five, to show that they bite.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.batch.scanning import found_in
from salesmgmt_kit.climate import Kept, publish
from salesmgmt_kit.climate.release import finest_partition
from salesmgmt_kit.climate.release.audit import leaks
from salesmgmt_kit.climate.released import Release

from .companies import Company, companies, items, survey_of

ROOT = Path(__file__).parents[2]
LEAST = 5
RUNS = 1000


# What is published, as sets of teams with the sums of their answers.
Published = list[tuple[frozenset[int], float]]


def naive(company: Company) -> Published:
    """Company, regions and every team of five and more, exactly."""
    shown = [frozenset(range(len(company.sizes)))]
    shown += [frozenset(np.flatnonzero(company.regions == r).tolist()) for r in np.unique(company.regions)]
    shown += [frozenset([t]) for t in np.flatnonzero(company.sizes >= LEAST).tolist()]
    return [(s, company.sum_of(s)) for s in shown if company.people_of(s) >= LEAST]


def gated(company: Company) -> Published:
    """The cells of the finest partition, and the units that are unions of them."""
    teams = [f"T{t:02d}" for t in range(len(company.sizes))]
    lineage = pd.DataFrame({"region": [f"R{r}" for r in company.regions], "team": teams}, index=teams)
    cell = finest_partition(pd.Series(company.sizes, teams), lineage, least=LEAST).cell
    if cell.empty:
        return []
    code = cell.to_numpy()
    cells = [frozenset(np.flatnonzero(code == c).tolist()) for c in dict.fromkeys(code)]
    regions = [frozenset(np.flatnonzero(company.regions == r).tolist()) for r in np.unique(company.regions)]
    whole = [r for r in regions if all(c <= r or not c & r for c in cells)]
    return [(s, company.sum_of(s)) for s in {*cells, *whole, frozenset(range(len(teams)))}]


def _matrix(published: Published, n: int) -> np.ndarray:
    rows = np.zeros((len(published), n))
    for row, (chosen, _) in zip(rows, published, strict=True):
        row[list(chosen)] = 1
    return rows


def subtract(published: Published, company: Company) -> list[float]:
    """Attack 1: what follows from all sums together, by adding and subtracting them."""
    if not published:
        return []
    rows = _matrix(published, len(company.sizes))
    known = np.array([total for _, total in published])
    found = []
    for chosen in leaks(rows, company.sizes, least=LEAST):
        aim = np.zeros(len(company.sizes))
        aim[list(chosen)] = 1
        found.append(float(np.linalg.lstsq(rows.T, aim, rcond=None)[0] @ known))
    return found


def weigh(published: Published, company: Company) -> list[float]:
    """Attack 4: the sums, and beside them the mean of the means of all that is shown."""
    if not published:
        return []
    rows = _matrix(published, len(company.sizes))
    n = rows @ company.sizes
    parts = [i for i, row in enumerate(rows) if row.sum() < len(company.sizes)] or [0]
    mean = (rows[parts] / n[parts, None]).mean(axis=0)
    return [0.0 for _ in leaks(np.vstack([rows, mean]), company.sizes, least=LEAST)]


SCHEMES = {"naive": naive, "gated": gated}
LINEAR: dict[str, Callable[[Published, Company], list[float]]] = {"subtract": subtract, "weigh": weigh}


@pytest.mark.parametrize("attack", LINEAR)
def test_nothing_of_fewer_than_five_follows_from_what_the_gate_shows(attack):
    found = [LINEAR[attack](gated(company), company) for company in companies(RUNS)]
    assert sum(map(len, found)) == 0


@pytest.mark.parametrize("attack", LINEAR)
def test_the_attack_bites_where_small_teams_are_only_hidden(attack):
    small = [company for company in companies(RUNS) if (company.sizes < LEAST).any()]
    assert len(small) > RUNS / 3
    leaking = [bool(LINEAR[attack](naive(company), company)) for company in small]
    assert np.mean(leaking) > 0.8


def test_what_the_attack_finds_is_the_truth():
    """That the harness recovers answers at all: sums of hidden teams, to the last digit."""
    company = next(c for c in companies(200) if len(subtract(naive(c), c)) == 1)
    rows = _matrix(naive(company), len(company.sizes))
    (chosen,) = leaks(rows, company.sizes, least=LEAST)
    assert subtract(naive(company), company)[0] == pytest.approx(company.sum_of(frozenset(chosen)))


# Attacks on what the kit really publishes, over several waves.


def _published(
    company: Company, waves: int, *, kept: Kept | None = None, late: int = 0, upto: int | None = None
):
    table, org = survey_of(company, waves, late=late)
    month = pd.Timestamp("2026-01-01") + pd.DateOffset(months=(waves if upto is None else upto) - 1)
    return publish(table, items(), org, levels=["region", "team"], month=month, kept=kept)


def _score(release: Release, wave: pd.Timestamp) -> pd.DataFrame:
    return release.wide(["score", "n", "favourable"], wave=wave).dropna(subset=["score"])


def _some(n: int, seed: int = 7) -> list[Company]:
    return companies(n, seed=seed)


def test_every_figure_is_of_five_people_and_more_and_every_unit_of_whole_cells():
    for company in _some(25):
        release = _published(company, 1).release
        if release.wave is None:
            assert company.sizes.sum() < 2 * LEAST
            continue
        shown = _score(release, release.wave)
        assert (shown["n"] >= LEAST).all()
        units = release.units_of()
        members = [frozenset(teams.split()) for teams in units["teams"]]
        below = [
            m
            for m, unit in zip(members, units["unit"], strict=True)
            if unit not in set(units["parent"].dropna())
        ]
        for unit in members:
            assert all(cell <= unit or not cell & unit for cell in below)


def test_a_late_answer_changes_nothing_that_was_shown():
    """Attack 2: the same wave published again with one more answer gives that answer away."""
    for company in _some(10):
        first = _published(company, 2)
        again = _published(company, 2, kept=first.kept, late=1)
        pd.testing.assert_frame_equal(
            again.release.figures.query("measure == 'score'").reset_index(drop=True),
            first.release.figures.query("measure == 'score'").reset_index(drop=True),
        )
        if again.release.wave is not None:
            assert set(again.release.months["state"]) <= {"changed", "frozen", "withheld"}


def test_a_new_wave_leaves_the_old_ones_as_they_were():
    """Attack 2, after a change of teams: history stays in the organisation of its wave."""
    for company in _some(10):
        first = _published(company, 3, upto=2)
        moved = Company(company.sizes, np.roll(company.regions, 1), company.answers)
        table, _ = survey_of(company, 3)
        _, org = survey_of(moved, 3)
        later = publish(
            table, items(), org, levels=["region", "team"], month=pd.Timestamp("2026-03-01"), kept=first.kept
        )
        old = later.release.figures[later.release.figures["wave"] < "2026-03-01"]
        pd.testing.assert_frame_equal(
            old.query("measure == 'score'").reset_index(drop=True),
            first.release.figures.query("measure == 'score'").reset_index(drop=True),
        )


def test_no_figure_is_of_several_waves():
    """Attack 3: windows that overlap would give single months of two people away."""
    for company in _some(5):
        figures = _published(company, 3).release.figures
        assert set(figures.loc[figures["measure"].isin(["excluded", "same"]), "unit"]) <= {"company"}
        assert figures.groupby(["wave", "unit", "about", "measure"]).size().max() == 1


def test_comparisons_of_units_are_made_of_what_is_shown():
    """Attack 5: sums of squares over hidden teams give their means away; units are cells."""
    for company in _some(10):
        release = _published(company, 1).release
        if release.wave is None:
            continue
        size = release.wide(["size"]).dropna()
        units = release.units_of()
        cells = len(units) - units["unit"].isin(units["parent"].dropna()).sum()
        shown = _score(release, release.wave)
        for row in size[size["about"].isin(release.dimensions)].itertuples():
            n = shown[(shown["about"] == row.about) & (shown["unit"] == "company")]["n"].iloc[0]
            assert row.size == pytest.approx(n / cells)


def _multisets(n: int, mean: float, sd: float | None) -> int:
    """How many ways n answers from 1 to 5 have this mean, and this deviation where it is told."""
    ways = np.array(list(combinations_with_replacement(range(1, 6), n)), float)
    fits = np.abs(ways.mean(axis=1) - mean) < 0.005
    if sd is not None:
        fits &= np.abs(ways.std(axis=1, ddof=1) - sd) < 0.005
    return int(fits.sum())


def test_deviations_of_small_units_are_not_told():
    """Attack 6: mean, deviation and number of five answers are mostly those of one set of answers."""
    rng = np.random.default_rng(1)
    teams = rng.choice(5, (200, 5), p=[0.05, 0.12, 0.23, 0.4, 0.2]) + 1
    single = [_multisets(5, t.mean(), t.std(ddof=1)) == 1 for t in teams]
    assert np.mean(single) > 0.5  # so it bites where they are told
    for company in _some(10):
        figures = _published(company, 1).release.figures
        told = figures[figures["measure"].isin(["within", "between", "alpha", "item_rest"])]
        assert set(told["unit"]) <= {"company"}
        agreed = figures[figures["measure"] == "agreement"]
        assert agreed["value"].isin([0, 1, 2, 3, 4]).all()


def test_nobody_is_said_to_be_of_one_mind():
    """Attack 7: all of a unit favourable on something says what each of them answered."""
    for company in _some(10):
        release = _published(company.unanimous(), 1).release
        if release.wave is None:
            continue
        shown = _score(release, release.wave)
        assert shown["score"].between(5, 95).all()
        assert shown.loc[shown["n"] < 20, "favourable"].between(0.1, 0.9).all()


def test_a_unit_that_one_person_left_is_printed_coarsely():
    """Attack 8: two waves of six and five people say much about the one who left."""
    company = Company(np.array([6, 9, 8]), np.array([0, 0, 0]), companies(1)[0].answers)
    table, org = survey_of(company, 2)
    leaver = org.index[org["team"] == "T00"][0]
    org.loc[leaver, "leave_date"] = pd.Timestamp("2026-01-20")
    gone = (table["wave"] == "2026-02-01") & (table["respondent"] == f"W1-{leaver}")
    found = publish(table[~gone], items(), org, levels=["region", "team"], month=pd.Timestamp("2026-02-01"))
    after = _score(found.release, pd.Timestamp("2026-02-01")).query("unit == 'T00'")
    assert after["n"].eq(5).any()
    assert (after.loc[after["about"] != "overall", "score"] % 5 == 0).all()


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory) -> tuple[Path, list[str]]:
    """All files that two months of a client leave behind, comments shown, and what must not be in them."""
    folder = tmp_path_factory.mktemp("client") / "acme"
    company = Company(np.array([9, 3, 12, 7, 14]), np.array([0, 0, 1, 1, 1]), companies(1)[0].answers)
    table, org = survey_of(company, 4, comments=True)
    folder.mkdir()
    table.assign(wave=table["wave"].dt.strftime("%Y-%m")).to_csv(folder / "survey.csv", index=False)
    items().to_csv(folder / "survey_items.csv", index=False)
    org.to_csv(folder / "org.csv", index=False)
    months = pd.date_range("2025-01-01", "2026-04-01", freq="MS").strftime("%Y-%m")
    sales = [(month, rep, 100 + i) for i, month in enumerate(months) for rep in org["rep"]]
    pd.DataFrame(sales, columns=["month", "rep", "amount"]).to_csv(folder / "sales.csv", index=False)
    (folder / "client.yaml").write_text("name: Acme\nlevels: [region, team]\nclimate: {comments: true}\n")
    reports = folder.parent / "reports"
    for month in ("2026-03", "2026-04"):
        command = ["-m", "salesmgmt_kit", "run", str(folder), "--month", month, "--select", "03*"]
        run = subprocess.run(
            [sys.executable, *command, "--reports", str(reports)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        (reports / f"log-{month}.txt").write_text(run.stdout + run.stderr, "utf-8")
    secrets = [*table["respondent"].unique(), "SECRETNAME", "13912345678"]
    return reports, secrets


def test_no_file_holds_an_answer_of_anybody(artefacts):
    """Attack 9: pages, drawings, tables, notebooks, records, logs and what is kept hold no pseudonym."""
    reports, secrets = artefacts
    files = [f for f in reports.rglob("*") if f.is_file()]
    cached = [f for f in files if ".cache" in f.parts]  # clean tables: names of org, but no answers
    assert not [f for f in cached if f.name.startswith("survey-")]
    files = [f for f in files if f not in cached]
    assert {f.suffix for f in files} >= {".html", ".ipynb", ".json", ".parquet", ".txt"}
    assert [(f.name, found) for f in files if (found := found_in(f.read_bytes(), secrets))] == []


def test_a_small_team_has_no_figure_of_its_own_anywhere(artefacts):
    """Attack 10: neither row, number, rank, rate nor colour."""
    reports, _ = artefacts
    for kept in reports.rglob("03_climate.figures.parquet"):
        figures = pd.read_parquet(kept)
        assert "T01" not in set(figures["unit"])  # three people
        assert (figures.loc[figures["measure"] == "n", "value"] >= LEAST).all()
    for page in reports.rglob("03_climate.html"):
        assert not re.search(r">\s*T01\s*<", page.read_text("utf-8"))
    for notebook in reports.rglob("03_climate.ipynb"):
        outputs = [o for c in json.loads(notebook.read_text("utf-8"))["cells"] for o in c.get("outputs", [])]
        assert not [o for o in outputs if o["output_type"] == "error"]
