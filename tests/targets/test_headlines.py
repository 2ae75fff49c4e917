import json

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.findings import from_json, to_json
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import attainment, coverage, forecast, headlines, reach, standing

from .builders import MONTH, monthly

LEVEL = [100.0] * 48
NOTHING = pd.DataFrame(
    {"unit": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[ns]"), "target": []}
)


def _world(teams, targets=None):
    """Actuals and targets of a company of teams; values and targets by team, the month's target constant."""
    parts = [monthly(np.sum([np.asarray(v) for v in teams.values()], axis=0), unit="company", tier="company")]
    parts += [monthly(v, unit=u).assign(depth=1, parent="company") for u, v in teams.items()]
    year = pd.date_range("2026-01-01", "2026-12-01", freq="MS")
    rows = [(u, m, float(t)) for u, t in (targets or {}).items() for m in year]
    plan = pd.DataFrame(rows, columns=["unit", "month", "target"]) if rows else NOTHING
    return pd.concat(parts, ignore_index=True), plan


def _said(teams, targets=None):
    actuals, plan = _world(teams, targets)
    attained = attainment(actuals, plan, month=MONTH)
    chances = reach(forecast(actuals, month=MONTH), actuals, plan, month=MONTH)
    found = headlines.findings(attained, chances, month=MONTH)
    return [Locale("en").sentence(f) for f in found], found


def test_short_month_names_number_comparison_and_cause():
    (first, *_), found = _said({"A": LEVEL, "B": [50.0] * 48}, {"company": 200, "A": 130, "B": 70})
    assert first == (
        "Oct 2026: sales of ¥150 are ¥50 below target (75.0%); "
        "A alone makes up 60.0% of all shortfalls (−¥30)."
    )
    assert found[0].tone == "act"


def test_short_month_without_a_unit_to_blame():
    (first, *_), _ = _said({"A": LEVEL}, {"company": 125})
    assert first == "Oct 2026: sales of ¥100 are ¥25 below target (80.0%)."


def test_met_target_with_a_unit_short():
    (first, *_), found = _said({"A": LEVEL, "B": LEVEL}, {"company": 150, "A": 40, "B": 110})
    assert first == (
        "Oct 2026: sales of ¥200 are ¥50 above target (133.3%); "
        "A added most (+¥60), while 1 of 2 units fell short."
    )
    assert found[0].tone == "good"


def test_met_target_with_every_unit_ahead():
    (first, *_), _ = _said({"A": LEVEL, "B": LEVEL}, {"company": 150, "A": 90, "B": 60})
    assert "no unit fell short, and B added most (+¥40)" in first


def test_single_unit_without_tiers_below():
    actuals, plan = monthly(LEVEL, unit="company", tier="company"), _world({"A": LEVEL}, {"company": 50})[1]
    found = headlines.month_finding(attainment(actuals, plan, month=MONTH), month=MONTH)
    assert Locale("en").sentence(found) == "Oct 2026: sales of ¥100 are ¥50 above target (200.0%)."


def test_zero_plan():
    (first, second, *_), _ = _said({"A": LEVEL}, {"company": 0, "A": 0})
    assert first == "Oct 2026: sales of ¥100 against a target of zero."
    assert second == "The fiscal year so far brought ¥1.00k: 0.0% on last year."


def test_no_targets_at_all_compare_with_last_year():
    grown = [100.0] * 47 + [120.0]
    said, _ = _said({"A": grown, "B": LEVEL})
    assert said[0] == ("Oct 2026: sales of ¥220 are +10.0% on the same month last year; A moved most (+¥20).")
    assert len(said) == 2


def test_missing_last_year_compares_with_the_month_before():
    (first,), _ = _said({"A": [80.0] * 9 + [60.0], "B": [20.0] * 10})
    assert first == "Oct 2026: sales of ¥80 are −20.0% on the month before; A moved most (−¥20)."


def test_first_month_has_nothing_to_compare_with():
    (first,), _ = _said({"A": [80.0]})
    assert first == "Oct 2026: sales are ¥80, with nothing to compare them with yet."


def test_negative_sales_are_said_without_a_percentage():
    (first, *_), _ = _said({"A": [-5.0] * 47 + [-9.0]})
    assert first == "Oct 2026: sales of −¥9 are −¥4 on the same month last year."


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (130, "almost certainly be missed"),
        (103.2, "probably be missed"),
        (100, "is open"),
        (97, "probably be reached"),
        (60, "almost certainly be reached"),
    ],
)
def test_probability_of_the_year_is_said_in_words(target, words):
    year = pd.DataFrame(
        {
            "horizon": "year", "tier": "company", "unit": "company", "depth": 0, "target": [float(target)],
            "probability": np.interp([target], [60, 97, 100, 103.2, 130], [0.99, 0.8, 0.5, 0.2, 0.01]),
            "expected": 100.0, "low": 90.0, "high": 110.0, "known": 80.0, "expected_share": 100 / target,
        }
    )  # fmt: skip
    actuals, plan = _world({"A": LEVEL})
    found = headlines.findings(attainment(actuals, plan, month=MONTH), year, month=MONTH)
    assert any(words in Locale("en").sentence(f) for f in found)


