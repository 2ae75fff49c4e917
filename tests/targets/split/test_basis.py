import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import units
from salesmgmt_kit.targets.split import allocate
from salesmgmt_kit.targets.split.basis import WEIGHTS, abilities, claims, lineage, reasons

from ..builders import LEVELS, MONTH

SPAN = pd.date_range("2027-01-01", periods=12, freq="MS")
REPS = [f"R{i}" for i in range(6)]
ORG = pd.DataFrame(
    {
        "rep": REPS,
        "team": ["T1", "T1", "T2", "T2", "T3", "T3"],
        "department": ["D1"] * 4 + ["D2"] * 2,
        "territory": [f"A{i}" for i in range(6)],
        "hire_date": pd.Timestamp("2015-01-01"),
        "leave_date": pd.NaT,
    }
)
MONTHS = pd.date_range(end=MONTH, periods=12, freq="MS")


def _sales(by_rep):
    rows = [(m, rep, float(a), f"{rep}-{m.month % 3}") for rep, a in by_rep.items() for m in MONTHS]
    return pd.DataFrame(rows, columns=["month", "rep", "amount", "customer"])


def _territories(potential):
    return pd.DataFrame({"territory": [f"A{i}" for i in range(6)], "potential": np.asarray(potential, float)})


SALES = _sales(dict.fromkeys(REPS, 10))
EVEN = _territories([480] * 6)


def _share(**options):
    options = {"month": MONTH, "span": SPAN, "territories": EVEN, **options}
    return claims(options.pop("org", ORG), options.pop("sales", SALES), **options).reps.set_index("rep")[
        "share"
    ]


def test_untapped_potential_by_hand():
    # 120 a year are sold everywhere; what is left is 120 in one territory and 360 in five.
    shares = _share(territories=_territories([240] + [480] * 5), weights={"potential": 1.0})
    assert shares.to_dict() == pytest.approx({"R0": 120 / 1920, **dict.fromkeys(REPS[1:], 360 / 1920)})


def test_weights_mix_the_components_and_what_is_unknown_drops_out():
    rising = _sales({rep: 10 * (i + 1) for i, rep in enumerate(REPS)})
    shares = _share(
        sales=rising, territories=None, weights={"forecast": 3.0, "customers": 1.0, "potential": 4.0}
    )
    assert shares["R5"] == pytest.approx(0.75 * 6 / 21 + 0.25 / 6)
    with pytest.raises(ValueError, match="none of potential can be known"):
        _share(territories=None, weights={"potential": 1.0})
    with pytest.raises(ValueError, match="weights must be 0 or more"):
        _share(weights={"luck": 1.0})


def test_new_rep_counts_in_part_and_leaver_not_at_all():
    org = ORG.copy()
    org.loc[0, "hire_date"] = SPAN[0]
    org.loc[1, "leave_date"] = pd.Timestamp("2026-11-30")
    shares = _share(org=org, weights={"customers": 1.0})
    assert "R1" not in shares
    # Hired with the first month: six months from a half to the whole, then six whole ones.
    assert shares["R0"] / shares["R2"] == pytest.approx(
        (sum(0.5 + i / 12 for i in range(6)) + 6) / 12, abs=0.01
    )


weights = st.fixed_dictionaries({k: st.floats(0, 1) for k in WEIGHTS}).filter(
    lambda w: max(w.values()) > 0.01
)
potentials = st.lists(st.integers(1, 10_000), min_size=6, max_size=6)


@settings(max_examples=80, deadline=None)
@given(potentials, st.integers(0, 5), st.integers(1, 10_000), weights, st.integers(0, 2**32 - 1))
def test_more_potential_never_lowers_a_share(potential, rep, more, weights, seed):
    rng = np.random.default_rng(seed)
    sales = SALES.assign(amount=SALES["amount"] * rng.gamma(2, size=len(SALES)))
    sales = sales[~((sales["rep"] == "R5") & (sales["month"] < MONTHS[rng.integers(12)]))]
    richer = list(potential)
    richer[rep] += more
    before = _share(sales=sales, territories=_territories(potential), weights=weights)
    after = _share(sales=sales, territories=_territories(richer), weights=weights)
    assert after[f"R{rep}"] >= before[f"R{rep}"] - 1e-12


@settings(max_examples=30, deadline=None)
@given(potentials, st.permutations(range(6)), st.floats(0.01, 1e6), weights, st.integers(0, 2**32 - 1))
def test_neither_order_nor_currency_changes_a_share(potential, order, factor, weights, seed):
    rng = np.random.default_rng(seed)
    sales = SALES.assign(amount=SALES["amount"] * rng.gamma(2, size=len(SALES)))
    once = _share(sales=sales, territories=_territories(potential), weights=weights)
    other = _share(
        org=ORG.iloc[list(order)].reset_index(drop=True),
        sales=sales.assign(amount=sales["amount"] * factor).sample(frac=1, random_state=1),
        territories=_territories(np.array(potential) * factor),
        weights=weights,
    )
    assert other[once.index].to_numpy() == pytest.approx(once.to_numpy())


def test_ability_is_shrunk_and_chance_is_none():
    rng = np.random.default_rng(3)
    noise = SALES.assign(amount=rng.normal(100, 20, len(SALES)))
    potential = pd.Series(480.0, pd.Index(REPS, name="rep"))
    assert (abilities(noise, potential, month=MONTH) - 1).abs().max() < 0.1
    skilled = noise.assign(amount=noise["amount"] * np.where(noise["rep"] == "R5", 2, 1))
    found = abilities(skilled, potential, month=MONTH)
    assert found.idxmax() == "R5"
    assert 1.3 < found["R5"] < 2


def test_reasons_add_up_to_every_target():
    sales = _sales({rep: 10 * (i + 1) for i, rep in enumerate(REPS)})
    tree = units.tree(ORG, levels=LEVELS)
    made_of = claims(ORG, sales, month=MONTH, span=SPAN, territories=EVEN)
    limits = pd.DataFrame({"unit": ["R0"], "floor": [3000.0]})
    split = allocate(made_of.reps[["rep", "share"]], tree, 10_000, over={"rep": 0.1}, limits=limits)
    steps = reasons(made_of, split, lineage(tree)).pivot(index="unit", columns="step", values="amount")
    targets = split.units.set_index("unit")["target"]
    assert steps.sum(axis=1)[targets.index].to_numpy() == pytest.approx(targets.to_numpy())
    assert steps.loc["R0", "limits"] > 100
    assert steps.loc["R5", "forecast"] > 0 > steps.loc["R1", "forecast"]
    assert steps.loc[REPS, "even"].to_numpy() == pytest.approx([10_000 / 6] * 6)
