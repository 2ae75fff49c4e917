"""The private folder in which one run keeps what is not finished, and the end of those left behind."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = ".work"


@contextmanager
def working_folder(reports: Path) -> Iterator[Path]:
    """A new folder below ``reports`` (so that moving a file out of it is one step), removed at the end.

    Its name ends in the number of the process that owns it; folders whose owner is gone, because
    it was killed or the machine went down, are removed first.
    """
    sweep(reports)
    folder = reports / FOLDER / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(reports: Path) -> None:
    """Remove the folders of runs that are no longer alive."""
    for folder in (reports / FOLDER).glob("*-*"):
        if not _alive(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(folder: Path) -> bool:
    """Whether the owner still runs; a younger process may have been given the same number."""
    import psutil  # type: ignore[import-untyped]  # os.kill(pid, 0) would end the process on Windows

    try:
        owner = psutil.Process(int(folder.name.rpartition("-")[2]))
        return owner.pid != os.getpid() and bool(owner.create_time() <= folder.stat().st_ctime + 1)
    except (ValueError, psutil.Error):
        return False
