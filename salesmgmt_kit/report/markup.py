"""HTML by templates that escape every value, so that nothing of a client's data is ever markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "template"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, **values: Any) -> Markup:
    """The template of that name with its values, all of them escaped unless they are markup."""
    return Markup(_environment().get_template(template).render(values).strip())


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of the kit, as it goes into a page."""
    return Markup((TEMPLATES / name).read_text("utf-8").strip())
