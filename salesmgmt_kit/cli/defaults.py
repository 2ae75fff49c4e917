"""The month that a command takes when none is named, and the word that says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..batch.latest import last_month
from .console import tell


def default_month(client: Path, *, reports: Path, settings: Mapping[str, Any]) -> str:
    """The last month of the client's sales, ``2026-10``, told with what was passed over.

    Raises
    ------
    ConfigError, DataError
        As :func:`.last_month`.
    """
    chosen = last_month(client, reports=reports, settings=settings)
    passed = ", ".join(chosen.passed_over)
    but = f"; passed over {passed}, ahead of today or far from the rest" if passed else ""
    tell(f"{client.name}: {chosen.month}, the last month with sales{but}")
    return chosen.month
