"""From a client's survey to what may be shown of it: the only way from answers to a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from ..units import COMPANY
from . import careless, soundness
from .answers import Answers
from .cleaning import clean
from .codebook import Codebook, read_codebook, refuse_changes
from .onewave import Frame, WaveFigures, wave_figures
from .release import ledger
from .release.comments import shown_comments
from .release.printing import count_as_printed
from .release.rules import Rules
from .released import FIGURES, UNITS, Release
from .scoring import person_scores

#: Waves over which careless answers are counted, so that they are enough to be told of.
_YEAR: Final = 12
#: What is kept of a wave beside its figures and units.
_WAVES: Final = ["wave", "digest", "codebook"]


@dataclass(frozen=True)
class Kept:
    """What earlier pages released.

    Parameters
    ----------
    figures, units
        As in :class:`.released.Release`.
    waves
        One row per wave: ``wave``, ``digest``, ``codebook`` (fingerprint).
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
    if survey.empty or survey_items.empty:
        return _nothing(kept or Kept.nothing())
    cleaned = clean(survey[survey["wave"] <= month], read_codebook(survey_items), people)
    published = publish_answers(cleaned.answers, org, levels=levels, invited=invited, rules=rules, kept=kept)
    return replace(published, steps=_counted(cleaned.steps))


def publish_answers(
    answers: Answers,
    org: pd.DataFrame,
    *,
    levels: Sequence[str],
    invited: pd.DataFrame | None = None,
    rules: Rules | None = None,
    kept: Kept | None = None,
) -> Publication:
    """What may be shown of answers that are clean; as :func:`publish`, without the steps of cleaning."""
    rules, kept = rules or Rules(), kept or Kept.nothing()
    refuse_changes(answers.codebook, kept.codebook)
    soundness.refuse_reversed(answers, rules)
    left_out = careless.is_careless(careless.signs(answers))
    everybody = dict(_waves(answers))
    digests = {wave: ledger.digest(own, own.people["team"]) for wave, own in everybody.items()}
    states = ledger.states(digests, kept.waves)
    made = _new_waves(
        answers.where(~left_out), set(states.loc[states["state"] == "new", "wave"]),
        Frame(org, levels, list(digests), invited), rules,
    )  # fmt: skip
    figures = ledger.merged(_together([one.figures for one in made], FIGURES), kept.figures, FIGURES)
    units = ledger.merged(_together([one.units for one in made], UNITS), kept.units, UNITS)
    passing = _over_waves(answers, left_out, units, rules)
    states["state"] = states["state"].where(states["wave"].isin(units["wave"]), "withheld")
    waves = pd.DataFrame({"wave": pd.DatetimeIndex(list(digests)), "digest": list(digests.values())})
    waves["codebook"] = answers.codebook.fingerprint
    waves = ledger.merged(waves[waves["wave"].isin(units["wave"])], kept.waves, _WAVES)
    release = Release(pd.concat([figures, passing], ignore_index=True), units, answers.codebook, states)
    return Publication(
        release,
        Kept(figures, units, waves, answers.codebook.kept()),
        pd.DataFrame(columns=["step", "n"]),
        _comments(answers, release, org, rules),
    )


def _new_waves(answers: Answers, new: set[pd.Timestamp], frame: Frame, rules: Rules) -> list[WaveFigures]:
    """Figures of the waves not shown before; what is said of the questions, of the last of them alone."""
    return [
        wave_figures(own, wave, frame, rules, questions=wave == max(new))
        for wave, own in _waves(answers)
        if wave in new
    ]


def _comments(answers: Answers, release: Release, org: pd.DataFrame, rules: Rules) -> tuple[str, ...]:
    if not rules.comments_shown or release.wave is None:
        return ()
    latest = answers.where(answers.people["wave"] == release.wave)
    return tuple(shown_comments(latest, names=_names(org), rules=rules))


def _nothing(kept: Kept) -> Publication:
    """A client without a survey."""
    release = Release(pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=UNITS), Codebook.nothing())
    return Publication(release, kept, pd.DataFrame(columns=["step", "n"]))


def _over_waves(answers: Answers, left_out: pd.Series, units: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """How many were left out over a year, and whether it matters: told with the latest wave, and not kept."""
    if units.empty:
        return pd.DataFrame(columns=FIGURES)
    waves = sorted(answers.people["wave"].unique())[-_YEAR:]
    recent = answers.people["wave"].isin(waves)
    out = int((left_out & recent).sum())
    values: dict[str, float] = {"excluded": count_as_printed(out) if out >= rules.scores else 0.0}
    if out >= rules.scores:
        scores = person_scores(answers.where(recent))
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


def _together(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=columns)


def _names(org: pd.DataFrame) -> list[str]:
    columns = [name for name in ("rep", "name_en", "name_zh") if name in org]
    return [str(name) for column in columns for name in org[column].dropna()]
