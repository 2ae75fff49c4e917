import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.gaps import volume_mix_rate
from salesmgmt_kit.gaps.breakdown import unit_shifts
from salesmgmt_kit.gaps.breakdown.shifts import EFFECTS

from ..test_chain import ACTUAL, BASE, LEVELS, ORG, _deals, deal


def _shifts(rows, base=BASE, actual=ACTUAL):
    return unit_shifts(_deals(rows), ORG, levels=LEVELS, base=base, actual=actual)


def _twin(rows, owner):
    """Effects over the segments that ``owner`` gives each rep, by the function for two frames."""
    frame = pd.DataFrame(
        [
            (owner[rep], month, 1.0, amount if won else 0.0)
            for rep, month, won, amount in rows
            if rep in owner
        ],
        columns=["segment", "month", "volume", "value"],
    )
    parts = [
        frame[frame["month"].isin(span)].groupby("segment")[["volume", "value"]].sum()
        for span in (BASE, ACTUAL)
    ]
    return volume_mix_rate(*parts).sum()


@settings(max_examples=20, deadline=None)
@given(st.lists(deal, min_size=1, max_size=40))
def test_every_units_effects_are_those_of_volume_mix_rate_and_sum_to_its_gap(rows):
    found = _shifts(rows).set_index("unit")
    owners = {"company": {"R1": "D1", "R2": "D1", "R3": "D2"}, "T1": {"R1": "R1", "R2": "R2"}}
    for unit, owner in owners.items():
        if unit in found.index:
            row = found.loc[unit]
            assert row[list(EFFECTS)].to_numpy(float) == pytest.approx(
                _twin(rows, owner).to_numpy(), abs=1e-6
            )
            assert row[list(EFFECTS)].sum() == pytest.approx(row["gap"], abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.lists(deal, min_size=1, max_size=40))
def test_effects_change_sign_when_the_periods_swap(rows):
    there, back = _shifts(rows), _shifts(rows, ACTUAL, BASE)
    assert there[list(EFFECTS)].to_numpy() == pytest.approx(-back[list(EFFECTS)].to_numpy(), abs=1e-6)


def _market(rng, dear_before, dear_after):
    """Two departments: R1's deals are ten times as large as R3's; so many of each period's 200 are R1's."""
    rows = []
    for span, dear in ((BASE, dear_before), (ACTUAL, dear_after)):
        rows += [
            ("R1", span[0], bool(rng.random() < 0.5), int(10_000 * rng.lognormal(0, 0.3)))
            for _ in range(dear)
        ]
        rows += [
            ("R3", span[0], bool(rng.random() < 0.5), int(1_000 * rng.lognormal(0, 0.3)))
            for _ in range(200 - dear)
        ]
    return rows


def test_intervals_are_those_of_deals_drawn_again():
    rows = _market(np.random.default_rng(1), 100, 60)
    row = _shifts(rows).set_index("unit").loc["company"]
    sd = [(row[f"{name}_high"] - row[f"{name}_low"]) / 2 / 1.959964 for name in EFFECTS]
    rng, owner = np.random.default_rng(2), {"R1": "D1", "R3": "D2"}

    def drawn():
        times = rng.poisson(1, len(rows))
        return _twin([row for row, n in zip(rows, times, strict=True) for _ in range(n)], owner)

    twin = np.std([drawn() for _ in range(300)], axis=0, ddof=1)
    assert sd == pytest.approx(list(twin), rel=0.15)


def test_shift_to_the_cheap_department_is_told_and_none_where_there_is_none():
    moved = _shifts(_market(np.random.default_rng(1), 120, 50)).set_index("unit").loc["company"]
    assert moved["mix"] < 0
    assert moved["mix_p"] < 1e-4
    still = [
        _shifts(_market(np.random.default_rng(seed), *np.random.default_rng(seed).binomial(200, 0.5, 2)))
        .set_index("unit")
        .loc["company", "mix_p"]
        for seed in range(60)
    ]
    assert np.mean(np.array(still) < 0.05) <= 0.12


def test_no_interval_under_ten_deals():
    row = _shifts([("R1", BASE[0], True, 100)] * 9 + [("R3", ACTUAL[0], True, 50)] * 20).iloc[0]
    assert np.isnan([row["mix_low"], row["mix_high"], row["mix_p"]]).all()


def test_a_period_is_not_held_against_itself():
    assert _shifts([("R1", ACTUAL[0], True, 100)] * 20, base=ACTUAL).empty
