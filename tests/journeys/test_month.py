"""From a folder of tables to a month of reports, by the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from .conftest import MAVEN, NOTEBOOKS, ROOT, salesmgmt


def test_the_sample_month_tells_its_figures(sample_reports: Path) -> None:
    sales = pd.read_csv(ROOT / "data/sample/sales.csv")
    actual = sales.loc[sales["month"] == "2026-10", "amount"].sum()
    record = json.loads((sample_reports / "sample/2026-10/run.json").read_text("utf-8"))
    jobs = {(job["notebook"], job["language"]): job for job in record["jobs"]}
    assert {job["status"] for job in jobs.values()} == {"ok"}
    assert set(jobs) == {(name, language) for name in NOTEBOOKS for language in ("zh", "en")}
    english = jobs["01_targets", "en"]
    assert f"¥{actual / 1e6:.1f}M" in english["headline"]
    assert english["headline"] in (sample_reports / "index.html").read_text("utf-8")


def test_a_second_run_does_nothing_and_says_so(sample_reports: Path) -> None:
    page = sample_reports / "sample/2026-10/en/01_targets.html"
    before = page.stat().st_mtime_ns
    run = salesmgmt("run", "data/sample", "--month", "2026-10", "--reports", str(sample_reports))
    assert run.returncode == 0
    assert "nothing changed" in run.stderr.lower()
    assert page.stat().st_mtime_ns == before


def test_a_forced_run_makes_the_same_bytes(sample_reports: Path, tmp_path: Path) -> None:
    arguments = ["--month", "2026-10", "--language", "en", "--select", "01*", "--reports", str(tmp_path)]
    assert salesmgmt("run", "data/sample", *arguments).returncode == 0
    name = "sample/2026-10/en/01_targets.html"
    assert (tmp_path / name).read_bytes() == (sample_reports / name).read_bytes()


def test_a_misspelt_parameter_is_named_and_corrected() -> None:
    run = salesmgmt("run", "data/sample", "--month", "2026-10", "--param", "monht=2026-10")
    assert run.returncode == 2
    assert "'month'" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_public_crm_files_become_a_report(maven_reports: Path) -> None:
    won = pd.read_csv(MAVEN / "sales_pipeline.csv").query("deal_stage == 'Won'")
    december = won.loc[won["close_date"].str.startswith("2017-12"), "close_value"].sum()
    assert december == 1_131_573
    page = (maven_reports / "maven_crm/2017-12/en/01_targets.html").read_text("utf-8")
    assert "$1.13M" in page
    assert "targets.csv" in page
    record = json.loads((maven_reports / "maven_crm/2017-12/run.json").read_text("utf-8"))
    rows = {source["table"]: source["rows"] for source in record["inputs"]}
    assert rows["org"] == 35
    assert rows["opportunities"] == 8800


@pytest.mark.skipif(not MAVEN.is_dir(), reason=f"the public CRM files are not at {MAVEN}")
def test_check_reports_the_oddities_of_the_public_crm_files() -> None:
    run = salesmgmt("check", "examples/maven_crm", "--data", str(MAVEN), "--month", "2017-12", "--json")
    assert run.returncode == 0, run.stderr
    problems = json.loads(run.stdout)["problems"]
    assert {p["severity"] for p in problems} == {"warning"}
    assert any(p["value"] == "GTXPro" and "GTX Pro" in p["fix"] for p in problems)
    blank = [p for p in problems if p["table"] == "opportunities" and p["column"] == "account"]
    assert len(blank) == 1425


def test_a_month_without_sales_makes_no_page(tmp_path: Path) -> None:
    arguments = ["--month", "2027-05", "--language", "en", "--reports", str(tmp_path)]
    run = salesmgmt("run", "data/sample", *arguments)
    assert run.returncode == 1
    assert "no row for 2027-05; its last month is 2026-10" in run.stderr
    assert not list(tmp_path.glob("sample/2027-05/*/*.html"))


def test_a_broken_survey_is_told_and_the_targets_are_still_reported(tmp_path: Path) -> None:
    client = tmp_path / "acme"
    shutil.copytree(ROOT / "data/sample", client)
    survey = client / "survey.csv"
    lines = survey.read_text("utf-8").splitlines()
    lines[20] = lines[20].replace("2025-05", "2025-13", 1)
    survey.write_text("\n".join(lines) + "\n", "utf-8")
    arguments = ["--month", "2026-10", "--language", "en", "--select", "01*"]
    arguments += ["--reports", str(tmp_path / "reports")]
    run = salesmgmt("run", str(client), *arguments)
    assert run.returncode == 1
    assert "survey.csv:21: wave is '2025-13', in no month of the calendar." in run.stderr
    assert (tmp_path / "reports/acme/2026-10/en/01_targets.html").is_file()
