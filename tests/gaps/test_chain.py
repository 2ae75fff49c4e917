from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit import tables
from salesmgmt_kit.gaps.chain import bridge, side_by_side
from salesmgmt_kit.gaps.counting import DEALS, Factor
from salesmgmt_kit.gaps.periods import compared
from salesmgmt_kit.gaps.segments import volume_mix_rate

ROOT = Path(__file__).parents[2]
MAVEN = ROOT.parent / "shared" / "data" / "maven_crm"
LEVELS = ["department", "team"]
BASE, ACTUAL = (pd.date_range(first, periods=3, freq="MS") for first in ("2026-05-01", "2026-08-01"))
ORG = pd.DataFrame(
    {
        "rep": ["R1", "R2", "R3"],
        "team": ["T1", "T1", "T2"],
        "department": ["D1", "D1", "D2"],
    }
)

deal = st.tuples(
    st.sampled_from(["R1", "R2", "R3"]),
    st.sampled_from([*BASE, *ACTUAL]),
    st.booleans(),
    st.integers(-500, 90_000),
)


def _deals(rows):
    return pd.DataFrame(
        {
            "rep": [r for r, *_ in rows],
            "closed": pd.to_datetime([m for _, m, *_ in rows]) + pd.Timedelta(9, "D"),
            "outcome": ["won" if w else "lost" for *_, w, _ in rows],
            "amount": np.array([a for *_, a in rows], float),
        }
    )


def _bridge(rows, base=BASE, actual=ACTUAL):
    return bridge(_deals(rows), ORG, levels=LEVELS, base=base, actual=actual)


@settings(max_examples=30, deadline=None)
@given(st.lists(deal, min_size=1, max_size=40))
def test_effects_sum_to_the_gap_and_change_sign_at_every_unit(rows):
    there, back = _bridge(rows), _bridge(rows, ACTUAL, BASE)
    sums = there.effects.groupby("unit")["effect"].sum()
    gaps = there.units.set_index("unit")["gap"]
    assert sums[gaps.index].to_numpy() == pytest.approx(gaps.to_numpy(), abs=1e-6)
    assert there.effects["effect"].to_numpy() == pytest.approx(-back.effects["effect"].to_numpy(), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.lists(deal, min_size=1, max_size=40))
def test_gaps_of_children_sum_to_their_parent_and_scale_with_the_currency(rows):
    found = _bridge(rows).units
    children = found[found["depth"] > 0].groupby("parent")["gap"].sum()
    assert children.to_numpy() == pytest.approx(
        found.set_index("unit").loc[children.index, "gap"].to_numpy(), abs=1e-6
    )
    scaled = _bridge([(*row[:3], row[3] * 7) for row in rows])
    assert scaled.effects["effect"].to_numpy() == pytest.approx(
        7 * _bridge(rows).effects["effect"].to_numpy(), abs=1e-5
    )


def test_unit_without_a_win_loses_by_its_win_rate_alone():
    rows = [("R1", BASE[0], True, 100)] * 2 + [("R1", BASE[0], False, 0)] * 2
    rows += [("R1", ACTUAL[0], False, 0)] * 4
    effects = _bridge(rows).effects.query("unit == 'R1'").set_index("factor")
    assert effects["effect"].to_dict() == pytest.approx({"closed": 0, "win_rate": -200, "size": 0})
    assert np.isnan(effects.loc["size", "after"])


def test_unit_that_closed_nothing_before_gained_by_its_deals_alone():
    effects = _bridge([("R3", ACTUAL[0], True, 100)]).effects.query("unit == 'R3'").set_index("factor")
    assert effects["effect"].to_dict() == pytest.approx({"closed": 100, "win_rate": 0, "size": 0})


def test_intervals_are_those_of_deals_drawn_one_by_one():
    rng = np.random.default_rng(5)
    rows = [
        ("R1", months[0], bool(rng.random() < 0.5), int(rng.lognormal(9, 1)))
        for months in (BASE, ACTUAL)
        for _ in range(80)
    ]
    effects = _bridge(rows).effects.query("unit == 'R1'")
    sd = (effects["high"] - effects["low"]).to_numpy() / 2 / 1.959964

    def resampled():
        halves = (rows[:80], rows[80:])
        drawn = [half[i] for half in halves for i in rng.integers(0, 80, rng.poisson(80))]
        return _exact(drawn)

    twin = np.std([resampled() for _ in range(1500)], axis=0, ddof=1)
    assert sd == pytest.approx(twin, rel=0.1)


