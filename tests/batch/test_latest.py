from pathlib import Path

import pytest

from salesmgmt_kit import tables
from salesmgmt_kit.batch.latest import last_month
from salesmgmt_kit.errors import DataError

from .tiny import write_client


def test_the_last_month_is_read_once_for_each_state_of_the_sales(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, reports = write_client(tmp_path / "acme"), tmp_path / "reports"
    assert last_month(client, reports=reports, settings={}) == "2026-10"

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the sales were read again")

    with monkeypatch.context() as patched:
        patched.setattr(tables, "open_client", forbidden)
        assert last_month(client, reports=reports, settings={}) == "2026-10"

    (client / "sales.csv").write_text("month,rep,amount\n2025-02,R1,1\n", encoding="utf-8")
    assert last_month(client, reports=reports, settings={}) == "2025-02"


def test_settings_that_choose_other_rows_are_not_answered_from_memory(tmp_path: Path) -> None:
    client, reports = write_client(tmp_path / "acme"), tmp_path / "reports"
    assert last_month(client, reports=reports, settings={}) == "2026-10"
    only_r2 = {"tables": {"sales": {"where": {"rep": ["R2"]}}}}
    assert last_month(client, reports=reports, settings=only_r2) == "2026-09"


def test_sales_that_cannot_be_read_are_a_data_error(tmp_path: Path) -> None:
    client = write_client(tmp_path / "acme")
    (client / "sales.csv").unlink()
    with pytest.raises(DataError, match=r"sales\.csv"):
        last_month(client, reports=tmp_path / "reports", settings={})
