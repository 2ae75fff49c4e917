"""The reports that the journeys look at, made once by the command line as a user makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
MAVEN = ROOT.parent / "shared" / "data" / "maven_crm"


def salesmgmt(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "salesmgmt_kit", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="session")
def sample_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports after the sample's month 2026-10 in both languages."""
    reports = tmp_path_factory.mktemp("sample") / "reports"
    run = salesmgmt("run", "data/sample", "--month", "2026-10", "--reports", str(reports))
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == str(reports / "index.html")
    return reports


@pytest.fixture(scope="session")
def maven_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports after the public CRM files, read in place."""
    if not MAVEN.is_dir():
        pytest.skip(f"the public CRM files are not at {MAVEN}")
    reports = tmp_path_factory.mktemp("maven") / "reports"
    arguments = ["--data", str(MAVEN), "--month", "2017-12", "--reports", str(reports)]
    run = salesmgmt("run", "examples/maven_crm", *arguments)
    assert run.returncode == 0, run.stderr
    return reports
