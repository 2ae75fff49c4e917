"""An executed notebook as one offline file.

The page takes over the kit's own blocks unchanged, sanitises what other cells displayed, keeps the
narrative of one language, and drops code, prompts, streams and errors. Its policy lets nothing in from
outside and runs one script, the kit's own, known by its digest: what would slip through is still inert.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any

from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from ..locale import Locale
from . import blocks, sanitising
from .markup import TEMPLATES, asset, fill
from .security import policy

#: A language as its speakers call it.
_LANGUAGES = {"zh": "中文", "en": "English"}
_HIDDEN = {"parameters", "injected-parameters"}
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.S)
#: Ids that blocks give themselves.
_BLOCK_ID = re.compile(r"(figure|table)-\d|provenance|sheets?\b")
_TAG = re.compile(r"<[^>]+>")
_MARKS = (
    ("actual", "Actual"), ("last-year", "Last year"), ("plan", "Target"), ("forecast", "Forecast"),
    ("interval", "Interval"),
)  # fmt: skip


@dataclass
class Section:
    """A part of the page under one heading; the first part has none."""

    id: str = ""
    title: str = ""
    parts: list[Markup] = field(default_factory=list)

    @property
    def html(self) -> Markup:
        """The section's content."""
        return Markup("\n").join(self.parts)


def render(notebook: NotebookNode, *, language: str, alternates: Mapping[str, str]) -> str:
    """The page of an executed notebook, as one HTML file that needs nothing else.

    Parameters
    ----------
    notebook
        The executed notebook; it is not changed.
    language
        ``en`` or ``zh``; narrative cells tagged ``lang-`` with another language are left out.
    alternates
        Address of the same page in each of its other languages, relative to this one.

    Raises
    ------
    ValueError
        When the kit does not speak the language.
    """
    exporter = TemplateExporter(  # type: ignore[no-untyped-call]
        extra_template_basedirs=[str(TEMPLATES.parent)],
        template_name=TEMPLATES.name,
        template_file="page.html.j2",
    )
    exporter.environment.autoescape = True
    page = _Composer(Locale(language)).compose(notebook.cells, alternates)
    text, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    return f"{text.rstrip()}\n"


