import json
from pathlib import Path

import pytest

from salesmgmt_kit.batch import notebooks
from salesmgmt_kit.errors import ConfigError

from .tiny import cell, write_notebook


def test_parameters_have_the_types_that_papermill_infers(tmp_path: Path) -> None:
    papermill = pytest.importorskip("papermill")
    source = 'a = 1\nb = 0.5\nc = "x"\nd = True\ne = [1]\nf = {}\ng: int = 5\nh: list[str] = []\ni = a + 1\n'
    path = write_notebook(tmp_path / "01_x.ipynb", parameters=source)
    ours = notebooks.read(path).parameters
    theirs = papermill.inspect_notebook(str(path))
    assert list(ours) == list(theirs)
    assert [p.kind for p in ours.values()] == [int, float, str, bool, list, dict, int, list, None]


def test_a_later_folder_replaces_a_notebook_of_the_same_name(tmp_path: Path) -> None:
    for folder, name in (("kit", "02_b"), ("kit", "01_a"), ("own", "01_a"), ("own", "10_c")):
        write_notebook(tmp_path / folder / f"{name}.ipynb")
    write_notebook(tmp_path / "own" / "scratch.ipynb")
    found = notebooks.find([tmp_path / "kit", tmp_path / "own", tmp_path / "absent"])
    assert [n.path.relative_to(tmp_path).as_posix() for n in found] == [
        "own/01_a.ipynb", "kit/02_b.ipynb", "own/10_c.ipynb",
    ]  # fmt: skip


def test_the_title_is_the_first_heading_of_the_language(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "01_x.ipynb", title="no heading")
    document = json.loads(path.read_text())
    titles = [cell("# Targets", "markdown", tags=("lang-en",)), cell("# 目标", "markdown", tags=("lang-zh",))]
    path.write_text(json.dumps(document | {"cells": [*titles, *document["cells"]]}))
    notebook = notebooks.read(path)
    assert (notebook.title("en"), notebook.title("zh")) == ("Targets", "目标")


def test_the_heading_above_a_cell_is_the_nearest() -> None:
    cells = [cell("# A", "markdown"), cell("x"), cell("text\n## B", "markdown"), cell("y")]
    assert [notebooks.heading_before(cells, i) for i in (0, 1, 3)] == ["", "A", "B"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "it is no notebook"),
        ('{"cells": []}', "it has no cell tagged 'parameters'"),
        (json.dumps({"cells": [cell("%magic", tags=("parameters",))]}), "its parameters cell is no Python"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_path(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "01_x.ipynb"
    path.write_text(content)
    with pytest.raises(ConfigError, match=words) as caught:
        notebooks.read(path)
    assert caught.value.problems[0].file == str(path)
