from pathlib import Path
from typing import Any

import pytest

from salesmgmt_kit.batch.notebooks import Notebook, Parameter
from salesmgmt_kit.batch.parameters import Given, assign, typed_in
from salesmgmt_kit.errors import ConfigError

KINDS: dict[str, type | None] = {
    "client": str, "month": str, "language": str, "settings": dict,
    "level": float, "top": int, "draft": bool, "unit": str, "teams": list, "derived": None,
}  # fmt: skip


def notebook(name: str = "01_targets", **kinds: type | None) -> Notebook:
    parameters = {key: Parameter(key, kind) for key, kind in (kinds or KINDS).items()}
    return Notebook(Path(f"{name}.ipynb"), parameters, {}, "")


def refused(given: list[Given], *notebooks: Notebook) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        assign(notebooks or [notebook()], given)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("level=0.9", 0.9), ("level=1", 1.0), ("top=3", 3), ("draft=true", True), ("draft=No", False),
        ("unit=T=1", "T=1"), ("unit=2026-10", "2026-10"), ('teams=["a"]', ["a"]), ("derived=7", "7"),
    ],
)  # fmt: skip
def test_typed_text_becomes_the_parameters_type(pair: str, value: Any) -> None:
    chosen = assign([notebook()], typed_in([pair]))["01_targets"][pair.partition("=")[0]]
    assert chosen == value
    assert type(chosen) is type(value)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("level=high", "--param level is 'high', not a number."),
        ("level=nan", "--param level is 'nan', not a number."),
        ("top=2.5", "--param top is '2.5', not a whole number."),
        ("draft=1", "--param draft is '1', not true or false."),
        ("teams=a,b", "--param teams is 'a,b', not a list (write it as JSON)."),
        ('teams={"a": 1}', "not a list"),
        ("monht=2026-10", "Did you mean 'month'? Give it with --month."),
        ("levle=1", "no parameter that any notebook takes. Did you mean 'level'?"),
        ("month=2026-10", "--param month is '2026-10', set by the plan of the run. Give it with --month."),
        ("settings={}", "Give each setting with --set key=value."),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_hint(pair: str, words: str) -> None:
    (line,) = refused(typed_in([pair]))
    assert line.startswith("command line: --param")
    assert words in line


def test_values_of_a_settings_file_have_their_type_already() -> None:
    place = ("client.yaml", 7)
    given = [Given("level", 1, place), Given("top", 3, place)]
    assert assign([notebook()], given) == {"01_targets": {"level": 1.0, "top": 3}}
    lines = refused([Given("top", True, place), Given("unit", 5, place), Given("level", "0.9", place)])
    assert lines[0].startswith("client.yaml:7: parameters.top is 'True', not a whole number.")
    assert [line.partition(", ")[2].partition(".")[0] for line in lines[1:]] == ["not text", "not a number"]


def test_a_value_reaches_every_notebook_that_takes_it_or_only_the_one_named() -> None:
    two = [notebook("01_a", level=float), notebook("02_b", level=float, top=int), notebook("03_c", top=int)]
    place = ("client.yaml", 1)
    given = [Given("level", 0.5, place), Given("top", 9, place, notebook="02_b")]
    assert assign(two, given) == {"01_a": {"level": 0.5}, "02_b": {"level": 0.5, "top": 9}, "03_c": {}}
    (line,) = refused([Given("top", 1, place, notebook="01_a")], *two)
    assert "no parameter that notebook 01_a takes" in line


def test_of_two_values_the_later_counts() -> None:
    assert assign([notebook()], typed_in(["top=1", "top=2"]))["01_targets"] == {"top": 2}


def test_every_breach_is_told_once() -> None:
    two = [notebook("01_a"), notebook("02_b")]
    assert len(refused(typed_in(["top=x", "nosuch=1", "month=2026-10"]), *two)) == 3