def test_remote_units_are_named_with_what_they_would_have_to_sell():
    said, _ = _said({"A": LEVEL, "B": LEVEL}, {"company": 200, "A": 150, "B": 50})
    assert "Talk about the year's target with A: each reaches it with a probability below 20%." in said
    assert "A would have to sell ¥800 in the rest of the year; ¥200 are expected." in said


def test_no_more_than_six_units_are_named():
    said, _ = _said({f"U{i}": LEVEL for i in range(9)}, {f"U{i}": 150 for i in range(9)})
    (talk,) = [s for s in said if s.startswith("Talk")]
    assert "U5" in talk
    assert "…" in talk
    assert "U6" not in talk


@pytest.mark.parametrize("targets", [None, {"company": 0, "A": 0}, {"company": 150, "A": 50}])
def test_facts_are_those_said_and_survive_the_notebook(targets):
    _, found = _said({"A": LEVEL}, targets)
    stored = json.loads(json.dumps(to_json(found), allow_nan=False))
    assert [Locale("zh").sentence(f) for f in from_json(stored)] == [Locale("zh").sentence(f) for f in found]


def test_standing_names_the_furthest_behind():
    actuals, plan = _world({"A": LEVEL, "B": LEVEL}, {"A": 150, "B": 90})
    found = headlines.standing_finding(standing(attainment(actuals, plan, month=MONTH)))
    assert Locale("en").sentence(found) == (
        "Behind target in the fiscal year so far: 1 of 2 units, A most of all (−¥500)."
    )
    assert headlines.standing_finding(standing(attainment(monthly([1.0]), NOTHING, month=MONTH))).facts == {}


def _covered(inside, n):
    return coverage(pd.DataFrame({"covered": [True] * inside + [False] * (n - inside), "level": 0.8}))


@pytest.mark.parametrize(
    ("inside", "n", "words"),
    [
        (151, 192, "151 of 192 actual months lay inside the 80% interval foreseen the month before (78.6%)"),
        (120, 192, "too narrow"),
        (190, 192, "wider than need be"),
        (1620, 2000, "can be trusted"),
        (3, 5, "can be trusted"),
    ],
)
def test_past_intervals_are_judged(inside, n, words):
    (found,) = headlines.accuracy_findings(_covered(inside, n))
    assert words in Locale("en").sentence(found)


def test_nothing_tested_is_said():
    (found,) = headlines.accuracy_findings(_covered(0, 0))
    assert "No month could be tested" in found.template


def test_odd_models_and_short_histories_are_said_in_words():
    noise = 100 * np.exp(np.random.default_rng(0).normal(0, 0.1, 48))
    parts = [
        monthly(noise),
        monthly(noise[:15], unit="T15"),
        monthly(noise[:5], unit="T5"),
        monthly([1.0], unit="T0"),
    ]
    result = forecast(pd.concat(parts), month=MONTH)
    said = " ".join(Locale("en").sentence(f) for f in headlines.model_findings(result))
    assert "knows no season: T15." in said
    assert "rough one: T5." in said
    assert "Too new for any forecast: T0." in said


def test_unconverged_estimates_are_said():
    result = forecast(monthly(100 * np.exp(np.random.default_rng(0).normal(0, 0.1, 48))), month=MONTH)
    result.diagnostics.loc[0, "converged"] = False
    (found,) = headlines.model_findings(result)
    assert "in doubt: T1" in Locale("en").sentence(found)


def test_a_drawing_says_when_some_units_had_no_room():
    rows = pd.DataFrame({"unit": list("abcd")})
    whole, part = headlines.drawn("gap", rows, rows), headlines.drawn("gap", rows.head(3), rows)
    assert "shown are" not in Locale("en").sentence(whole)
    assert "shown are 3 of 4 units" in Locale("en").sentence(part)
