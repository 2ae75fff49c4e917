from pathlib import Path

import pytest

from salesmgmt_kit.batch import files


def test_a_file_appears_whole_and_leaves_nothing_aside(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "page.html"
    files.write_whole(path, "one")
    files.write_whole(path, "二")
    assert path.read_text(encoding="utf-8") == "二"
    assert list(path.parent.iterdir()) == [path]


def test_the_old_file_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    files.write_whole(path, "good")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(path, "half")
    assert path.read_text() == "good"


def test_the_fingerprint_of_values_does_not_depend_on_the_order_of_keys() -> None:
    assert files.hash_value({"a": 1, "b": [2]}) == files.hash_value({"b": [2], "a": 1})
    assert files.hash_value({"a": 1}) != files.hash_value({"a": "1"})


def test_the_hash_of_a_file_is_that_of_fips_180(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.hash_file(tmp_path / "x") == known
