"""HTML by templates that escape every value, so that nothing of a client's data is ever markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "template"

#: A number with its sign, its currency before it and its unit behind it; never a part of a word like T1.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])"
    r"([−+]?[<>]?(?:[A-Z]{0,3}[$¢£¥\u20a0-\u20cf]|[A-Z]{3}\s?)?\d+(?:[,.]\d+)*"
    r"(?:%|万|亿|个百分点| pp|(?:k|M|bn)(?![A-Za-z]))?)"
    r"(?![A-Za-z0-9])"
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    return environment


def fill(template: str, **values: Any) -> Markup:
    """The template of that name with its values, all of them escaped unless they are markup."""
    return Markup(_environment().get_template(template).render(values).strip())


def prose(text: str) -> Markup:
    """A sentence as markup, in which no line breaks inside a number: ``−¥226.1万`` stays whole."""
    parts = _NUMBER.split(text)
    whole = (
        Markup('<span class="n">{}</span>').format(p) if i % 2 else escape(p) for i, p in enumerate(parts)
    )
    return Markup("").join(whole)


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of the kit, as it goes into a page."""
    return Markup((TEMPLATES / name).read_text("utf-8").strip())
