from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from salesmgmt_kit.batch import files, planning, record
from salesmgmt_kit.batch.parameters import typed_in
from salesmgmt_kit.batch.planning import Job, as_it_stands, plan
from salesmgmt_kit.batch.record import JobRecord, RunRecord
from salesmgmt_kit.errors import ConfigError, NothingSelectedError

from .tiny import MONTH, jobs, wish, write_client, write_notebook


@pytest.fixture
def client(tmp_path: Path) -> Path:
    return write_client(tmp_path / "acme", n01_a="1", n02_b="2")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


def done(job: Job, **changes: Any) -> JobRecord:
    """The record that a run of the job leaves."""
    made = JobRecord(
        job.notebook.name, job.language, job.arguments, job.fingerprint, job.parts, job.notebook.sha256,
        "ok", "", "", 1.0, record.now(), job.report, False, "Tiny page", "", "",
    )  # fmt: skip
    return replace(made, **changes)


def pretend_run(planned: list[Job], **changes: Any) -> None:
    """Leave what a run of these jobs leaves: pages and records."""
    for job in planned:
        folder = job.edition.folder
        before = record.read(folder) or RunRecord(job.edition.slug, {}, job.edition.month, "", "", {})
        record.write(folder, before.with_job(done(job, **changes)))
        files.write_whole(folder / job.report, "<html></html>")


def whys(planned: list[Job]) -> set[str]:
    return {job.why for job in planned}


def test_a_plan_is_clients_by_months_by_notebooks_by_languages(tmp_path: Path, reports: Path) -> None:
    one = write_client(tmp_path / "one", settings="languages: [zh, en]\n", n01_a="1", n02_b="2")
    two = write_client(tmp_path / "two", n01_a="1")
    planned = plan(wish(one, reports, months={one: ["2026-09", "2026-10"], two: ["2026-10"]}))
    assert len(planned) == 2 * 2 * 2 + 1
    assert planned[0].name == "one 2026-09 01_a zh"
    assert planned[-1].name == "two 2026-10 01_a en"
    assert whys(planned) == {"new"}


def test_nothing_is_due_after_a_run(client: Path, reports: Path) -> None:
    pretend_run(jobs(client, reports))
    again = jobs(client, reports)
    assert whys(again) == {"unchanged"}
    assert not any(job.due for job in again)


def _keep(reports: Path, month: str, content: str) -> None:
    files.write_whole(reports / "acme" / month / "kept" / "01_a.x.parquet", content)


def test_what_earlier_months_kept_counts_and_nothing_of_this_month_or_later(
    client: Path, reports: Path
) -> None:
    for month in ("2026-08", "2026-09"):
        _keep(reports, month, "as it was")
    pretend_run(jobs(client, reports))
    for month in ("2026-10", "2026-11"):
        _keep(reports, month, "new")
    assert whys(jobs(client, reports)) == {"unchanged"}
    _keep(reports, "2026-08", "another")
    assert whys(jobs(client, reports)) == {"earlier months changed (2026-08)"}


def test_a_job_as_it_stands_is_due_only_for_what_earlier_months_really_kept(
    client: Path, reports: Path
) -> None:
    _keep(reports, "2026-09", "as it was")
    pretend_run(jobs(client, reports))
    unchanged, *_ = jobs(client, reports)
    forced, *_ = jobs(client, reports, force=True)
    assert as_it_stands(unchanged) is unchanged
    _keep(reports, "2026-09", "another")
    assert as_it_stands(unchanged).why == "earlier months changed (2026-09)"
    assert as_it_stands(forced).why == "forced"
    changed, *_ = jobs(client, reports)
    _keep(reports, "2026-09", "as it was")
    assert not as_it_stands(changed).due


def test_force_makes_all_due(client: Path, reports: Path) -> None:
    pretend_run(jobs(client, reports))
    assert whys(jobs(client, reports, force=True)) == {"forced"}


def _edit_sales(client: Path) -> None:
    with (client / "sales.csv").open("a", encoding="utf-8") as sales:
        sales.write("2026-10,R2,5\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "data changed (sales)": _edit_sales,
    "data changed (targets)": lambda c: (c / "targets.csv").write_text("month,unit,target\n2026-10,T1,5\n"),
    "data changed (org)": lambda c: (c / "org.csv").write_text("rep,team,department\nR1,T1,D1\nR2,T2,D2\n"),
    "settings changed": lambda c: (c / "client.yaml").write_text("languages: [en]\ncurrency: USD\n"),
    "parameters changed": lambda c: (c / "client.yaml").write_text(
        "name: {en: Acme, zh: 顶点}\nlanguages: [en]\nparameters: {level: 0.9}\n", encoding="utf-8"
    ),
}


