"""``config show``: the settings in force, and where each comes from."""

from __future__ import annotations

import json as jsonlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from . import selection
from .console import answer_json, answer_table
from .options import Data, Json, Month, Set

config = typer.Typer(no_args_is_help=True, help="Look at the settings of a client.")


@config.command()
def show(
    client: Annotated[Path, typer.Argument(help="The client's folder.")],
    origin: Annotated[bool, typer.Option("--origin", help="Tell where each setting comes from.")] = False,
    month: Month = None,
    set_: Set = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show the settings in force: the kit's defaults, client.yaml, the month's file, the command line."""
    from ..tables.settings import load_settings

    folder = selection.clients([client])[0]
    said = selection.settings(set_ or [], data)
    loaded = load_settings(folder, month=month or time.strftime("%Y-%m"), settings=said)
    if json:
        answer_json({"values": loaded.values} | ({"origin": loaded.origin} if origin else {}))
        return
    columns = ("setting", "value", "origin") if origin else ("setting", "value")
    rows = [(key, _written(value), loaded.origin.get(key, "")) for key, value in _leaves(loaded.values)]
    answer_table(columns, [row[: len(columns)] for row in rows])


def _leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _written(value: Any) -> str:
    return value if isinstance(value, str) else jsonlib.dumps(value, ensure_ascii=False, default=str)
