"""A few processes that run tasks side by side, so that one that dies takes only its own task along.

:class:`concurrent.futures.ProcessPoolExecutor` breaks as a whole when a worker dies and cannot say
which task killed it; here every worker has its own pipe, and a closed pipe names the task.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from .execution import Outcome, Task, prepare, run_one

# spawn, on every system: forking a process that has loaded numpy and has threads is asking for trouble.
_CONTEXT = multiprocessing.get_context("spawn")

#: How long a worker that was told to stop may take before it is killed.
_PATIENCE = 2.0


class Worker:
    """One process, and the task it is doing."""

    def __init__(self) -> None:
        self.doing: Task | None = None
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs,), daemon=False)
        self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        """Start a task."""
        self.doing = task
        with suppress(BrokenPipeError):  # it died since its last task: taking the outcome will tell
            self.connection.send(task)

    def take(self) -> Outcome | None:
        """The outcome of the task; None when the process died over it."""
        try:
            outcome: Outcome = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return None
        self.doing = None
        return outcome

    def stop(self) -> None:
        """End the process, whatever it is doing; its kernel notices and ends by itself."""
        self.connection.close()
        if self.doing is not None:
            self._process.terminate()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class Pool:
    """Up to ``size`` workers; use as a context, which ends them all."""

    def __init__(self, size: int) -> None:
        self._workers = [Worker() for _ in range(size)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: Any) -> None:
        for worker in self._workers:
            worker.stop()

    @property
    def free(self) -> bool:
        """Whether a worker has nothing to do."""
        return any(worker.doing is None for worker in self._workers)

    def give(self, task: Task) -> None:
        """Start a task on a worker that is free."""
        next(worker for worker in self._workers if worker.doing is None).give(task)

    def finished(self) -> Iterator[tuple[Task, Outcome]]:
        """Wait until at least one task has ended, and give all that have; nothing when all are free."""
        busy = [(worker, worker.doing) for worker in self._workers if worker.doing is not None]
        ready = wait([worker.connection for worker, _ in busy])
        for worker, task in busy:
            if worker.connection in ready:
                outcome = worker.take()
                if outcome is None:
                    self._replace(worker)
                yield task, outcome or Outcome("failed", "kernel", "The worker process died (out of memory?)")

    def _replace(self, worker: Worker) -> None:
        worker.stop()
        self._workers[self._workers.index(worker)] = Worker()


def _serve(connection: Connection) -> None:
    """What a worker does: tasks until the pipe closes, or until the process that gave them is gone."""
    # Ctrl-C reaches the whole group of processes; the one that keeps the record decides, not we.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    prepare()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(run_one(task))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
