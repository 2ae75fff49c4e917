"""No page is published that names who answered a survey."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from salesmgmt_kit import keeping
from salesmgmt_kit.batch.planning import Wish, plan
from salesmgmt_kit.batch.running import Finished, run
from salesmgmt_kit.batch.scanning import found_in, telling

from .tiny import MONTH, write_notebook

WHO = "202610-007"


def test_words_are_found_in_every_form_of_file():
    frame = pd.DataFrame({"respondent": [WHO], "x": [1.0]})
    parquet, xlsx = BytesIO(), BytesIO()
    frame.to_parquet(parquet)
    frame.to_excel(xlsx, index=False)
    packed = json.dumps({"cells": [keeping.pack("kept", frame)]}).encode()
    embedded = f'<a href="data:text/csv;base64,{b64encode(frame.to_csv().encode()).decode()}">'.encode()
    html = f"<td>{WHO}</td>".encode()
    notebook = json.dumps({"outputs": [{"text": f"a {WHO}\n"}]}).encode()
    files = [
        html,
        b"<td>&#50;02610-007</td>",
        parquet.getvalue(),
        xlsx.getvalue(),
        packed,
        embedded,
        notebook,
    ]
    assert [found_in(file, {WHO, "other"}) for file in files] == [[WHO]] * len(files)


def test_what_is_part_of_another_word_is_not_found():
    assert found_in(b"1202610-0071", {WHO}) == []
    assert found_in(b"data:image/png;base64,!!!", {WHO}) == []


def test_only_telling_words_are_looked_for():
    assert telling([WHO, "R012", "abc", "20261007", "two words"], known={"R012": "x"}) == {WHO}


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """Two reps who answered a survey."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "client.yaml").write_text("languages: [en]\n")
    (folder / "org.csv").write_text("rep,team,department\nR1,T1,D1\nR2,T1,D1\n")
    (folder / "sales.csv").write_text("month,rep,amount\n2026-10,R1,5\n")
    (folder / "survey_items.csv").write_text("item,dimension,reversed\nI1,trust,no\n")
    (folder / "survey.csv").write_text(f"wave,respondent,team,item,answer\n2026-10,{WHO},T1,I1,4\n")
    return folder


def _run(client: Path) -> Finished:
    shipped, reports = client.parent / "shipped", client.parent / "reports"
    shipped.mkdir(exist_ok=True)
    jobs = plan(Wish(months={client: [MONTH]}, reports=reports, shipped=shipped))
    (end,) = [event for event in run(jobs, workers=1, timeout=60) if isinstance(event, Finished)]
    return end


def test_a_notebook_that_shows_a_respondent_is_not_published(client: Path):
    write_notebook(client / "notebooks" / "01_a.ipynb", f"print({WHO!r})")
    end = _run(client)
    assert (end.record.status, end.record.cause) == ("failed", "private")
    assert "not published" in end.record.message
    files = [f for f in (client.parent / "reports").rglob("*") if f.is_file() and ".cache" not in f.parts]
    assert [f.name for f in files if f.suffix in {".html", ".ipynb"} and f.name != "index.html"] == []
    assert not [f for f in files if found_in(f.read_bytes(), {WHO}) and f.suffix != ".log"]


def test_a_notebook_that_shows_none_is_published(client: Path):
    write_notebook(client / "notebooks" / "01_a.ipynb", "print('three answers')")
    assert _run(client).record.status == "ok"
