"""From a client's survey to what may be shown of it: the only way from answers to a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ..units import COMPANY, presence
from . import careless, soundness
from .answers import Answers
from .cleaning import Cleaned, clean
from .codebook import Codebook, read_codebook, refuse_changes
from .levels import item_answers, unit_recommendations, unit_scores
from .placement import Places, places
from .release import ledger
from .release.comments import shown_comments
from .release.partition import finest_partition
from .release.printing import as_printed, count_as_printed, is_coarse, rate_as_printed
from .release.rules import Rules
from .released import FIGURES, UNITS, Release
from .scoring import person_scores
from .silence import raked

#: Waves over which careless answers are counted, so that they are enough to be told of.
_YEAR: Final = 12
#: What is kept of a wave beside its figures and units.
_WAVES: Final = ["wave", "digest"]
#: Figures over many waves, which are told anew each month and not kept.
_PASSING: Final = ("excluded", "same")
#: What kinds of figures are made of: the people of a dimension, or of the whole unit.
_KEYS: Final = ["unit", "about"]


@dataclass(frozen=True)
class Kept:
    """What earlier pages released.

    Parameters
    ----------
    figures, units
        As in :class:`.released.Release`.
    waves
        One row per wave: ``wave``, ``digest``.
    codebook
        From :meth:`.codebook.Codebook.kept`.
    """

    figures: pd.DataFrame
    units: pd.DataFrame
    waves: pd.DataFrame
    codebook: pd.DataFrame

    @classmethod
    def read(cls, kept: Callable[[str], pd.DataFrame]) -> Kept:
        """What earlier pages kept under the names of the fields, each wave as the first page to show it did.

        Parameters
        ----------
        kept
            Gives the rows kept under a name, with ``reported``, the month of the page.
        """
        figures, units, waves = (
            ledger.first_released(kept(name), columns)
            for name, columns in (("figures", FIGURES), ("units", UNITS), ("waves", _WAVES))
        )
        return cls(figures, units, waves, kept("codebook").drop(columns="reported"))

    @classmethod
    def nothing(cls) -> Kept:
        """Nothing has been released."""
        return cls(*(pd.DataFrame(columns=c) for c in (FIGURES, UNITS, _WAVES, ["item"])))


@dataclass(frozen=True)
class Publication:
    """What may be shown, and what is to be kept of it for later months.

    Parameters
    ----------
    release
        What pages are built from.
    kept
        What later pages must hold to.
    steps
        One row per step of cleaning: ``step``, ``n`` (over all waves, to the nearest five).
    comments
        Of the latest wave; none unless the rules say so.
    """

    release: Release
    kept: Kept
    steps: pd.DataFrame
    comments: tuple[str, ...] = ()


def publish(
    survey: pd.DataFrame,
    survey_items: pd.DataFrame,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    month: pd.Timestamp,
    people: pd.DataFrame | None = None,
    invited: pd.DataFrame | None = None,
    rules: Rules | None = None,
    kept: Kept | None = None,
) -> Publication:
    """What may be shown of a survey, up to a month.

    Parameters
    ----------
    survey, survey_items, people
        The client's tables, see :func:`.cleaning.clean` and :func:`.codebook.read_codebook`; waves after
        ``month`` are left out.
    org
        One row per rep: ``rep``, one column for each of ``levels``, where known ``hire_date``,
        ``leave_date``.
    levels
        Top down; the last one is that of ``survey.team``.
    month
        The month reported.
    invited
        ``wave``, ``team``, ``invited``; None: whoever was employed in the month of the wave was asked.
    rules
        How many people a figure must be of; the usual ones when None.
    kept
        What earlier pages released; None where nothing has been.

    Raises
    ------
    DataError
        When the codebook cannot be used, a question asks something else under an old code, or one runs
        against the others of its dimension. Nothing of any answer is told.

    Notes
    -----
    A wave that was shown before is shown as it was. Of a new one the finest partition with enough people in
    every cell is taken, and everything shown is made of its cells.
    """
    rules, kept = rules or Rules(), kept or Kept.nothing()
    if survey.empty or survey_items.empty:
        return _nothing(kept)
    codebook = read_codebook(survey_items)
    refuse_changes(codebook, kept.codebook)
    cleaned = clean(survey[survey["wave"] <= month], codebook, people)
    soundness.refuse_reversed(cleaned.answers, rules)
    left_out = careless.is_careless(careless.signs(cleaned.answers))
    answers = cleaned.answers.where(~left_out)
    lineage = _lineage(org, answers, levels)
    digests = {wave: ledger.digest(own, own.people["team"]) for wave, own in _waves(cleaned.answers)}
    states = ledger.states(digests, kept.waves)
    new = set(states.loc[states["state"] == "new", "wave"])
    asked = _asked(org, levels[-1], list(digests), invited)
    wave_before = dict(zip(list(digests)[1:], list(digests), strict=False))
    made = [
        _wave(
            own,
            wave,
            lineage,
            asked,
            _changed(org, levels[-1], wave_before.get(wave), wave),
            rules,
            questions=wave == max(new),
        )
        for wave, own in _waves(answers)
        if wave in new
    ]
    figures = ledger.merged(_together([m[0] for m in made], FIGURES), kept.figures, FIGURES)
    units = ledger.merged(_together([m[1] for m in made], UNITS), kept.units, UNITS)
    figures = pd.concat([figures, _over_waves(cleaned, left_out, units, month, rules)], ignore_index=True)
    shown = set(units["wave"])
    states["state"] = states["state"].where(states["wave"].isin(shown), "withheld")
    waves = pd.DataFrame({"wave": pd.DatetimeIndex(list(digests)), "digest": list(digests.values())})
    waves = ledger.merged(waves[waves["wave"].isin(shown)], kept.waves, _WAVES)
    release = Release(figures, units, codebook, states)
    names = _names(org)
    latest = answers.where(answers.people["wave"] == release.wave) if release.wave is not None else answers
    return Publication(
        release,
        Kept(figures[~figures["measure"].isin(_PASSING)], units, waves, codebook.kept()),
        _counted(cleaned.steps),
        tuple(shown_comments(latest, names=names, rules=rules)),
    )


def _wave(
    answers: Answers,
    wave: pd.Timestamp,
    lineage: pd.DataFrame,
    asked: pd.DataFrame,
    changed: Mapping[str, int],
    rules: Rules,
    *,
    questions: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures and units of one new wave, as they may be printed; empty where too few answered.

    What is said of the questions is asked for the latest wave alone.
    """
    team = answers.people["team"]
    counts = person_scores(answers).notna().groupby(team.to_numpy()).sum().min(axis=1)
    cell = finest_partition(counts[counts.index.isin(lineage.index)], lineage, least=rules.scores).cell
    if cell.empty:
        return pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=UNITS)
    inside = answers.where(team.isin(cell.index))
    where = places(inside.people["team"], cell, lineage)
    about = [*_of_units(inside, where, rules), *(_of_questions(inside, where, rules) if questions else [])]
    figures = pd.concat(about, ignore_index=True)
    figures = pd.concat([figures, _response(inside, wave, where, asked, rules)], ignore_index=True)
    coarse = is_coarse(_by_unit(changed, where), _people(inside, where), least=rules.scores)
    n = figures.merge(figures.loc[figures["measure"] == "n", [*_KEYS, "value"]], on=_KEYS, how="left")[
        "value_y"
    ]
    printed = as_printed(figures, n.fillna(len(inside)), figures["unit"].map(coarse).fillna(False))
    return printed.assign(wave=wave)[FIGURES], where.units.assign(wave=wave)[UNITS]


