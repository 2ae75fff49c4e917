"""The climate survey: what is asked, who answers what, and the slips that real files have.

A person's answer to a question is a step of a normal variable: the climate of the team, the person, the
occasion, how readily the question is agreed to, and chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import truths
from selling import org
from world import HISTORY, MONTHS, World, after, at

SURVEY_FROM = at("2025-05")
LABELS_EN = "Strongly disagree|Disagree|Neither|Agree|Strongly agree"
LABELS_ZH = "非常不同意|不同意|说不清|同意|非常同意"
#: Questions of each dimension: code, wording in both languages, whether reversed.
ITEMS = {
    "values": (
        ("V1", "We do what we promise our customers.", "我们对客户说到做到。", False),
        ("V2", "I can stand behind the way we sell.", "我认同我们的销售方式。", False),
        ("V3", "Decisions here follow our stated values.", "这里的决定符合公司倡导的价值观。", False),
        ("V4", "We say so when a deal is not right for a customer.", "生意不适合客户时，我们会直说。", False),
    ),
    "communication_trust": (
        ("C1", "I hear in good time what concerns my work.", "与我工作有关的事，我能及时知道。", False),
        ("C2", "I can tell my manager bad news.", "我可以向主管如实反映坏消息。", False),
        ("C3", "We can rely on each other in our team.", "团队里大家靠得住。", False),
        ("C4", "Information is held back in our team.", "团队里有人隐瞒信息。", True),
    ),
    "recognition": (
        ("R1", "Good work is noticed.", "做得好会被看到。", False),
        ("R2", "Bonuses are shared out fairly.", "奖金分配是公平的。", False),
        ("R3", "My manager tells me what I do well.", "主管会告诉我哪些地方做得好。", False),
        ("R4", "Effort goes unseen here.", "在这里，努力没有人看见。", True),
    ),
    "wellbeing": (
        ("W1", "My workload wears me out.", "我的工作量让我疲惫不堪。", True),
        ("W2", "I look forward to my working day.", "我对每天的工作有期待。", False),
        ("W3", "Work keeps me from resting.", "工作让我得不到休息。", True),
        ("W4", "I can switch off after work.", "下班后我能放下工作。", False),
    ),
}
NAMES = {
    "values": ("Shared values", "共同价值观"),
    "communication_trust": ("Communication and trust", "沟通与信任"),
    "recognition": ("Recognition", "认可"),
    "wellbeing": ("Wellbeing", "身心健康"),
    "recommending": ("Recommending", "推荐意愿"),
    "comments": ("Comments", "意见"),
}
RECOMMEND = (
    "E1",
    "How likely are you to recommend us as a place to work?",
    "您有多大可能推荐朋友来这里工作？",
)
COMMENT = ("X1", "What would you change first?", "您最想先改变什么？")

#: Shares of the answers 1 to 5, and where the normal variable passes from one to the next.
SHARES = np.array([0.05, 0.12, 0.23, 0.40, 0.20])
CUTS = np.array([-1.645, -0.954, -0.253, 0.842])
LOADINGS = np.array([0.86, 0.82, 0.78, 0.74])
BETWEEN, BETWEEN_ALIKE, LASTING, WITHIN_ALIKE = 0.16, 0.65, 0.75, 0.5
#: A point of the five-point scale in units of the normal variable.
POINT = 1 / 0.75
RESPONSE, CARELESS, ENGLISH, EASIER_IN_ENGLISH = (1.35, 0.45), 0.04, 0.12, 0.4
SKIPPED, SKIPPED_STRAINED, BROKEN_OFF = 0.018, 0.02, 0.02
TWICE, OUTSIDE, FULL_WIDTH, WORDS = 0.005, 0.002, 0.01, 0.01
COMMENTED = 0.25
SAID = (
    "审批太慢，客户等不及。", "希望培训多一些实战。", "奖金规则看不懂。", "Quotes take too long.",
    "CRM录入太费时间。",
    "请多听一线的意见。", "The targets are unclear.", "主管很支持我们。", "加班太多。",
    "Approvals take weeks.",
)  # fmt: skip


@dataclass(frozen=True)
class _Who:
    """Who answers: one row per submission."""

    seat: np.ndarray
    wave: np.ndarray
    felt: np.ndarray
    respondent: np.ndarray
    english: np.ndarray
    kind: np.ndarray


def survey_items() -> pd.DataFrame:
    """One row per question: four for each of four dimensions, whether one would recommend us, a comment."""
    rows = [
        (item, dimension, "scale", en, zh, "yes" if turned else "no", 1, 5, LABELS_EN, LABELS_ZH)
        for dimension, items in ITEMS.items()
        for item, en, zh, turned in items
    ]
    rows.append((RECOMMEND[0], "recommending", "recommend", *RECOMMEND[1:], "no", 0, 10, None, None))
    rows.append((COMMENT[0], "comments", "comment", *COMMENT[1:], "no", None, None, None, None))
    columns = ["item", "dimension", "kind", "text_en", "text_zh", "reversed", "minimum", "maximum"]
    table = pd.DataFrame(rows, columns=[*columns, "labels_en", "labels_zh"])
    table = table.astype({"minimum": "Int64", "maximum": "Int64"})
    table["dimension_en"], table["dimension_zh"] = zip(*table["dimension"].map(NAMES), strict=True)
    return table


def survey(world: World) -> pd.DataFrame:
    """One row per answer as the survey tool gave it: skipped ones, slips and second submissions included."""
    who = _who(world)
    rng = world.stream("answers")
    scale = _answers(world, rng, who)
    written = _written(rng, who, _holes(rng, who, scale))
    table = _long(world, who, written, _recommended(rng, who), _comments(world, rng, who))
    again = np.isin(table["respondent"], rng.choice(who.respondent, max(1, round(TWICE * len(who.seat)))))
    return pd.concat([table, table[again]]).sort_values("wave", kind="stable")


def survey_people(world: World) -> pd.DataFrame:
    """One row per respondent and wave: language, seconds taken, time in the job as a band."""
    who = _who(world)
    rng = world.stream("seconds")
    careful = who.kind == ""
    seconds = np.exp(
        np.where(careful, rng.normal(5.0, 0.35, len(who.kind)), rng.normal(3.4, 0.3, len(who.kind)))
    )
    hired = world.reps["hire"].to_numpy("datetime64[D]")[world.holder[who.seat, who.wave]]
    years = (MONTHS[who.wave].astype("datetime64[D]") - hired).astype(float) / 365.25
    return pd.DataFrame(
        {
            "wave": np.datetime_as_string(MONTHS)[who.wave],
            "respondent": who.respondent,
            "language": np.where(who.english, "en", "zh"),
            "seconds": np.rint(seconds).astype(int),
            "tenure": np.select([years < 1, years < 3], ["new", "settled"], "senior"),
        }
    )


def careless(world: World) -> pd.DataFrame:
    """One row per submission ticked without reading: ``wave``, ``respondent``, ``kind``; no client has it."""
    who = _who(world)
    truth = pd.DataFrame(
        {"wave": np.datetime_as_string(MONTHS)[who.wave], "respondent": who.respondent, "kind": who.kind}
    )
    return truth[truth["kind"] != ""]


def _who(world: World) -> _Who:
    """The submissions; who feels better answers more readily."""
    rng = world.stream("climate")
    seat, wave = np.nonzero(world.holder[:, SURVEY_FROM:HISTORY] >= 0)
    wave = wave + SURVEY_FROM
    rep = world.holder[seat, wave]
    alike = np.full((4, 4), WITHIN_ALIKE) + np.eye(4) * (1 - WITHIN_ALIKE)
    person = rng.multivariate_normal(np.zeros(4), (1 - BETWEEN) * LASTING * alike, len(world.reps))
    occasion = rng.normal(0, np.sqrt((1 - BETWEEN) * (1 - LASTING)), (len(seat), 4))
    felt = _climate(world, rng)[world.seats["team"].to_numpy()[seat], wave] + person[rep] + occasion
    english = (rng.random(len(world.reps)) < ENGLISH)[rep]
    answers = rng.random(len(seat)) < 1 / (1 + np.exp(-(RESPONSE[0] + RESPONSE[1] * felt.mean(axis=1))))
    order = np.lexsort((rng.random(len(seat)), wave))
    order = order[answers[order]]
    seat, wave = seat[order], wave[order]
    number = np.arange(len(wave)) - np.searchsorted(wave, wave) + 1
    label = np.char.replace(np.datetime_as_string(MONTHS), "-", "")
    respondent = np.array([f"{label[w]}-{n:03d}" for w, n in zip(wave, number, strict=True)], dtype=object)
    draw = rng.random(len(seat)) / CARELESS
    kind = np.select([draw < 0.5, draw < 0.85, draw < 1], ["straight", "random", "cycle"], "")
    return _Who(seat, wave, felt[order], respondent, english[order], kind)


def _climate(world: World, rng: np.random.Generator) -> np.ndarray:
    """Climate of each team in each month and dimension, in units of the normal variable."""
    teams = len(world.teams)
    alike = np.full((4, 4), BETWEEN_ALIKE) + np.eye(4) * (1 - BETWEEN_ALIKE)
    level = rng.multivariate_normal(np.zeros(4), BETWEEN * alike, teams)
    climate = level[:, None] + rng.normal(0, 0.06, (teams, len(MONTHS), 4))
    if world.plain:
        return climate
    code = world.teams["team"].to_numpy()
    drop = POINT * np.array([truths.CLIMATE_DROP[dimension] for dimension in ITEMS])
    climate[code == truths.CLIMATE_TEAM] -= after(truths.CLIMATE_FALLS)[:, None] * drop
    strained = np.isin(list(ITEMS), ["recognition", "wellbeing"])
    climate[code == truths.IMPOSSIBLE_TEAM] -= POINT * truths.CLIMATE_STRAIN * strained
    return climate


def _answers(world: World, rng: np.random.Generator, who: _Who) -> np.ndarray:
    """Answer of each submission to each scale question, 1 to 5."""
    n = len(who.seat)
    turned = np.array([item[3] for items in ITEMS.values() for item in items])
    loading, dimension = np.tile(LOADINGS, 4), np.repeat(np.arange(4), 4)
    readily = rng.normal(0, 0.2, 16)
    agrees = rng.normal(0, 0.12, len(world.reps))[world.holder[who.seat, who.wave]]
    meant = (
        loading * who.felt[:, dimension] + np.sqrt(1 - loading**2) * rng.standard_normal((n, 16)) + readily
    )
    meant[:, 1] += EASIER_IN_ENGLISH * who.english
    meant = np.where(turned, -meant, meant) + agrees[:, None]
    cuts = np.where(turned[:, None], -CUTS[::-1], CUTS)
    scale = 1 + (meant[:, :, None] > cuts).sum(axis=2)
    straight = np.repeat(rng.integers(3, 6, (n, 1)), 16, axis=1)
    anything = rng.integers(1, 6, (n, 16))
    cycle = np.broadcast_to(1 + np.arange(16) % 5, (n, 16))
    kind = who.kind[:, None]
    return np.select(
        [kind == "straight", kind == "random", kind == "cycle"], [straight, anything, cycle], scale
    )


def _holes(rng: np.random.Generator, who: _Who, scale: np.ndarray) -> np.ndarray:
    """The answers as text, some skipped: more where people feel bad, and by those who break off."""
    n = len(scale)
    touchy = np.isin(np.repeat(list(ITEMS), 4), ["communication_trust", "wellbeing"])
    chance = SKIPPED + SKIPPED_STRAINED * (who.felt.mean(axis=1) < -0.5)[:, None] * touchy
    skipped = rng.random((n, 16)) < chance
    left_at = np.where(rng.random(n) < BROKEN_OFF, rng.integers(6, 16, n), 16)
    skipped |= np.arange(16) >= left_at[:, None]
    return np.where(skipped, "", scale.astype(str))


def _written(rng: np.random.Generator, who: _Who, text: np.ndarray) -> np.ndarray:
    """With the slips of a survey tool: codes of no answer, full-width digits, words."""
    shape = text.shape
    given = text != ""
    outside = given & (rng.random(shape) < OUTSIDE)
    text = np.where(outside, rng.choice(["0", "6", "99"], shape), text)
    wide = np.char.translate(text, str.maketrans("0123456789", "０１２３４５６７８９"))
    text = np.where(given & (rng.random(shape) < FULL_WIDTH), wide, text)
    words = {str(i + 1): label for i, label in enumerate(LABELS_ZH.split("|"))}
    english = {str(i + 1): label for i, label in enumerate(LABELS_EN.split("|"))}
    said = np.vectorize(lambda code, en: (english if en else words).get(code, code))(
        text, who.english[:, None]
    )
    return np.where(given & (rng.random(shape) < WORDS), said, text)


def _recommended(rng: np.random.Generator, who: _Who) -> np.ndarray:
    """How readily each would recommend us, 0 to 10: recognition counts most."""
    felt = who.felt @ np.array([0.15, 0.25, 0.4, 0.2])
    value = np.clip(np.rint(7.4 + 1.9 * felt + rng.normal(0, 1.3, len(felt))), 0, 10).astype(int)
    return np.where(rng.random(len(felt)) < SKIPPED, "", value.astype(str))


def _comments(world: World, rng: np.random.Generator, who: _Who) -> np.ndarray:
    """What some say, now and then with a name or a number in it."""
    n = len(who.seat)
    said = rng.choice(SAID, n)
    name = org(world)["name_zh"].to_numpy()[rng.integers(0, len(world.reps), n)]
    phone = [f"13{a:09d}" for a in rng.integers(0, 10**9, n)]
    draw = rng.random(n)
    said = np.where(draw < 0.08, np.char.add(said.astype(str), [f"{who_}最清楚。" for who_ in name]), said)
    said = np.where(
        draw > 0.94, np.char.add(said.astype(str), [f"可以打我电话{number}。" for number in phone]), said
    )
    return np.where(rng.random(n) < COMMENTED, said, "")


def _long(
    world: World, who: _Who, scale: np.ndarray, recommended: np.ndarray, said: np.ndarray
) -> pd.DataFrame:
    """One row per submission and question, comments only where there is one."""
    item = survey_items()["item"].to_numpy()
    answers = np.column_stack([scale, recommended, said.astype(object)])
    team = world.teams["team"].to_numpy()[world.seats["team"].to_numpy()[who.seat]]
    table = pd.DataFrame(
        {
            "wave": np.repeat(np.datetime_as_string(MONTHS)[who.wave], len(item)),
            "respondent": np.repeat(who.respondent, len(item)),
            "team": np.repeat(team, len(item)),
            "item": np.tile(item, len(who.seat)),
            "answer": answers.ravel(),
        }
    )
    return table[(table["item"] != COMMENT[0]) | (table["answer"] != "")]
