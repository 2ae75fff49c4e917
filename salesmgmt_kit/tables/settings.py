"""A client's settings: four layers, laid over each other, checked, with the origin of every key."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ..errors import ConfigError, Problem, suggestion
from ..months import parse_month
from ..units import REP
from .catalogue import ORG, TABLES
from .config import (
    ClientConfig,
    Colours,
    Factor,
    Gaps,
    Level,
    Plan,
    ScorecardSettings,
    TableConfig,
    Weights,
)
from .contract import Table
from .layers import COMMAND_LINE, DEFAULT, Key, Layer, Place, dotted, read_layer, walk

CLIENT_FILE = "client.yaml"


@dataclass(frozen=True)
class Settings:
    """All settings of one client and month.

    Parameters
    ----------
    folder
        The client's folder, which holds ``client.yaml``.
    layer
        The four layers, merged.
    config
        The same, checked and complete.
    """

    folder: Path
    layer: Layer
    config: ClientConfig

    @property
    def values(self) -> dict[str, Any]:
        """The merged values, nested as in ``client.yaml``, defaults included."""
        return self.layer.values

    @property
    def origin(self) -> dict[str, str]:
        """Dotted key of every value (a list is one value) to ``file:line``, default or command line."""
        return {
            dotted(key): str(self.layer.place(key))
            for key, value in walk(self.values)
            if not isinstance(value, Mapping) and not any(isinstance(part, int) for part in key)
        }

    def place(self, *key: str) -> Place:
        """Where a key, or the nearest key around it, is said."""
        return self.layer.place(key)


def load_settings(folder: str | Path, *, month: str, settings: Mapping[str, Any] | None = None) -> Settings:
    """The client's settings: package defaults < client.yaml < months/<month>.yaml < ``settings``.

    Parameters
    ----------
    folder
        The client's folder, or the path of its ``client.yaml``.
    month
        The month reported, ``2026-10``.
    settings
        Nested like ``client.yaml``; what the command line says. Paths are relative to the
        client's folder, in this layer too.

    Raises
    ------
    ConfigError
        With every breach: no such file, no YAML, unknown keys, ill-typed values, no month, no folder
        of the tables.
    """
    path = Path(folder)
    folder = path.parent if path.name == CLIENT_FILE else path
    _check_month(month)
    said = Layer.of(settings or {}, COMMAND_LINE).over(_files(folder, month))
    config = _configured(said)
    _check_data(folder, config, said)
    defaults = ClientConfig.model_validate({"name": config.name or folder.resolve().name})
    layer = said.over(Layer.of(defaults.model_dump(exclude={"cache", "reports"}), DEFAULT))
    return Settings(
        folder, layer, config if config.name else config.model_copy(update={"name": defaults.name})
    )


def _check_month(month: str) -> None:
    try:
        parse_month(month)
    except ValueError as error:
        problem = Problem("command line", 0, "month", month, "no month", "Write it like 2026-10.")
        raise ConfigError([problem]) from error


def _check_data(folder: Path, config: ClientConfig, layer: Layer) -> None:
    if not (folder / config.data).is_dir():
        place = layer.place(("data",))
        fix = "Correct it to the folder that holds the tables."
        rule = "a folder that is not there"
        raise ConfigError([Problem(place.file, place.line, "data", config.data, rule, fix)])


def _files(folder: Path, month: str) -> Layer:
    if not (folder / CLIENT_FILE).is_file():
        fix = "Name the folder of a client, or make one with `salesmgmt init`."
        raise ConfigError([Problem(str(folder / CLIENT_FILE), 0, "", "", "there is no such file", fix)])
    layer = read_layer(folder / CLIENT_FILE, file=CLIENT_FILE)
    own = f"months/{month}.yaml"
    return read_layer(folder / own, file=own).over(layer) if (folder / own).is_file() else layer


def _configured(layer: Layer) -> ClientConfig:
    problems = list(_unknown_names(layer))
    try:
        config = ClientConfig.model_validate(_filled(layer.values))
    except ValidationError as error:
        problems += [_problem(layer, e) for e in error.errors()]
        raise ConfigError(sorted(problems)) from error
    if problems:
        raise ConfigError(sorted(problems))
    return config


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """A blank section (``tables:`` with nothing under it) is the same as none."""
    return {key: value for key, value in values.items() if value is not None}


_MODELS: dict[Hashable, type[BaseModel]] = {
    "tables": TableConfig,
    "levels": Level,
    "colours": Colours,
    "plan": Plan,
    "gaps": Gaps,
    "scorecard": ScorecardSettings,
}
#: Those inside a section, and how many parts a key has that leads into them.
_INNER: dict[tuple[Hashable, Hashable], tuple[int, type[BaseModel]]] = {
    ("plan", "weights"): (3, Weights),
    ("gaps", "chain"): (4, Factor),
}


#: What pydantic says, where its own words would puzzle a reader.
_RULES = {
    "missing": "is missing",
    "too_short": "is empty",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "should be of another form",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "dict_type": "should be a mapping",
    "model_type": "should be a mapping",
    "list_type": "should be a list",
    "string_type": "should be text",
}


def _problem(layer: Layer, error: ErrorDetails) -> Problem:
    """One error of pydantic's as a problem at the line that caused it."""
    key: Key = tuple(part for part in error["loc"] if part != "[key]")
    place = layer.place(key)
    fields = _model(key).model_fields
    if error["type"] == "extra_forbidden":
        fix = suggestion(str(key[-1]), fields)
        return Problem(place.file, place.line, dotted(key), "", "is no setting", fix)
    value = "" if isinstance(error["input"], Mapping | list) else str(error["input"])
    rule = _RULES.get(error["type"]) or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    rule = f"it {rule}" if value and rule.startswith("should") else rule
    value = "" if rule.startswith("is ") else value
    fix = error.get("ctx", {}).get("fix") or _advice(key, fields)
    return Problem(place.file, place.line, dotted(key), value, rule, fix)


