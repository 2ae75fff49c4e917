"""Notebooks as files: which there are, which parameters they take, what they are called."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigError, Problem

#: A notebook is found by its number; anything else in the folder is somebody's scratch paper.
PATTERN = "[0-9][0-9]_*.ipynb"

_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in (bool, int, float, str, list, dict)}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: ``kind`` is its type, None when the notebook does not tell."""

    name: str
    kind: type | None


@dataclass(frozen=True)
class Notebook:
    """One notebook to run.

    Parameters
    ----------
    path
        The file.
    parameters
        Name to parameter, in the order of the cell tagged ``parameters``.
    titles
        Language to the first heading that readers of that language see; ``""``: of all languages.
    sha256
        Of the file's bytes.
    """

    path: Path
    parameters: Mapping[str, Parameter]
    titles: Mapping[str, str]
    sha256: str

    @property
    def name(self) -> str:
        """``01_targets``: what it is selected by, and the stem of its pages."""
        return self.path.stem

    def title(self, language: str) -> str:
        """Its first heading in that language; its name when it has none."""
        return self.titles.get(language) or self.titles.get("") or self.name


def find(folders: Iterable[Path]) -> list[Notebook]:
    """The notebooks in some folders, by number; one of a later folder replaces its namesake.

    Raises
    ------
    ConfigError
        When a file cannot be read as a notebook, or has no cell tagged ``parameters``.
    """
    paths = {path.name: path for folder in folders for path in sorted(folder.glob(PATTERN))}
    return [read(paths[name]) for name in sorted(paths)]


def read(path: Path) -> Notebook:
    """One notebook, its cells not run.

    The parameters cell is read with :mod:`json` and :mod:`ast`: papermill's own inspection answers
    the same, but importing it takes two seconds, which a run with nothing to do has no use for.
    """
    content = path.read_bytes()
    try:
        cells = json.loads(content)["cells"]
        source = next(_text(cell) for cell in cells if "parameters" in _tags(cell))
        parameters = {p.name: p for p in map(_parameter, ast.parse(source).body) if p}
    except StopIteration:
        raise _refuse(path, "it has no cell tagged 'parameters'", "Tag the cell that names them.") from None
    except SyntaxError as error:
        rule = f"its parameters cell is no Python ({error.msg}: {(error.text or '').strip()})"
        raise _refuse(path, rule, "Keep to plain assignments there.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise _refuse(path, f"it is no notebook ({error})", "Save it anew from Jupyter.") from None
    return Notebook(path, parameters, _titles(cells), hashlib.sha256(content).hexdigest())


def heading_before(cells: Iterable[Mapping[str, Any]], position: int) -> str:
    """The last heading above the cell at that position, empty when there is none."""
    above = [_heading(cell) for cell in list(cells)[:position]]
    return next((heading for heading in reversed(above) if heading), "")


def _refuse(path: Path, rule: str, fix: str) -> ConfigError:
    return ConfigError([Problem(str(path), 0, "", "", rule, fix)])


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _titles(cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for cell in cells:
        if heading := _heading(cell):
            languages = [tag.removeprefix("lang-") for tag in _tags(cell) if tag.startswith("lang-")]
            titles.setdefault(languages[0] if languages else "", heading)
    return titles


def _heading(cell: Mapping[str, Any]) -> str:
    if cell.get("cell_type") != "markdown":
        return ""
    lines = (line.strip() for line in _text(cell).splitlines())
    return next((line.lstrip("#").strip() for line in lines if line.startswith("#")), "")


def _parameter(statement: ast.stmt) -> Parameter | None:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
            return Parameter(name, _KINDS.get(ast.unparse(annotation).split("[")[0]))
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return Parameter(name, _kind(value))
    return None


def _kind(value: ast.expr) -> type | None:
    try:
        kind = type(ast.literal_eval(value))
    except ValueError:
        return None
    return _KINDS.get(kind.__name__)
