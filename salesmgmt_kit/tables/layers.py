"""Layers of settings: read from YAML with the line of every key, laid one over the other."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..errors import ConfigError, Problem

#: Where a value stands among nested mappings and lists: ``("tables", "sales", "file")``.
Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Place:
    """A file and line; line 0 for what no file says."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


DEFAULT = Place("default")
COMMAND_LINE = Place("command line")


@dataclass(frozen=True)
class Layer:
    """Nested values and the place of every key in them, lists' items included."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Key, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any], place: Place) -> Layer:
        """A layer that no file holds: every key has the same place."""
        plain = _copied(values)
        return cls(plain, {key: place for key, _ in walk(plain)})

    def over(self, lower: Layer) -> Layer:
        """The layer laid over ``lower``: mappings merge, all else replaces, null deletes."""
        values = _merged(lower.values, self.values)
        places = {k: p for k, p in (lower.places | self.places).items() if _holds(values, k)}
        return Layer(values, places)

    def place(self, key: Key) -> Place:
        """Where the key stands, or else the nearest key around it."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, COMMAND_LINE)


def walk(values: Any, at: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every key under ``values`` with its value, outer ones first."""
    inner = values.items() if isinstance(values, Mapping) else enumerate(values)
    for name, value in inner:
        yield (*at, name), value
        if isinstance(value, Mapping | list):
            yield from walk(value, (*at, name))


def dotted(key: Key) -> str:
    """``tables.sales.file``: a key as readers see it."""
    return ".".join(map(str, key))


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _copied(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def _merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(lower)
    for key, value in upper.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            below = merged.get(key)
            merged[key] = _merged(below if isinstance(below, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def _holds(values: Any, key: Key) -> bool:
    for part in key:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


class _Loader(yaml.SafeLoader):
    """YAML whose only flags are true and false, and in which a date stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _word in ("true", "false"):
    _Loader.yaml_implicit_resolvers.setdefault(_word[0], []).append(
        ("tag:yaml.org,2002:bool", re.compile(_word))
    )


def read_layer(path: Path, *, file: str) -> Layer:
    """The layer that a YAML file holds.

    Parameters
    ----------
    path
        The file, in UTF-8.
    file
        What messages call it.

    Raises
    ------
    ConfigError
        When it is no YAML, no mapping, or says a key twice; all such places at once.
    """
    node = _composed(path, file)
    if node is None:
        return Layer()
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError([Problem(file, 1, "", "", "it is no mapping", "Write lines like `currency: CNY`.")])
    reader = _Reader(file)
    values = reader.read(node, ())
    if reader.problems:
        raise ConfigError(reader.problems)
    return Layer(values, reader.places)


def _composed(path: Path, file: str) -> yaml.Node | None:
    try:
        return yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError as error:
        rule, line = f"byte {error.start + 1} is no UTF-8", error.object[: error.start].count(b"\n") + 1
        raise ConfigError([Problem(file, line, "", "", rule, "Save the file as UTF-8.")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        rule = f"it is no YAML: {error.problem}"
        fix = "Check the indentation, the colons and the quotes there."
        raise ConfigError([Problem(file, line, "", "", rule, fix)]) from error


#: Under these keys of a table a client's own words stand: they are text, whatever they look like.
_VERBATIM = frozenset({"columns", "where", "values"})


class _Reader:
    """Turns nodes into values and keeps each key's line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Key, Place] = {}
        self.problems: list[Problem] = []
        self._around: list[yaml.Node] = []

    def read(self, node: yaml.Node, at: Key) -> Any:
        if any(node is outer for outer in self._around):
            line = node.start_mark.line + 1
            rule, fix = "refers to itself", "Write the value out in place of the alias."
            self.problems.append(Problem(self.file, line, dotted(at), "", rule, fix))
            return None
        self._around.append(node)
        try:
            return self._value(node, at)
        finally:
            self._around.pop()

    def _value(self, node: yaml.Node, at: Key) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*at, i)) for i, item in enumerate(node.value)]
        if len(at) > 2 and at[0] == "tables" and at[2] in _VERBATIM and node.tag != "tag:yaml.org,2002:null":
            return node.value
        return yaml.constructor.SafeConstructor().construct_object(node)

    def _item(self, node: yaml.Node, at: Key) -> Any:
        self.places[at] = Place(self.file, node.start_mark.line + 1)
        return self.read(node, at)

    def _mapping(self, node: yaml.MappingNode, at: Key) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name, line = str(name_node.value), name_node.start_mark.line + 1
            if name in values:
                self._twice((*at, name), line)
            self.places[*at, name] = Place(self.file, line)
            values[name] = self.read(value_node, (*at, name))
        return values

    def _twice(self, key: Key, line: int) -> None:
        rule = f"is said twice, first in line {self.places[key].line}"
        self.problems.append(Problem(self.file, line, dotted(key), "", rule, "Keep one of the two."))