def _of_units(answers: Answers, where: Places, rules: Rules) -> list[pd.DataFrame]:
    scores = unit_scores(answers, where)
    recommending = unit_recommendations(answers, where)
    recommending = recommending[recommending["n"] >= rules.items]
    return [
        _long(scores, ["n", "score", "favourable"]),
        _long(recommending, ["n", "promotes", "detracts"]),
    ]


def _of_questions(answers: Answers, where: Places, rules: Rules) -> list[pd.DataFrame]:
    steps = item_answers(answers) if len(answers) >= rules.items else item_answers(answers).head(0)
    items = steps.assign(unit=COMPANY, measure="share:" + steps["step"].astype(str), value=steps["share"])
    return [
        items[[*_KEYS, "measure", "value"]],
        soundness.scale_figures(answers, where, rules),
        soundness.agreement_figures(answers, where, rules),
        soundness.driver_figures(answers, where, rules),
        soundness.language_figures(answers),
    ]


def _long(rows: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    return rows.melt(_KEYS, measures, "measure", "value").astype({"value": float}).dropna(subset="value")


def _response(
    answers: Answers, wave: pd.Timestamp, where: Places, asked: pd.DataFrame, rules: Rules
) -> pd.DataFrame:
    """Who was asked, how many answered, and what the company's score is if teams count by those asked."""
    by_team = asked[asked["wave"] == wave].set_index("team")["invited"]
    units = where.units.assign(
        asked=[by_team.reindex(teams.split()).sum(min_count=1) for teams in where.units["teams"]]
    )
    answered = _people(answers, where)
    rows = []
    for unit, invited in zip(units["unit"], units["asked"], strict=True):
        if pd.notna(invited) and invited >= answered[unit]:
            rate = rate_as_printed(answered[unit], float(invited), least=rules.scores)
            rows.append({"unit": unit, "about": COMPANY, "asked": float(invited), "answered": rate})
    told = _long(pd.DataFrame(rows, columns=[*_KEYS, "asked", "answered"]), ["asked", "answered"])
    return pd.concat([told, _weighted(answers, where, units)], ignore_index=True)


def _weighted(answers: Answers, where: Places, units: pd.DataFrame) -> pd.DataFrame:
    """The company's score with everybody counting as their cell does among those asked."""
    invited = units.set_index("unit")["asked"].reindex(where.cells)
    if invited.isna().any() or not len(answers):
        return soundness.company_figures({}, "overall")
    cell = pd.DataFrame({"cell": [where.cells[i] for i in where.code]})
    weights = raked(cell, {"cell": invited})
    scores = person_scores(answers)
    means = [np.average(s.dropna(), weights=weights.values[s.notna()]) for _, s in scores.items()]
    return soundness.company_figures({"weighted": float(np.mean(means)), "effect": weights.effect}, "overall")


def _nothing(kept: Kept) -> Publication:
    """A client without a survey."""
    release = Release(pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=UNITS), Codebook.nothing())
    return Publication(release, kept, pd.DataFrame(columns=["step", "n"]))


