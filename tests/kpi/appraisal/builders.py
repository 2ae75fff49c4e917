"""People whose circumstances are known, on the scorecard of a small company."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salesmgmt_kit.kpi import People, Scorecard, people
from salesmgmt_kit.kpi.appraisal.points import scales

from ..worlds import company


@dataclass(frozen=True)
class World:
    """A scorecard, people made by hand, their circumstances and teams."""

    card: Scorecard
    compared: People
    given: dict[str, pd.DataFrame]
    team: pd.Series


class Worlds:
    """Draws of people for one scorecard, so that a hundred of them take no time.

    Attainments are exp(pull x log potential + what the team has in common + chance); the potentials of the
    patch and the mix are drawn anew each time.
    """

    def __init__(self, reps: int = 60, teams: int = 12) -> None:
        self.card = company(reps)
        self.people = people(self.card)
        self.team = pd.Series([f"T{i % teams}" for i in range(reps)], self.people.values.index)

    def draw(self, seed: int, *, pull: float = 0.0, chance: float = 0.15, shared: float = 0.08) -> World:
        rng = np.random.default_rng(seed)
        index = self.people.values.index
        n = len(index)
        potential = rng.normal(0, 0.3, n)
        given = {
            "patch": pd.DataFrame({"territory": rng.normal(0, 0.1, n), "accounts": potential}, index),
            "mix": pd.DataFrame({"mix": rng.normal(0, 0.05, n)}, index),
        }
        codes = pd.factorize(self.team)[0]
        common = shared * rng.standard_normal(codes.max() + 1)[codes]
        logs = common[:, None] + chance * rng.standard_normal(self.people.values.shape)
        logs[:, 0] += pull * potential
        return World(self.card, self.valued(np.exp(logs - 0.05)), given, self.team)

    def valued(self, values: np.ndarray) -> People:
        """The people with these attainments."""
        frame = pd.DataFrame(values, self.people.values.index, self.people.values.columns)
        rules = scales(self.card, self.people, "points")
        scores = frame.apply(lambda column: rules[column.name](column.to_numpy()))
        return replace(self.people, values=frame, scores=scores)
