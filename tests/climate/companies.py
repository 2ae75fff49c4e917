"""Random companies to attack: teams of 1 to 25 in three regions, and their surveys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Company:
    """Teams by size and region, and a stream of answers for them."""

    sizes: np.ndarray
    regions: np.ndarray
    answers: np.ndarray

    def people_of(self, teams: frozenset[int]) -> int:
        return int(self.sizes[list(teams)].sum())

    def sum_of(self, teams: frozenset[int]) -> float:
        edges = np.concatenate([[0], np.cumsum(self.sizes)])
        return float(sum(self.answers[edges[t] : edges[t + 1]].sum() for t in teams))

    def unanimous(self) -> Company:
        """The same company, everybody giving the best answer."""
        return replace(self, answers=np.full_like(self.answers, 5))


@cache
def companies(n: int, *, seed: int = 20240601) -> list[Company]:
    """So many companies of 6 to 12 teams; sizes about nine, some very small."""
    rng = np.random.default_rng(seed)
    weight = np.exp(-0.5 * ((np.arange(1, 26) - 9) / 5) ** 2)
    made = []
    for _ in range(n):
        teams = rng.integers(6, 13)
        sizes = rng.choice(np.arange(1, 26), teams, p=weight / weight.sum())
        regions = np.sort(rng.integers(0, 3, teams))
        made.append(Company(sizes, regions, rng.choice(5, 400, p=[0.05, 0.12, 0.23, 0.4, 0.2]) + 1))
    return made


def items() -> pd.DataFrame:
    """Two dimensions of three questions, one reversed, and a comment."""
    rows = [(f"{d}{i}", d, "scale", d == "b" and i == 3) for d in ("a", "b") for i in (1, 2, 3)]
    rows.append(("x1", "comments", "comment", False))
    return pd.DataFrame(rows, columns=["item", "dimension", "kind", "reversed"])


def survey_of(
    company: Company, waves: int, *, late: int = 0, comments: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of everybody in each wave, one more in the last where ``late``; and the organisation."""
    rng = np.random.default_rng(int(company.sizes.sum()) + 1)
    team = np.repeat(np.arange(len(company.sizes)), company.sizes)
    names = [f"T{t:02d}" for t in team]
    org = pd.DataFrame(
        {
            "rep": [f"R{i:03d}" for i in range(len(team))],
            "team": names,
            "region": [f"D{company.regions[t]}" for t in team],
            "leave_date": pd.NaT,
        }
    )
    level = company.answers[: len(team)]
    parts = []
    for wave in range(waves):
        for item in ("a1", "a2", "a3", "b1", "b2", "b3"):
            moved = np.clip(level + rng.integers(-1, 2, len(team)) * (level < 5), 1, 5)
            answer = 6 - moved if item == "b3" else moved
            parts.append(_rows(wave, names, item, answer.astype(str)))
        if comments:
            said = np.where(np.arange(len(team)) % 3 == 0, "SECRETNAME says: call 13912345678", "")
            parts.append(_rows(wave, names, "x1", said).replace({"answer": {"": None}}))
    table = pd.concat(parts, ignore_index=True)
    if comments:
        org["name_en"] = np.where(np.arange(len(team)) == 0, "SECRETNAME", org["rep"])
    if late:
        more = table[table["wave"] == table["wave"].max()].drop_duplicates("item").assign(respondent="W-late")
        table = pd.concat([table, more], ignore_index=True)
    return table, org


def _rows(wave: int, names: list[str], item: str, answer: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "wave": pd.Timestamp("2026-01-01") + pd.DateOffset(months=wave),
            "respondent": [f"W{wave}-{i}" for i in range(len(names))],
            "team": names,
            "item": item,
            "answer": answer,
        }
    )
