import numpy as np
import pandas as pd

from salesmgmt_kit.gaps import bridge, win_rates
from salesmgmt_kit.gaps.sheets import rep_signs
from salesmgmt_kit.locale import Locale

from .builders import MONTH, attributed, facts_of, first, organised

BASE = pd.date_range("2026-05-01", periods=3, freq="MS")
ACTUAL = pd.date_range("2026-08-01", periods=3, freq="MS")


def _deals(*, rate=0.4, closed=40, seed=5):
    """Deals of forty reps in two periods; in the second the first rep wins ``rate`` of ``closed``."""
    rng = np.random.default_rng(seed)
    parts = []
    for rep in range(40):
        for day, n, p in (
            ("2026-06-10", 40, 0.4),
            ("2026-09-10", closed if rep == 0 else 40, rate if rep == 0 else 0.4),
        ):
            won = np.where(rng.random(n) < p, "won", "lost")
            parts.append(pd.DataFrame({"rep": f"R{rep:03d}", "closed": pd.Timestamp(day), "outcome": won,
                                       "amount": rng.lognormal(9, 0.3, n)}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _signs(deals=None, **columns):
    year = attributed(**columns)
    org = organised(year)
    found = facts_of(year)
    if deals is None:
        return rep_signs(found)
    moved = bridge(deals, org, levels=["team"], base=BASE, actual=ACTUAL)
    return rep_signs(found, deals=moved, rates=win_rates(deals, org, levels=["team"], month=MONTH, span=3))


def test_nothing_stands_out_where_nothing_differs():
    assert _signs(_deals()) == {}


def test_ability_is_told_with_its_interval():
    year = attributed()
    planted = {"told": True, "ability": -0.3, "ability_low": -0.4, "ability_high": -0.2}
    planted = {name: first(year[name], value) for name, value in planted.items()}
    ((sign,),) = _signs(**planted).values()
    assert (sign.code, sign.good, sign.said.tone) == ("ability", False, "act")
    assert "30.0% less" in Locale("en").sentence(sign.said)
    assert "20.0% to 40.0%" in Locale("en").sentence(sign.said)


def test_win_rate_that_falls_to_nothing_is_told_twice_as_level_and_as_change():
    signs = _signs(_deals(rate=0.0))
    assert list(signs) == ["R000"]
    assert {(sign.code, sign.good) for sign in signs["R000"]} == {("rate", False), ("win_rate", False)}


def test_twice_as_many_deals_are_told_as_such():
    signs = _signs(_deals(closed=160))
    assert [(sign.code, sign.good) for sign in signs["R000"]] == [("closed", True)]
    assert "against May – Jul 2026" in Locale("en").sentence(signs["R000"][0].said)
