"""``plan accept`` and ``plan log``: what they write, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.cli import main

DECIDE = ["--who", "Ann Li", "--why", "tender, won"]


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Acme:
    """A client of two reps with forty months of sales, and its command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        folder.mkdir()
        dates = pd.date_range(end="2026-10-01", periods=40, freq="MS").strftime("%Y-%m")
        noise = np.random.default_rng(4).normal(0, 4, (2, 40))
        sales = [f"{m},R{r + 1},{100 + noise[r, i]:.2f}" for r in range(2) for i, m in enumerate(dates)]
        year = pd.date_range("2026-01-01", periods=12, freq="MS").strftime("%Y-%m")
        self.write("client.yaml", "name: Acme\n")
        self.write("org.csv", "rep,team,department\nR1,T1,D1\nR2,T2,D1\n")
        self.write("sales.csv", "\n".join(["month,rep,amount", *sales]) + "\n")
        self.write("targets.csv", "\n".join(["month,unit,target", *(f"{m},T1,115" for m in year)]) + "\n")
        self.write("market.csv", "month,index\n2025-12,100\n2026-10,80\n")

    def write(self, name: str, text: str, encoding: str = "utf-8") -> None:
        (self.folder / name).write_bytes(text.encode(encoding))

    @property
    def log(self) -> bytes:
        return (self.folder / "target_changes.csv").read_bytes()

    def __call__(self, command: str, *arguments: str) -> Said:
        with pytest.raises(SystemExit) as end:
            main(["plan", command, str(self.folder), *arguments])
        return Said(int(end.value.code or 0), *self.capsys.readouterr())

    def accept(self, *arguments: str) -> Said:
        return self("accept", "--month", "2026-10", *arguments)


@pytest.fixture
def acme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Acme:
    return Acme(tmp_path / "acme", capsys)


def test_a_target_of_ones_own_is_spread_over_the_months_ahead(acme: Acme) -> None:
    said = acme.accept("--unit", "T1", "--new", "1350", *DECIDE)
    assert said.code == 0
    header, *rows = acme.log.decode().splitlines()
    assert header == "decided,unit,month,old,new,who,why"
    assert [row.split(",", 1)[1] for row in rows] == [
        'T1,2026-11,115.00,100.00,Ann Li,"tender, won"',
        'T1,2026-12,115.00,100.00,Ann Li,"tender, won"',
    ]
    assert "2 decisions added" in said.err


def test_a_decision_has_the_day_that_is_said_or_today(acme: Acme) -> None:
    new = ["--unit", "T1", "--new", "1350", "--json", *DECIDE]
    today = json.loads(acme.accept(*new).out)["decisions"]
    assert {row["decided"] for row in today} == {f"{pd.Timestamp.now():%Y-%m-%d}"}
    said = json.loads(acme.accept(*new, "--decided", "2026-11-03").out)["decisions"]
    assert {row["decided"] for row in said} == {"2026-11-03"}


def test_a_log_for_data_that_lie_elsewhere_stands_beside_the_settings(acme: Acme) -> None:
    then = acme.folder / "2026-10"
    then.mkdir()
    for name in ("org", "sales", "targets", "market"):
        (acme.folder / f"{name}.csv").rename(then / f"{name}.csv")
    assert acme.accept("--unit", "T1", "--new", "1350", "--data", str(then), *DECIDE).code == 0
    assert acme.log
    assert acme("log", "--data", str(then)).out.count("\n") == 2


def test_the_proposal_is_accepted_once(acme: Acme) -> None:
    said = acme.accept("--unit", "T1", *DECIDE, "--json")
    assert said.code == 0
    decided = json.loads(said.out)["decisions"]
    sold = pd.read_csv(acme.folder / "sales.csv").query("rep == 'R1' and month >= '2026-01'")["amount"].sum()
    # T' = earned + (T - earned)(1 + 0.5 * -0.2): the months ahead carry the change.
    asked = 230 - 0.1 * (12 * 115 - sold)
    assert sum(float(row["new"]) for row in decided) == pytest.approx(asked, abs=0.006)
    again = acme.accept("--unit", "T1", *DECIDE)
    assert again.code == 4
    assert "Nothing is proposed for T1" in again.err


@pytest.mark.parametrize(
    ("encoding", "end", "last"),
    [("utf-8", "\n", "\n"), ("utf-8-sig", "\r\n", "\r\n"), ("gb18030", "\r\n", ""), ("utf-8", "\n", "")],
)
def test_what_stands_in_the_log_stays_byte_for_byte(acme: Acme, encoding: str, end: str, last: str) -> None:
    lines = ["why,who,new,old,month,unit,decided", "大客户推迟采购,总监,110,115,2026-12,T1,2026-09-01"]
    acme.write("target_changes.csv", end.join(lines) + last, encoding)
    before = acme.log
    assert acme.accept("--unit", "T1", "--new", "1350", "--who", "李", "--why", "中标").code == 0
    assert acme.log.startswith(before)
    added = acme.log[len(before) :].decode("utf-8" if encoding == "utf-8-sig" else encoding)
    assert added.startswith("中标" if last else f"{end}中标")
    assert added.count(end) == (2 if last else 3)
    assert "中标,李,97.78,110.00,2026-12,T1," in added
    assert acme("log", "--unit", "T1").out.count("\n") == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--unit", "T9", "--new", "1"], 2, "'T9', no unit of org. Known are D1, T1, T2, company."),
        (["--unit", "T1", "--new", "1000"], 2, "--new is '1000.00', below 1150.00, which the months before"),
        (["--unit", "T2", "--new", "1000"], 2, "no month ahead has a target"),
        (["--unit", "T1", "--month", "2026-13"], 2, "--month is '2026-13', no month."),
        (["--unit", "T1", "--new", "1350", "--decided", "2999-01-01"], 2, "'2999-01-01', still to come."),
        (["--unit", "T1", "--new", "1350", "--decided", "3 May"], 2, "'3 May' does not match"),
        (["--unit", "T1", "--new", "1350", "--why", " "], 2, "--why is ' ', blank."),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_written(
    acme: Acme, arguments: list[str], code: int, words: str
) -> None:
    said = acme.accept(*DECIDE, *arguments)
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert not (acme.folder / "target_changes.csv").exists()


def test_a_log_in_a_workbook_is_not_written_to(acme: Acme) -> None:
    frame = pd.DataFrame(columns=["decided", "unit", "month", "old", "new", "who", "why"])
    frame.loc[0] = ["2026-09-01", "T1", "2026-12", 115, 110, "A", "B"]
    frame.to_excel(acme.folder / "target_changes.xlsx", index=False)
    said = acme.accept("--unit", "T1", "--new", "1350", *DECIDE)
    assert said.code == 2
    assert "it is no CSV file" in said.err


def test_a_log_without_a_decision_ends_with_4(acme: Acme) -> None:
    said = acme("log")
    assert said.code == 4
    assert "No decision is in the log" in said.err
