"""``init`` and ``lab``: begin with a client, and with notebooks."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .. import resources
from ..errors import ConfigError, Problem
from .console import answer, tell
from .selection import CLIENT_FILE


class Language(StrEnum):
    """A language of pages."""

    zh = "zh"
    en = "en"


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; its name is the client's.")],
    language: Annotated[
        Language | None,
        typer.Option(help="The only language of the pages. Default: both.", show_default=False),
    ] = None,
) -> None:
    """Make a new client: a working copy of the sample, to be filled with your own files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fix = "Name a folder that does not exist yet."
        raise ConfigError([Problem(str(folder), 0, "", "", "it exists and is not empty", fix)])
    aside = shutil.ignore_patterns("*.py", "__pycache__", ".*")
    shutil.copytree(resources.sample(), folder, ignore=aside, dirs_exist_ok=True)
    if language:
        _speak_only(folder / CLIENT_FILE, language)
    answer(str(folder))
    tell(f"{folder} is a client with the data of the sample. Next:")
    tell(f"  salesmgmt run {_quoted(folder)}")
    tell(f"  salesmgmt check {_quoted(folder)}     after putting your own files there")


def _speak_only(settings: Path, language: Language) -> None:
    text = settings.read_text(encoding="utf-8")
    line = f"languages: [{language}]"
    changed, n = re.subn(r"^languages:.*$", line, text, flags=re.MULTILINE)
    settings.write_text(changed if n else f"{text}{line}\n", encoding="utf-8", newline="\n")


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def lab(
    client: Annotated[
        Path | None,
        typer.Argument(
            help="A client, for its own notebooks. Default: those of the kit.", show_default=False
        ),
    ] = None,
) -> None:
    """Open JupyterLab in the folder of the notebooks."""
    folder = client / "notebooks" if client else resources.notebooks()
    if not folder.is_dir():
        fix = f"Make it, and copy a notebook of {resources.notebooks()} to begin with."
        raise ConfigError([Problem(str(folder), 0, "", "", "there is no such folder", fix)])
    code = subprocess.run([sys.executable, "-m", "jupyterlab", str(folder)], check=False).returncode
    raise typer.Exit(1 if code else 0)
