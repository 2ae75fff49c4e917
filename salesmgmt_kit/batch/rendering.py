"""Make the pages of a month again from the notebooks as they were executed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import record
from .files import write_whole


def render_again(folder: Path) -> Iterator[Path]:
    """Make every page of a folder ``<client>/<month>`` again, nothing executed; give each page."""
    import nbformat

    from ..report import html

    done = record.read(folder)
    jobs = [job for job in (done.jobs if done else ()) if job.report]
    for job in jobs:
        page = folder / str(job.report)
        executed = page.with_suffix(".ipynb")
        if not executed.is_file():
            continue
        others = [j.language for j in jobs if j.notebook == job.notebook and j.language != job.language]
        alternates = {language: f"../{language}/{page.name}" for language in others}
        notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
        write_whole(page, html.render(notebook, language=job.language, alternates=alternates))
        yield page
