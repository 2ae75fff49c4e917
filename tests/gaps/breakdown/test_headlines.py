import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps.breakdown import ProductBridge, headlines
from salesmgmt_kit.gaps.breakdown.products import EFFECTS
from salesmgmt_kit.locale import Locale

LOCALES = [Locale("en"), Locale("zh")]


def _found(p, *, pieces=True, left_out=0.0):
    """A company and two teams of one rep each whose effects have these p-values, company first."""
    tiers = [("company", "company"), ("T1", "team"), ("T2", "team"), ("R1", "rep")]
    rows = [
        (unit, tier, factor, -(k + 1.0), -(k + 2.0), -float(k), p.get((unit, factor), 0.5))
        for unit, tier in tiers
        for k, factor in enumerate(EFFECTS)
    ]
    effects = pd.DataFrame(rows, columns=["unit", "tier", "factor", "effect", "low", "high", "p"])
    units = pd.DataFrame({"unit": ["company"], "before": [100.0], "now": [85.0], "gap": [-15.0]})
    return ProductBridge(units, effects, pieces, left_out)


def _said(findings, locale=LOCALES[0]):
    return [locale.sentence(f) for f in findings]


def test_only_what_is_more_than_chance_is_named():
    (nothing,) = _said(
        headlines.product_findings(_found({("company", "price"): 0.002, ("R1", "price"): 1e-9}))
    )
    assert nothing.startswith("Neither pieces nor mix nor prices")
    causes = _said(headlines.product_findings(_found({("company", "price"): 0.0002, ("T2", "lost"): 1e-5})))
    assert causes[0].startswith("Prices made −¥3")
    assert causes[1].startswith("T2: −¥5 in a year by products it no longer sells (−¥6 to −¥4)")


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
@pytest.mark.parametrize("factor", EFFECTS)
def test_every_effect_has_its_sentences(factor, locale):
    found = _found({(unit, factor): 1e-9 for unit in ("company", "T1")})
    company, unit = _said(headlines.product_findings(found), locale)
    assert "T1" in unit
    assert "{" not in company + unit + _said([headlines.product_finding(found)], locale)[0]


def test_limits_of_the_data_are_said():
    said = _said(headlines.product_findings(_found({}, pieces=False, left_out=0.1)))
    assert said[1] == "Sales tell no pieces: every order line counts as one."
    assert said[2].startswith("10.0% of the sales name no product or no pieces")
    nothing = ProductBridge(pd.DataFrame(), pd.DataFrame())
    assert headlines.product_findings(nothing) == []
    assert _said([headlines.product_finding(nothing)])[0].startswith("Sales name no product")


def test_shift_between_units_is_told_only_beyond_chance():
    shifts = pd.DataFrame(
        {"unit": ["company", "D1"], "mix": [-5.0, 9.0], "mix_low": [-9.0, 1.0], "mix_high": [-1.0, 17.0],
         "mix_p": [1e-4, 0.4]}
    )  # fmt: skip
    (said,) = headlines.shift_findings(shifts)
    assert (said.facts["unit"], said.tone) == ("company", "act")
    assert headlines.shift_findings(shifts.assign(mix_p=np.nan)) == []
    assert headlines.shift_findings(shifts.iloc[:0]) == []


def test_columns_name_every_effect_with_its_bounds():
    assert [key for key, *_ in headlines.columns()] == list(EFFECTS)
    assert headlines.columns()[2][1:] == ("Price", "signed_money", None, "price_low", "price_high")
