"""The month that is reported when nobody names one: the last with a sale, but for stray months."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .. import months
from ..errors import DataError
from .editions import CACHE, Edition, open_edition
from .files import hash_value, write_whole

_FILE = "months.json"


class LastMonth(NamedTuple):
    """The month, ``2026-10``, and later ones with sales that were passed over as most likely wrong."""

    month: str
    passed_over: list[str]


def last_month(client: Path, *, reports: Path, settings: Mapping[str, Any]) -> LastMonth:
    """The last month of the client's sales that does not stand apart from the rest, nor lies ahead.

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
    today = f"{months.this_month():%Y-%m}"
    edition = open_edition(client, month=today, reports=reports, settings=settings)
    memory = reports / CACHE / _FILE
    known: dict[str, list[Any]] = json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else {}
    key = hash_value([edition.settings_hash, edition.data_hashes.get("sales"), str(client), today])
    if key not in known:
        known[key] = list(_read(edition))
        write_whole(memory, json.dumps(known))
    return LastMonth(*known[key])


def _read(edition: Edition) -> LastMonth:
    from .. import tables

    client = tables.open_client(edition.client, month=edition.month, settings=edition.settings)
    sales = client.load("sales")
    if sales.frame is None:
        raise DataError(p for p in sales.problems if p.severity == "error")
    sold = sales.frame["month"].drop_duplicates().sort_values()
    strays = tables.stray_months(sold, today=months.this_month()).index
    steady = sold[~sold.isin(strays)]
    chosen = steady.max() if len(steady) else sold.max()
    return LastMonth(f"{chosen:%Y-%m}", [f"{month:%Y-%m}" for month in sold[sold > chosen]])
