import numpy as np
import pandas as pd
import pytest
from scipy import stats

from salesmgmt_kit.kpi import AGGREGATED, NORMALISED, rank_people
from salesmgmt_kit.kpi.ranking import CHOICES, RULES, SCALES


def _people(n=30, k=4, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(size=(n, k)), [f"R{i:02}" for i in range(n)], list("abcd")[:k])


WEIGHTS = pd.Series({"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0})


def test_somebody_who_leads_in_everything_is_first_whatever_is_chosen():
    values = _people()
    values.loc["R05"] = values.max() + 1
    found = rank_people(values, WEIGHTS, draws=200).people.iloc[0]
    assert found["unit"] == "R05"
    assert (found["rank"], found["low"], found["high"]) == (1, 1, 1)
    assert found["firm"]


def test_people_who_differ_by_chance_alone_have_no_firm_rank():
    errors = _people() * 0 + 3.0
    found = rank_people(_people(), WEIGHTS, errors=errors, draws=300)
    assert found.people["firm"].mean() < 0.2
    assert found.shares.set_index("choice")["share"].idxmax() == "chance"


def test_without_errors_chance_has_no_share():
    shares = rank_people(_people(), WEIGHTS, draws=200).shares.set_index("choice")
    assert shares.loc["chance", "total"] == 0
    assert shares["share"].sum() <= 1.2  # estimated from 200 draws
    assert shares["total"].sum() > 0.8


def test_interval_covers_the_rank_by_other_weights():
    """Of rankings by weights drawn the same way, about nine tenths lie inside."""
    values, rng = _people(), np.random.default_rng(7)
    found = rank_people(values, WEIGHTS, draws=400).people.set_index("unit").loc[values.index]
    scaled = (values - values.min()) / (values.max() - values.min())
    inside = []
    for _ in range(200):
        ranks = (-scaled @ rng.dirichlet(60 * WEIGHTS / WEIGHTS.sum())).rank(method="min")
        inside.append(((found["low"] <= ranks) & (ranks <= found["high"])).mean())
    assert np.mean(inside) > 0.85


def test_the_same_seed_gives_the_same_ranking_in_any_currency():
    values = _people()
    once, again = rank_people(values, WEIGHTS, draws=50), rank_people(values * 100, WEIGHTS, draws=50)
    pd.testing.assert_frame_equal(once.people, again.people)


def test_less_is_better_turns_a_kpi_round():
    values = pd.DataFrame({"days": np.arange(12.0)}, [f"R{i}" for i in range(12)])
    found = rank_people(values, pd.Series({"days": 1.0}), up=pd.Series({"days": False}), draws=20)
    assert found.people["unit"].iloc[0] == "R0"


def test_ranks_are_those_of_the_given_weights():
    values = _people()
    scaled = (values - values.min()) / (values.max() - values.min())
    expected = (-(scaled * WEIGHTS).sum(axis=1)).rank(method="min")
    found = rank_people(values, WEIGHTS, draws=20).people.set_index("unit")["rank"]
    assert found.to_dict() == pytest.approx(expected.to_dict())


def _slow_twin(values, weights, errors, *, draws, seed):
    """Ranks and shares with everything computed anew in every draw, and ranks by scipy."""
    rng, shares = np.random.default_rng(seed), weights.to_numpy() / weights.sum()

    def draw():
        drawn, scale, rule = rng.dirichlet(60 * shares), str(rng.choice(SCALES)), str(rng.choice(RULES))
        return {"scale": scale, "weights": drawn, "rule": rule, "chance": rng.standard_normal(values.shape)}

    def ranks(choice):
        scaled = NORMALISED[choice["scale"]](values.to_numpy() + errors * choice["chance"])
        stretched = 1 + 99 * (scaled - scaled.min()) / np.ptp(scaled)
        composite = [AGGREGATED[choice["rule"]](row[None, :], choice["weights"])[0] for row in stretched]
        return stats.rankdata(-np.array(composite), method="min")

    base = ranks({"scale": "min_max", "weights": shares, "rule": "arithmetic", "chance": 0.0})
    drawn = np.array([ranks(draw()) for _ in range(draws)])
    ours, theirs = ([draw() for _ in range(draws)] for _ in range(2))
    a, b = (np.array([np.abs(ranks(c) - base).mean() for c in block]) for block in (ours, theirs))
    total = np.var([*a, *b])
    rows = []
    for choice in CHOICES:
        mixed = [ranks({**x, choice: y[choice]}) for x, y in zip(ours, theirs, strict=True)]
        off = np.abs(np.array(mixed) - base).mean(axis=1)
        rows.append([total - np.mean((b - off) ** 2) / 2, np.mean((a - off) ** 2) / 2])
    return base, drawn, np.clip(rows, 0, None) / total


@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_slow_twin_gives_the_same_ranks_and_shares(spread):
    values = _people(20).round(1)  # so that some are tied
    errors = values * 0 + spread
    base, drawn, shares = _slow_twin(values, WEIGHTS, errors.to_numpy(), draws=40, seed=5)
    found = rank_people(values, WEIGHTS, errors=errors, draws=40, seed=5)
    people = found.people.set_index("unit").loc[values.index]
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0, method="nearest")
    np.testing.assert_array_equal(people[["rank", "low", "high"]].to_numpy().T, [base, low, high])
    np.testing.assert_allclose(found.shares[["share", "total"]], shares, rtol=1e-9, atol=1e-12)


def test_people_with_the_same_figures_share_their_rank():
    values = pd.concat([_people(9), _people(9).add_prefix("S", axis=0)])
    ranks = rank_people(values, WEIGHTS, draws=20).people.set_index("unit")["rank"]
    assert all(ranks[f"R{i:02}"] == ranks[f"SR{i:02}"] for i in range(9))
