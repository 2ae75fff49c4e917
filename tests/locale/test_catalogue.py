"""The Chinese catalogue holds every message of the kit, whole, and none that nobody says."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from salesmgmt_kit.locale import KINDS, catalogue
from salesmgmt_kit.tables.catalogue import REQUIRED, TABLES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "salesmgmt_kit"
TEMPLATES = PACKAGE / "report" / "template"

#: Where a call has its messages: by position, by keyword, or both.
SAYS = {
    "Finding": (0, "template"),
    "Tile": (0, "label"),
    "Comparison": (0, "label"),
    "Column": (1, "label"),
    "text": (0, "message"),
    "message": (0, None),
    "figure": (None, "subtitle"),
    "table": (None, "title"),
    "definitions": (0, "terms"),
}
_FIELD = re.compile(r"\{\w+:(" + "|".join(KINDS) + r")\}")
_IN_TEMPLATE = re.compile(r"""(?:text|both|listing)\((?:\w+, )?("[^"]+"|'[^']+')""")


def _sources() -> Iterator[str]:
    """Python of the package and of the notebooks; the gate's own columns are no messages."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent != PACKAGE / "tables":
            yield path.read_text("utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        yield "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _constants(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _said(call: ast.Call) -> Iterator[ast.AST]:
    position, keyword = SAYS[_name(call)]
    if position is not None and len(call.args) > position:
        yield call.args[position]
    yield from (k.value for k in call.keywords if keyword and k.arg == keyword)


def _messages(tree: ast.AST) -> Iterator[str]:
    """Literal messages of calls, and every other string that has a field with a kind."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in SAYS:
            for argument in _said(node):
                if isinstance(argument, (ast.Constant, ast.List, ast.Tuple, ast.IfExp)):
                    yield from _constants(argument)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _FIELD.search(node.value):
            yield node.value


def _docstrings(tree: ast.AST) -> set[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = (n for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n))
    return {n.body[0].value.value for n in nodes}


@cache
def required() -> frozenset[str]:
    """Every message that a page may show."""
    found: set[str] = set()
    for source in _sources():
        tree = ast.parse(source)
        found |= set(_messages(tree)) - _docstrings(tree)
    for path in TEMPLATES.glob("*.j2"):
        found |= {quoted[1:-1] for quoted in _IN_TEMPLATE.findall(path.read_text("utf-8"))}
    for table in TABLES.values():
        if table.name not in REQUIRED:
            found |= {table.row, *(c.doc for c in table.columns)}
    return frozenset(m for m in found if any(map(str.isalpha, re.sub(r"\{[^}]*\}", "", m))))


@cache
def literals() -> frozenset[str]:
    """Every string of the sources: a message may also come to its call by way of a constant."""
    return frozenset(s for source in _sources() for s in _constants(ast.parse(source)))


def _catalogue():
    with catalogue.path("zh").open("rb") as file:
        return [m for m in read_po(file, locale="zh_CN") if m.id]


def _fields(message: str) -> list[tuple[str, str]]:
    return sorted((name, spec or "") for _, name, spec, _ in Formatter().parse(message) if name is not None)


def test_every_message_has_a_translation():
    assert len(required()) > 30, "hardly a message was found: the search is broken"
    missing = sorted(required() - set(catalogue.translations("zh")))
    assert not missing, "without a translation in salesmgmt_kit.po:\n" + "\n".join(missing)


@pytest.mark.parametrize("message", _catalogue(), ids=lambda m: m.id[:40])
def test_a_translation_is_whole(message):
    assert not message.fuzzy
    assert message.string
    assert _fields(message.string) == _fields(message.id)
    assert {spec for _, spec in _fields(message.id)} <= {"", *KINDS}


def test_every_translation_is_used():
    unused = sorted(m.id for m in _catalogue() if m.id not in required() | literals())
    assert not unused, "never said:\n" + "\n".join(unused)


def test_no_message_is_translated_twice():
    ids = re.findall(r'^msgid ((?:".*"\n?)+)', catalogue.path("zh").read_text("utf-8"), re.M)
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})


def test_english_needs_no_catalogue():
    assert catalogue.translations("en") == {}


def test_a_fuzzy_translation_is_not_shown(tmp_path, monkeypatch):
    file = tmp_path / "zh.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"'
    parts = [head, '#, fuzzy\nmsgid "A"\nmsgstr "甲"', 'msgid "B"\nmsgstr "乙"', 'msgid "C"\nmsgstr ""']
    file.write_text("\n\n".join(parts), "utf-8")
    monkeypatch.setattr(catalogue, "path", lambda language: file)
    assert catalogue.translations.__wrapped__("zh") == {"B": "乙"}
