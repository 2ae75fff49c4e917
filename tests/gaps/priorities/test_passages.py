import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesmgmt_kit.gaps.priorities import first_passages
from salesmgmt_kit.gaps.priorities.passages import FATES

from .worlds import END, MONTH, company, stage_table

DAY = pd.Timestamp("2026-09-01")
NAMES = ("a", "b", "c")


def _passed(ends, moves, stages=None):
    """Passages of deals given as {code: (closed, outcome)} with moves (code, stage, day)."""
    deals = pd.DataFrame(
        [(code, "R1", DAY, closed, outcome) for code, (closed, outcome) in ends.items()],
        columns=["opportunity", "rep", "opened", "closed", "outcome"],
    )
    deals["closed"] = pd.to_datetime(
        [None if day is None else DAY + pd.Timedelta(day, "D") for day in deals["closed"]]
    )
    log = pd.DataFrame(moves, columns=["opportunity", "stage", "entered"])
    log["entered"] = DAY + pd.to_timedelta(log["entered"], "D")
    return first_passages(deals, log, stage_table(NAMES) if stages is None else stages, month=MONTH)


def _told(passed):
    """(stage, day of entry, day of leaving, fate) of every row."""
    days = [(passed[c] - DAY).dt.days for c in ("entered", "left")]
    return [
        (stage, int(entered), None if np.isnan(left) else int(left), fate)
        for stage, entered, left, fate in zip(passed["stage"], *days, passed["fate"], strict=True)
    ]


def test_won_deal_advances_from_every_stage_on_the_day_it_reaches_the_next():
    passed = _passed({"O1": (9, "won")}, [("O1", "a", 0), ("O1", "b", 2), ("O1", "c", 5), ("O1", "won", 9)])
    assert _told(passed) == [("a", 0, 2, "advanced"), ("b", 2, 5, "advanced"), ("c", 5, 9, "advanced")]


def test_deal_sent_back_keeps_its_furthest_stage_until_it_gets_beyond():
    moves = [("O1", "a", 0), ("O1", "b", 2), ("O1", "a", 4), ("O1", "b", 6), ("O1", "c", 8)]
    assert _told(_passed({"O1": (None, None)}, moves)) == [
        ("a", 0, 2, "advanced"),
        ("b", 2, 8, "advanced"),
        ("c", 8, None, "still"),
    ]
    assert _told(_passed({"O1": (None, None)}, moves[:3]))[-1] == ("b", 2, None, "back")
    assert _told(_passed({"O1": (7, "lost")}, moves[:3]))[-1] == ("b", 2, 7, "lost")


def test_skipped_stage_is_passed_in_no_time_and_nobody_stayed_there():
    moves = [("O1", "a", 0), ("O1", "c", 3), ("O2", "a", 0), ("O2", "b", 1)]
    passed = _passed({"O1": (None, None), "O2": (None, None)}, moves)
    passed = passed[passed["opportunity"] == "O1"]
    assert _told(passed) == [("a", 0, 3, "advanced"), ("b", 3, 3, "advanced"), ("c", 3, None, "still")]
    assert passed["skipped"].tolist() == [False, True, False]


def test_stage_entered_by_closing_is_no_stage_of_selling():
    moves = [("O1", "a", 0), ("O1", "dead", 5), ("O2", "a", 0), ("O2", "won", 4)]
    stages = pd.DataFrame({"stage": ["a", "won", "dead"], "position": [1, 2, 3]})
    passed = _passed({"O1": (5, "lost"), "O2": (4, "won")}, moves, stages)
    assert _told(passed) == [("a", 0, 5, "lost"), ("a", 0, 4, "advanced")]


def test_what_came_after_the_month_is_not_known_yet():
    passed = _passed({"O1": (70, "won")}, [("O1", "a", 0), ("O1", "b", 50), ("O1", "c", 65)])
    assert _told(passed) == [("a", 0, 50, "advanced"), ("b", 50, None, "still")]


