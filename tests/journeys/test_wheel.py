"""The wheel alone, in an empty folder and a fresh environment, brings everything and makes reports."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_notebooks_template_and_catalogues(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("share/notebooks/01_targets.ipynb", "share/data/sample/client.yaml", "py.typed"):
        assert f"salesmgmt_kit/{part}" in names
    assert any(n.startswith("salesmgmt_kit/report/template/") for n in names)
    assert any(n.endswith("zh_CN/LC_MESSAGES/salesmgmt_kit.po") for n in names)
    assert not [n for n in names if "__pycache__" in n or "checkpoint" in n]


def test_init_and_run_from_the_wheel_make_reports(wheel: Path, tmp_path: Path) -> None:
    python = _environment(tmp_path / "venv", wheel)
    folder = tmp_path / "空 folder"
    folder.mkdir()
    for command in (["init", "acme"], ["run", "acme", "--select", "02*"]):
        done = subprocess.run(
            [python, "-m", "salesmgmt_kit", *command],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
    for language in ("en", "zh"):
        assert (folder / f"reports/acme/2026-10/{language}/02_kpi.html").is_file()
    assert (folder / "reports/index.html").is_file()


def _environment(folder: Path, wheel: Path) -> Path:
    """A fresh environment with the wheel; its dependencies are those of the environment of the tests."""
    venv.create(folder, with_pip=False)
    (python,) = [p for p in (folder / "bin/python", folder / "Scripts/python.exe") if p.exists()]
    query = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(query, check=True, capture_output=True, text=True).stdout.strip())
    zipfile.ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(_dependencies(folder.parent / "dependencies"), encoding="utf-8")
    return python


def _dependencies(folder: Path) -> str:
    """A folder that shows every installed package but the kit itself, so that the wheel must stand alone."""
    folder.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "salesmgmt" not in entry.name and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return str(folder)
