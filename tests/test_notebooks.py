"""The rules that a notebook keeps (see ARCHITECTURE.md, "Notebooks")."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
PARAMETERS = ["client", "month", "language", "settings"]
FORBIDDEN = (
    ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp, ast.BinOp, ast.ListComp,
)  # fmt: skip

Cell = dict[str, Any]


def _cells(path: Path, kind: str) -> list[Cell]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def _source(cell: Cell) -> str:
    return "".join(cell["source"])


def _tags(cell: Cell) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _language(cell: Cell) -> str:
    (language,) = _tags(cell) & {"lang-en", "lang-zh"}
    return language


pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def test_the_name_is_a_number_and_a_domain(path: Path) -> None:
    assert re.fullmatch(r"\d\d_[a-z]+", path.stem)


def test_one_cell_holds_the_same_parameters_as_everywhere(path: Path) -> None:
    (cell,) = [c for c in _cells(path, "code") if "parameters" in _tags(c)]
    assignments = ast.parse(_source(cell)).body
    assert [node.targets[0].id for node in assignments] == PARAMETERS  # type: ignore[attr-defined]
    for node, line in zip(assignments, _source(cell).splitlines(), strict=True):
        ast.literal_eval(node.value)  # type: ignore[attr-defined]
        assert re.search(r"  # \w", line), f"{line!r} lacks its comment"


def test_code_reads_calls_or_shows(path: Path) -> None:
    for cell in _cells(path, "code"):
        source = _source(cell)
        assert len(source.splitlines()) <= 8, source
        assert not [n for n in ast.walk(ast.parse(source)) if isinstance(n, FORBIDDEN)], source
        assert "groupby" not in source


def test_narrative_comes_in_pairs(path: Path) -> None:
    cells = _cells(path, "markdown")
    assert cells
    for english, chinese in zip(cells[::2], cells[1::2], strict=True):
        assert (_language(english), _language(chinese)) == ("lang-en", "lang-zh")
        headings = [re.findall(r"^#+", _source(c), re.M) for c in (english, chinese)]
        assert headings[0] == headings[1], f"{_source(english)!r} and its translation differ in headings"


def test_prose_holds_no_number(path: Path) -> None:
    for cell in _cells(path, "markdown"):
        prose = re.sub(r"\]\([^)]*\)", "]", _source(cell))  # the address of a link is not read
        assert not re.search(r"\d", prose), _source(cell)


def test_only_the_checked_cell_has_an_output(path: Path) -> None:
    code = _cells(path, "code")
    (checked,) = [c for c in code if "nbval-check-output" in _tags(c)]
    assert checked["outputs"], "without a stored output nbval compares nothing"
    assert checked["execution_count"], "nbval refuses an output of a cell that was never run"
    for cell in code:
        if cell is not checked:
            assert not cell["outputs"]
            assert cell["execution_count"] is None
            assert "nbval-ignore-output" in _tags(cell), _source(cell)


def test_cells_have_unique_ids(path: Path) -> None:
    ids = [c["id"] for c in _cells(path, "code") + _cells(path, "markdown")]
    assert len(set(ids)) == len(ids)
