"""A run that is killed or interrupted at any moment leaves no half page, and the next run completes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from batch.tiny import FINDING, MONTH, keeping_code, write_client

from salesmgmt_kit.batch import record
from salesmgmt_kit.batch.files import hash_file

KILLS = 10
NOTEBOOKS = {f"n9{n}_page": f"{FINDING}\n{keeping_code(n)}print({n})" for n in (1, 2)}


def _start(client: Path, reports: Path, **options: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "salesmgmt_kit", "run", str(client), "--month", MONTH]
    command += ["--reports", str(reports), "--jobs", "2", "--force", "--select", "9*"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, **{**quiet, **options})


def _heeds_ctrl_c() -> None:
    """Undo what a shell does to commands in its background, which then ignore the signal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _assert_whole(folder: Path) -> None:
    """Every page and notebook that readers see is whole, and so are what they keep and the record."""
    for page in (*folder.glob("*/*.html"), *folder.parents[1].glob("index.html")):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>"), page
    for notebook in folder.glob("*/*.ipynb"):
        assert json.loads(notebook.read_text(encoding="utf-8"))["cells"], notebook
    for frame in folder.glob("kept/*"):
        assert f"{pd.read_parquet(frame)['value'].iloc[0]:.0f}" in frame.name
    kept = record.read(folder)  # a ConfigError when it is no whole record
    for job in kept.jobs if kept else ():
        assert job.status == "ok"
        assert (folder / str(job.report)).is_file()
        assert [hash_file(folder / name) for name in job.kept] == list(job.kept.values())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_run_killed_at_ten_random_moments_leaves_no_half_page(tmp_path: Path) -> None:
    client = write_client(tmp_path / "acme", settings="languages: [zh, en]\n", **NOTEBOOKS)
    reports = tmp_path / "reports"
    folder = reports / "acme" / MONTH
    start = time.monotonic()
    assert _start(client, reports).wait() == 0
    whole = time.monotonic() - start

    moments = random.Random(20261001)
    killed, orphans = 0, []
    while killed < KILLS:
        run = _start(client, reports)
        moment = moments.uniform(0.1, 0.95) * whole
        time.sleep(moment)
        if run.poll() is None:
            orphans += psutil.Process(run.pid).children(recursive=True)
            run.kill()
        ended = run.wait()
        assert ended in {0, -signal.SIGKILL}
        killed += ended == -signal.SIGKILL
        whole = moment if ended == 0 else whole  # it was quicker than the one that was measured
        _assert_whole(folder)

    assert _start(client, reports).wait() == 0
    _, alive = psutil.wait_procs(orphans, timeout=60)
    assert alive == []
    _assert_whole(folder)
    assert len(list(folder.glob("*/*.html"))) == 2 * len(NOTEBOOKS)
    assert {file.name for file in folder.glob("kept/*")} == {"91_page.x.parquet", "92_page.x.parquet"}
    assert list((reports / ".work").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_keeps_what_was_finished_and_ends_with_130(tmp_path: Path) -> None:
    client = write_client(tmp_path / "acme", n91_quick="1", n92_slow="import time\ntime.sleep(60)")
    reports = tmp_path / "reports"
    page = reports / "acme" / MONTH / "en" / "91_quick.html"
    run = _start(client, reports, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=_heeds_ctrl_c)
    deadline = time.monotonic() + 60
    while not (reports / "acme" / MONTH / "run.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    family = psutil.Process(run.pid).children(recursive=True)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the whole group gets it
    _, said = run.communicate(timeout=120)

    assert run.returncode == 130
    assert b"interrupted; what was finished is kept" in said
    assert b"Traceback" not in said
    assert page.is_file()
    assert "91_quick" in (reports / "index.html").read_text(encoding="utf-8")
    kept = record.read(page.parents[1])
    assert kept is not None
    assert [job.notebook for job in kept.jobs] == ["91_quick"]
    assert list((reports / ".work").iterdir()) == []
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
