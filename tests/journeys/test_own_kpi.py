"""A consultant's own KPI: one line in kpis.csv, no Python."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, salesmgmt

LINE = "lines,Order lines,订单行数,process,sales.lines,,up,count,16,,,,6,order_lines\n"


def _text(page: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.read_text("utf-8")))


def test_a_line_in_the_catalogue_is_a_kpi_in_both_languages(tmp_path: Path) -> None:
    client = tmp_path / "acme"
    shutil.copytree(ROOT / "data/sample", client)
    with (client / "kpis.csv").open("a", encoding="utf-8") as catalogue:
        catalogue.write(LINE)
    arguments = ["--month", "2026-10", "--select", "02*", "--reports", str(tmp_path / "reports")]
    run = salesmgmt("run", str(client), *arguments)
    assert run.returncode == 0, run.stderr
    for language, name in (("en", "Order lines"), ("zh", "订单行数")):
        text = _text(tmp_path / f"reports/acme/2026-10/{language}/02_kpi.html")
        weights = text[text.index("Table 3" if language == "en" else "表3") :]
        assert text.count(name) >= 4  # measured, weighed, drawn, defined
        assert name in weights
        assert "order_lines" in text


@pytest.mark.parametrize("weight", ["46.0% 22.5% 4.8% 15.0% 11.6%"])
def test_the_public_crm_decides_otherwise_than_its_weights_say(maven_reports: Path, weight: str) -> None:
    """Effective weights of 46, 22, 5, 15, 12 (min-max, normalised R2), to a point."""
    text = _text(maven_reports / "maven_crm/2017-12/en/02_kpi.html")
    rows = re.findall(
        r"(Revenue|Deals closed|Win rate|Deal size|Sales cycle) [\d.]+% ([\d.]+%) [\d.]+% [\d.]+%", text
    )
    assert " ".join(share for _, share in rows) == weight
    assert "Win rates cannot be ranked" in text
