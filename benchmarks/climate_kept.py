"""What the gate keeps of a survey: teams and cross cuts still shown, against the usual way of hiding.

Run by hand: ``python benchmarks/climate_kept.py [--runs N]``. Random companies of 6 to 12 teams of 1 to 25
people in three regions; tenure in three bands. The usual way shows every team and part of five people and
more.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "climate"))
from companies import Company, companies

from salesmgmt_kit.climate.release import Rules, finest_partition
from salesmgmt_kit.climate.release.audit import leaks
from salesmgmt_kit.climate.release.cuts import admitted_cuts

LEAST = 5
BANDS = ("new", "settled", "senior")


def one(company: Company, rng: np.random.Generator) -> dict[str, float]:
    """Shares kept of one company, and whether anything follows from what is shown."""
    teams = [f"T{t:02d}" for t in range(len(company.sizes))]
    lineage = pd.DataFrame({"region": [f"R{r}" for r in company.regions], "team": teams}, index=teams)
    found = finest_partition(pd.Series(company.sizes, teams), lineage, least=LEAST)
    if found.cell.empty:
        return {}
    team = np.repeat(teams, company.sizes)
    tenure = pd.Series(rng.choice(BANDS, len(team), p=[0.3, 0.4, 0.3]))
    cell = pd.Series(team).map(found.cell)
    cells = frozenset(found.cell)
    regions = {
        unit: frozenset(found.cell[own.index])
        for unit, own in lineage.groupby("region")
        if set(found.cell.index[found.cell.isin(found.cell[own.index])]) == set(own.index)
    }
    units = {"company": cells, **regions}
    wanted = [(unit, parts, band) for unit, parts in units.items() for band in BANDS]
    usual = [
        (unit, parts, band)
        for unit, parts, band in wanted
        if (cell.isin(parts) & (tenure == band)).sum() >= LEAST
    ]
    scores = pd.DataFrame({"score": 25.0 * (company.answers[: len(team)] - 1)})
    let_in = admitted_cuts(scores, cell, tenure, wanted, Rules())
    large = company.sizes >= LEAST
    return {
        "teams of five and more": float(large.mean()),
        "teams shown alone": float(found.alone.mean()),
        "of the large ones": float(found.alone[large].mean()) if large.any() else np.nan,
        "cuts let in": len(let_in) / len(usual) if usual else np.nan,
        "naive leaks": float(_leaks(cell, tenure, team, usual, naive=True)),
        "gate leaks": float(
            _leaks(cell, tenure, team, [w for w in wanted if (w[0], w[2]) in let_in], naive=False)
        ),
    }


def _leaks(cell: pd.Series, tenure: pd.Series, team: np.ndarray, cuts: list, *, naive: bool) -> bool:
    """Whether a set of fewer than five follows from teams (or cells), units and cuts."""
    people = pd.DataFrame({"team": team, "cell": cell, "tenure": tenure})
    atoms = people.value_counts(sort=False)
    of = atoms.index.to_frame(index=False)
    rows = [
        (of["team" if naive else "cell"] == name).to_numpy(float)
        for name in (set(team) if naive else set(cell))
    ]
    rows = [row for row in rows if row @ atoms.to_numpy() >= LEAST] + [np.ones(len(of))]
    rows += [(of["cell"].isin(parts) & (of["tenure"] == band)).to_numpy(float) for _, parts, band in cuts]
    return bool(leaks(np.array(rows), atoms.to_numpy(), least=LEAST))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    rng = np.random.default_rng(1)
    rows = pd.DataFrame([one(company, rng) for company in companies(parser.parse_args().runs)])
    print(rows.mean().round(3).to_string())


if __name__ == "__main__":
    main()
