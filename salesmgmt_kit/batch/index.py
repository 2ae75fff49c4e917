"""The front page over all reports: where it is, and writing it anew."""

from __future__ import annotations

from pathlib import Path


def index_path(reports: Path) -> Path:
    """Where the front page is."""
    return reports / "index.html"


def write_index(reports: Path) -> Path:
    """Write the front page from the records of all clients and months."""
    from ..report.index import write

    return write(reports)
