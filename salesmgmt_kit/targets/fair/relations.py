"""What attainment goes with, and whether targets go with what is sold."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from . import clustered

#: Fewest reps from which a relation is looked at.
FEWEST_REPS: Final = 8
#: What attainment is held against, and whether it is taken as a logarithm.
_AGAINST: Final = {"potential": True, "history": True, "growth": False, "tenure": False}


def attainment_relations(reps: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Attainment of the reps against potential, last year's sales, growth of the target and tenure.

    Parameters
    ----------
    reps
        Rows of :func:`.record.attainment_record`, reps that have an attainment.
    level
        Fraction: with it all intervals hold together (Bonferroni over those that can be had).

    Returns
    -------
    DataFrame
        One row per measure that eight reps of three teams have: ``against`` (``potential``, ``history``:
        logarithms; ``growth``: fraction; ``tenure``: years), ``n``, ``correlation``, ``low``, ``high``,
        ``level``, ``slope`` of attainment (fraction per unit of the measure), ``slope_low``, ``slope_high``.
        Intervals allow for colleagues of one team being alike, see :func:`.clustered.slope`.
    """
    known = {name: rows for name, log in _AGAINST.items() if _enough(rows := _known(reps, name, log))}
    own = 1 - (1 - level) / max(len(known), 1)
    found = [_relation(name, of, own) for name, of in known.items()]
    names = ["against", "n", "correlation", "low", "high", "level", "slope", "slope_low", "slope_high"]
    return pd.DataFrame(found, columns=names)


def target_relation(reps: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Whether those who sell more are asked for more: correlation of targets and sales, as logarithms.

    Parameters
    ----------
    reps, level
        As in :func:`attainment_relations`; one interval alone.

    Returns
    -------
    DataFrame
        One row, none under eight reps of three teams: ``n``, ``correlation``, ``low``, ``high``, ``level``.
    """
    sold = reps[(reps["actual"] > 0) & (reps["target"] > 0)]
    rows = _frame(sold, np.log(sold["target"] / sold["n"]), np.log(sold["actual"] / sold["n"]))
    names = ["n", "correlation", "low", "high", "level"]
    if not _enough(rows):
        return pd.DataFrame(columns=names)
    found = clustered.correlation(rows["x"].to_numpy(), rows["y"].to_numpy(), rows["team"], level=level)
    return pd.DataFrame([(len(rows), *found[:3], level)], columns=names)


def _known(reps: pd.DataFrame, name: str, log: bool) -> pd.DataFrame:
    known = reps[reps[name].notna() & ((reps[name] > 0) | (not log))]
    return _frame(known, np.log(known[name]) if log else known[name], known["attainment"])


def _frame(reps: pd.DataFrame, x: Any, y: Any) -> pd.DataFrame:
    team = reps["parent"].fillna(reps["unit"])
    return pd.DataFrame({"x": np.asarray(x, float), "y": np.asarray(y, float), "team": team})


def _enough(rows: pd.DataFrame) -> bool:
    return (
        len(rows) >= FEWEST_REPS
        and rows["team"].nunique() >= clustered.FEWEST_CLUSTERS
        and bool(rows["x"].std() > 0 and rows["y"].std() > 0)
    )


def _relation(name: str, rows: pd.DataFrame, level: float) -> tuple[str | float, ...]:
    x, y = rows["x"].to_numpy(), rows["y"].to_numpy()
    related = clustered.correlation(x, y, rows["team"], level=level)
    line = clustered.slope(x, y, rows["team"], level=level)
    return name, len(rows), *related[:3], level, *line[:3]
