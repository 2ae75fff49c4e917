"""What a page keeps for later months: a frame in the executed notebook, on its way to a file."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: The form in which a frame stays in an executed notebook until the batch puts it beside the page.
MIMETYPE = "application/vnd.salesmgmt-kit.kept+json"

#: Ending of the files that frames are kept in.
SUFFIX = ".parquet"

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def pack(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """A frame as plain JSON values; its index is left behind, equal frames give equal values.

    Parameters
    ----------
    name
        What it is kept as: small letters, digits and underscores, a letter first.
    frame
        Columns of numbers, text and months.

    Raises
    ------
    ValueError
        When the name is another one.
    """
    file = BytesIO()
    measures = [column for column in frame if frame[column].dtype.kind == "f"]
    # Measures hardly repeat: their bytes, sorted by place, are smaller than a dictionary of them.
    frame.to_parquet(
        file,
        index=False,
        compression="zstd",
        use_dictionary=[column for column in frame if column not in measures],
        use_byte_stream_split=measures,
    )
    content = b64encode(file.getvalue()).decode()
    return {"name": _checked(name), "rows": len(frame), "parquet": content}


def unpack(value: Mapping[str, Any]) -> tuple[str, bytes]:
    """The name of a frame from :func:`pack`, and the content of its file."""
    return _checked(value["name"]), b64decode(value["parquet"])


def file_name(notebook: str, name: str) -> str:
    """The file of a frame that a notebook keeps: ``01_targets.outlook.parquet``."""
    return f"{notebook}.{name}{SUFFIX}"


def keeper(file: Path) -> str:
    """The notebook that keeps a file of that name."""
    return file.name.removesuffix(SUFFIX).rpartition(".")[0]


def _checked(name: str) -> str:
    """The name, which becomes part of a file's: nothing that leads out of its folder."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name to keep a frame by; write small letters, digits, underscores")
    return name
