import pandas as pd
import pytest

from salesmgmt_kit import keeping

FRAME = pd.DataFrame(
    {"unit": ["T1", "团队"], "month": pd.to_datetime(["2026-10-01", "2026-11-01"]), "x": [0.1, 2]}
)


def test_a_frame_comes_back_as_it_was(tmp_path):
    name, content = keeping.unpack(keeping.pack("outlook", FRAME))
    file = tmp_path / keeping.file_name("01_targets", name)
    file.write_bytes(content)
    assert file.name == "01_targets.outlook.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(file), FRAME)


def test_equal_frames_give_equal_values_whatever_their_index():
    assert keeping.pack("a", FRAME) == keeping.pack("a", FRAME.set_index(pd.Index([7, 3])))


@pytest.mark.parametrize("name", ["", "../a", "a/b", "A", "1a", "a.b", "a b"])
def test_a_name_that_is_none_is_refused_on_both_ways(name):
    with pytest.raises(ValueError, match="is no name to keep a frame by"):
        keeping.pack(name, FRAME)
    with pytest.raises(ValueError, match="is no name to keep a frame by"):
        keeping.unpack({"name": name, "parquet": ""})


def test_a_file_names_its_notebook(tmp_path):
    assert keeping.keeper(tmp_path / keeping.file_name("01_a.b", "c")) == "01_a.b"
