"""Figures: drawn twice, for a desk and for a phone, as inline SVG in the colours of the page."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from .. import notation
from ..locale import Locale
from .markup import fill
from .style import NARROW, WIDE, Draw, sketch

_VARIABLES = {colour: f"var(--{name},{colour})" for name, colour in notation.COLOURS.items()}
_COLOUR = re.compile(r"\b(fill|stroke): (#[0-9a-f]{6})\b")
_BLACK = "#000000"
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'url\(#([^)]+)\)|href="#([^"]+)"')
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.S)
_VIEW_BOX = re.compile(r'viewBox="([^"]+)"')
_FAMILIES = re.compile(r"(font(?:-family)?: [^;\"']*)'[^;\"]*")
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)


def render(draw: Draw, result: Any, locale: Locale, *, key: str, title: str, subtitle: str) -> Markup:
    """Both drawings of a figure; a style sheet shows the one that fits the screen.

    Parameters
    ----------
    draw, result, locale
        As in :func:`salesmgmt_kit.report.style.sketch`.
    key
        Prefix of the ids in it, used once in a page.
    title, subtitle
        What the figure says, and its measure, unit and period: its name and description for
        those who do not see it.
    """
    drawings = (
        inline(
            sketch(draw, result, locale, width=width), key=f"{key}-{size}", title=title, description=subtitle
        )
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return Markup("").join(drawings)


def inline(svg: str, *, key: str, title: str, description: str) -> Markup:
    """An SVG document of matplotlib as an element of a page.

    Its ids carry ``key``, its colours are the page's custom properties, its text takes the page's
    font, and it is named by its title and description.
    """
    body = _body(svg)
    body = _ID.sub(lambda m: f'id="{key}-{m[1]}"', body)
    body = _REFERENCE.sub(lambda m: _prefixed(m, key), body)
    body = _FAMILIES.sub(r"\1sans-serif", body)
    body = _COLOUR.sub(lambda m: f"{m[1]}: {_variable(m[2])}", body)
    return fill(
        "svg.html.j2",
        key=key,
        size=key.rpartition("-")[2],
        view_box=_matched(_VIEW_BOX, svg),
        title=title,
        description=description,
        body=Markup(body),
    )


def _body(svg: str) -> str:
    return _METADATA.sub("", _matched(_BODY, svg)).replace("xlink:href", "href").strip()


def _matched(pattern: re.Pattern[str], svg: str) -> str:
    match = pattern.search(svg)
    if match is None:
        raise ValueError(f"a drawing has no {pattern.pattern!r}: it is no SVG of matplotlib")
    return match[1]


def _prefixed(match: re.Match[str], key: str) -> str:
    return f"url(#{key}-{match[1]})" if match[1] else f'href="#{key}-{match[2]}"'


def _variable(colour: str) -> str:
    return _VARIABLES.get(notation.INK if colour == _BLACK else colour, colour)