@pytest.mark.parametrize("why", CHANGES)
def test_a_change_makes_due_and_says_what_changed(client: Path, reports: Path, why: str) -> None:
    pretend_run(jobs(client, reports))
    CHANGES[why](client)
    assert whys(jobs(client, reports)) == {why}


def test_a_change_of_one_notebook_makes_only_that_one_due(client: Path, reports: Path) -> None:
    pretend_run(jobs(client, reports))
    write_notebook(client / "notebooks" / "02_b.ipynb", "3")
    assert [job.why for job in jobs(client, reports)] == ["unchanged", "notebook changed"]


def test_a_change_of_the_kit_makes_all_due(
    client: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_run(jobs(client, reports))
    monkeypatch.setattr(planning, "hash_kit", lambda: "edited")
    assert whys(jobs(client, reports)) == {"kit changed"}


def test_another_version_of_a_package_makes_all_due(
    client: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_run(jobs(client, reports))
    monkeypatch.setattr(record, "package_versions", lambda: {"statsmodels": "0.99"})
    assert whys(jobs(client, reports)) == {"packages changed"}


def test_what_a_file_is_called_counts_for_nothing_but_its_content(client: Path, reports: Path) -> None:
    pretend_run(jobs(client, reports))
    moved = client.parent / "elsewhere"
    moved.mkdir()
    for name in ("org.csv", "sales.csv"):
        (client / name).rename(moved / name)
    assert whys(jobs(client, reports, settings={"data": str(moved)})) == {"unchanged"}


def test_a_failed_job_and_one_whose_page_is_gone_are_due(client: Path, reports: Path) -> None:
    planned = jobs(client, reports)
    pretend_run(planned[:1], status="failed", cause="cell")
    pretend_run(planned[1:])
    (planned[1].edition.folder / planned[1].report).unlink()
    assert [job.why for job in jobs(client, reports)] == ["failed last time", "page is gone"]


def test_all_reasons_are_told(client: Path, reports: Path) -> None:
    pretend_run(jobs(client, reports, select=["01*"]), status="failed")
    _edit_sales(client)
    write_notebook(client / "notebooks" / "01_a.ipynb", "3")
    (job, _) = jobs(client, reports)
    assert job.why == "notebook changed; data changed (sales); failed last time"


def test_selection_is_by_pattern(client: Path, reports: Path) -> None:
    assert [j.notebook.name for j in jobs(client, reports, select=["02*", "09*"])] == ["02_b"]
    assert [j.notebook.name for j in jobs(client, reports, exclude=["02*"])] == ["01_a"]
    with pytest.raises(NothingSelectedError, match=r"--select 9\*\. Notebooks are 01_a, 02_b\."):
        jobs(client, reports, select=["9*"])
    with pytest.raises(NothingSelectedError, match="--language zh"):
        jobs(client, reports, languages=["zh"])


def test_a_notebook_gets_the_plans_values_the_clients_and_the_command_lines(
    tmp_path: Path, reports: Path
) -> None:
    settings = "languages: [en]\nparameters: {level: 0.5, 01_a: {top: 3}}\n"
    client = write_client(tmp_path / "acme", settings=settings, n01_a="1", n02_b="1")
    one, two = jobs(client, reports, parameters=typed_in(["level=0.9"]), settings={"currency": "USD"})
    assert one.arguments == {
        "client": str(client), "month": MONTH, "language": "en",
        "settings": {
            "currency": "USD", "cache": str(reports / ".cache"), "reports": str(reports / "acme"),
        },
        "level": 0.9, "top": 3,
    }  # fmt: skip
    assert "top" not in two.arguments


def test_a_notebook_gets_only_what_it_declares(tmp_path: Path, reports: Path) -> None:
    client = write_client(tmp_path / "acme")
    write_notebook(client / "notebooks" / "01_a.ipynb", parameters='month = "2026-10"\n')
    (job,) = jobs(client, reports)
    assert job.arguments == {"month": MONTH}


def test_a_wrong_parameter_of_the_client_names_its_line(tmp_path: Path, reports: Path) -> None:
    settings = "languages: [en]\nparameters:\n  levle: 0.5\n"
    client = write_client(tmp_path / "acme", settings=settings, n01_a="1")
    with pytest.raises(ConfigError, match=r"client.yaml:4: parameters.levle is '0.5'.*Did you mean 'level'"):
        jobs(client, reports)


def test_two_clients_of_one_name_are_refused(tmp_path: Path, reports: Path) -> None:
    one = write_client(tmp_path / "a" / "acme", n01_a="1")
    two = write_client(tmp_path / "b" / "acme", n01_a="1")
    with pytest.raises(ConfigError, match="its reports would overwrite those of"):
        plan(wish(one, reports, months={one: [MONTH], two: [MONTH]}))
