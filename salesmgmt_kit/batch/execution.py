"""One notebook, run by a stock kernel and made into a page; what came of it, told honestly.

Runs in a worker process (see :mod:`.workers`). It writes into the run's private folder only: what
readers see is put in place by the process that keeps the record.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from .notebooks import heading_before

Status = Literal["ok", "failed"]
Cause = Literal["", "data", "cell", "kernel", "timeout", "page", "private"]

#: Errors of a notebook that are about the client's files, not about the notebook.
_DATA_ERRORS = frozenset({"DataError", "MissingTableError", "ConfigError"})

#: The kernel of the environment that the kit is installed in, whatever name the author's had.
_KERNEL = "python3"


@dataclass(frozen=True)
class Task:
    """What a worker must know to run one notebook.

    Parameters
    ----------
    notebook
        The notebook's file; its folder is the kernel's working directory.
    executed, page, log
        Where to write the executed notebook, its page, and whatever the kernel or a library prints.
    parameters
        Values for the cell tagged ``parameters``.
    language
        The language of the page.
    alternates
        Language to the relative address of the same page in that language.
    timeout
        Seconds that one cell may take.
    """

    notebook: Path
    executed: Path
    page: Path
    log: Path
    parameters: Mapping[str, Any]
    language: str
    alternates: Mapping[str, str] = field(default_factory=dict)
    timeout: int = 600


@dataclass(frozen=True)
class Outcome:
    """What came of one notebook.

    Parameters
    ----------
    status, cause
        Whether it succeeded, and if not, why: ``data`` (the client's files), ``cell`` (an error in
        a cell), ``kernel`` (the process died), ``timeout``, ``page`` (the executed notebook could not be made
        into a page; the log has the details), ``private`` (it would have given away who answered a survey).
    message
        For the reader; several lines when there are several problems.
    seconds
        How long it took.
    findings
        The messages of the executed notebook as plain JSON values, most important first.
    kept
        Files of the frames to be kept beside the page, each named as it will be, in the folder of the task.
    """

    status: Status
    cause: Cause = ""
    message: str = ""
    seconds: float = 0.0
    findings: tuple[Mapping[str, Any], ...] = ()
    kept: tuple[Path, ...] = ()


def run_one(task: Task) -> Outcome:
    """Execute one notebook and write its page; never raises for what the notebook does."""
    start = time.perf_counter()
    with _output_to(task.log):
        outcome = _guarded(_execute, task, "kernel", "The notebook could not be run")
        if outcome.status == "ok":
            outcome = _guarded(_make_page, task, "page", "The page could not be made")
    return replace(outcome, seconds=round(time.perf_counter() - start, 3))


def prepare() -> None:
    """Set a worker up: one thread for linear algebra in each kernel, and the imports done early.

    Several kernels whose linear algebra takes every core spin against each other; with one thread
    each a batch is nearly twice as fast (numpy reads these variables once, when imported).
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # jsonschema imports rfc3987_syntax when it can, at 0.8 s for a grammar that no notebook needs.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill  # noqa: F401


def _guarded(step: Callable[[Task], Outcome], task: Task, cause: Cause, words: str) -> Outcome:
    """The outcome of a step; whatever goes wrong becomes a record, and the other notebooks go on."""
    try:
        return step(task)
    except Exception as error:
        traceback.print_exc()
        return Outcome("failed", cause, f"{words}: {type(error).__name__}: {error}")


def _execute(task: Task) -> Outcome:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    try:
        executed = execute_notebook(
            _literal(task.notebook),
            _literal(task.executed),
            parameters=dict(task.parameters),
            kernel_name=_KERNEL,
            cwd=task.notebook.parent,
            progress_bar=False,
            execution_timeout=task.timeout,
            coalesce_streams=True,
        )
    except PapermillExecutionError as error:
        return _cell_error(task, error.ename, error.evalue)
    except CellTimeoutError:
        return Outcome("failed", "timeout", f"{_stopped_at(task)} took more than {task.timeout} s")
    except DeadKernelError:
        return Outcome("failed", "kernel", f"{_stopped_at(task)} ended the kernel's process (out of memory?)")
    skipped = any(_code(cell) and cell.execution_count is None for cell in executed.cells)
    if skipped or executed.metadata.papermill.exception:  # sys.exit(), which papermill calls success
        return Outcome("failed", "cell", f"{_stopped_at(task)} left the notebook before its end")
    return Outcome("ok")


def _literal(path: Path) -> str:
    """A path that papermill takes as it is: it would read braces as fields to be filled in."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _cell_error(task: Task, name: str, value: str) -> Outcome:
    if name in _DATA_ERRORS:
        return Outcome("failed", "data", value)
    return Outcome("failed", "cell", f"{_stopped_at(task)}: {name}: {value}")


def _stopped_at(task: Task) -> str:
    """The cell that was running last, as its readers would look for it: ``cell 3 'Did we make it?'``.

    papermill marks every cell as completed when a kernel dies; only the times of start are true.
    """
    cells = json.loads(task.executed.read_text(encoding="utf-8"))["cells"]
    code = [(i, cell) for i, cell in enumerate(cells) if _code(cell) and not _injected(cell)]
    begun = [(n, i) for n, (i, cell) in enumerate(code, start=1) if _started(cell)]
    number, position = begun[-1] if begun else (1, code[0][0])
    heading = heading_before(cells, position)
    return f"cell {number} {heading!r}" if heading else f"cell {number}"


def _injected(cell: Mapping[str, Any]) -> bool:
    """Whether papermill added the cell, so that the author's notebook has no such cell to count."""
    return "injected-parameters" in cell["metadata"].get("tags", [])


def _started(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("papermill", {}).get("start_time"))


def _code(cell: Mapping[str, Any]) -> bool:
    """Whether the cell is one that a run must have executed."""
    if cell["cell_type"] != "code" or "skip-execution" in cell["metadata"].get("tags", []):
        return False
    return bool("".join(cell["source"]).strip())


def _make_page(task: Task) -> Outcome:
    import nbformat

    from .. import findings
    from ..report import html

    notebook = nbformat.read(task.executed, as_version=4)  # type: ignore[no-untyped-call]
    # Where the run kept its temporary files says nothing to a reader of the published notebook.
    notebook.metadata.pop("papermill", None)
    nbformat.write(notebook, task.executed)  # type: ignore[no-untyped-call]
    page = html.render(notebook, language=task.language, alternates=task.alternates)
    task.page.write_text(page, encoding="utf-8", newline="\n")
    found = tuple(message for messages in _displayed(notebook, findings.MIMETYPE) for message in messages)
    return Outcome("ok", findings=found, kept=tuple(_keep(task, notebook)))


def _displayed(notebook: Any, kind: str) -> Iterator[Any]:
    """What cells displayed in one form, by MIME type."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if kind in output.get("data", {}):
                yield output["data"][kind]


def _keep(task: Task, notebook: Any) -> Iterator[Path]:
    """Write the frames that the notebook wants kept beside its page; of two of one name the last counts."""
    from .. import keeping

    frames = dict(keeping.unpack(value) for value in _displayed(notebook, keeping.MIMETYPE))
    for name, content in frames.items():
        path = task.page.with_name(keeping.file_name(task.notebook.stem, name))
        path.write_bytes(content)
        yield path


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Send what this process and its children print to a file, at the level of file descriptors.

    A kernel inherits the descriptors, so its warnings end there too and not on a user's screen.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("wb") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for target, original in enumerate(kept, start=1):
            os.dup2(original, target)
            os.close(original)
