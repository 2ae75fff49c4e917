"""Make the pages of a month again from the notebooks as they were executed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from . import record
from .files import write_whole


def alternates(page: str | Path, language: str, languages: Iterable[str]) -> dict[str, str]:
    """Address of the same page in each of its other languages, relative to it.

    All languages of the client, also one whose page is not made yet: what a page says depends on
    its inputs, not on the order of runs.
    """
    return {other: f"../{other}/{Path(page).name}" for other in languages if other != language}


def render_again(folder: Path) -> Iterator[Path]:
    """Make every page of a folder ``<client>/<month>`` again, nothing executed; give each page."""
    import nbformat

    from ..report import html

    done = record.read(folder)
    for job in done.jobs if done else ():
        page = folder / (job.report or "none")
        executed = page.with_suffix(".ipynb")
        if done is None or not executed.is_file():
            continue
        others = alternates(page, job.language, done.settings["languages"])
        notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
        write_whole(page, html.render(notebook, language=job.language, alternates=others))
        yield page
