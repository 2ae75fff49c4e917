import pandas as pd
import pytest

from salesmgmt_kit.errors import DataError
from salesmgmt_kit.tables.kept import FOLDER


def _keep(months, month, value, notebook="01_targets"):
    file = months / month / FOLDER / f"{notebook}.outlook.parquet"
    file.parent.mkdir(parents=True)
    pd.DataFrame({"unit": ["T1"], "value": [value]}).to_parquet(file)
    return file


def test_only_months_before_the_one_reported_are_read(folder, tmp_path):
    for n, month in enumerate(["2026-07", "2026-09", "2026-10", "2026-11"]):
        _keep(tmp_path / "reports", month, float(n))
    kept = folder.open("2026-10", reports=str(tmp_path / "reports")).kept("outlook", notebook="01_targets")
    assert kept.to_dict("list") == {
        "reported": [pd.Timestamp("2026-07-01"), pd.Timestamp("2026-09-01")],
        "unit": ["T1", "T1"],
        "value": [0.0, 1.0],
    }


@pytest.mark.parametrize("settings", [{}, {"reports": "nowhere"}])
def test_where_nothing_was_kept_there_is_an_empty_frame(folder, settings):
    kept = folder.open("2026-10", **settings).kept("outlook", notebook="01_targets")
    assert kept.empty
    assert list(kept.columns) == ["reported"]
    assert kept["reported"].dtype.kind == "M"


def test_another_notebook_keeps_its_own(folder, tmp_path):
    _keep(tmp_path / "reports", "2026-09", 1.0, notebook="21_own")
    client = folder.open("2026-10", reports=str(tmp_path / "reports"))
    assert client.kept("outlook", notebook="01_targets").empty
    assert len(client.kept("outlook", notebook="21_own")) == 1


def test_files_that_cannot_be_read_are_told_all_at_once(folder, tmp_path):
    damaged = [_keep(tmp_path / "reports", month, 0.0) for month in ("2026-08", "2026-09")]
    for file in damaged:
        file.write_bytes(b"half a fi")
    with pytest.raises(DataError) as caught:
        folder.open("2026-10", reports=str(tmp_path / "reports")).kept("outlook", notebook="01_targets")
    assert [p.file for p in caught.value.problems] == [str(file) for file in damaged]
    assert "Run the month again with --force, or delete the file." in str(caught.value)
