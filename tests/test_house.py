"""Who may import whom, read from the sources: imports go down only, and a few libraries have one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "salesmgmt_kit"
DOMAINS = {"targets", "kpi", "climate", "gaps", "funnel", "people", "customers", "barriers", "scorecard"}
FLOOR = {
    "__main__": 5,
    "cli": 4,
    "batch": 3,
    "report": 2,
    **dict.fromkeys(DOMAINS, 2),
    "marks": 1.5,
    "tables": 1,
    "locale": 1,
}
DOORS = {
    "matplotlib": {"plots", "marks", "report/style"},
    "seaborn": {"plots", "report/style"},
    "papermill": {"batch/"},
    "dask": {"batch/"},
    "nbconvert": {"report/html"},
}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    """Absolute dotted names of everything that a module imports, inside functions too."""
    package = ("salesmgmt_kit", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            stem = ".".join(filter(None, [base, node.module]))
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def _room(dotted: str) -> str:
    return dotted.split(".")[1] if dotted.startswith("salesmgmt_kit.") else ""


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_go_down_only(path: Path) -> None:
    own = _name(path).split("/")[0]
    for dotted in _imports(path):
        other = _room(dotted)
        if other in {"", own}:
            continue
        assert FLOOR.get(other, 0) < FLOOR.get(own, 0) or FLOOR.get(other, 0) == FLOOR.get(own, 0) == 0, (
            f"{_name(path)} imports {dotted}, which stands on the same floor or above"
        )


@pytest.mark.parametrize("path", [p for p in _modules() if _name(p).split("/")[0] in DOMAINS], ids=_name)
def test_a_domain_knows_only_the_ground_and_the_language(path: Path) -> None:
    own = _name(path).split("/")[0]
    for dotted in _imports(path):
        room = _room(dotted)
        assert FLOOR.get(room, 0) == 0 or room in {own, "locale", "marks"}, f"{_name(path)} imports {dotted}"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_a_library_has_one_door(path: Path) -> None:
    name = _name(path)
    for dotted in _imports(path):
        doors = DOORS.get(dotted.split(".")[0])
        assert doors is None or any(
            name == door or name.endswith(f"/{door}") or (door.endswith("/") and name.startswith(door))
            for door in doors
        ), f"{name} imports {dotted}; only {sorted(doors)} may"


def test_a_module_never_shares_its_name_with_a_function_it_exports() -> None:
    for path in _modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert path.stem not in names, f"{_name(path)} defines {path.stem}()"


def test_the_rules_have_modules_to_hold() -> None:
    assert len(_modules()) > 20
    assert any(_name(p).startswith("targets/") for p in _modules())
