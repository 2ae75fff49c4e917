from __future__ import annotations

import pytest

from salesmgmt_kit.errors import ConfigError
from salesmgmt_kit.tables.layers import COMMAND_LINE, DEFAULT, Layer, read_layer, walk


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "client.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_layer(path, file="client.yaml")

    return read_text


def test_every_key_and_item_has_its_line(read):
    text = "# first\nname: A\ntables:\n  sales:\n    columns: {month: day,\n      rep: seller}\n"
    layer = read(text + "levels:\n- a\n- b\n")
    lines = {key: place.line for key, place in layer.places.items()}
    assert lines == {
        ("name",): 2,
        ("tables",): 3,
        ("tables", "sales"): 4,
        ("tables", "sales", "columns"): 5,
        ("tables", "sales", "columns", "month"): 5,
        ("tables", "sales", "columns", "rep"): 6,
        ("levels",): 7,
        ("levels", 0): 8,
        ("levels", 1): 9,
    }


def test_place_of_an_unknown_key_is_that_of_the_nearest_around_it(read):
    layer = read("tables:\n  sales: {}\n")
    assert str(layer.place(("tables", "sales", "file"))) == "client.yaml:2"
    assert layer.place(("name",)) == COMMAND_LINE


def test_mappings_merge_lists_replace_null_deletes():
    lower = Layer.of({"a": {"x": 1, "y": 2}, "list": [1, 2, 3], "gone": 1}, DEFAULT)
    upper = Layer.of({"a": {"y": 3}, "list": [9], "gone": None, "new": {"z": None}}, COMMAND_LINE)
    both = upper.over(lower)
    assert both.values == {"a": {"x": 1, "y": 3}, "list": [9], "new": {}}
    assert {key: str(both.place(key)) for key, _ in walk(both.values)} == {
        ("a",): "command line",
        ("a", "x"): "default",
        ("a", "y"): "command line",
        ("list",): "command line",
        ("list", 0): "command line",
        ("new",): "command line",
    }


def test_a_mapping_over_a_plain_value_replaces_it():
    both = Layer.of({"name": {"en": "A"}}, COMMAND_LINE).over(Layer.of({"name": "B"}, DEFAULT))
    assert both.values == {"name": {"en": "A"}}


def test_laying_over_changes_neither_layer():
    lower, upper = Layer.of({"a": {"x": 1}}, DEFAULT), Layer.of({"a": {"x": 2}}, COMMAND_LINE)
    upper.over(lower)
    assert (lower.values, upper.values) == ({"a": {"x": 1}}, {"a": {"x": 2}})


def test_what_the_client_wrote_of_its_files_stays_text(read):
    where = "{year: 2026, code: 007, won: yes, day: 2026-10-31}"
    text = f"tables: {{sales: {{where: {where}, values: {{rep: {{1.50: null}}}}}}}}"
    sales = read(text).values["tables"]["sales"]
    assert sales["where"] == {"year": "2026", "code": "007", "won": "yes", "day": "2026-10-31"}
    assert sales["values"] == {"rep": {"1.50": None}}


def test_only_true_and_false_are_flags_and_a_day_is_text(read):
    layer = read("parameters: {a: true, b: no, c: 2026-10-31, d: 3, e: 0.5}")
    assert layer.values["parameters"] == {"a": True, "b": "no", "c": "2026-10-31", "d": 3, "e": 0.5}


def test_nothing_in_the_file_is_nothing_said(read):
    assert read("# only a comment\n").values == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: A\nname: B\n", "client.yaml:2: name is said twice, first in line 1. Keep one of the two."),
        ("- a\n", "client.yaml:1: it is no mapping. Write lines like `currency: CNY`."),
        ("name: A\n b: c\n", "client.yaml:2: it is no YAML: mapping values are not allowed here."),
        ("name: 'A\n", "client.yaml:2: it is no YAML: found unexpected end of stream."),
        (
            b"name: A\nlevels: [a\n" + b"\xff\n",
            "client.yaml:3: byte 20 is no UTF-8. Save the file as UTF-8.",
        ),
    ],
)
def test_what_is_no_settings_file_is_refused_with_its_line(read, text, message):
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert str(caught.value).startswith(message)
