"""Page 04 without its paper: the notebook's own cells, run one by one, and every finding they would print.

Whatever is added to the notebook is measured with it, by ``gaps_null.py`` and by ``gaps_scale.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from salesmgmt_kit import report, tables
from salesmgmt_kit.findings import Finding
from salesmgmt_kit.interviews import Sheet

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "04_gaps.ipynb"
SAMPLE = ROOT / "data" / "sample"
#: Cells that compute nothing for the page: parameters, and what is printed for the notebook's own test.
_APART = {"parameters", "nbval-check-output"}


class Made(tables.Client):
    """A client whose tables are in memory, with the settings of the sample."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], month: str) -> None:
        sample = tables.open_client(SAMPLE, month=month)
        super().__init__(sample.settings, sample.month)
        self._frames = frames

    def __contains__(self, name: str) -> bool:
        """Whether the table is among those given."""
        return name in self._frames

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table as it was given."""
        return self._frames[name].copy(deep=False)

    def get(self, name: str) -> pd.DataFrame | None:
        """The table, None without one."""
        return self[name] if self.__contains__(name) else None


class Recorder:
    """Stands in for the page: keeps the findings, and draws and prints nothing."""

    def __init__(self) -> None:
        self.said: list[Finding] = []

    def headline(self, messages: Iterable[Finding]) -> None:
        """Keep the sentences on top."""
        self.said += messages

    notes = headline

    def figure(self, _draw: Any, _result: Any, *, title: Finding, **_: Any) -> None:
        """Keep the message of a picture."""
        self.said.append(title)

    def table(self, frame: pd.DataFrame, columns: Sequence[report.Column], **_: Any) -> None:
        """Keep the sentences of a table's cells."""
        spoken = [column.key for column in columns if column.kind == "sentence"]
        self.said += [f for key in spoken if key in frame for f in frame[key] if isinstance(f, Finding)]

    def sheets(self, talks: Sequence[Sheet]) -> None:
        """Keep the sentences of the interview sheets."""
        for talk in talks:
            asked = [f for question in talk.questions for f in (question.ask, question.fact)]
            outcomes = [plan.outcome for plan in talk.plans]
            self.said += [
                Finding(f.template, {**f.facts, "of_sheet": talk.rep}, f.tone)
                for f in (talk.direction, *talk.plainly, *talk.apart, *asked, *outcomes)
            ]

    def definitions(self, _terms: Any) -> None:
        """Terms claim nothing."""

    def provenance(self) -> None:
        """Nor does the provenance."""


@contextmanager
def recorded(data: tables.Client) -> Iterator[Recorder]:
    """The notebook opens this client and writes to this page."""
    page = Recorder()
    with (
        mock.patch.object(tables, "open_client", return_value=data),
        mock.patch.object(report, "open_page", return_value=page),
    ):
        yield page


@cache
def cells() -> list[tuple[str, str]]:
    """Name and code of every cell that computes or shows something, in order."""
    found = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return [
        (cell["id"], "".join(cell["source"]))
        for cell in found
        if cell["cell_type"] == "code" and not _APART & set(cell["metadata"].get("tags", []))
    ]


def values(data: tables.Client) -> dict[str, Any]:
    """What the parameters of the notebook are for this client."""
    return {"client": "", "month": f"{data.month:%Y-%m}", "language": "en", "settings": {}}


def findings(data: tables.Client) -> list[Finding]:
    """Every finding of the page of this client."""
    return page_of(data)[0]


def page_of(data: tables.Client) -> tuple[list[Finding], dict[str, Any]]:
    """Every finding of the page, and what its cells have computed by name."""
    known = values(data)
    with recorded(data) as page:
        for name, code in cells():
            exec(compile(code, name, "exec"), known)
    return page.said, known
