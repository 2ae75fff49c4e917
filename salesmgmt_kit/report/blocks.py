"""A block: one piece of a page, as Jupyter displays it and as the report takes it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from .markup import asset, fill

#: The kit's own HTML, made by escaping templates; the report takes it over unchanged.
MIMETYPE = "application/vnd.salesmgmt-kit.block+html"

#: Key of an output's metadata under which a block leaves facts for the page.
METADATA = "salesmgmt_kit"


@dataclass(frozen=True)
class Block:
    """One piece of a page.

    Parameters
    ----------
    html
        The block's HTML.
    plain
        What a terminal shows for it.
    style
        Custom properties of the block: the client's colours of good and bad.
    sheets
        The style sheets that it needs outside a page, which has them all.
    extra
        Further forms of the block, by MIME type.
    facts
        What the page needs to know about it.
    """

    html: Markup
    plain: str
    style: str = ""
    sheets: Sequence[str] = ("blocks.css",)
    extra: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        block = fill("block.html.j2", html=self.html, style=self.style)
        data = {
            "text/plain": self.plain,
            "text/html": f"<style>{Markup().join(map(asset, self.sheets))}</style>{block}",
            MIMETYPE: str(block),
            **self.extra,
        }
        return data, {METADATA: dict(self.facts)} if self.facts else {}
