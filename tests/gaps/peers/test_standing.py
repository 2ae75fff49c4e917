import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit.gaps import win_rates
from salesmgmt_kit.gaps.peers import (
    cohorts,
    headlines,
    judged_by_peers,
    rates_beside_peers,
    sales_beside_peers,
)
from salesmgmt_kit.locale import Locale

MONTH = pd.Timestamp("2026-10-01")
SPAN = pd.date_range(end=MONTH, periods=24, freq="MS")
LOCALES = [Locale("en"), Locale("zh")]


def _company(seed, *, reps=60, factors=None, years=None, spread=0.1, noise=0.2):
    """Sales of reps in unequal patches whose abilities differ by ``spread`` and ``factors``."""
    rng = np.random.default_rng(seed)
    names = [f"R{i:03d}" for i in range(reps)]
    potential = rng.lognormal(15, 0.3, reps)
    able = rng.lognormal(0, spread, reps)
    for rep, factor in (factors or {}).items():
        able[rep] = factor
    sold = (potential / 30 * able)[:, None] * rng.lognormal(0, noise, (reps, len(SPAN)))
    org = pd.DataFrame({"rep": names, "team": [f"T{i % 6}" for i in range(reps)], "territory": names})
    org["hire_date"] = MONTH - pd.to_timedelta(np.full(reps, 6.0) if years is None else years, unit="D") * 365
    territories = pd.DataFrame({"territory": names, "potential": potential})
    sales = pd.DataFrame(
        {"rep": np.repeat(names, len(SPAN)), "month": np.tile(SPAN, reps), "amount": sold.ravel()}
    )
    return sales, org, territories


def _beside(company, **more):
    sales, org, territories = company
    return sales_beside_peers(sales, org, month=MONTH, territories=territories, **more)


def _verdicts(found):
    return found.reps.set_index("rep")["verdict"]


def test_rep_who_sells_more_or_less_than_the_peers_is_told_and_nobody_else():
    found = _beside(_company(1, factors={7: 2.0, 20: 0.5}))
    told = _verdicts(found)
    assert told[told.isin(["above", "below"])].to_dict() == {"R007": "above", "R020": "below"}
    assert found.p < 1e-6


def test_poorest_patch_is_held_against_what_peers_would_sell_there():
    sales, org, territories = _company(2, spread=0.02, noise=0.1)
    territories.loc[5, "potential"] /= 6
    sales.loc[sales["rep"] == "R005", "amount"] /= 6
    found = _beside((sales, org, territories)).reps.set_index("rep").loc["R005"]
    assert found["verdict"] in {"among", "alike"}
    assert found["benchmark"] == pytest.approx(found["own"], rel=0.15)


def test_reps_who_are_alike_are_not_held_against_each_other():
    found = _beside(_company(3, spread=0.0))
    assert found.p > 0.02
    assert set(found.reps["verdict"]) == {"alike"}


def test_fewer_than_five_peers_give_no_verdict_and_no_benchmark():
    years = np.array([0.7] * 5 + [6.0] * 55)
    rows = _beside(_company(4, years=years, factors={0: 3.0})).reps.set_index("rep")
    assert rows.loc["R000", "peers"] == 4
    assert rows.loc["R000", "verdict"] == "few"
    assert rows.loc["R000", ["benchmark", "upper", "p"]].isna().all()


def test_benchmark_is_the_middle_of_the_peers_brought_to_the_own_patch():
    sales, org, territories = _company(5, spread=0.2, noise=0.01)
    rows = _beside((sales, org, territories)).reps.set_index("rep")
    peers = cohorts(org, month=MONTH, territories=territories).query("rep == 'R010'")["peer"]
    mean = sales.groupby("rep")["amount"].mean() / territories.set_index("territory")["potential"]
    brought = mean[peers] * territories.set_index("territory").loc["R010", "potential"]
    # Nearly without noise, shrinkage does next to nothing, and neither does the team.
    assert rows.loc["R010", "benchmark"] == pytest.approx(brought.median(), rel=0.05)
    assert rows.loc["R010", "upper"] == pytest.approx(brought.quantile(0.75), rel=0.05)


def test_standing_scales_with_the_currency_and_not_with_the_order_of_reps():
    sales, org, territories = _company(6)
    one = _beside((sales, org, territories)).reps.set_index("rep")
    other = _beside(
        (sales.assign(amount=sales["amount"] * 100), org[::-1].reset_index(drop=True), territories)
    )
    again = other.reps.set_index("rep").loc[one.index]
    money = ["own", "shrunk", "low", "high", "benchmark", "upper"]
    assert (again[money] / 100).to_numpy() == pytest.approx(one[money].to_numpy(), rel=1e-6)
    assert again["p"].to_numpy() == pytest.approx(one["p"].to_numpy(), rel=1e-5)


