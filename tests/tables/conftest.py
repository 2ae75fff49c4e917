"""A small client, written afresh for every test that wants to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesmgmt_kit.tables import Client, open_client

SMALL = {
    "client.yaml": "name: Small\n",
    "org.csv": (
        "rep,name_en,name_zh,team,department\n"
        "R1,Ann,安,T1,D1\n"
        "R2,Bob,,T1,D1\n"
        "R3,Cy,,T2,D1\n"
        "R4,Di,迪,T3,D2\n"
    ),
    "products.csv": "product,name_en\nP1,Lens\nP2,Lamp\n",
    "sales.csv": (
        "order,month,rep,product,amount,quantity\n"
        "S1,2026-09,R1,P1,100,1\n"
        "S2,2026-10,R2,P2,250.5,2\n"
        "S3,2026-10,R3,P1,-20,\n"
        "S4,2026-11,R4,,0,3\n"
    ),
}  # fmt: skip


class Folder:
    """A client's folder that a test writes into and opens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in SMALL.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file; text in UTF-8, line ends as given."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def open(self, month: str = "2026-10", **settings: Any) -> Client:
        """The client of the month."""
        return open_client(self.path, month=month, settings=settings)

    def says(self, table: str, **settings: Any) -> list[str]:
        """Every problem of a table, in words."""
        return [str(problem) for problem in self.open(**settings).load(table).problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "small")


@pytest.fixture
def sales_says(folder: Folder) -> Callable[[str], list[str]]:
    """What the gate says of sales in which one row is put in place of the second, line 3."""

    def says(row: str) -> list[str]:
        lines = SMALL["sales.csv"].splitlines()
        folder.write("sales.csv", "\n".join([*lines[:2], row, *lines[3:]]) + "\n")
        return folder.says("sales")

    return says