def _over_waves(
    cleaned: Cleaned, left_out: pd.Series, units: pd.DataFrame, month: pd.Timestamp, rules: Rules
) -> pd.DataFrame:
    """How many were left out over a year, and whether it matters: told with the latest wave shown."""
    if units.empty:
        return pd.DataFrame(columns=FIGURES)
    waves = sorted(cleaned.answers.people["wave"].unique())[-_YEAR:]
    recent = cleaned.answers.people["wave"].isin(waves)
    out = int((left_out & recent).sum())
    values: dict[str, float] = {"excluded": count_as_printed(out) if out >= rules.scores else 0.0}
    if out >= rules.scores:
        scores = person_scores(cleaned.answers.where(recent))
        kept = ~left_out[recent].to_numpy()
        values["same"] = float((scores.mean() - scores[kept].mean()).abs().max() < 1)
    return soundness.company_figures(values, COMPANY).assign(wave=units["wave"].max())[FIGURES]


def _counted(steps: pd.DataFrame) -> pd.DataFrame:
    """Steps over all items, to the nearest five; those that befell hardly anybody are left out."""
    n = steps.groupby("step", sort=False)["n"].sum().map(count_as_printed)
    return n[n > 0].reset_index()


def _waves(answers: Answers) -> list[tuple[pd.Timestamp, Answers]]:
    wave = answers.people["wave"]
    return [(when, answers.where(wave == when)) for when in sorted(wave.unique())]


def _lineage(org: pd.DataFrame, answers: Answers, levels: Sequence[str]) -> pd.DataFrame:
    """The levels of each team."""
    rows = org[list(levels)].drop_duplicates(levels[-1]).set_index(levels[-1], drop=False)
    return rows.loc[[team for team in dict.fromkeys(rows.index) if team in set(answers.people["team"])]]


def _asked(
    org: pd.DataFrame, team: str, waves: list[pd.Timestamp], invited: pd.DataFrame | None
) -> pd.DataFrame:
    """How many were asked, by wave and team."""
    if invited is not None:
        return invited
    here = presence(org, pd.DatetimeIndex(waves)).T.groupby(org.set_index("rep")[team]).sum()
    return here.rename_axis("team").reset_index().melt("team", var_name="wave", value_name="invited")


def _changed(org: pd.DataFrame, team: str, before: pd.Timestamp | None, wave: pd.Timestamp) -> dict[str, int]:
    """By team: people who came or left between two waves."""
    if before is None:
        return {}
    here = presence(org, pd.DatetimeIndex([before, wave]))
    moved = here.iloc[0] != here.iloc[1]
    n = moved.groupby(org.set_index("rep")[team]).sum()
    return {str(unit): int(k) for unit, k in n.items()}


def _by_unit(changed: Mapping[str, int], where: Places) -> dict[str, int]:
    teams = where.units["teams"].str.split()
    return {
        unit: sum(changed.get(t, 0) for t in own)
        for unit, own in zip(where.units["unit"], teams, strict=True)
    }


def _people(answers: Answers, where: Places) -> dict[str, float]:
    """By unit: how many answered."""
    n = where.sums(np.ones((len(answers), 1)))[1][:, 0]
    return dict(zip(where.units["unit"], n.tolist(), strict=True))


def _together(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=columns)


def _names(org: pd.DataFrame) -> list[str]:
    columns = [name for name in ("rep", "name_en", "name_zh") if name in org]
    return [str(name) for column in columns for name in org[column].dropna()]