def _exact(rows):
    """Effects of the three factors, by the closed form of Sun 1998 for three factors."""
    x, y = ([r for r in rows if r[1] in months] for months in (BASE, ACTUAL))
    a, b = (
        (
            len(part),
            sum(r[2] for r in part) / len(part),
            sum(r[3] for r in part if r[2]) / max(1, sum(r[2] for r in part)),
        )
        for part in (x, y)
    )

    def effect(k):
        i, j = (n for n in range(3) if n != k)
        even = (a[i] * a[j] + b[i] * b[j]) / 3 + (a[i] * b[j] + b[i] * a[j]) / 6
        return (b[k] - a[k]) * even

    return [effect(k) for k in range(3)]


OWN = [
    Factor("visits", "activities.visits", 4),
    Factor("per_visit", "opportunities.won", 0.5),
    Factor("size", "opportunities.amount", 100),
]
visit = st.tuples(st.sampled_from(["R1", "R2", "R3"]), st.sampled_from([*BASE, *ACTUAL]), st.integers(0, 9))


def _own(rows, visits, base=BASE, actual=ACTUAL, org=ORG, **options):
    activities = pd.DataFrame(visits, columns=["rep", "month", "visits"])
    options = {"chain": OWN, "activities": activities, "base": base, "actual": actual} | options
    return bridge(_deals(rows), org, levels=LEVELS, **options)


@settings(max_examples=20, deadline=None)
@given(st.lists(deal, min_size=1, max_size=30), st.lists(visit, max_size=20))
def test_own_chain_sums_to_the_gap_or_says_that_it_is_broken(rows, visits):
    there, back = _own(rows, visits), _own(rows, visits, ACTUAL, BASE)
    sums = there.effects.groupby("unit")["effect"].sum(min_count=3)[there.units["unit"]].to_numpy()
    counts = there.units
    broken = [((counts[f"visits_{i}"] == 0) & (counts[f"won_{i}"] > 0)).to_numpy() for i in (0, 1)]
    gaps = np.where(broken[0] | broken[1], np.nan, counts["gap"])
    assert sums == pytest.approx(gaps, abs=1e-6, nan_ok=True)
    assert there.effects["effect"].to_numpy() == pytest.approx(
        -back.effects["effect"].to_numpy(), abs=1e-6, nan_ok=True
    )


def test_base_is_what_the_targets_of_the_factors_ask_of_those_present():
    org = ORG.assign(hire_date=pd.to_datetime(["2020-01-01", "2020-01-01", "2026-09-15"]))
    found = _own(
        [("R1", ACTUAL[0], True, 500)], [("R1", ACTUAL[0], 3)], ACTUAL, ACTUAL, org, against="target"
    )
    asked = found.units.set_index("unit")
    assert asked.loc["R3", ["visits_0", "won_0", "value_0"]].tolist() == [8, 4, 400]
    assert asked.loc["company", "value_0"] == (3 + 3 + 2) * 4 * 0.5 * 100
    effects = found.effects.groupby("unit")["effect"].sum()
    assert effects["company"] == pytest.approx(500 - 1600)


def _people(n, change, rng):
    """Reps whose visits change by so much on average, and whose deals change by chance alone."""
    org = pd.DataFrame({"rep": [f"R{i}" for i in range(n)], "team": "T1", "department": "D1"})
    rows, visits = [], []
    for span, level in ((BASE, 40.0), (ACTUAL, 40.0 * change)):
        for rep in org["rep"]:
            visits += [(rep, span[0], 1 + rng.poisson(level))]
            rows += [(rep, span[0], True, int(rng.lognormal(8, 0.3))) for _ in range(1 + rng.poisson(8))]
    return org, rows, visits


def test_effects_of_an_own_chain_are_told_from_noise_over_reps():
    org, rows, visits = _people(40, 0.5, np.random.default_rng(1))
    found = _own(rows, visits, org=org).effects.query("unit == 'company'").set_index("factor")
    assert found.loc["visits", "p"] < 1e-4
    claimed = []
    for seed in range(40):
        org, rows, visits = _people(30, 1.0, np.random.default_rng(seed))
        found = _own(rows, visits, org=org).effects.query("unit == 'company'")
        claimed.append((found["p"] < 0.05).to_numpy())
    assert np.mean(claimed) <= 0.12


def test_no_interval_under_five_reps_where_reps_are_drawn():
    found = _own(
        [("R1", month, True, 90) for month in (*BASE, *ACTUAL)], [("R1", m, 3) for m in (*BASE, *ACTUAL)]
    )
    assert found.effects.query("unit == 'company'")[["low", "high", "p"]].isna().all().all()


def test_logarithms_agree_where_all_is_positive_and_small():
    rows = [("R1", BASE[0], True, 100)] * 100 + [("R1", ACTUAL[0], True, 104)] * 102
    effects = _bridge(rows).effects.query("unit == 'company'")
    assert effects["lmdi"].to_numpy() == pytest.approx(effects["effect"].to_numpy(), abs=0.5)
    assert effects["lmdi"].sum() == pytest.approx(102 * 104 - 100 * 100)


