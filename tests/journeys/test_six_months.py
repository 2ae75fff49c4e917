"""Six months of a client, one after the other: planned, forecast, decided on, stored, compared, scored."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import tables, targets
from salesmgmt_kit.targets import record

from .conftest import ROOT, salesmgmt

pytestmark = pytest.mark.slow
MONTHS = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
TEAMS = ["T02", "T11"]
#: The first month of sales: enough for a season.
FIRST = "2023-11"
#: From this month's page on, the targets of this team from then on are a tenth higher.
RAISED, TEAM = "2026-08", "T02"
#: After this month's page it is decided to ask that team for a fifth less in the months ahead.
DECIDED, LOWERED, LESS = "2026-07", "T11", 0.2
BEFORE, SINCE = MONTHS[:3], MONTHS[3:]
UNITS = ["company", "D01", "T02", "D03", "T11"]


@dataclass(frozen=True)
class Client:
    """A client whose every month has the files as they were then, and its reports."""

    folder: Path
    reports: Path

    def run(
        self, *arguments: str, months: str = f"{MONTHS[0]}..{MONTHS[-1]}"
    ) -> subprocess.CompletedProcess[str]:
        """Make the reports of some months by the command line."""
        return salesmgmt("run", *self._named(months), *arguments)

    def make(self, months: list[str]) -> None:
        """Make the reports of some months, all of them well."""
        run = self.run(months=f"{months[0]}..{months[-1]}")
        assert run.returncode == 0, run.stderr

    def accept(self, month: str, unit: str, new: float) -> None:
        """Decide on a target on the tenth of the month after the one reported."""
        day = f"{pd.Timestamp(month) + pd.DateOffset(months=1, days=9):%Y-%m-%d}"
        said = salesmgmt(
            "plan", "accept", str(self.folder), "--month", month, "--unit", unit, "--new", f"{new:.2f}",
            "--decided", day, "--who", "Ann Li", "--why", "a customer was lost",
        )  # fmt: skip
        assert said.returncode == 0, said.stderr

    def start(self, months: str) -> subprocess.Popen[bytes]:
        """The same, without waiting for it."""
        command = [sys.executable, "-m", "salesmgmt_kit", "run", *self._named(months)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _named(self, months: str) -> list[str]:
        return [str(self.folder), "--months", months, "--select", "01*", "--reports", str(self.reports)]

    def month(self, month: str) -> Path:
        """The folder of a month's reports."""
        return self.reports / "acme" / month

    def kept(self, month: str, name: str) -> pd.DataFrame:
        """What a month stored."""
        return pd.read_parquet(self.month(month) / "kept" / f"01_targets.{name}.parquet")

    def page(self, month: str) -> str:
        """The page of a month."""
        return (self.month(month) / "en" / "01_targets.html").read_text("utf-8")

    def text(self, month: str) -> str:
        """The words of a month's page."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", self.page(month)))

    def table(self, month: str, name: str) -> pd.DataFrame:
        """A table of a month's page as its reader takes it away, by the name of the unit."""
        link = rf'download="acme_{month}_{name}\.csv" href="data:text/csv;base64,([^"]+)"'
        found = re.search(link, self.page(month))
        assert found, f"{name} is not on the page of {month}"
        return pd.read_csv(BytesIO(b64decode(found[1]))).set_index("Unit")

    def made_again(self, month: str) -> pd.DataFrame:
        """What the months before would have said of their next one for the company, by a month's files."""
        data = tables.open_client(self.folder, month=month)
        nothing = data.kept("outlook", notebook="01_targets")
        asked = targets.complete_targets(data["targets"], data["org"], levels=data.levels)
        past = record.past_outlooks(
            nothing, nothing, data["sales"], data["org"], asked, levels=data.levels, month=data.month
        )
        ahead = past.spans["first"] == past.spans["reported"] + pd.DateOffset(months=1)
        return past.spans[ahead & (past.spans["unit"] == "company") & (past.spans["horizon"] == "month")]

    def whys(self) -> dict[str, str]:
        """Month to why it would be run."""
        jobs = json.loads(self.run("--dry-run", "--json").stdout)["jobs"]
        return {job["month"]: job["why"] for job in jobs}

    @contextmanager
    def copied(self, place: Path) -> Iterator[Client]:
        """The same client with reports of its own, as they are now."""
        shutil.copytree(self.reports, place / "reports")
        yield Client(self.folder, place / "reports")


