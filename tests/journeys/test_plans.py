"""A plan entered in one month, judged in the two that follow."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

import pandas as pd
import pytest

from .conftest import ROOT, salesmgmt

pytestmark = pytest.mark.slow
MONTHS = ["2026-08", "2026-09", "2026-10"]
TEAMS = ["T02", "T06", "T11"]
#: Who sells on as before, and whose sales are three times as much from the month after the plan on.
STEADY, RISING = "R010", "R046"
NAMES = {STEADY: "Zhao Jiayi", RISING: "Zhang Tingting"}
PLANS = f"""plan,rep,month,measure,action,owner,due
P1,{STEADY},2026-08,sales,Review three deals a week,R047,2026-12-31
P2,{RISING},2026-08,sales,Visit with a senior,R047,2026-12-31
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By month: the words of the page of three teams of the sample, the plan entered in the first."""
    folder = tmp_path_factory.mktemp("plan") / "acme"
    folder.mkdir()
    (folder / "client.yaml").write_text("name: Acme\nlanguages: [en]\n", "utf-8")
    org = pd.read_csv(ROOT / "data/sample/org.csv", dtype=str).query("team in @TEAMS")
    org.to_csv(folder / "org.csv", index=False)
    sales = pd.read_csv(ROOT / "data/sample/sales.csv").query("rep in @org['rep']")
    raised = (sales["rep"] == RISING) & (sales["month"] > MONTHS[0])
    sales["amount"] *= raised.map({True: 3, False: 1})
    sales[["month", "rep", "amount"]].to_csv(folder / "sales.csv", index=False)
    targets = pd.read_csv(ROOT / "data/sample/targets.csv", dtype=str)
    targets[targets["unit"].isin(org["rep"])].to_csv(folder / "targets.csv", index=False)
    (folder / "plans.csv").write_text(PLANS, "utf-8")
    reports = folder.parent / "reports"
    arguments = ["--months", f"{MONTHS[0]}..{MONTHS[-1]}", "--select", "04*", "--reports", str(reports)]
    run = salesmgmt("run", str(folder), *arguments)
    assert run.returncode == 0, run.stderr
    return {month: (reports / f"acme/{month}/en/04_gaps.html").read_text("utf-8") for month in MONTHS}


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def _told(page: str, rep: str) -> str:
    """The sentence on a rep's plan under "What became of our plans?"."""
    (said,) = re.findall(rf"{rep}: the plan of Aug 2026 [^.]*(?:\.\d[^.]*)*\.", _text(page))
    return said


def _sheet(page: str, rep: str) -> str:
    (sheet,) = re.findall(rf'<section class="sheet" id="sheet-{rep}">.*?</section>', page, re.S)
    return _text(sheet)


def _table(page: str, month: str) -> pd.DataFrame:
    """The table of plans as its reader takes it away."""
    (link,) = re.findall(rf'download="acme_{month}_plans\.csv" href="data:text/csv;base64,([^"]+)"', page)
    return pd.read_csv(BytesIO(b64decode(link))).set_index("Rep")


def test_in_its_own_month_a_plan_is_too_young(pages: dict[str, str]) -> None:
    for rep in (STEADY, RISING):
        assert _told(pages[MONTHS[0]], NAMES[rep]).endswith("is too young to be judged.")
        assert "too young to be judged before the month after is over" in _sheet(pages[MONTHS[0]], rep)


@pytest.mark.parametrize(("month", "n"), [(MONTHS[1], 1), (MONTHS[2], 2)])
def test_in_the_months_after_it_is_judged_with_the_interval_of_what_is_known(
    pages: dict[str, str], month: str, n: int
) -> None:
    table = _table(pages[month], month)
    assert table["Months"].to_dict() == {NAMES[STEADY]: n, NAMES[RISING]: n}
    sold = pd.read_csv(ROOT / "data/sample/sales.csv").query("rep == @STEADY")
    since = sold[sold["month"].isin(MONTHS[1 : 1 + n])]["amount"].sum() / n
    steady, rising = table.loc[NAMES[STEADY]], table.loc[NAMES[RISING]]
    assert steady["Since"] == pytest.approx(since)
    assert steady["Expected anyway, low"] < steady["Since"] < steady["Expected anyway, high"]
    assert rising["Expected anyway, high"] < rising["Since"]
    assert rising["By chance"] <= 0.05 < steady["By chance"]


@pytest.mark.parametrize(("month", "n"), [(MONTHS[1], 1), (MONTHS[2], 2)])
def test_page_and_sheet_say_whether_it_moved_and_what_was_to_be_expected(
    pages: dict[str, str], month: str, n: int
) -> None:
    assert "has not moved its measure beyond chance" in _told(pages[month], NAMES[STEADY])
    assert "moved its measure: " in _told(pages[month], NAMES[RISING])
    for rep, outcome in ((STEADY, "Not moved beyond chance so far"), (RISING, "Moved beyond chance")):
        money = r"¥[\d.]+[kM]"
        said = rf"{outcome}: {money} a month since \(months: {n}\), where {money} to {money} are expected"
        assert re.search(said, _sheet(pages[month], rep))
    assert "what do we keep?" in _sheet(pages[month], RISING)
    assert "do we go on, change it or drop it?" in _sheet(pages[month], STEADY)
