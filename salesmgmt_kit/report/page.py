"""The page of one notebook: it knows the client and the language, and makes the blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from .. import __version__, findings, keeping
from ..findings import Finding
from ..interviews import Sheet
from ..locale import Locale
from ..scoresheets import ScoreSheet
from ..tables.catalogue import TABLES
from . import colours, sheets, tables, tiles
from .blocks import Block
from .markup import fill
from .omissions import left_out
from .tables import Column
from .tiles import Tile

if TYPE_CHECKING:
    from ..tables import Client
    from .style import Draw

_TONES = {"good": "Good", "note": "Note", "act": "To do"}


def open_page(client: Client, language: str) -> Page:
    """The page on a client's month in one language.

    Parameters
    ----------
    client
        The client, opened for the month reported.
    language
        ``en`` or ``zh``.

    Raises
    ------
    ValueError
        When the kit does not speak the language.
    """
    return Page(client, language)


class Page:
    """Makes the blocks of one page, all in its language and the client's colours.

    Every text that a method takes is a message id or a finding, never a finished sentence.
    """

    def __init__(self, client: Client, language: str) -> None:
        config = client.config
        self.client = client
        self.locale = Locale(language, currency=config.currency, names=client.names(language))
        self._style = colours.properties(config.colours.good, config.colours.bad)
        self._numbers = {"figure": count(1), "table": count(1)}
        self._missed: set[str] = set()

    @property
    def who(self) -> str:
        """The client's name in the language of the page."""
        names: Mapping[Any, str] = self.client.config.name
        return names[self.locale.language]

    def headline(self, messages: Iterable[Finding]) -> Block:
        """The message of the page, and what else is worth saying at its top.

        Rows set aside come last, of the tables read so far: what the message rests on.

        Parameters
        ----------
        messages
            The first one is the message; the front page shows it too.
        """
        found = list(messages)
        sentences = [self.locale.sentence(f) for f in found]
        html = fill(
            "headline.html.j2",
            first=self._told(found[:1]),
            others=self._told([*found[1:], *left_out(self.client.sources)]),
        )
        return self._block(
            html,
            " ".join(sentences[:1]),
            extra={findings.MIMETYPE: findings.to_json(found)},
            facts={"block": "headline", "who": self.who, "when": self.locale.month(self.client.month)},
        )

    def tiles(self, figures: Sequence[Tile]) -> Block:
        """The figures of the month side by side, each with what it is compared with."""
        labels = ", ".join(self.locale.say(tile.label) for tile in figures)
        return self._block(tiles.render(figures, self.locale), labels, facts={"block": "tiles"})

    def figure(
        self,
        draw: Draw,
        result: Any,
        *,
        title: Finding | str,
        subtitle: Finding | str,
        table: tuple[pd.DataFrame, Sequence[Column]] | None = None,
        name: str = "",
        needs: str = "",
    ) -> Block:
        """A figure under its message; what to supply instead where a table that it needs is missing.

        Parameters
        ----------
        draw
            ``draw(result, locale, *, ax) -> Axes``, called for a wide and for a narrow drawing.
        result
            What is drawn.
        title
            The message, a whole sentence.
        subtitle
            Measure, unit and period.
        table
            The frame drawn and the columns of it to show, behind a "Data" switch.
        name
            Stem of the files of that table; the name of ``draw`` when empty.
        needs
            The client's table without which there is nothing to draw, e.g. ``targets``.
        """
        if self._lacks(needs):
            return self.missing(needs)
        from . import figures  # matplotlib is slow to load, and a page of tables needs none of it

        key = self._key("figure")
        said, measured = self.locale.say(title), self.locale.say(subtitle)
        html = fill(
            "figure.html.j2",
            key=key,
            title=said,
            subtitle=measured,
            drawings=figures.render(draw, result, self.locale, key=key, title=said, subtitle=measured),
            data=self._table(*table, title=measured, name=name or draw.__name__) if table else None,
            locale=self.locale,
        )
        return self._block(html, said, facts={"block": "figure"})

    def table(
        self,
        frame: pd.DataFrame,
        columns: Sequence[Column],
        *,
        title: Finding | str,
        name: str,
        indent: str | None = None,
        opens: int | None = None,
        needs: str = "",
        rows: int = tables.MOST_ROWS,
    ) -> Block:
        """A frame as a table; nothing where it has no row, what to supply where it lacks a table.

        Parameters
        ----------
        frame
            One row per row of the table, in the order shown.
        columns
            The columns shown; the first one names the row.
        title
            What the table says.
        name
            Stem of the files to take away; the client and the month are put before it.
        indent
            Column with the depth of a row in a tree, 0 = top.
        opens
            Depth down to which a tree is open at first, the rest opens row by row; all when None.
        needs
            The client's table without which there is nothing to show, e.g. ``territories``.
        rows
            Most rows shown; the files to take away hold all.
        """
        if self._lacks(needs):
            return self.missing(needs)
        said = self.locale.say(title)
        html = Markup("")
        if not frame.empty:
            html = self._table(frame, columns, title=said, name=name, indent=indent, opens=opens, rows=rows)
        return self._block(html, f"{said} ({len(frame)})", facts={"block": "table"})

    def sheets(self, talks: Sequence[Sheet | ScoreSheet]) -> Block:
        """Sheets of reps behind an index: one is shown when its link is followed, and prints alone.

        Parameters
        ----------
        talks
            One per rep, for interviews or of appraisals, those of a unit one after the other; nothing is
            shown where there are none.
        """
        html = Markup("")
        if talks:
            when = self.locale.month(self.client.month)
            html = sheets.render(talks, self.locale, subject=f"{self.who} · {when}")
        return self._block(html, f"{len(talks)}", sheets=("blocks.css", "sheets.css"))

    def notes(self, messages: Iterable[Finding]) -> Block:
        """Findings in small type: what limits the answer, what was assumed."""
        told = self._told(list(messages))
        return self._block(fill("notes.html.j2", notes=told), "\n".join(n["text"] for n in told))

    def definitions(self, terms: Sequence[tuple[str, Finding | str]]) -> Block:
        """Terms of the page, message ids, and what each means."""
        said = [(self.locale.text(term), self.locale.say(meaning)) for term, meaning in terms]
        return self._block(
            fill("definitions.html.j2", terms=said), "\n".join(f"{term}: {meaning}" for term, meaning in said)
        )

    def missing(self, table: str) -> Block:
        """What to supply so that a part of the page can be shown: a table's file and its columns.

        The columns are told once a page; where the same table is missed again, its file alone.
        """
        wanted = TABLES[table].with_levels(self.client.levels) if table == "org" else TABLES[table]
        given = self.client.config.tables.get(table)
        file = given.file if given and given.file else f"{table}.csv"
        if table in self._missed:
            return self.notes([Finding("{file} is missing.", {"file": file})])
        self._missed.add(table)
        html = fill("missing.html.j2", table=wanted, file=file, locale=self.locale)
        return self._block(html, self.locale.text("{file} is missing.", file=file))

    def keep(self, name: str, frame: pd.DataFrame) -> Block:
        """Hand a frame over to be kept beside the page, for later months; the page shows nothing of it.

        A run writes it to ``kept/<notebook>.<name>.parquet`` in the folder of the month when it publishes the
        page, and :meth:`salesmgmt_kit.tables.Client.kept` reads it in later months. It must not depend on
        the language of the page.

        Parameters
        ----------
        name
            What it is kept as: small letters, digits and underscores, a letter first.
        frame
            Columns of numbers, text and months; the index is left behind.
        """
        packed = keeping.pack(name, frame)
        return self._block(Markup(""), f"{name} ({len(frame)})", extra={keeping.MIMETYPE: packed})

    def provenance(self) -> Block:
        """Where the page comes from: files, rows, rows set aside, digests, period, version of the kit."""
        html = fill(
            "provenance.html.j2",
            sources=self.client.sources,
            set_aside=sum(source.set_aside for source in self.client.sources),
            period=self.locale.month(self.client.month),
            version=__version__,
            currency=self.locale.currency,
            locale=self.locale,
        )
        return self._block(html, f"salesmgmt_kit {__version__}", facts={"block": "provenance"})

    def _lacks(self, table: str) -> bool:
        return bool(table) and self.client.get(table) is None

    def _block(self, html: Markup, plain: str, **more: Any) -> Block:
        return Block(html, plain, style=self._style, **more)

    def _told(self, messages: Sequence[Finding]) -> list[dict[str, str]]:
        return [
            {"text": self.locale.sentence(f), "tone": f.tone, "tag": self.locale.text(_TONES[f.tone])}
            for f in messages
        ]

    def _table(
        self,
        frame: pd.DataFrame,
        columns: Sequence[Column],
        *,
        title: str,
        name: str,
        indent: str | None = None,
        opens: int | None = None,
        rows: int = tables.MOST_ROWS,
    ) -> Markup:
        stem = f"{self.client.slug}_{self.client.month:%Y-%m}_{name}"
        key = self._key("table")
        return tables.render(
            frame,
            columns,
            self.locale,
            key=key,
            title=title,
            stem=stem,
            indent=indent,
            opens=opens,
            rows=rows,
        )

    def _key(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers[kind])}"