def test_what_the_whole_team_lacks_is_no_verdict_on_its_reps():
    sales, org, territories = _company(7, spread=0.03)
    hit = sales["rep"].isin(org.loc[org["team"] == "T2", "rep"])
    sales.loc[hit, "amount"] *= 0.6
    assert not _verdicts(_beside((sales, org, territories))).isin(["above", "below"]).any()


def test_rep_who_sold_nothing_at_all_is_legal():
    sales, org, territories = _company(8)
    sales.loc[sales["rep"] == "R003", "amount"] = 0.0
    row = _beside((sales, org, territories)).reps.set_index("rep").loc["R003"]
    assert row["own"] == 0
    assert 0 <= row["shrunk"] < row["benchmark"]


def test_few_reps_are_not_compared():
    sales, org, territories = _company(9, reps=7)
    found = _beside((sales, org, territories))
    assert found.reps.empty
    assert np.isnan(found.p)


def test_pages_speak_with_one_verdict():
    found = _beside(_company(1, factors={7: 1.7}))
    steady = pd.DataFrame({"rep": ["R006", "R007"], "told": [True, False]})
    assert judged_by_peers(steady, found)["told"].tolist() == [False, True]


def _rates(seed, *, rate=None, deals=60, reps=40):
    """Deals of reps with one chance of winning, or with ``rate``, beside the whole of their band."""
    rng = np.random.default_rng(seed)
    names = np.array([f"R{i:03d}" for i in range(reps)])
    chance = np.full(reps, 0.4) if rate is None else rate
    rep = np.repeat(np.arange(reps), deals)
    rows = pd.DataFrame({"rep": names[rep], "closed": pd.Timestamp("2026-05-05")})
    rows["outcome"] = np.where(rng.random(len(rep)) < chance[rep], "won", "lost")
    org = pd.DataFrame({"rep": names, "team": "T1"})
    return rates_beside_peers(win_rates(rows, org, levels=["team"], month=MONTH), org, month=MONTH)


def test_win_rates_that_may_be_alike_are_no_verdict():
    found = _rates(1)
    assert set(found.reps["verdict"]) == {"alike"}
    assert found.reps["benchmark"].between(0.3, 0.5).all()


def test_win_rate_beyond_the_peers_is_told():
    rate = np.full(40, 0.4)
    rate[3], rate[9] = 0.85, 0.02
    told = _verdicts(_rates(2, rate=rate))
    assert told[told.isin(["above", "below"])].to_dict() == {"R003": "above", "R009": "below"}


def test_p_values_of_win_rates_are_even_where_reps_are_alike():
    p = pd.concat([_rates(seed).reps["p"] for seed in range(8)])
    assert (p < 0.05).mean() <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / len(p))


@pytest.mark.parametrize("locale", LOCALES, ids=["en", "zh"])
def test_every_verdict_is_a_sentence(locale):
    rows = _beside(_company(1, factors={7: 2.2, 20: 0.45}, years=np.array([0.5] * 3 + [6.0] * 57)))
    said = [locale.sentence(f) for f in headlines.with_verdicts(rows)["said"]]
    assert len({*said}) == 4
    alike = headlines.peer_findings(_beside(_company(3, spread=0.0)), _rates(1))
    named = headlines.peer_findings(rows, _rates(2, rate=np.repeat([0.2, 0.4, 0.9, 0.4], 10)))
    for sentence in (locale.sentence(f) for f in [*alike, *named]):
        assert "{" not in sentence
    assert [f.tone for f in named][:2] == ["good", "act"]


def test_nobody_named_is_said_so():
    (said,) = headlines.peer_findings(_beside(_company(3, spread=0.0)), _rates(1))
    assert (
        LOCALES[0].sentence(said)
        == "Patch and tenure taken out as far as known, all 60 reps may sell the same: "
        "nobody is held against peers."
    )


def test_nobody_stands_beside_peers_where_nothing_was_closed():
    deals = pd.DataFrame(
        {"rep": pd.Series(dtype="str"), "opened": pd.Series(dtype="datetime64[ns]"),
         "closed": pd.Series(dtype="datetime64[ns]"), "outcome": pd.Series(dtype="str"),
         "amount": pd.Series(dtype=float)}
    )  # fmt: skip
    org = pd.DataFrame({"rep": ["R1", "R2"], "team": ["T1", "T1"], "department": ["D1", "D1"]})
    rates = win_rates(deals, org, levels=["department", "team"], month=pd.Timestamp("2026-10-01"))
    found = rates_beside_peers(rates, org, month=pd.Timestamp("2026-10-01"))
    assert found.reps.empty
    assert np.isnan(found.p)
