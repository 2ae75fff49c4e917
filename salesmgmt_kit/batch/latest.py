"""The month that is reported when nobody names one: the last with a sale."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError
from .editions import CACHE, Edition, open_edition
from .files import hash_value, write_whole

_FILE = "months.json"


def last_month(client: Path, *, reports: Path, settings: Mapping[str, Any]) -> str:
    """The last month of the client's sales, ``2026-10``.

    It is remembered for the sales file and settings that it was read from: reading a table means
    importing pandas, and a run with nothing to do should end before that.

    Raises
    ------
    ConfigError
        When the client's settings cannot be used.
    DataError
        When its sales cannot.
    """
    # The month opens the settings only: the layer of one month says nothing about which is the last.
    edition = open_edition(client, month=time.strftime("%Y-%m"), reports=reports, settings=settings)
    memory = reports / CACHE / _FILE
    known: dict[str, str] = json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else {}
    key = hash_value([edition.settings_hash, edition.data_hashes.get("sales"), str(client)])
    if key not in known:
        known[key] = _read(edition)
        write_whole(memory, json.dumps(known))
    return known[key]


def _read(edition: Edition) -> str:
    from .. import tables

    client = tables.open_client(edition.client, month=edition.month, settings=edition.settings)
    sales = client.load("sales")
    if sales.frame is None:
        raise DataError(p for p in sales.problems if p.severity == "error")
    return f"{sales.frame['month'].max():%Y-%m}"
