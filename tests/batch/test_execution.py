"""The border of a worker: whatever goes wrong there becomes an outcome."""

from pathlib import Path

import pytest

from salesmgmt_kit.batch import execution
from salesmgmt_kit.batch.execution import Task, run_one

from .tiny import write_notebook


@pytest.fixture
def task(tmp_path: Path) -> Task:
    notebook = write_notebook(tmp_path / "01_a.ipynb", "1")
    return Task(notebook, tmp_path / "a.ipynb", tmp_path / "a.html", tmp_path / "a.log", {}, "en")


def test_a_kernel_that_is_not_there_is_recorded(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "_KERNEL", "nosuch")
    outcome = run_one(task)
    assert (outcome.status, outcome.cause) == ("failed", "kernel")
    assert outcome.message == "The notebook could not be run: NoSuchKernel: No such kernel named nosuch"


def test_a_page_that_cannot_be_made_is_recorded(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "_execute", lambda _: execution.Outcome("ok"))
    outcome = run_one(task)
    assert (outcome.status, outcome.cause) == ("failed", "page")
    assert outcome.message.startswith("The page could not be made: FileNotFoundError: ")
    assert not task.page.exists()
