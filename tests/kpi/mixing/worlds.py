"""Companies whose mixes are known."""

import numpy as np
import pandas as pd

LEVELS = ["team"]
#: Graduate admissions to Berkeley, autumn 1973, the six largest departments (Bickel, Hammel & O'Connell
#: 1975): admitted and rejected men, admitted and rejected women.
BERKELEY = {
    "A": (512, 313, 89, 19), "B": (353, 207, 17, 8), "C": (120, 205, 202, 391),
    "D": (138, 279, 131, 244), "E": (53, 138, 94, 299), "F": (22, 351, 24, 317),
}  # fmt: skip


def berkeley():
    """Every applicant as a rep with one deal, men and women as teams, departments as products."""
    rows = [
        (team, department, float(admitted))
        for department, counts in BERKELEY.items()
        for (team, admitted), n in zip(
            [("men", 1), ("men", 0), ("women", 1), ("women", 0)], counts, strict=True
        )
        for _ in range(n)
    ]
    cells = pd.DataFrame(rows, columns=["team", "segment", "a"]).assign(
        kpi="admitted", by="product", period="now", b=1.0
    )
    cells["rep"] = [f"R{i}" for i in range(len(cells))]
    return cells.drop(columns="team"), cells[["rep", "team"]]


def company(rates, mixes, *, deals=60, reps=8, seed=0, lift=0.0):
    """Win rates by product, and each team's mix of products; those of the first team are lifted.

    ``rates``: one per product; ``mixes``: by team, the share of its deals in each product.
    """
    rng = np.random.default_rng(seed)
    rows, org = [], []
    for place, (team, mix) in enumerate(mixes.items()):
        for i in range(reps):
            rep = f"{team}-{i}"
            org.append((rep, team))
            for period in ("now", "before"):
                counts = rng.multinomial(deals, mix)
                won = rng.binomial(counts, np.asarray(rates) + (lift if place == 0 else 0.0))
                rows += [
                    (f"P{k}", period, rep, float(w), float(n))
                    for k, (w, n) in enumerate(zip(won, counts, strict=True))
                    if n
                ]
    cells = pd.DataFrame(rows, columns=["segment", "period", "rep", "a", "b"]).assign(kpi="won", by="product")
    return cells, pd.DataFrame(org, columns=["rep", "team"])
