"""Batches that really run, with stock kernels: few, because each notebook takes a second or two."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from salesmgmt_kit.batch import record
from salesmgmt_kit.batch.record import JobRecord, RunRecord
from salesmgmt_kit.batch.running import Checked, Event, Finished, run

from .tiny import FINDING, MONTH, jobs, keeping_code, write_client, write_notebook

NOTEBOOKS = {
    "n01_fine": FINDING + "print('a', flush=True)\nprint('b', flush=True)",
    "n02_cell": "1 / 0",
    "n03_exit": "import sys\nsys.exit(0)",
    "n04_dead": "import os\nos._exit(1)",
    "n05_slow": "import time\nwhile True:\n    time.sleep(0.1)",
    "n06_data": "from salesmgmt_kit.errors import DataError, Problem\n"
    "raise DataError([Problem('sales.csv', n, 'amount', 'x', 'no number', 'Write it.') for n in (2, 3)])",
    "n07_worker": "import os, signal\nos.kill(int(os.environ['JPY_PARENT_PID']), signal.SIGKILL)\n"
    "import time\ntime.sleep(60)",
    "n08_words": FINDING.replace("1200", "'many'").replace("count", "money"),
    "n09_after": "import os\nprint(os.environ['OPENBLAS_NUM_THREADS'], client, month, level)",
}


def run_all(client: Path, reports: Path, **changes: object) -> list[Event]:
    return list(run(jobs(client, reports, **changes), workers=2, timeout=5))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunRecord, list[Event]]:
    """A batch in which a notebook fails in each way that there is, and two do not."""
    place = tmp_path_factory.mktemp("batch")
    client = write_client(place / "acme {x} 中文", **NOTEBOOKS)
    events = run_all(client, place / "reports")
    folder = place / "reports" / client.name / MONTH
    kept = record.read(folder)
    assert kept is not None
    return folder, kept, events


def outcome(made: tuple[Path, RunRecord, list[Event]], notebook: str) -> JobRecord:
    found = made[1].job(notebook, "en")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("notebook", "status", "cause", "message"),
    [
        ("01_fine", "ok", "", ""),
        ("02_cell", "failed", "cell", "cell 2 'Is it so?': ZeroDivisionError: division by zero"),
        ("03_exit", "failed", "cell", "cell 2 'Is it so?' left the notebook before its end"),
        ("04_dead", "failed", "kernel", "cell 2 'Is it so?' ended the kernel's process (out of memory?)"),
        ("05_slow", "failed", "timeout", "cell 2 'Is it so?' took more than 5 s"),
        (
            "06_data", "failed", "data",
            "sales.csv:2: amount is 'x', no number. Write it.\n"
            "sales.csv:3: amount is 'x', no number. Write it.",
        ),
        ("07_worker", "failed", "kernel", "The worker process died (out of memory?)"),
        (
            "08_words", "failed", "page",
            "The headline could not be put into words: TypeError: bad operand type for abs(): 'str'",
        ),
        ("09_after", "ok", "", ""),
    ],
)  # fmt: skip
def test_what_came_of_a_notebook_is_told_truly(
    made: tuple[Path, RunRecord, list[Event]], notebook: str, status: str, cause: str, message: str
) -> None:
    job = outcome(made, notebook)
    assert (job.status, job.cause, job.message) == (status, cause, message)


def test_only_what_succeeded_is_published_and_the_failed_notebook_is_kept(
    made: tuple[Path, RunRecord, list[Event]],
) -> None:
    names = {path.name for path in (made[0] / "en").iterdir()}
    failed = {
        f"{name[1:]}.failed.ipynb" for name in NOTEBOOKS if name[1:3] in {"02", "03", "04", "05", "06", "08"}
    }
    assert names >= failed | {"01_fine.html", "01_fine.ipynb", "09_after.html", "09_after.ipynb"}
    assert {name for name in names if name.endswith(".html")} == {"01_fine.html", "09_after.html"}


def test_the_page_is_whole_and_the_notebook_has_no_trace_of_the_workspace(
    made: tuple[Path, RunRecord, list[Event]],
) -> None:
    page = (made[0] / "en" / "01_fine.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert "Tiny page" in page
    executed = (made[0] / "en" / "01_fine.ipynb").read_text(encoding="utf-8")
    assert ".work" not in executed


def test_streams_are_coalesced_and_threads_are_one(made: tuple[Path, RunRecord, list[Event]]) -> None:
    def text(name: str) -> list[str]:
        document = json.loads((made[0] / "en" / f"{name}.ipynb").read_text(encoding="utf-8"))
        outputs = [o for c in document["cells"] for o in c.get("outputs", []) if o["output_type"] == "stream"]
        return ["".join(o["text"]) for o in outputs]

    assert text("01_fine") == ["a\nb\n"]
    client = made[0].parents[2] / "acme {x} 中文"
    assert text("09_after") == [f"1 {client} {MONTH} 0.8\n"]


def test_the_record_has_the_sentence_of_the_first_finding(made: tuple[Path, RunRecord, list[Event]]) -> None:
    job = outcome(made, "01_fine")
    assert (job.headline, job.tone, job.title) == ("Made 1,200 of T1", "act", "Tiny page")
    assert (job.report, job.stale) == ("en/01_fine.html", False)


def test_the_record_has_the_inputs_with_their_hashes(made: tuple[Path, RunRecord, list[Event]]) -> None:
    assert {(i["table"], i["file"], i["rows"]) for i in made[1].inputs} == {
        ("org", "org.csv", 2), ("sales", "sales.csv", 3),
    }  # fmt: skip
    assert all(len(i["sha256"]) == 64 for i in made[1].inputs)
    assert made[1].name == {"en": "Acme", "zh": "顶点"}


def test_the_run_tells_what_happens_and_leaves_a_front_page(
    made: tuple[Path, RunRecord, list[Event]],
) -> None:
    assert isinstance(made[2][0], Checked)
    assert len([e for e in made[2] if isinstance(e, Finished)]) == len(NOTEBOOKS)
    reports = made[0].parents[1]
    assert (reports / "index.html").is_file()
    assert list((reports / ".work").iterdir()) == []


def test_the_noise_of_kernels_goes_to_a_log(tmp_path: Path) -> None:
    client = write_client(tmp_path / "acme", n01_loud="import os\nos.system('echo heard >&2')")
    program = (
        "from batch.test_running import run_all\nfrom pathlib import Path\n"
        f"if __name__ == '__main__': run_all(Path({str(client)!r}), Path({str(tmp_path / 'reports')!r}))\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, str(tmp_path / "program.py")],
        capture_output=True, text=True, env={"PYTHONPATH": tests}, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("", "")
    log = tmp_path / "reports" / "acme" / MONTH / "logs" / "01_loud.en.log"
    assert log.is_file()


def test_a_failure_keeps_the_last_good_page_and_marks_it_stale_until_it_succeeds(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    client = write_client(tmp_path / "acme", n01_a=FINDING)
    page = reports / "acme" / MONTH / "en" / "01_a.html"

    def last() -> JobRecord:
        kept = record.read(reports / "acme" / MONTH)
        assert kept is not None
        return kept.jobs[0]

    run_all(client, reports)
    good = page.read_bytes()

    write_notebook(client / "notebooks" / "01_a.ipynb", "1 / 0")
    run_all(client, reports)
    assert page.read_bytes() == good
    assert (last().status, last().stale, last().report) == ("failed", True, "en/01_a.html")
    assert last().headline == "Made 1,200 of T1"
    assert page.with_name("01_a.failed.ipynb").is_file()

    write_notebook(client / "notebooks" / "01_a.ipynb", "1", title="# Another page")
    run_all(client, reports)
    assert (last().status, last().stale) == ("ok", False)
    assert page.read_bytes() != good
    assert not page.with_name("01_a.failed.ipynb").exists()
    assert run_all(client, reports) == []


def _last(reports: Path, month: str = MONTH, notebook: str = "01_a", language: str = "en") -> JobRecord:
    kept = record.read(reports / "acme" / month)
    job = kept and kept.job(notebook, language)
    assert job
    return job


def test_what_a_page_keeps_lies_beside_it_once_and_in_the_record(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    client = write_client(tmp_path / "acme", settings="languages: [zh, en]\n", n01_a=keeping_code(1.5))
    run_all(client, reports)
    (file,) = (reports / "acme" / MONTH / "kept").iterdir()
    assert file.name == "01_a.x.parquet"
    assert pd.read_parquet(file)["value"].tolist() == [1.5]
    expected = {"kept/01_a.x.parquet": hashlib.sha256(file.read_bytes()).hexdigest()}
    assert _last(reports, language="zh").kept == _last(reports, language="en").kept == expected
    assert run_all(client, reports) == []


def test_a_failure_keeps_what_was_kept_and_a_page_that_keeps_less_takes_it_away(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    client = write_client(tmp_path / "acme", n01_a=keeping_code(1.5), n02_b=keeping_code(2.5))
    run_all(client, reports)
    before = _last(reports).kept
    write_notebook(client / "notebooks" / "01_a.ipynb", f"{keeping_code(3.5)}\n1 / 0")
    run_all(client, reports)
    folder = reports / "acme" / MONTH / "kept"
    assert pd.read_parquet(folder / "01_a.x.parquet")["value"].tolist() == [1.5]
    assert (_last(reports).status, _last(reports).kept) == ("failed", before)

    write_notebook(client / "notebooks" / "01_a.ipynb", keeping_code(3.5, name="y"))
    run_all(client, reports)
    assert {file.name for file in folder.iterdir()} == {"01_a.y.parquet", "02_b.x.parquet"}
    assert list(_last(reports).kept) == ["kept/01_a.y.parquet"]


def test_a_name_that_leads_out_of_the_folder_is_a_failure_of_its_page(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    client = write_client(tmp_path / "acme", n01_a=keeping_code(1.5).replace("'x'", "'../../x'"))
    run_all(client, reports)
    assert (_last(reports).status, _last(reports).cause) == ("failed", "page")
    assert "'../../x' is no name to keep a frame by" in _last(reports).message
    assert not [*tmp_path.rglob("*x.parquet")]


def test_months_of_one_run_follow_one_another_and_a_later_one_follows_a_change(tmp_path: Path) -> None:
    reports, span = tmp_path / "reports", ["2026-09", MONTH]
    client = write_client(tmp_path / "acme", settings="languages: [zh, en]\n", n01_a=keeping_code(1.5, 2.5))
    events = run_all(client, reports, months={client: span})
    ended = [e.job.edition.month for e in events if isinstance(e, Finished)]
    assert ended == ["2026-09", "2026-09", MONTH, MONTH]
    assert list(_last(reports).parts["kept"]) == ["2026-09/01_a.x.parquet"]
    assert run_all(client, reports, months={client: span}) == []

    own = client / "months" / "2026-09.yaml"
    own.parent.mkdir()
    own.write_text("parameters: {top: 6}\n", encoding="utf-8")
    planned = jobs(client, reports, months={client: span})
    assert [job.why for job in planned] == ["parameters changed"] * 2 + ["unchanged"] * 2
    done = [e.job for e in run(planned, workers=2, timeout=5) if isinstance(e, Finished)]
    assert [job.why for job in done] == ["parameters changed"] * 2 + ["earlier months changed (2026-09)"] * 2
    assert run_all(client, reports, months={client: span}) == []
