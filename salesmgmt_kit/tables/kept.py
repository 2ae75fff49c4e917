"""What the pages of earlier months kept, read back as one frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..errors import DataError, Problem
from ..keeping import file_name
from ..months import parse_month

#: The folder, in that of a published month, of what its pages keep.
FOLDER = "kept"


def earlier(months: Path, *, before: str) -> Iterator[Path]:
    """The folders of what was kept in the months before ``before``, the earliest first."""
    for folder in sorted(months.glob(f"[0-9][0-9][0-9][0-9]-[0-9][0-9]/{FOLDER}")):
        if folder.parent.name < before:
            yield folder


def read_kept(months: Path | None, name: str, *, notebook: str, before: str) -> pd.DataFrame:
    """What a notebook kept under a name in the months before ``before``.

    Parameters
    ----------
    months
        The folder of a client's published months; None where none is known.
    name, notebook
        As in :meth:`.client.Client.kept`.
    before
        A month, ``2026-10``.

    Raises
    ------
    DataError
        With every file that cannot be read.
    """
    files = [f / file_name(notebook, name) for f in earlier(months, before=before)] if months else []
    parts, problems = [], []
    for file in files:
        try:
            frame = pd.read_parquet(file)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # pyarrow's errors are both
            problems.append(_damaged(file, error))
            continue
        frame.insert(0, "reported", parse_month(file.parents[1].name))
        parts.append(frame)
    if problems:
        raise DataError(problems)
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame({"reported": pd.Series([], dtype="datetime64[us]")})
    )


def _damaged(file: Path, error: Exception) -> Problem:
    rule = f"what the page of that month kept cannot be read ({str(error).splitlines()[0]})"
    return Problem(str(file), 0, "", "", rule, "Run the month again with --force, or delete the file.")
