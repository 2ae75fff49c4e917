"""What a survey gives away: audited figures of enough people, the only thing that a page is built from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from .codebook import Codebook

#: Columns of the figures and of the units, which are all that is kept from month to month.
FIGURES: Final = ["wave", "unit", "about", "measure", "value"]
UNITS: Final = ["wave", "unit", "tier", "parent", "depth", "teams"]


@dataclass(frozen=True)
class Release:
    """Figures that may be shown, of all waves up to the month reported.

    Parameters
    ----------
    figures
        One row per figure: ``wave``, ``unit``, ``about`` (a dimension, a question, or what else it is of),
        ``measure``, ``value`` (a number, as coarse as it may be printed).
    units
        One row per wave and unit shown: ``wave``, ``unit``, ``tier`` (a level, or ``pool``: small teams
        together), ``parent``, ``depth`` (0 = company), ``teams`` (codes, with a blank between).
    codebook
        The questions.
    months
        One row per wave: ``wave``, ``state``: ``new``, ``frozen`` (shown as it was first released),
        ``changed`` (the same, though answers or teams have changed since), ``withheld`` (too few answered).
    """

    figures: pd.DataFrame
    units: pd.DataFrame
    codebook: Codebook
    months: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["wave", "state"]))

    @property
    def waves(self) -> list[pd.Timestamp]:
        """The waves released, in order."""
        return sorted(self.units["wave"].unique())

    @property
    def wave(self) -> pd.Timestamp | None:
        """The latest wave released; None where there is none."""
        return self.waves[-1] if self.waves else None

    @property
    def dimensions(self) -> list[str]:
        """The dimensions, in the order asked."""
        return self.codebook.dimensions

    def wide(self, measures: Sequence[str], *, wave: pd.Timestamp | None = None) -> pd.DataFrame:
        """Figures side by side.

        Parameters
        ----------
        measures
            Which; one column each, missing where a row lacks one.
        wave
            Of which wave; the latest when None.

        Returns
        -------
        DataFrame
            One row per unit and thing that has any of the figures: ``unit``, ``about``, then the measures;
            units top down, things in the order in which they were released.
        """
        chosen = self.figures[self.figures["wave"] == (wave or self.wave)]
        chosen = chosen[chosen["measure"].isin(measures)]
        keys = chosen[["unit", "about"]].drop_duplicates()
        found = chosen.pivot(index=["unit", "about"], columns="measure", values="value")
        found = found.reindex(columns=list(measures)).loc[list(map(tuple, keys.to_numpy()))]
        return found.rename_axis(columns=None).reset_index()

    def units_of(self, wave: pd.Timestamp | None = None) -> pd.DataFrame:
        """The units of a wave, the latest when None, top down."""
        return self.units[self.units["wave"] == (wave or self.wave)].reset_index(drop=True)

    def history(self, measures: Sequence[str] = ("score", "n")) -> pd.DataFrame:
        """Figures of the latest wave's units in all waves in which they were made of the same teams.

        Returns
        -------
        DataFrame
            One row per wave, unit and thing: ``wave``, ``unit``, ``about``, then the measures.
        """
        now = self.units_of()[["unit", "teams"]]
        same = self.units.merge(now, on=["unit", "teams"])[["wave", "unit"]]
        chosen = self.figures[self.figures["measure"].isin(measures)].merge(same, on=["wave", "unit"])
        found = chosen.pivot(index=["wave", "unit", "about"], columns="measure", values="value")
        return found.reindex(columns=list(measures)).dropna().rename_axis(columns=None).reset_index()