def test_deals_whose_beginning_or_end_nobody_saw_are_left_out():
    moves = [("O1", "b", 3), ("O2", "a", 3), ("O3", "a", 4)]
    deals = pd.DataFrame(
        {
            "opportunity": ["O1", "O2", "O3", "O4"],
            "rep": "R1",
            "opened": [
                DAY,
                DAY + pd.Timedelta(3, "D"),
                DAY + pd.Timedelta(4, "D"),
                DAY + pd.Timedelta(5, "D"),
            ],
            "closed": pd.NaT,
            "outcome": [None, None, "lost", None],
        }
    )
    log = pd.DataFrame(moves, columns=["opportunity", "stage", "entered"])
    log["entered"] = DAY + pd.to_timedelta(log["entered"], "D")
    passed = first_passages(deals, log, stage_table(NAMES), month=MONTH)
    # O1 was opened before the log begins, O3 was lost on no day, O4 has no move.
    assert passed["opportunity"].tolist() == ["O2"]


def test_no_moves_give_no_rows():
    assert _passed({"O1": (None, None)}, []).empty
    assert _passed({}, []).empty


move = st.tuples(st.sampled_from(["O1", "O2", "O3"]), st.sampled_from(NAMES), st.integers(0, 80))
end = st.tuples(st.one_of(st.none(), st.integers(0, 80)), st.sampled_from(["won", "lost"]))


@settings(max_examples=100, deadline=None)
@given(st.lists(move, max_size=12, unique=True), st.tuples(end, end, end))
def test_passages_are_those_of_the_obvious_loop(moves, ends):
    closings = {f"O{i + 1}": (day, None if day is None else outcome) for i, (day, outcome) in enumerate(ends)}
    moves = [*moves, ("O1", "a", 0)]  # so that the log begins on the day on which all were opened
    assert sorted(_told(_passed(closings, moves)), key=str) == sorted(_loop(closings, moves), key=str)


def _loop(closings, moves, last=(END - DAY).days):
    """First passages, deal by deal and stage by stage."""
    closings = {c: (d, o) if d is not None and d <= last else (None, None) for c, (d, o) in closings.items()}
    moves = [m for m in moves if m[2] <= last]
    before = [m for m in moves if closings[m[0]][0] is None or m[2] < closings[m[0]][0]]
    selling = [name for name in NAMES if any(m[1] == name for m in before)]
    rows = []
    for code, (closed, outcome) in closings.items():
        own = [
            (day, selling.index(stage))
            for deal, stage, day in moves
            if deal == code and stage in selling and (closed is None or day <= closed)
        ]
        for k, name in enumerate(selling if own else []):
            here = [day for day, stage in own if stage >= k]
            beyond = [day for day, stage in own if stage > k]
            if outcome == "won":
                here, beyond = [*here, closed], [*beyond, closed]
            if not here:
                continue
            if beyond:
                rows.append((name, min(here), min(beyond), "advanced"))
            elif outcome == "lost":
                rows.append((name, min(here), closed, "lost"))
            else:
                rows.append((name, min(here), None, "back" if max(own)[1] < k else "still"))
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_whoever_enters_advances_is_lost_went_back_or_is_there(seed):
    opportunities, moves, stages, _ = company(np.random.default_rng(seed), deals=400)
    passed = first_passages(opportunities, moves, stages, month=MONTH)
    counts = passed.groupby(["stage", "fate"], observed=False).size().unstack()[list(FATES)]
    entered = passed.groupby("stage", observed=False).size()
    assert counts.sum(axis=1).tolist() == entered.tolist()
    # Nobody skips a stage here, so each stage receives those who advance from the one before.
    assert entered.iloc[1:].tolist() == counts["advanced"].iloc[:-1].tolist()
    assert counts["advanced"].iloc[-1] == (opportunities["outcome"] == "won").sum()
