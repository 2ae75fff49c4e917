"""Files that appear whole or not at all, and the fingerprints that tell whether they changed."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the new one, whenever we are killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8", newline="\n")
    move_whole(aside, path)


def move_whole(source: Path, path: Path) -> None:
    """Put a finished file of the same file system in the place of ``path``, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb+") as stream:
        os.fsync(stream.fileno())
    source.replace(path)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    state = path.stat()
    return _hash_state(path, state.st_mtime_ns, state.st_size)


@cache
def _hash_state(path: Path, _modified: int, _size: int) -> str:
    """Kept for each state of a file: a run over twelve months asks twelve times."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_value(value: Any) -> str:
    """The SHA-256 of plain values (what JSON knows), whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def hash_kit() -> str:
    """The SHA-256 of the package's own files.

    The version alone would not do: whoever works on the kit wants their last edit to count.
    """
    package = Path(__file__).parents[1]
    sources = [p for p in package.rglob("*") if p.is_file() and p.suffix not in {".pyc", ".ipynb", ".csv"}]
    return hash_value({p.relative_to(package).as_posix(): hash_file(p) for p in sources})
