import os
import subprocess
import sys
from pathlib import Path

from salesmgmt_kit.batch.workspace import FOLDER, working_folder


def test_a_workspace_is_gone_at_the_end_with_all_that_is_in_it(tmp_path: Path) -> None:
    with working_folder(tmp_path) as folder:
        (folder / "half.html").write_text("<html>")
        assert folder.parent == tmp_path / FOLDER
    assert not folder.exists()


def test_leftovers_of_dead_runs_are_removed_and_those_of_living_ones_kept(tmp_path: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    leftover = tmp_path / FOLDER / f"20260101T000000-{int(dead.stdout)}"
    alive = tmp_path / FOLDER / f"20260101T000000-{os.getppid()}"
    for folder in (leftover, alive):
        folder.mkdir(parents=True)
    with working_folder(tmp_path):
        assert not leftover.exists()
        assert alive.exists()


def test_a_younger_process_with_the_number_of_a_dead_run_does_not_keep_its_leftovers(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER / f"20260101T000000-{os.getpid()}"
    folder.mkdir(parents=True)
    with working_folder(tmp_path):
        assert not folder.exists()