def _model(key: Key) -> type[BaseModel]:
    """The model that the last part of a key belongs to."""
    parts, inner = _INNER.get((key[0], key[1]) if len(key) > 1 else ("", ""), (0, ClientConfig))
    if parts and len(key) >= parts:
        return inner
    return ClientConfig if len(key) == 1 else _MODELS.get(key[0], ClientConfig)


def _advice(key: Key, fields: Mapping[str, FieldInfo]) -> str:
    """The description of the innermost setting that the key names."""
    named = next((str(part) for part in reversed(key) if part in fields), "")
    field = fields[named] if named else ClientConfig.model_fields[str(key[0])]
    return field.description or ""


def _unknown_names(layer: Layer) -> Iterator[Problem]:
    """Tables and columns that the kit does not have, wherever ``tables`` names them."""
    tables = layer.values.get("tables")
    for name, config in tables.items() if isinstance(tables, dict) else ():
        if name not in TABLES:
            yield _unknown(layer, ("tables", name), "is no table of the kit", TABLES)
        elif isinstance(config, dict):
            yield from _unknown_columns(layer, name, config)
    plan = layer.values.get("plan")
    over = plan.get("over") if isinstance(plan, dict) else None
    levels = [*_level_ids(layer.values), REP]
    for level in over if isinstance(over, dict) else ():
        if level not in levels:
            yield _unknown(layer, ("plan", "over", level), "is no level below the company", levels)


def _unknown_columns(layer: Layer, name: str, config: dict[str, Any]) -> Iterator[Problem]:
    known = {c.name for c in declared(name, _level_ids(layer.values)).columns}
    for section in ("columns", "values"):
        named = config.get(section)
        for column in named if isinstance(named, dict) else ():
            if column not in known:
                yield _unknown(layer, ("tables", name, section, column), f"is no column of {name}", known)


def _unknown(layer: Layer, key: Key, rule: str, known: Any) -> Problem:
    place = layer.place(key)
    return Problem(place.file, place.line, dotted(key), "", rule, suggestion(str(key[-1]), known))


def _level_ids(values: Mapping[str, Any]) -> list[str]:
    levels = values.get("levels")
    if not isinstance(levels, list):
        return [level.id for level in ClientConfig().levels]
    return [str(level.get("id", "")) if isinstance(level, dict) else str(level) for level in levels]


def declared(table: str, levels: list[str]) -> Table:
    """The declaration of a table, with the client's own levels in org."""
    return ORG.with_levels(levels) if table == ORG.name else TABLES[table]
