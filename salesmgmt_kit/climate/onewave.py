"""One wave of the survey: who may be shown with whom, and every figure of it, as coarse as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ..units import COMPANY, presence
from . import soundness
from .answers import Answers
from .levels import OVERALL, item_answers, unit_recommendations, unit_scores
from .placement import Places, places
from .release.cuts import admitted_cuts
from .release.partition import finest_partition
from .release.printing import as_printed, is_coarse, rate_as_printed
from .release.rules import Rules
from .released import FIGURES, UNITS
from .scoring import person_scores
from .silence import raked

_KEYS: Final = ["unit", "about"]
#: Parts by tenure are not looked for in companies of more cells.
_MOST_CELLS: Final = 100


@dataclass(frozen=True)
class Frame:
    """Who could be asked.

    Parameters
    ----------
    org
        One row per rep: ``rep``, one column for each of ``levels``, where known ``hire_date``,
        ``leave_date``.
    levels
        Top down; the last one is that of the teams.
    waves
        All waves, in order.
    invited
        ``wave``, ``team``, ``invited``; None: whoever was employed in the month of the wave was asked.
    """

    org: pd.DataFrame
    levels: Sequence[str]
    waves: Sequence[pd.Timestamp]
    invited: pd.DataFrame | None = None

    @property
    def lineage(self) -> pd.DataFrame:
        """The levels of each team, top down, one row per team, indexed by it."""
        team = self.levels[-1]
        return self.org[list(self.levels)].drop_duplicates(team).set_index(team, drop=False)

    def asked(self, wave: pd.Timestamp) -> pd.Series:
        """By team: how many were asked."""
        if self.invited is not None:
            rows = self.invited[self.invited["wave"] == wave]
            return rows.set_index("team")["invited"].astype(float)
        return self._here(wave).groupby(self._team).sum().astype(float)

    def changed(self, wave: pd.Timestamp) -> pd.Series:
        """By team: how many came or left since the wave before."""
        at = list(self.waves).index(wave)
        before = self.waves[at - 1] if at else wave
        return (self._here(before) != self._here(wave)).groupby(self._team).sum()

    def _here(self, wave: pd.Timestamp) -> pd.Series:
        return presence(self.org, pd.DatetimeIndex([wave])).iloc[0]

    @property
    def _team(self) -> pd.Series:
        return self.org.set_index("rep")[self.levels[-1]]


@dataclass(frozen=True)
class WaveFigures:
    """Figures and units of one wave, as in :class:`.released.Release`; empty where too few answered."""

    figures: pd.DataFrame
    units: pd.DataFrame


def wave_figures(
    answers: Answers, wave: pd.Timestamp, frame: Frame, rules: Rules, *, questions: bool
) -> WaveFigures:
    """Everything that may be shown of one wave.

    Parameters
    ----------
    answers
        Of the wave, careless ones left out.
    wave
        Its month.
    frame
        Who could be asked.
    rules
        How many people a figure must be of.
    questions
        Whether figures on single questions and on the questionnaire are wanted too.
    """
    lineage = frame.lineage
    team = answers.people["team"]
    known = team.isin(lineage.index).to_numpy()
    counts = person_scores(answers).notna().groupby(team.to_numpy()).sum().min(axis=1)
    counts = counts.reindex([t for t in lineage.index if t in counts.index])
    cell = finest_partition(counts, lineage, least=rules.scores).cell
    if cell.empty:
        return WaveFigures(pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=UNITS))
    inside = answers.where(known)
    where = places(inside.people["team"], cell, lineage)
    parts = [*_of_units(inside, where, rules), *_response(inside, where, frame.asked(wave), rules)]
    figures = pd.concat(parts + (_of_questions(inside, where, rules) if questions else []), ignore_index=True)
    printed = _printed(figures, inside, where, frame.changed(wave), rules)
    _refuse_too_few(where, inside, rules)
    return WaveFigures(printed.assign(wave=wave)[FIGURES], where.units.assign(wave=wave)[UNITS])


def _refuse_too_few(where: Places, answers: Answers, rules: Rules) -> None:
    """Stop if a cell is of too few people in any score: all that is shown is made of cells.

    Whatever is a combination of cells says nothing of a set of people that is no union of cells.
    """
    n = where.by_cell(person_scores(answers).to_numpy(float))[1]
    if n.min() < rules.scores:
        raise RuntimeError("a part of the survey is of too few people, so nothing of it is given away")


def _by_tenure(answers: Answers, where: Places, rules: Rules) -> list[pd.DataFrame]:
    """Scores by time in the job: of the company, then of the units below it, as far as they may be shown."""
    if "tenure" not in answers.people or answers.people["tenure"].isna().all():
        return []
    scores, tenure = person_scores(answers), answers.people["tenure"]
    cells = np.array(where.cells, dtype=object)
    cell = pd.Series(cells[where.code])
    held = where.holds.toarray().astype(bool) if len(where.cells) <= _MOST_CELLS else np.zeros((0, 0), bool)
    above = [
        (str(unit), frozenset(cells[row]))
        for unit, tier, row in zip(where.units["unit"], where.units["tier"], held, strict=False)
        if row.sum() > 1 or tier == COMPANY
    ]
    groups = sorted(tenure.dropna().unique())
    wanted = [(unit, parts, group) for unit, parts in above for group in groups]
    inside = dict(above)
    rows = []
    for unit, group in admitted_cuts(scores, cell, tenure, wanted, rules):
        own = scores[(tenure == group) & cell.isin(inside[unit])]
        values = {"n": float(own.notna().sum().min()), "score": float(own.mean().mean())}
        rows.append(pd.DataFrame({"unit": unit, "about": f"tenure:{group}", **values}, index=[0]))
    return [_long(row, ["n", "score"]) for row in rows]


def _printed(
    figures: pd.DataFrame, answers: Answers, where: Places, changed: pd.Series, rules: Rules
) -> pd.DataFrame:
    people = _people(answers, where)
    moved = where.of_teams(changed.reindex(where.cell.index).fillna(0))
    changes = dict(zip(map(str, moved.index), moved.tolist(), strict=True))
    coarse = is_coarse(changes, people, least=rules.scores)
    n = figures["unit"].map(people)
    return as_printed(figures, n, figures["unit"].map(coarse))


def _of_units(answers: Answers, where: Places, rules: Rules) -> list[pd.DataFrame]:
    scores = unit_scores(answers, where)
    return [
        _long(scores, ["n", "score", "favourable"]),
        _long(_recommending(answers, where, rules), ["n", "promotes", "detracts"]),
    ]


def _recommending(answers: Answers, where: Places, rules: Rules) -> pd.DataFrame:
    """Who recommends the company: in all, and in the units right below it if each is of enough people.

    One of too few among them would follow from the company's figures less the others'.
    """
    rows = unit_recommendations(answers, where)
    enough = rows["n"] >= rules.items
    top, below = rows["unit"] == COMPANY, (where.units["parent"] == COMPANY).to_numpy()
    return rows[enough & (top | (below & bool(enough[below].all())))]


def _of_questions(answers: Answers, where: Places, rules: Rules) -> list[pd.DataFrame]:
    steps = item_answers(answers) if len(answers) >= rules.items else item_answers(answers).head(0)
    items = steps.assign(unit=COMPANY, measure="share:" + steps["step"].astype(str), value=steps["share"])
    return [
        items[[*_KEYS, "measure", "value"]],
        soundness.scale_figures(answers, where, rules),
        soundness.agreement_figures(answers, where, rules),
        soundness.driver_figures(answers, where, rules),
        soundness.language_figures(answers),
        *_by_tenure(answers, where, rules),
    ]


def _long(rows: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    return rows.melt(_KEYS, measures, "measure", "value").astype({"value": float}).dropna(subset="value")


def _response(answers: Answers, where: Places, asked: pd.Series, rules: Rules) -> list[pd.DataFrame]:
    """Who was asked, how many answered, and what the company's score is if teams count by those asked."""
    units = where.units.assign(asked=where.of_teams(asked).to_numpy())
    answered = units["unit"].map(_people(answers, where))
    enough = units["asked"] >= answered
    rates = [
        rate_as_printed(n, invited, least=rules.scores)
        for n, invited in zip(answered[enough], units.loc[enough, "asked"], strict=True)
    ]
    told = units.loc[enough, ["unit", "asked"]].assign(about=COMPANY, answered=rates)
    return [_long(told, ["asked", "answered"]), _weighted(answers, where, units)]


def _weighted(answers: Answers, where: Places, units: pd.DataFrame) -> pd.DataFrame:
    """The company's score with everybody counting as their cell does among those asked."""
    invited = units.set_index("unit")["asked"].reindex(where.cells)
    if invited.isna().any() or (invited == 0).any():
        return soundness.company_figures({}, OVERALL)
    cell = pd.DataFrame({"cell": np.array(where.cells, dtype=object)[where.code]})
    weights = raked(cell, {"cell": invited})
    scores = person_scores(answers)
    means = [np.average(s.dropna(), weights=weights.values[s.notna()]) for _, s in scores.items()]
    return soundness.company_figures({"weighted": float(np.mean(means)), "effect": weights.effect}, OVERALL)


def _people(answers: Answers, where: Places) -> dict[str, float]:
    """By unit: how many answered."""
    n = where.sums(np.ones((len(answers), 1)))[1][:, 0]
    return dict(zip(where.units["unit"], n.tolist(), strict=True))
