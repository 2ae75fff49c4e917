import json
from dataclasses import replace
from pathlib import Path

import pytest

from salesmgmt_kit import __version__
from salesmgmt_kit.batch import record
from salesmgmt_kit.batch.record import JobRecord, RunRecord
from salesmgmt_kit.errors import ConfigError

JOB = JobRecord(
    notebook="01_targets", language="zh", parameters={"month": "2026-10"}, fingerprint="f",
    parts={"kit": "k", "data": {"sales": "s"}}, notebook_sha256="n", status="ok", cause="", message="",
    seconds=1.5, finished="2026-11-01T00:00:02+00:00", report="zh/01_targets.html", stale=False,
    title="目标", headline="差 1.2万", tone="act",
)  # fmt: skip
RUN = RunRecord(
    client="acme", name={"en": "Acme"}, month="2026-10", started="2026-11-01T00:00:00+00:00",
    finished="2026-11-01T00:00:01+00:00", settings={"currency": "CNY"}, problems=2,
    inputs=({"table": "sales", "file": "sales.csv", "rows": 3},), jobs=(JOB,),
)  # fmt: skip


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record.write(tmp_path, RUN)
    assert record.read(tmp_path) == RUN


def test_the_layout_is_that_of_schema_1(tmp_path: Path) -> None:
    record.write(tmp_path, RUN)
    values = json.loads((tmp_path / record.FILE).read_text(encoding="utf-8"))
    assert list(values) == [
        "schema", "client", "name", "month", "started", "finished", "settings", "inputs", "problems", "kit",
        "python", "versions", "jobs",
    ]  # fmt: skip
    assert (values["schema"], values["kit"]) == (1, __version__)
    assert {"numpy", "pandas", "statsmodels"} <= values["versions"].keys()
    assert list(values["jobs"][0]) == [
        "notebook", "language", "parameters", "fingerprint", "parts", "notebook_sha256", "status", "cause",
        "message", "seconds", "finished", "report", "stale", "title", "headline", "tone",
        "kept",
    ]  # fmt: skip


def test_a_record_from_before_pages_kept_anything_is_read(tmp_path: Path) -> None:
    record.write(tmp_path, RUN)
    path = tmp_path / record.FILE
    values = json.loads(path.read_text(encoding="utf-8"))
    del values["jobs"][0]["kept"]
    path.write_text(json.dumps(values), encoding="utf-8")
    assert record.read(tmp_path) == RUN


def test_a_job_takes_the_place_of_its_last_run_only() -> None:
    english = replace(JOB, language="en")
    later = replace(JOB, status="failed", finished="2026-11-02T00:00:00+00:00")
    run = RUN.with_job(english).with_job(later)
    assert run.jobs == (english, later)
    listed = replace(RUN, settings={"languages": ["zh", "en"]}).with_job(english)
    assert listed.jobs == (JOB, english)
    assert run.finished == later.finished
    assert run.job("01_targets", "en") == english
    assert run.job("02_kpi", "en") is None


def test_where_nothing_was_run_there_is_no_record(tmp_path: Path) -> None:
    assert record.read(tmp_path) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "schema 2, where this kit knows 1. Use the kit that wrote it"),
        ({"jobs": [{"status": "fine"}]}, "it is no record of a run"),
        ({"surprise": 1}, "it is no record of a run"),
        ({"jobs": 3}, "it is no record of a run"),
    ],
)
def test_another_layout_is_refused_with_the_way_out(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    record.write(tmp_path, RUN)
    path = tmp_path / record.FILE
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(ConfigError, match=words) as caught:
        record.read(tmp_path)
    assert "delete it to run the month afresh" in str(caught.value)