class _Composer:
    """Goes through the cells once and puts the page together."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self.title = ""
        self.subject = ""
        self.sections = [Section()]
        self.footer: list[Markup] = []
        self._slugs = _Slugs({"content", "contents"})
        self._level = 2
        self._labels = (locale.text("Further table {n}", n=n) for n in count(1))
        self._figures: list[Markup] = []
        self._key_at: tuple[Section, int] | None = None

    def compose(self, cells: Iterable[NotebookNode], alternates: Mapping[str, str]) -> dict[str, Any]:
        for cell in cells:
            tags = set(cell.metadata.get("tags", ()))
            if tags & _HIDDEN:
                continue
            if cell.cell_type == "markdown" and self._speaks(tags):
                self._narrative(cell.source)
            elif cell.cell_type == "code":
                for output in cell.outputs:
                    self._output(output)
        self._explain()
        return self._page(alternates)

    def _speaks(self, tags: set[str]) -> bool:
        languages = {tag for tag in tags if tag.startswith("lang-")}
        return not languages or f"lang-{self.locale.language}" in languages

    def _narrative(self, source: str) -> None:
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
        html = sanitising.prose(MarkdownWithMath(renderer=renderer).render(source))
        at = 0
        for heading in _HEADING.finditer(html):
            self._add(Markup(html[at : heading.start()].strip()))
            self._heading(int(heading[1]), Markup(heading[2]))
            at = heading.end()
        self._add(Markup(html[at:].strip()))

    def _heading(self, level: int, html: Markup) -> None:
        """The first heading of the first level names the page; levels are never skipped below it."""
        title = unescape(_TAG.sub("", html)).strip()
        if level == 1 and not self.title:
            self.title = title
            return
        self._level = min(max(level, 2), self._level + 1)
        name = self._slugs.take(title)
        heading = fill("heading.html.j2", level=self._level, id=name, html=html)
        if self._level == 2:
            self.sections.append(Section(name, title))
        self._add(heading)

    def _output(self, output: NotebookNode) -> None:
        data = output.get("data", {})
        facts = output.get("metadata", {}).get(blocks.METADATA, {})
        if blocks.MIMETYPE in data:
            self._block(Markup(_text(data[blocks.MIMETYPE])), facts)
        elif html := self._foreign(data):
            self._add(fill("foreign.html.j2", html=html))

    def _block(self, html: Markup, facts: Mapping[str, Any]) -> None:
        kind = facts.get("block")
        if kind == "headline" and not self.subject:
            self.subject = f"{facts['who']} · {facts['when']}"
        if kind == "figure":
            self._figures.append(html)
            self._key_at = self._key_at or (self.sections[-1], len(self.sections[-1].parts))
        if kind == "provenance":
            self.footer.append(html)
        else:
            self._add(html)

    def _explain(self) -> None:
        """Put before the first figure what the marks mean that the figures of the page use."""
        used = [(name, label) for name, label in _MARKS if any(f"var(--{name}," in f for f in self._figures)]
        if self._key_at and used:
            section, at = self._key_at
            marks = [(name, self.locale.text(label)) for name, label in used]
            section.parts.insert(at, fill("notation.html.j2", marks=marks))

    def _foreign(self, data: Mapping[str, Any]) -> Markup | None:
        """What another cell displayed, in its richest form that can be made harmless."""
        if "text/html" in data:
            return self._sanitised(_text(data["text/html"]))
        if "text/markdown" in data:
            renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
            return self._sanitised(MarkdownWithMath(renderer=renderer).render(_text(data["text/markdown"])))
        if "image/svg+xml" in data:
            return self._picture("image/svg+xml", b64encode(_text(data["image/svg+xml"]).encode()).decode())
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                return self._picture(kind, "".join(_text(data[kind]).split()))
        return None

    def _sanitised(self, html: str) -> Markup:
        return sanitising.foreign(html, labels=self._labels)

    def _picture(self, kind: str, content: str) -> Markup:
        alt = self.locale.text("A picture without a description")
        return fill("picture.html.j2", kind=kind, content=content, alt=alt)

    def _add(self, html: Markup) -> None:
        if html:
            self.sections[-1].parts.append(html)

    def _page(self, alternates: Mapping[str, str]) -> dict[str, Any]:
        script = asset("page.js")
        title = self.title or self.locale.text("Report")
        return {
            "locale": self.locale,
            "title": title,
            "subject": self.subject,
            "full_title": " · ".join(filter(None, (title, self.subject))),
            "sections": [s for s in self.sections if s.parts],
            "footer": self.footer,
            "languages": self._languages(alternates),
            "style": Markup("\n").join(map(asset, ("blocks.css", "sheets.css", "page.css"))),
            "script": script,
            "policy": policy(script),
        }

    def _languages(self, alternates: Mapping[str, str]) -> list[dict[str, str]]:
        return [
            {
                "name": name,
                "tag": Locale(code).tag,
                "href": "" if code == self.locale.language else alternates[code],
            }
            for code, name in _LANGUAGES.items()
            if code in alternates or code == self.locale.language
        ]


class _Slugs:
    """Ids from headings: letters of any script and digits, each given once."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def take(self, title: str) -> str:
        stem = re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
        if _BLOCK_ID.match(stem):
            stem = f"section-{stem}"
        names: Iterator[str] = (f"{stem}-{n}" if n > 1 else stem for n in count(1))
        name = next(n for n in names if n not in self._taken)
        self._taken.add(name)
        return name


def _text(content: str | list[str]) -> str:
    """MIME content, which notebooks may keep as a list of lines."""
    return content if isinstance(content, str) else "".join(content)
