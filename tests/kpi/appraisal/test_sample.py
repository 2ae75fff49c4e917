"""What is planted in the sample is said on the page for what it is."""

from pathlib import Path

import numpy as np
import pytest

from salesmgmt_kit import kpi, tables, targets
from salesmgmt_kit.kpi import appraisal
from salesmgmt_kit.locale import Locale

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


@pytest.fixture(scope="module")
def found():
    """Appraisals of the sample, as the notebook computes them, and the catalogue."""
    data = tables.open_client(SAMPLE, month="2026-10")
    plan = targets.complete_targets(data["targets"], data["org"], levels=data.levels)
    card = kpi.scorecard(
        data["kpis"], data, data["org"], levels=data.levels, month=data.month, values=data["kpi_values"],
        targets=plan,
    )  # fmt: skip
    compared = kpi.people(card)
    ranking = kpi.rank_people(compared.values, compared.weights, errors=compared.errors, draws=200)
    rows = appraisal.appraisals(card, compared, ranking, data, levels=data.levels, month=data.month)
    return rows, appraisal.score_sheets(rows, card.kpis)


@pytest.fixture(scope="module")
def sheets(found):
    """The sheets by rep."""
    return {sheet.rep: sheet for sheet in found[1]}


def _said(findings):
    return [Locale("en").sentence(f) for f in findings]


def test_the_thin_patch_is_named_as_not_the_persons_doing(found, sheets):
    (first,) = _said(appraisal.headlines.opening(found[0]))
    assert "which is not their doing" in first
    assert "R087" in first
    (said,) = _said(sheets["R087"].given)
    assert said.startswith("Patch: −")
    assert said.endswith("are not this person's doing.")
    patch = next(effect for effect in sheets["R087"].effects if effect.label == "Patch")
    assert patch.told
    assert -12 < patch.low < patch.points < patch.high < -3
    assert any(text.startswith("In average circumstances") for text in _said(sheets["R087"].plainly))


def test_luck_is_within_chance_and_no_circumstance(found, sheets):
    lucky = found[0].reps.set_index("unit").loc["R013"]
    assert lucky["up"] + lucky["down"] > 0.3
    assert not lucky["given_told"]
    assert _said(sheets["R013"].given) == [
        "No circumstance moved this score by a point or more beyond chance."
    ]


def test_skill_is_not_taken_for_circumstances(found):
    reps = found[0].reps.set_index("unit")
    assert not reps.loc["R047", "given_told"]
    assert reps.loc["R047", "band"] == "S"
    assert reps["score"].idxmax() in {"R047", "R079"} or reps["score"].rank(ascending=False)["R047"] <= 3


def test_the_lenient_manager_alone_is_named(found):
    managers = found[0].managers.managers
    assert managers.loc[managers["told"], "manager"].tolist() == ["M03"]
    assert 0 < managers.iloc[0]["low"] < managers.iloc[0]["high"] < 0.9


def test_everybody_present_has_a_sheet_or_is_said_to_have_none(found, sheets):
    assert len(sheets) == len(found[0].reps)
    text = " ".join(_said(appraisal.headlines.appraisal_findings(found[0])))
    assert f"{len(found[0].left_out)} reps have no appraisal here" in text


def test_points_on_every_sheet_add_up_to_its_score(sheets):
    for sheet in sheets.values():
        assert sum(line.points for line in sheet.lines) == pytest.approx(sheet.score, abs=1e-9)
        known = [step.chance for step in sheet.steps]
        assert np.isnan(known).all() or sum(known) == pytest.approx(1)
        assert sum(step.own for step in sheet.steps) == 1
