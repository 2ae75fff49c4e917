"""Files that nobody here made, read as they are: the public CRM Sales Opportunities of Maven Analytics."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from salesmgmt_kit.tables import check, open_client

EXAMPLE = Path(__file__).parents[2] / "examples" / "maven_crm"
DATA = Path(__file__).parents[3] / "shared" / "data" / "maven_crm"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the public Maven CRM files are not at {DATA}")


@pytest.fixture(scope="module")
def client():
    return open_client(EXAMPLE, month="2017-12", settings={"data": "../../../shared/data/maven_crm"})


def test_won_value_of_december_2017_is_that_of_the_file(client):
    deals = pd.read_csv(DATA / "sales_pipeline.csv")
    won = deals[(deals["deal_stage"] == "Won") & deals["close_date"].str.startswith("2017-12", na=False)]
    sales = client["sales"]
    assert won["close_value"].sum() == 1_131_573
    assert sales.loc[sales["month"] == client.month, "amount"].sum() == 1_131_573


def test_thirty_agents_in_six_teams_and_three_regions_have_sales(client):
    org = client["org"]
    assert client["sales"]["rep"].nunique() == 30
    assert (len(org), org["team"].nunique(), org["region"].nunique()) == (35, 6, 3)
    assert client.levels == ["region", "team"]


def test_odd_cells_are_reported_and_stop_nothing(client):
    problems = check(client)
    assert {problem.severity for problem in problems} == {"warning"}
    assert Counter((p.table, p.column, p.value, p.rule) for p in problems) == {
        ("opportunities", "account", "", "is blank"): 1425,
        ("opportunities", "product", "GTXPro", "not in products"): 1480,
        ("sales", "product", "GTXPro", "not in products"): 729,
    }
    assert {p.fix for p in problems if p.value} == {"Did you mean 'GTX Pro'?"}


def test_all_opportunities_are_there_with_their_outcome(client):
    deals = client["opportunities"]
    assert deals["outcome"].value_counts().to_dict() == {"won": 4238, "lost": 2473}
    assert len(deals) == 8800


def test_a_misspelt_sector_is_read_as_meant(client):
    assert set(client["customers"]["segment"]) >= {"technology"}
    assert "technolgy" not in set(client["customers"]["segment"])
