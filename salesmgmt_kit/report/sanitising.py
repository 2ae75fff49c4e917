"""HTML that others made, stripped of everything that could act or reach out.

What an analyst's own cells display (data frames, ``HTML(...)``, ``Markdown(...)``) may hold a client's
data as markup. Tables and text stay; scripts, handlers, styles, addresses outside and ids go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

#: Tags of running text and its blocks, of tables, and of headings, which :func:`foreign` takes out.
_TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr b br code del em i img s small span strong sub sup u "
        "blockquote dd details summary div dl dt figcaption figure hr li ol p pre ul "
        "caption col colgroup table tbody td tfoot th thead tr "
        "h1 h2 h3 h4 h5 h6",
    )
)
_CELL = {"colspan", "rowspan", "scope"}
_PROPERTIES = frozenset({"font-style", "font-weight", "text-align", "text-decoration"})
#: These end with their contents; other tags that are not allowed leave their text behind.
_DROPPED = re.compile(r"<(style|script|template|svg|math|iframe)\b.*?(</\1\s*>|\Z)", re.S | re.I)
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.I)
_EMPTY_HEAD = re.compile(r"<th(?: [^>]*)?>\s*</th>", re.I)
_TABLE = re.compile(r"<table\b.*?</table>", re.S | re.I)
_IMAGE_WITHOUT_SOURCE = re.compile(r"<img(?![^>]* src=)[^>]*>", re.I)
_IMAGE_WITHOUT_TEXT = re.compile(r"<img(?![^>]* alt=)", re.I)
_RASTER = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "style":
        return True
    if tag == "a":
        return name == "href" and not value.lower().startswith("data:")
    if tag == "img":
        return name == "alt" or (name == "src" and bool(_RASTER.fullmatch(value)))
    return tag in {"td", "th"} and name in _CELL


_CLEANER = Cleaner(
    tags=_TAGS,
    attributes=_allowed,
    protocols=frozenset({"http", "https", "mailto", "data"}),
    strip=True,
    css_sanitizer=CSSSanitizer(allowed_css_properties=_PROPERTIES),
)


def prose(html: str) -> Markup:
    """Sanitised HTML whose headings are kept: a notebook's own narrative."""
    return Markup(_images(_CLEANER.clean(_DROPPED.sub("", html))))


def foreign(html: str, *, labels: Iterator[str]) -> Markup:
    """Sanitised HTML of a cell's output.

    Parameters
    ----------
    html
        What the cell displayed.
    labels
        Names, one for each of the boxes that wide tables scroll in.
    """
    text = _HEADING.sub(lambda m: "</p>" if m[1] else '<p class="heading">', prose(html))
    text = _EMPTY_HEAD.sub("<td></td>", text)
    return Markup(_TABLE.sub(lambda m: _boxed(m[0], next(labels)), text))


def _images(html: str) -> str:
    return _IMAGE_WITHOUT_TEXT.sub('<img alt=""', _IMAGE_WITHOUT_SOURCE.sub("", html))


def _boxed(table: str, label: str) -> str:
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
