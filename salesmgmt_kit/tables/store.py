"""Clean tables kept as Parquet, so that a file that did not change is not checked again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import Problem
from .loading import Loaded
from .sources import Source

_META = b"salesmgmt_kit"


def key_of(*facts: Any) -> str:
    """A name for what a clean table is made from: equal facts, equal name; other kit, other name."""
    return sha256(repr((__version__, *facts)).encode()).hexdigest()[:32]


def fetch(folder: Path, table: str, key: str) -> Loaded | None:
    """The table kept under a key; None when there is none that can be read."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        kept = parquet.read_table(_path(folder, table, key))
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    facts = json.loads(kept.schema.metadata[_META])
    problems = tuple(Problem(**problem) for problem in facts["problems"])
    return Loaded(kept.to_pandas(), problems, Source(**facts["source"]), facts["lost"])


def keep(folder: Path, table: str, key: str, loaded: Loaded) -> None:
    """Keep a table that passed the gate; a reader sees it whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    if loaded.frame is None or loaded.source is None:
        return
    facts = {
        "problems": _plain(loaded.problems),
        "source": asdict(loaded.source),
        "lost": dict(loaded.lost),
    }
    kept = pa.Table.from_pandas(loaded.frame, preserve_index=False)
    kept = kept.replace_schema_metadata({**(kept.schema.metadata or {}), _META: json.dumps(facts).encode()})
    folder.mkdir(parents=True, exist_ok=True)
    aside = _path(folder, table, key).with_suffix(f".{os.getpid()}.part")
    parquet.write_table(kept, aside)
    aside.replace(_path(folder, table, key))


def _path(folder: Path, table: str, key: str) -> Path:
    return folder / f"{table}-{key}.parquet"


def _plain(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [problem.to_dict() for problem in problems]
