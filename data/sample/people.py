"""Tables of what people say and learn: the climate survey, training, ratings, appraisals, plans."""

from __future__ import annotations

import numpy as np
import pandas as pd
import truths
from selling import days, org
from world import AS_OF, HISTORY, MONTHS, World, after, at

SURVEY_FROM = at("2025-05")
RESPONSE, SKIPPED, STRAIGHT = 0.80, 0.025, 0.015
#: Items of each dimension: code, wording in both languages, whether reversed, and how readily agreed to.
ITEMS = {
    "values": (
        ("V1", "We do what we promise our customers.", "我们对客户说到做到。", False, 0.2),
        ("V2", "I can stand behind the way we sell.", "我认同我们的销售方式。", False, 0.1),
        ("V3", "Decisions here follow our stated values.", "这里的决定符合公司倡导的价值观。", False, -0.2),
    ),
    "communication_trust": (
        ("C1", "I hear in good time what concerns my work.", "与我工作有关的事，我能及时知道。", False, -0.1),
        ("C2", "I can tell my manager bad news.", "我可以向主管如实反映坏消息。", False, 0.1),
        ("C3", "Information is held back in our team.", "团队里有人隐瞒信息。", True, 0.0),
    ),
    "recognition": (
        ("R1", "Good work is noticed.", "做得好会被看到。", False, 0.0),
        ("R2", "Bonuses are shared out fairly.", "奖金分配是公平的。", False, -0.3),
        ("R3", "My manager tells me what I do well.", "主管会告诉我哪些地方做得好。", False, 0.1),
    ),
    "wellbeing": (
        ("W1", "My workload is manageable.", "我的工作量可以承受。", False, -0.2),
        ("W2", "I look forward to my working day.", "我对每天的工作有期待。", False, 0.0),
        ("W3", "Work keeps me from resting.", "工作让我得不到休息。", True, 0.0),
    ),
}
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


def survey_items() -> pd.DataFrame:
    """One row per item of the survey; three for each of four dimensions, two of them reversed."""
    rows = [
        (item, dimension, en, zh, "yes" if turned else "no")
        for dimension, items in ITEMS.items()
        for item, en, zh, turned, _ in items
    ]
    return pd.DataFrame(rows, columns=["item", "dimension", "text_en", "text_zh", "reversed"])


def survey(world: World) -> pd.DataFrame:
    """One row per respondent, wave and item; pseudonyms change from wave to wave.

    A few respondents tick the same answer throughout, and some answers are skipped.
    """
    rng = world.stream("survey")
    seat, wave = np.nonzero(world.holder[:, SURVEY_FROM:HISTORY] >= 0)
    answers = rng.random(len(seat)) < RESPONSE
    seat, wave = seat[answers], wave[answers] + SURVEY_FROM
    order = np.lexsort((rng.random(len(seat)), wave))
    seat, wave = seat[order], wave[order]
    number = np.arange(len(wave)) - np.searchsorted(wave, wave) + 1
    label = np.char.replace(np.datetime_as_string(MONTHS), "-", "")
    respondent = [f"{label[w]}-{n:03d}" for w, n in zip(wave, number, strict=True)]
    scale = _answers(world, rng, seat, wave)
    item = survey_items()["item"].to_numpy()
    team = world.teams["team"].to_numpy()[world.seats["team"].to_numpy()[seat]]
    table = pd.DataFrame(
        {
            "wave": np.repeat(np.datetime_as_string(MONTHS)[wave], len(item)),
            "respondent": np.repeat(np.array(respondent, dtype=object), len(item)),
            "team": np.repeat(team, len(item)),
            "item": np.tile(item, len(seat)),
            "answer": pd.array(scale.ravel(), dtype="Int64"),
        }
    )
    table.loc[rng.random(len(table)) < SKIPPED, "answer"] = None
    return table


def _answers(world: World, rng: np.random.Generator, seat: np.ndarray, wave: np.ndarray) -> np.ndarray:
    """Answer of each respondent to each item, 1 to 5: the climate of the team, the person, chance."""
    dimension = np.repeat(np.arange(len(ITEMS)), [len(items) for items in ITEMS.values()])
    turned, readily = (np.array([item[i] for items in ITEMS.values() for item in items]) for i in (3, 4))
    person = rng.normal(0, 0.35, (len(world.reps), 1)) + rng.normal(0, 0.25, (len(world.reps), len(ITEMS)))
    felt = _climate(world, rng)[world.seats["team"].to_numpy()[seat], wave]
    felt = felt + person[world.holder[seat, wave]]
    agrees = felt[:, dimension] + readily + rng.normal(0, 0.75, (len(seat), len(dimension)))
    scale = np.clip(np.rint(np.where(turned, 6 - agrees, agrees)), 1, 5).astype(int)
    straight = rng.random(len(seat)) < STRAIGHT
    return np.where(straight[:, None], rng.integers(3, 5, (len(seat), 1)), scale)


def _climate(world: World, rng: np.random.Generator) -> np.ndarray:
    """Climate of each team in each month and dimension, on the scale from 1 to 5."""
    shape = (len(world.teams), len(MONTHS), len(ITEMS))
    climate = 3.75 + rng.normal(0, 0.15, (shape[0], 1, shape[2])) + rng.normal(0, 0.07, shape)
    if world.plain:
        return climate
    code = world.teams["team"].to_numpy()
    fall = after(truths.CLIMATE_FALLS)[:, None] * np.array(
        [truths.CLIMATE_DROP[dimension] for dimension in ITEMS]
    )
    climate[code == truths.CLIMATE_TEAM] -= fall
    strained = np.isin(list(ITEMS), ["recognition", "wellbeing"])
    climate[code == truths.IMPOSSIBLE_TEAM] -= 0.3 * strained
    return climate


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
