"""Values for the notebooks' parameters, each held against what the notebook itself declares."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ..errors import ConfigError, Problem, suggestion
from .notebooks import Notebook, Parameter

#: Parameters that the plan itself sets, and how a user sets them instead.
RESERVED: Mapping[str, str] = {
    "client": "Name the client's folder as an argument.",
    "month": "Give it with --month.",
    "language": "Give it with --language.",
    "settings": "Give each setting with --set key=value.",
}

_COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Given:
    """One value that somebody gave to a parameter.

    Parameters
    ----------
    name
        The parameter.
    value
        Its value; text as it was typed when ``typed`` is false.
    place
        File and line where it stands; line 0 for the command line.
    notebook
        The only notebook meant; empty for every notebook that takes the parameter.
    typed
        Whether the value has its type already, as in a settings file.
    """

    name: str
    value: Any
    place: tuple[str, int]
    notebook: str = ""
    typed: bool = True

    def problem(self, rule: str, fix: str) -> Problem:
        """What is wrong with it, at its place."""
        column = f"parameters.{self.name}" if self.typed else f"--param {self.name}"
        return Problem(*self.place, column, str(self.value), rule, fix)


def typed_in(pairs: Iterable[str]) -> list[Given]:
    """The values of ``--param name=value`` options."""
    parts = (pair.partition("=") for pair in pairs)
    return [Given(name.strip(), value, (_COMMAND_LINE, 0), typed=False) for name, _, value in parts]


def assign(notebooks: Sequence[Notebook], given: Iterable[Given]) -> dict[str, dict[str, Any]]:
    """Notebook to the values of its parameters; of two values for one parameter the later counts.

    Raises
    ------
    ConfigError
        With every value that no notebook takes, that has not the parameter's type, or that the
        plan sets itself.
    """
    values: dict[str, dict[str, Any]] = {notebook.name: {} for notebook in notebooks}
    problems: list[Problem] = []
    for one in given:
        takers = [n for n in notebooks if one.notebook in ("", n.name)]
        if problem := _misplaced(one, takers):
            problems.append(problem)
            continue
        for notebook in takers:
            if parameter := notebook.parameters.get(one.name):
                try:
                    values[notebook.name][one.name] = _value(one, parameter)
                except ValueError as error:
                    problems.append(
                        one.problem(str(error), "Write it as the notebook's parameters cell does.")
                    )
    if problems:
        raise ConfigError(dict.fromkeys(problems))
    return values


def _misplaced(given: Given, takers: Sequence[Notebook]) -> Problem | None:
    if given.name in RESERVED:
        return given.problem("set by the plan of the run", RESERVED[given.name])
    known = {name for notebook in takers for name in notebook.parameters}
    if given.name in known:
        return None
    who = f"notebook {given.notebook} takes" if given.notebook else "any notebook takes"
    hint = suggestion(given.name, known)
    meant = [RESERVED[name] for name in RESERVED if hint == f"Did you mean {name!r}?"]
    return given.problem(f"no parameter that {who}", " ".join([hint, *meant]))


def _value(given: Given, parameter: Parameter) -> Any:
    if parameter.kind is None:
        return given.value
    if given.typed:
        return _held(given.value, parameter.kind)
    return _READERS[parameter.kind](given.value)


def _held(value: Any, kind: type) -> Any:
    """The value of a settings file; a whole number will do for a float, a bool never for a number."""
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"not {_WORDS[kind]}")
    return value


def _flag(text: str) -> bool:
    try:
        return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
    except KeyError:
        raise ValueError(f"not {_WORDS[bool]}") from None


def _finite(text: str) -> float:
    if not isfinite(value := float(text)):
        raise ValueError(text)
    return value


def _by(reader: Callable[[str], Any], kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return _held(reader(text), kind)
        except ValueError:
            raise ValueError(f"not {_WORDS[kind]}") from None

    return read


_WORDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list (write it as JSON)",
    dict: "a mapping (write it as JSON)",
}

_READERS: Mapping[type, Callable[[str], Any]] = {
    bool: _flag,
    int: _by(int, int),
    float: _by(_finite, float),
    str: str,
    list: _by(json.loads, list),
    dict: _by(json.loads, dict),
}