@settings(max_examples=20, deadline=None)
@given(st.lists(deal, min_size=1, max_size=40))
def test_shift_between_units_is_what_their_effects_lack_of_the_companys(rows):
    found = _bridge(rows)
    by_unit = found.effects.pivot(index="unit", columns="factor", values="effect")
    lacking = by_unit.loc["company"] - by_unit.loc[["D1", "D2"]].sum()
    between = found.between.set_index("factor")["effect"]
    assert between.to_numpy() == pytest.approx(lacking[between.index].to_numpy(), abs=1e-6)
    assert between.sum() == pytest.approx(0, abs=1e-6)
    last = side_by_side(found).iloc[-1]
    assert (last["depth"], last["size"]) == (1, pytest.approx(between["size"]))


def test_false_claims_about_the_company_are_as_rare_as_said():
    rng = np.random.default_rng(6)
    claimed = []
    for _ in range(60):
        rows = [
            ("R1", months[0], bool(rng.random() < 0.4), int(rng.lognormal(9, 0.6)))
            for months in (BASE, ACTUAL)
            for _ in range(rng.poisson(120))
        ]
        effects = _bridge(rows).effects.query("unit == 'company'")
        claimed.append(((effects["low"] > 0) | (effects["high"] < 0)).to_numpy())
    assert np.mean(claimed) <= 0.10


@pytest.fixture(scope="module")
def maven():
    if not MAVEN.is_dir():
        pytest.skip(f"the Maven CRM files are not at {MAVEN}")
    client = tables.open_client(
        ROOT / "examples" / "maven_crm", month="2017-12", settings={"data": str(MAVEN)}
    )
    deals = client["opportunities"]
    spans = compared(deals, month=client.month)
    found = bridge(deals, client["org"], levels=client.levels, base=spans.base, actual=spans.actual)
    return spans, found


def test_fourth_quarter_of_maven_crm_against_the_third(maven):
    spans, found = maven
    assert spans.against == "before"
    assert found.units.set_index("unit")["gap"]["company"] == -179_759
    company = found.effects.query("unit == 'company'").set_index("factor")["effect"]
    assert company[[factor.id for factor in DEALS]].round().tolist() == [-88_927, -54_907, -35_925]


def test_size_by_region_of_maven_crm_hides_behind_the_total(maven):
    _, found = maven
    size = found.effects.query("tier == 'region' and factor == 'size'").set_index("unit")["effect"].round()
    assert size.to_dict() == {"Central": 16_241, "East": 46_658, "West": -97_186}


def test_months_soon_after_the_file_begins_are_no_base():
    opened = pd.to_datetime(["2024-11-01"] + ["2025-03-01"] * 99)
    deals = pd.DataFrame({"opened": opened, "closed": opened + pd.Timedelta(100, "D")})
    late = compared(deals, month=pd.Timestamp("2026-10-01"))
    assert (late.against, late.base[0]) == ("last_year", pd.Timestamp("2025-08-01"))
    early = compared(deals, month=pd.Timestamp("2026-03-01"))
    assert (early.against, early.base[0]) == ("before", pd.Timestamp("2025-10-01"))


@pytest.mark.parametrize("wanted", ["last_year", "before", "target"])
def test_base_that_is_wanted_is_taken_where_it_can_be_had(wanted):
    opened = pd.to_datetime(["2024-11-01"] + ["2025-03-01"] * 99)
    deals = pd.DataFrame({"opened": opened, "closed": opened + pd.Timedelta(100, "D")})
    month = pd.Timestamp("2026-10-01")
    found = compared(deals, month=month, wanted=wanted)
    first = {"last_year": "2025-08-01", "before": "2026-05-01", "target": "2025-08-01"}[wanted]
    assert (found.base[0], found.wanted) == (pd.Timestamp(first), wanted)
    # Without targets of the factors the target is no base; with them it is.
    activities = pd.DataFrame({"rep": ["R1"], "month": [pd.Timestamp("2026-01-01")], "visits": [1]})
    own = compared(deals, month=month, wanted=wanted, chain=OWN, activities=activities)
    assert own.against == ("target" if wanted == "target" else "before")
    # The same months of last year are no base either, since no visits are known of them.
    assert compared(None, month=month, wanted=wanted).against == "before"


def test_mix_is_told_apart_from_size_over_regions(maven):
    _, found = maven
    regions = found.units.query("tier == 'region'").set_index("unit")
    frames = [regions[[f"won_{i}", f"value_{i}"]].set_axis(["volume", "value"], axis=1) for i in (0, 1)]
    effects = volume_mix_rate(*frames)
    assert effects.to_numpy().sum() == pytest.approx(-179_759)
    assert effects["mix"].abs().max() > 0
