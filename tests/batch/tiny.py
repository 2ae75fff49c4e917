"""A client so small that a batch of it is quick: two reps, three rows, notebooks that import nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from salesmgmt_kit import keeping
from salesmgmt_kit.batch.planning import Job, Wish, plan

MONTH = "2026-10"

PARAMETERS = """client = "x"  # the client's folder
month = "2026-10"  # the month
language = "en"  # the language
settings = {}  # settings
level = 0.8  # a share
top: int = 5  # a count
"""

FINDING = """from IPython.display import display
display({"text/plain": "x", "application/vnd.salesmgmt-kit.findings+json":
         [{"template": "Made {n:count} of {unit:name}", "facts": {"n": 1200, "unit": "T1"}, "tone": "act"}]},
        raw=True)
"""


def keeping_code(*values: float, name: str = "x") -> str:
    """Code that wants a frame kept: the value at the place that the parameter ``top`` says."""
    packed = [keeping.pack(name, pd.DataFrame({"value": [value]})) for value in values]
    return (
        "from IPython.display import display\n"
        f"kept = {packed!r}[top % {len(packed)}]\n"
        f'display({{"text/plain": "x", {keeping.MIMETYPE!r}: kept}}, raw=True)\n'
    )


def cell(source: str, kind: str = "code", *, tags: tuple[str, ...] = (), name: str = "c") -> dict[str, Any]:
    common = {
        "cell_type": kind,
        "id": name,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source,
    }
    return common | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def write_notebook(path: Path, *code: str, parameters: str = PARAMETERS, title: str = "# Tiny page") -> Path:
    """A notebook of a title, the parameters, and some code cells under the heading `Is it so?`."""
    cells = [cell(title, "markdown", name="title"), cell(parameters, tags=("parameters",), name="parameters")]
    cells.append(cell("## Is it so?", "markdown", name="question"))
    cells += [cell(source, name=f"code{n}") for n, source in enumerate(code)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def write_client(folder: Path, *, settings: str = "languages: [en]\n", **notebooks: str) -> Path:
    """A client with the notebooks `name: code of its only cell`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "client.yaml").write_text(f"name: {{en: Acme, zh: 顶点}}\n{settings}", encoding="utf-8")
    (folder / "org.csv").write_text("rep,team,department\nR1,T1,D1\nR2,T2,D1\n", encoding="utf-8")
    sales = "month,rep,amount\n2026-09,R1,100\n2026-09,R2,80\n2026-10,R1,120\n"
    (folder / "sales.csv").write_text(sales, encoding="utf-8")
    for name, code in notebooks.items():
        write_notebook(folder / "notebooks" / f"{name.removeprefix('n')}.ipynb", code)
    return folder


def wish(client: Path, reports: Path, **changes: Any) -> Wish:
    """A wish for the client's own notebooks of one month."""
    asked: Mapping[str, Any] = {"months": {client: [MONTH]}, "reports": reports, "shipped": reports / "none"}
    return Wish(**{**asked, **changes})


def jobs(client: Path, reports: Path, **changes: Any) -> list[Job]:
    return plan(wish(client, reports, **changes))
