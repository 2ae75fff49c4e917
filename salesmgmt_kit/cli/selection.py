"""What the arguments of a command mean: which clients, which months, which settings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from ..errors import ConfigError, NothingSelectedError, Problem, suggestion
from ..locale.language import Language

CLIENT_FILE = "client.yaml"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def clients(named: Sequence[Path]) -> list[Path]:
    """The folders of the clients named; without names, the current folder or those just below it.

    Raises
    ------
    ConfigError
        When a name is no client.
    NothingSelectedError
        When no name was given and no client is found.
    """
    if named:
        return list(dict.fromkeys(map(_client, named)))
    here = Path.cwd()
    if (here / CLIENT_FILE).is_file():
        return [here]
    found = sorted(path.parent for path in here.glob(f"*/{CLIENT_FILE}"))
    if not found:
        message = f"No client here: neither {here} nor a folder in it has a {CLIENT_FILE}."
        raise NothingSelectedError(f"{message} Make one with `salesmgmt init acme`.")
    return found


def _client(named: Path) -> Path:
    folder = named.parent if named.name == CLIENT_FILE else named
    if not (folder / CLIENT_FILE).is_file():
        fix = f"Name a folder that has a {CLIENT_FILE}, or make one with `salesmgmt init {named}`."
        if folder.is_file():
            fix = f"Name the folder that has a {CLIENT_FILE}: the file's own or one above it."
        raise ConfigError([Problem(str(named), 0, "", "", f"it has no {CLIENT_FILE}", fix)])
    return folder.resolve()


def months(month: str | None, span: str | None) -> list[str]:
    """The months asked for by ``--month`` and ``--months``; none when neither was given."""
    wanted = [_checked("--month", month)] if month else []
    if span:
        first, dots, last = span.partition("..")
        ends = _checked("--months", first), _checked("--months", last or first)
        if not dots or ends[0] > ends[1]:
            raise _refuse("--months", span, "no span of months", "Write it like 2026-01..2026-09.")
        wanted += [text for text in _between(*ends) if text not in wanted]
    return sorted(wanted)


def _checked(option: str, text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise _refuse(option, text, "no month", "Write it like 2026-10.")
    return text


def _between(first: str, last: str) -> list[str]:
    start, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]


def languages(named: Sequence[str]) -> list[str]:
    """The languages of ``--language``, those that pages can have."""
    known = get_args(Language)
    for word in named:
        if word not in known:
            raise _refuse("--language", word, "no language of the pages", suggestion(word, known))
    return list(named)


def settings(pairs: Sequence[str], data: Path | None) -> dict[str, Any]:
    """The settings of ``--set a.b=value`` and ``--data``, nested as in ``client.yaml``."""
    nested: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not (key and equals):
            raise _refuse("--set", pair, "no setting", "Write it like currency=USD.")
        *path, last = key.split(".")
        inner = nested
        for name in path:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                raise _refuse("--set", pair, f"{name} has a value of its own", "Give one or the other.")
        inner[last] = _read(text)
    if data is not None:
        if not data.is_dir():
            raise _refuse("--data", str(data), "no folder", "Name the folder that holds the tables.")
        nested["data"] = str(data.resolve())
    return nested


def _read(text: str) -> Any:
    """The value of a setting as JSON writes it, or else the text itself.

    That is YAML without the surprises: ``no`` stays a word and ``2026-10-01`` a text.
    """
    try:
        return json.loads(text)
    except ValueError:
        return text


def parameters(pairs: Sequence[str]) -> list[str]:
    """The ``--param name=value`` options, each with its sign of equality."""
    for pair in pairs:
        if not pair.partition("=")[0].strip() or "=" not in pair:
            raise _refuse("--param", pair, "no parameter", "Write it like name=value.")
    return list(pairs)


def _refuse(option: str, value: str, rule: str, fix: str) -> ConfigError:
    return ConfigError([Problem("command line", 0, option, value, rule, fix)])


def editions(reports: Path, named: Sequence[Path], month: str | None) -> list[Path]:
    """The folders ``<client>/<month>`` that have a record, of the clients and the month named.

    A client may be named by its folder or just by its name: its reports outlive its data.
    """
    slugs = {path.parent.name if path.name == CLIENT_FILE else path.resolve().name for path in named}
    wanted = _checked("--month", month) if month else "*"
    found = sorted(path.parent for path in reports.glob(f"*/{wanted}/run.json"))
    return [folder for folder in found if not slugs or folder.parent.name in slugs]
