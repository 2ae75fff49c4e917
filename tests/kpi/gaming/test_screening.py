import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.kpi.gaming import headlines, screen
from salesmgmt_kit.locale import Locale, catalogue

from .worlds import KPIS, MONTH, SPAN, force

ENGLISH = Locale("en")
#: Words that accuse, of either language.
ACCUSING = (
    "cheat", "fraud", "manipulat", "fake", "dishonest", "gaming", "game the", "trick",
    "作弊", "造假", "舞弊", "操纵", "弄虚", "欺", "虚报", "作假", "刷单",
)  # fmt: skip


def _screened(tables, targets):
    return screen(KPIS, tables, month=MONTH, targets=targets)


def test_claims_are_rare_where_there_is_no_pattern():
    """20 sales forces, seeds 0 to 19: any claim at all as seldom as 5 % of each of two families bring."""
    claimed = sum(_screened(*force(seed=seed))["told"].any() for seed in range(20))
    assert claimed <= stats.binom.ppf(0.999, 20, 0.1)


@pytest.fixture(scope="module")
def planted():
    """Sales lifted over the target, a rep's deals at the end of months, another's idle visits."""
    tables, targets = force()
    sales, deals, activities = (tables[name].copy() for name in ("sales", "opportunities", "activities"))
    sales["amount"] = sales["amount"].where(~sales["amount"].between(950, 999.99), 1001.0)
    late = deals["rep"] == "R05"
    deals.loc[late, "closed"] += pd.offsets.MonthEnd(0)
    fewer = (deals["rep"] == "R07") & (deals["opened"] >= SPAN[12]) & (deals.index % 2 == 0)
    deals = deals[~fewer]
    second = (activities["rep"] == "R07") & (activities["month"] >= SPAN[12])
    activities.loc[second, "visits"] = (activities.loc[second, "visits"] * 2.5).round()
    return _screened({"sales": sales, "opportunities": deals, "activities": activities}, targets)


def test_what_was_planted_is_told_and_no_more(planted):
    told = planted[planted["told"]]
    found = set(zip(told["pattern"], told["unit"], strict=True))
    assert {("bunching", "company"), ("ending", "R05"), ("following", "R07")} <= found
    assert {unit for pattern, unit in found if pattern != "bunching"} <= {"R05", "R07", "company"}


def test_patterns_have_sentences_with_intervals(planted):
    said = [ENGLISH.sentence(f) for f in headlines.pattern_findings(planted)]
    assert any("just above it, where" in s and "of sales" in s for s in said)
    assert any(s.startswith("R05 won 100.0% (") for s in said)
    assert any(s.startswith("R07: visits +") for s in said)
    assert all("a pattern" in s for s in said)
    assert len(headlines.sure_findings(planted)) == 1
    rows = headlines.pattern_rows(planted)
    assert len(rows) == planted["told"].sum()
    assert {"visits", "sales", "Deals won"} <= {ENGLISH.sentence(f) for f in rows["subject"]}


def test_no_sentence_accuses_anybody(planted):
    kinds = planted.drop_duplicates(["pattern", "unit"]).assign(told=True)
    assert set(kinds["pattern"]) == {"bunching", "ending", "following"}
    english = [
        *(f.template for f in headlines.pattern_findings(kinds.groupby("pattern").head(2))),
        *(f.template for f in headlines.pattern_rows(kinds)["subject"]),
        *(part for term in headlines.TERMS for part in term),
        *headlines._TOLD.values(), *headlines._WHAT.values(), *headlines._PATTERNS.values(),
    ]  # fmt: skip
    chinese = catalogue.translations("zh")
    both = "\n".join([*english, *(chinese[text] for text in english if text in chinese)]).lower()
    assert "规律" in both
    assert not [word for word in ACCUSING if word in both]


def test_nothing_beyond_chance_is_said_and_nothing_known_too():
    found = _screened(*force())
    assert [ENGLISH.sentence(f) for f in headlines.pattern_findings(found.assign(told=False))] == [
        "No pattern is more than chance among the 40 people looked at."
    ]
    assert headlines.sure_findings(found.assign(told=False)) == []
    nothing = screen(KPIS, {}, month=MONTH)
    assert nothing.empty
    assert "to look for patterns in" in ENGLISH.sentence(headlines.pattern_findings(nothing)[0])
    assert headlines.sure_findings(nothing) == []
    assert headlines.pattern_rows(nothing).empty


def test_order_of_rows_changes_nothing():
    tables, targets = force(seed=3)
    shuffled = {name: rows.sample(frac=1, random_state=0) for name, rows in tables.items()}
    keys = ["pattern", "kpi", "unit"]
    first, second = (_screened(t, targets).set_index(keys)["p"].sort_index() for t in (tables, shuffled))
    np.testing.assert_allclose(second, first)