def _sample(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data/sample" / f"{name}.csv", dtype=str, keep_default_na=False)


def _write_month(folder: Path, month: str, org: pd.DataFrame) -> None:
    """The files as they were ten days after a month's end, and the setting that points to them."""
    closed = f"{pd.Timestamp(month) + pd.DateOffset(months=1, days=10):%Y-%m-%d}"
    sales = _sample("sales")
    known = sales["rep"].isin(org["rep"]) & (sales["month"] >= FIRST) & (sales["month"] <= month)
    known &= sales["recorded"] < closed
    asked = _sample("targets")
    asked = asked[asked["unit"].isin(TEAMS)]
    raised = (asked["unit"] == TEAM) & (asked["month"] >= RAISED) & (month >= RAISED)
    asked["target"] = asked["target"].astype(float) * np.where(raised, 1.1, 1.0)
    then = folder / "then" / month
    then.mkdir(parents=True)
    sales.loc[known, ["month", "rep", "amount", "recorded"]].to_csv(then / "sales.csv", index=False)
    asked.to_csv(then / "targets.csv", index=False)
    org.to_csv(then / "org.csv", index=False)
    (folder / "months").mkdir(exist_ok=True)
    (folder / "months" / f"{month}.yaml").write_text(f"data: then/{month}\n", "utf-8")


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Two teams of the sample after six months of reports."""
    folder = tmp_path_factory.mktemp("six") / "acme"
    folder.mkdir()
    (folder / "client.yaml").write_text("name: Acme\nlanguages: [en]\ncurrency: CNY\n", "utf-8")
    org = _sample("org")
    for month in MONTHS:
        _write_month(folder, month, org.loc[org["team"].isin(TEAMS), ["rep", "team", "department"]])
    client, asked = Client(folder, folder.parent / "reports"), _asked(LOWERED)
    client.make(BEFORE)
    client.accept(DECIDED, LOWERED, asked.sum() - LESS * asked[asked.index > DECIDED].sum())
    client.make(SINCE)
    return client


def _asked(unit: str) -> pd.Series:
    """The targets of the year by month, as set."""
    rows = _sample("targets").query("unit == @unit and month >= '2026-01'").set_index("month")
    return rows["target"].astype(float)


def _year(spans: pd.DataFrame) -> pd.DataFrame:
    return spans[spans["horizon"] == "year"].set_index("unit")


def test_every_month_stores_what_it_says_of_the_months_ahead(acme: Client) -> None:
    for month in MONTHS:
        spans, quantiles = acme.kept(month, "outlook"), acme.kept(month, "quantiles")
        assert spans["unit"].unique().tolist() == UNITS
        assert spans["first"][spans["horizon"] == "month"].min() == pd.Timestamp(month) + pd.DateOffset(
            months=1
        )
        assert len(quantiles) == 19 * len(spans)
        run = json.loads((acme.month(month) / "run.json").read_text("utf-8"))
        assert sorted(run["jobs"][0]["kept"]) == [
            "kept/01_targets.outlook.parquet", "kept/01_targets.quantiles.parquet",
        ]  # fmt: skip


def test_each_page_says_what_changed_since_the_one_before(acme: Client) -> None:
    for before, month in pairwise(MONTHS):
        then, now = _year(acme.kept(before, "outlook")), _year(acme.kept(month, "outlook"))
        told = acme.table(month, "changes")
        names = [name if name != "company" else "Acme" for name in UNITS]
        assert told.index.tolist() == names
        np.testing.assert_allclose(told["Expected by the month before"], then.loc[UNITS, "expected"])
        np.testing.assert_allclose(told["Expected now"], now.loc[UNITS, "expected"])
        parts = told.filter(["The month itself", "Corrections", "Months ahead"]).sum(axis=1)
        np.testing.assert_allclose(
            told["Expected now"] - told["Expected by the month before"], parts, atol=1e-6
        )
        np.testing.assert_allclose(told["Probability then"], then.loc[UNITS, "probability"])
    assert any("Corrections" in acme.table(month, "changes") for month in MONTHS[1:])
    assert "was not stored" in acme.text(MONTHS[0])
    assert not any("was not stored" in acme.text(month) for month in MONTHS[1:])


def test_a_target_that_was_raised_is_told_once(acme: Client) -> None:
    told = {month: acme.table(month, "changes") for month in MONTHS}
    changed = told[RAISED]["Change of target"].dropna()
    asked = _sample("targets").query("unit == @TEAM and '2026-08' <= month <= '2026-12'")["target"]
    raised = asked.astype(float).sum() * 0.1
    assert changed.to_dict() == pytest.approx({"Acme": raised, "D01": raised, TEAM: raised})
    assert not any("Change of target" in told[month] for month in MONTHS if month != RAISED)


def test_a_decision_is_logged_and_in_force_from_the_next_page_on(acme: Client) -> None:
    assert not any('_decisions.csv"' in acme.page(month) for month in BEFORE)
    asked = _asked(LOWERED)
    ahead = asked[asked.index > DECIDED]
    for month in SINCE:
        log = acme.table(month, "decisions")
        assert log.index.tolist() == [LOWERED] * len(ahead)
        np.testing.assert_allclose(log["Old target"], ahead)
        np.testing.assert_allclose(log["New target"], ahead * (1 - LESS), rtol=1e-6)
        versions = acme.table(month, "versions")
        assert versions.loc[LOWERED, "Target as set"] == pytest.approx(asked.sum())
        for unit in (LOWERED, "D03", "Acme"):
            assert versions.loc[unit, "Changed by"] == pytest.approx(-LESS * ahead.sum(), rel=1e-6)


def test_what_was_stored_is_scored_and_the_rest_made_again(acme: Client) -> None:
    for stored, month in enumerate(MONTHS):
        if stored:
            assert f"{stored} of 12 months had stored" in acme.text(month)
    assert "No month had stored its forecasts. Those of 12 months" in acme.text(MONTHS[0])

    again = acme.made_again(MONTHS[-1])
    said = [*again[again["reported"] < MONTHS[0]]["expected"]]
    for month, following in pairwise(MONTHS):
        spans = acme.kept(month, "outlook").set_index(["unit", "horizon", "first"])
        said.append(spans.loc[("company", "month", pd.Timestamp(following)), "expected"])
    sales = pd.read_csv(acme.folder / "then" / MONTHS[-1] / "sales.csv")
    came = sales[sales["month"] > "2025-10"].groupby("month")["amount"].sum()
    off = acme.table(MONTHS[-1], "record_by_unit").loc["Acme", "Off by"]
    assert off == pytest.approx(np.abs(came.to_numpy() - said).sum() / came.sum())


def test_running_again_changes_nothing(acme: Client, tmp_path: Path) -> None:
    assert {month: acme.whys()[month] for month in SINCE} == dict.fromkeys(SINCE, "unchanged")
    with acme.copied(tmp_path) as again:
        assert again.run("--force", months="2026-10..2026-10").returncode == 0
        for path in (
            "en/01_targets.html",
            "kept/01_targets.outlook.parquet",
            "kept/01_targets.quantiles.parquet",
        ):
            assert (again.month("2026-10") / path).read_bytes() == (acme.month("2026-10") / path).read_bytes()
        assert set(again.whys().values()) == {"unchanged"}


def test_a_kill_and_a_missing_month_do_no_harm(acme: Client, tmp_path: Path) -> None:
    with acme.copied(tmp_path) as client:
        shutil.rmtree(client.month("2026-06") / "kept")
        due = {month: "earlier months changed (2026-06)" for month in MONTHS if month > "2026-06"}
        assert client.whys() == {"2026-05": "unchanged", "2026-06": "unchanged", **due}

        run = client.start("2026-10..2026-10")
        time.sleep(2)
        run.kill()
        run.wait()
        assert client.page("2026-10") == acme.page("2026-10")
        pd.testing.assert_frame_equal(client.kept("2026-10", "outlook"), acme.kept("2026-10", "outlook"))

        assert client.run(months="2026-10..2026-10").returncode == 0
        assert "4 of 12 months had stored" in client.text("2026-10")
        pd.testing.assert_frame_equal(client.kept("2026-10", "outlook"), acme.kept("2026-10", "outlook"))
