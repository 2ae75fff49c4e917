"""What is planted in the sample is named on the page for what it is."""

from pathlib import Path

import pytest

from salesmgmt_kit import gaps, tables, targets
from salesmgmt_kit.gaps import headlines, peers
from salesmgmt_kit.locale import Locale

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


@pytest.fixture(scope="module")
def page():
    """Attribution of the year and the standing of the sample, as the notebook computes them."""
    data = tables.open_client(SAMPLE, month="2026-10")
    given = {"territories": data["territories"], "customers": data["customers"]}
    plan = targets.complete_targets(data["targets"], data["org"], levels=data.levels)
    year = gaps.attribution(data["sales"], data["org"], month=data.month, targets=plan, **given)
    steady = gaps.attribution(data["sales"], data["org"], month=data.month, span=24, **given)
    beside = peers.sales_beside_peers(data["sales"], data["org"], month=data.month, **given)
    parts = gaps.unit_parts(year, data["org"], levels=data.levels)
    return year, peers.judged_by_peers(steady, beside), beside, parts


def test_good_rep_alone_is_named_and_the_lucky_one_is_not(page):
    year, steady, _, _ = page
    said = [Locale("en").sentence(f) for f in headlines.people_findings(year, steady)]
    assert said[0].startswith("R047 sells about ")
    assert "more than luck. Ask how." in said[0]
    assert not any("R013" in sentence for sentence in said)


def test_every_rep_but_the_good_one_is_one_of_the_peers(page):
    verdicts = page[2].reps.set_index("rep")["verdict"]
    assert verdicts[~verdicts.isin(["among", "few"])].to_dict() == {"R047": "above"}


def test_impossible_target_is_laid_to_target_and_patch_and_not_to_the_people(page):
    found = headlines.parts_finding(page[3])
    assert found.facts["unit"] == "T11"
    assert found.facts["given"] < found.facts["gap"] < 0 < found.facts["own"]
    assert {"R085", "R088", "R090"} <= set(headlines.excused(page[0])["rep"])


def test_poorest_patch_is_no_verdict_on_the_person(page):
    """R087 of T11 has the poorest patch but for the intermittent seller."""
    year, _, beside, _ = page
    row = year[year["rep"] != "R063"].nsmallest(1, "patch").iloc[0]
    assert row["rep"] == "R087"
    assert row["patch"] < row["gap"] < 0 <= row["person"]
    assert beside.reps.set_index("rep").loc["R087", "verdict"] == "among"
