from pathlib import Path

import pandas as pd
import pytest

from salesmgmt_kit import months, tables
from salesmgmt_kit.batch.latest import last_month
from salesmgmt_kit.errors import DataError

from .tiny import write_client


def test_the_last_month_is_read_once_for_each_state_of_the_sales(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, reports = write_client(tmp_path / "acme"), tmp_path / "reports"
    assert last_month(client, reports=reports, settings={}).month == "2026-10"

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the sales were read again")

    with monkeypatch.context() as patched:
        patched.setattr(tables, "open_client", forbidden)
        assert last_month(client, reports=reports, settings={}).month == "2026-10"

    (client / "sales.csv").write_text("month,rep,amount\n2025-02,R1,1\n", encoding="utf-8")
    assert last_month(client, reports=reports, settings={}).month == "2025-02"


def test_settings_that_choose_other_rows_are_not_answered_from_memory(tmp_path: Path) -> None:
    client, reports = write_client(tmp_path / "acme"), tmp_path / "reports"
    assert last_month(client, reports=reports, settings={}).month == "2026-10"
    only_r2 = {"tables": {"sales": {"where": {"rep": ["R2"]}}}}
    assert last_month(client, reports=reports, settings=only_r2).month == "2026-09"


def test_sales_that_cannot_be_read_are_a_data_error(tmp_path: Path) -> None:
    client = write_client(tmp_path / "acme")
    (client / "sales.csv").unlink()
    with pytest.raises(DataError, match=r"sales\.csv"):
        last_month(client, reports=tmp_path / "reports", settings={})


@pytest.mark.parametrize(
    ("strays", "passed_over"),
    [(["2062-01"], ["2062-01"]), (["2026-12", "2027-01"], ["2026-12", "2027-01"])],
)
def test_months_ahead_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strays: list[str], passed_over: list[str]
) -> None:
    monkeypatch.setattr(months, "this_month", lambda: pd.Timestamp("2026-11-01"))
    client = write_client(tmp_path / "acme")
    with (client / "sales.csv").open("a", encoding="utf-8") as sales:
        sales.writelines(f"{stray},R1,1\n" for stray in strays)
    chosen = last_month(client, reports=tmp_path / "reports", settings={})
    assert chosen == ("2026-10", passed_over)


def test_the_clock_goes_on_and_a_month_ahead_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, reports = write_client(tmp_path / "acme"), tmp_path / "reports"
    for today, month in (("2026-09-01", "2026-09"), ("2026-10-01", "2026-10"), ("2020-01-01", "2026-10")):
        monkeypatch.setattr(months, "this_month", lambda today=today: pd.Timestamp(today))
        assert last_month(client, reports=reports, settings={}).month == month
