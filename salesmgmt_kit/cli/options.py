"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Clients = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folders of clients (they have a client.yaml). Default: this folder, or those just below it.",
        show_default=False,
    ),
]
Month = Annotated[
    str | None,
    typer.Option(help="The month, like 2026-10. Default: the last with sales.", show_default=False),
]
Reports = Annotated[Path, typer.Option(help="The folder of all reports.", file_okay=False)]
Data = Annotated[
    Path | None, typer.Option(help="The folder of the tables, in place of the client's.", show_default=False)
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="A setting over those of client.yaml.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON on stdout.")]

REPORTS = Path("reports")
