"""The reports that the journeys look at, made once by the command line as a user makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
MAVEN = ROOT.parent / "shared" / "data" / "maven_crm"


def salesmgmt(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "salesmgmt_kit", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def _once(folders: pytest.TempPathFactory, name: str, *arguments: str) -> Path:
    """Reports made once for all workers of a test run: the first one makes them, the others wait."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = folders.getbasetemp() if alone else folders.getbasetemp().parent
    reports, done = shared / name / "reports", shared / name / "done"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            run = salesmgmt("run", *arguments, "--reports", str(reports))
            assert run.returncode == 0, run.stderr
            assert run.stdout.strip() == str(reports / "index.html")
            done.touch()
    return reports


@pytest.fixture(scope="session")
def sample_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports after the sample's month 2026-10 in both languages."""
    return _once(tmp_path_factory, "sample", "data/sample", "--month", "2026-10")


@pytest.fixture(scope="session")
def maven_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports after the public CRM files, read in place."""
    if not MAVEN.is_dir():
        pytest.skip(f"the public CRM files are not at {MAVEN}")
    return _once(tmp_path_factory, "maven", "examples/maven_crm", "--data", str(MAVEN), "--month", "2017-12")
