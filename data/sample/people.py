"""Tables of what people learn and are told: training, ratings, appraisals, plans."""

from __future__ import annotations

import numpy as np
import pandas as pd
import truths
from selling import days, org
from world import AS_OF, MONTHS, World, at

COURSES = ("product", "negotiation", "crm", "value_selling", "compliance")
COMPETENCIES = (
    "prospecting", "needs_analysis", "proposal", "negotiation", "account_care", "product_knowledge",
)  # fmt: skip
#: Plans agreed in interviews with reps far below their targets.
PLANS = (
    ("PL01", "R052", "2026-07", "sales", "每周与主管复盘三个重点商机", "主管", "2026-09-30", 0.10),
    ("PL02", "R033", "2026-08", "visits", "每周新增两次老客户拜访", "本人", "2026-10-31", 0.15),
    ("PL03", "R058", "2026-10", "sales", "由资深代表带教方案报价", "R047", "2026-12-31", 0.10),
)
RATED = ("2025-06", "2025-12", "2026-06")
RATERS = ("self", "manager", "peer")


def training(world: World) -> pd.DataFrame:
    """One row per rep and course attended, about one and a half a year; its test is optional."""
    rng = world.stream("training")
    reps = world.reps
    first = np.maximum(reps["hire"].to_numpy("datetime64[D]"), MONTHS[0].astype("datetime64[D]"))
    last = reps["leave"].fillna(pd.Timestamp(AS_OF)).to_numpy("datetime64[D]")
    span = (last - first).astype(int)
    count = rng.poisson(1.5 * span / 365)
    rep = np.repeat(np.arange(len(reps)), count)
    table = pd.DataFrame(
        {
            "rep": reps["rep"].to_numpy()[rep],
            "course": rng.choice(COURSES, len(rep)),
            "date": days(first[rep] + (rng.random(len(rep)) * span[rep]).astype(int)),
            "hours": rng.choice([4, 7, 14, 21], len(rep), p=[0.3, 0.4, 0.2, 0.1]),
            "score": pd.array(
                np.clip(np.rint(rng.normal(78, 9, len(rep))), 30, 100).astype(int), dtype="Int64"
            ),
        }
    )
    table.loc[rng.random(len(table)) < 0.12, "score"] = None
    return table.drop_duplicates(["rep", "course", "date"]).sort_values(["date", "rep", "course"])


def plans(world: World) -> pd.DataFrame:
    """One row per plan agreed in an interview; nothing comes of any of them, so none has moved anything."""
    columns = ["plan", "rep", "month", "measure", "action", "owner", "due", "effect"]
    rows = pd.DataFrame(PLANS, columns=columns)
    return rows[rows["rep"].isin(world.reps["rep"])]


def ratings(world: World) -> pd.DataFrame:
    """One row per rep, competency, rater and half-year; some peers gave none."""
    rng = world.stream("ratings")
    n = len(world.reps)
    skill = (
        3 + 4 * (world.reps["ability"].to_numpy()[:, None] - 1) + rng.normal(0, 0.45, (n, len(COMPETENCIES)))
    )
    shape = (len(RATED), n, len(COMPETENCIES), len(RATERS))
    bias = np.array([truths.SELF_FLATTERY, 0.0, 0.1])
    score = np.clip(np.rint(skill[None, :, :, None] + bias + rng.normal(0, 0.45, shape)), 1, 5).astype(int)
    given = rng.random(shape) > np.array([0.02, 0.0, 0.15])
    present = [np.isin(np.arange(n), world.holder[:, at(month)]) for month in RATED]
    month, rep, competency, rater = np.nonzero(given & np.array(present)[:, :, None, None])
    return pd.DataFrame(
        {
            "month": np.array(RATED)[month],
            "rep": world.reps["rep"].to_numpy()[rep],
            "competency": np.array(COMPETENCIES)[competency],
            "rater": np.array(RATERS)[rater],
            "score": score[month, rep, competency, rater],
        }
    )


def appraisals(world: World) -> pd.DataFrame:
    """One row per rep and half-year: what the manager of the team thinks of the rep, in half points of five.

    Managers see ability through a fog; one of them sees all people in a better light.
    """
    rng = world.stream("appraisals")
    reps = org(world)
    seen = 3 + 3 * (world.reps["ability"].to_numpy() - 1) + rng.normal(0, 0.3, len(reps))
    lenient = truths.LENIENCY * (reps["team"] == truths.LENIENT_TEAM).to_numpy() * (not world.plain)
    rated = (seen + lenient)[None, :] + rng.normal(0, 0.25, (len(RATED), len(reps)))
    present = np.array([np.isin(np.arange(len(reps)), world.holder[:, at(month)]) for month in RATED])
    month, rep = np.nonzero(present)
    return pd.DataFrame(
        {
            "month": np.array(RATED)[month],
            "rep": reps["rep"].to_numpy()[rep],
            "manager": reps["team"].str.replace("T", "M").to_numpy()[rep],
            "rating": np.clip(np.rint(2 * rated) / 2, 1, 5)[month, rep],
        }
    )
