"""What has been released before: a wave once shown stays as it was shown."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd

from ..answers import Answers


def digest(answers: Answers, team: pd.Series) -> str:
    """Twenty hexadecimal digits that change when an answer of a wave, or the team of one who gave it, does.

    Parameters
    ----------
    answers
        Of one wave.
    team
        Of each.
    """
    rows = answers.values.assign(team=team.to_numpy()).fillna(-1)
    hashed = pd.util.hash_pandas_object(rows, index=False).sort_values().to_numpy()
    return sha256(hashed.tobytes()).hexdigest()[:20]


def first_released(kept: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rows of each wave as the first page to show it kept them.

    Parameters
    ----------
    kept
        One row per row kept: ``reported`` (month of the page), then ``columns``.
    columns
        Those kept.
    """
    if kept.empty:
        return pd.DataFrame(columns=columns)
    first = kept.groupby("wave")["reported"].transform("min")
    return kept.loc[kept["reported"] == first, columns].reset_index(drop=True)


def states(now: dict[pd.Timestamp, str], before: pd.DataFrame) -> pd.DataFrame:
    """What becomes of each wave.

    Parameters
    ----------
    now
        By wave: its digest.
    before
        One row per wave released before: ``wave``, ``digest``.

    Returns
    -------
    DataFrame
        One row per wave: ``wave``, ``state``: ``new``, ``frozen`` (shown before, and nothing has changed),
        ``changed`` (shown before: stays as it was, whatever has come in since).
    """
    old = dict(zip(before["wave"], before["digest"], strict=True))
    waves = sorted({*now, *old})
    state = ["new" if w not in old else "frozen" if now.get(w) == old[w] else "changed" for w in waves]
    return pd.DataFrame({"wave": pd.DatetimeIndex(waves), "state": state})


def merged(fresh: pd.DataFrame, before: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """What was released before, and of the waves that were not, what is new."""
    added = fresh[~fresh["wave"].isin(before["wave"])] if len(before) else fresh
    parts = [part[columns] for part in (before, added) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
