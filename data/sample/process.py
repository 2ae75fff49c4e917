"""Tables of how sales come about: stages, opportunities, activities, KPIs, barriers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import truths
from selling import days
from world import AS_OF, HISTORY, MONTHS, World, after, at, codes, expected, festival, season, team_of

#: First month of the records of opportunities, barriers and KPI values.
RECORDS_FROM = at("2024-11")
#: Code, names, median stay in days, and the share that goes on to the next stage.
STAGES = (
    ("lead", "线索", "Lead", 6, 0.82),
    ("contact", "接触", "Contact", 9, 0.78),
    ("needs", "需求确认", "Needs", 13, 0.80),
    ("proposal", "方案报价", "Proposal", 36, 0.48),
    ("negotiation", "商务谈判", "Negotiation", 13, 0.80),
    ("signing", "签约", "Signing", 7, 0.94),
    ("after_sales", "售后", "After-sales", 0, 1.0),
)
#: Stages in the order walked; a deal that is sent back sees needs and proposal twice.
WALK = np.array([0, 1, 2, 3, 2, 3, 4, 5, 6])
SECOND_ROUND = np.isin(np.arange(len(WALK)), [3, 4])
SENT_BACK = 0.07


def stages() -> pd.DataFrame:
    """One row per stage of the sales process."""
    code, zh, en, _, _ = zip(*STAGES, strict=True)
    position = np.arange(1, len(STAGES) + 1)
    return pd.DataFrame({"stage": code, "name_en": en, "name_zh": zh, "position": position})


def opportunities(world: World, sold: pd.DataFrame, n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per opportunity, ``n`` in all, and one per entry into a stage.

    The CRM follows new business since ``RECORDS_FROM``. Each won opportunity is one row of sales:
    same rep, month, product, customer and amount. Whoever follows a rep takes over what is open.
    """
    rng = world.stream("opportunities")
    seat, opened = _openings(world, rng, n)
    entered, reached, closed = _paths(world, rng, seat, opened)
    won = reached[:, -1]
    end = np.where(np.isnat(closed), AS_OF, closed)
    holder = pd.DataFrame(world.holder[:, :HISTORY]).replace(-1, np.nan).bfill(axis=1).to_numpy(dtype=int)
    deals = pd.DataFrame(
        {
            "rep": world.reps["rep"].to_numpy()[holder[seat, _position(end)]],
            "product": rng.choice(sold["product"].cat.categories, len(seat)),
            "customer": _customer(world, rng, seat),
            "opened": opened,
            "closed": closed,
            "amount": np.rint(rng.lognormal(np.log(44_000), 0.7, len(seat))),
        }
    )
    won &= _take_over_sales(rng, deals, won, sold)
    reached[:, -1] = won
    deals["stage"] = np.array([s[0] for s in STAGES])[WALK[len(WALK) - 1 - reached[:, ::-1].argmax(axis=1)]]
    deals["outcome"] = np.where(won, "won", np.where(np.isnat(closed), None, "lost"))
    return _deal_tables(rng, deals, entered, reached)


def _openings(world: World, rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Seat and day of each opening, the earliest first; more where and when more is sold."""
    weight = expected(world)[:, RECORDS_FROM:HISTORY].ravel()
    cell = np.repeat(np.arange(len(weight)), rng.multinomial(n, weight / weight.sum()))
    seat, month = np.divmod(cell, HISTORY - RECORDS_FROM)
    opened = MONTHS[RECORDS_FROM + month].astype("datetime64[D]") + rng.integers(0, 28, n)
    order = np.lexsort((seat, opened))
    return seat[order], opened[order]


def _paths(
    world: World, rng: np.random.Generator, seat: np.ndarray, opened: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Day of entry into each step of the walk, whether it was reached by now, and the day of the end."""
    n = len(seat)
    median, goes_on = (np.array([s[i] for s in STAGES], dtype=float)[WALK[:-1]] for i in (3, 4))
    skipped = SECOND_ROUND[:-1] & (rng.random(n) > SENT_BACK)[:, None]
    stay = np.maximum(1, np.rint(median * rng.lognormal(0, 0.6, (n, len(WALK) - 1)))).astype(int)
    stay[skipped] = 0
    ability = world.reps["ability"].to_numpy()[world.holder[seat, _position(opened)]]
    passes = (rng.random(stay.shape) < goes_on ** (1 / ability[:, None])) | SECOND_ROUND[:-1]
    start = np.zeros((n, 1), dtype=int)
    entered = opened[:, None] + np.hstack([start, stay.cumsum(axis=1)])
    alive = np.hstack([start == 0, np.logical_and.accumulate(passes, axis=1)])
    walked = ~np.hstack([skipped, start > 0])
    ends = np.where(alive.all(axis=1), len(WALK) - 1, alive.argmin(axis=1))
    closed = entered[np.arange(n), ends]
    closed[closed > AS_OF] = np.datetime64("NaT", "D")
    return entered, alive & walked & (entered <= AS_OF), closed


def _position(day: np.ndarray) -> np.ndarray:
    """Position in ``MONTHS`` of the month of each day."""
    return day.astype("datetime64[M]").astype(int) - MONTHS[0].astype(int)


def _customer(world: World, rng: np.random.Generator, seat: np.ndarray) -> np.ndarray:
    """Any customer of the seat."""
    of = world.customers["seat"].to_numpy()
    first, last = (np.searchsorted(of, seat, side=side) for side in ("left", "right"))
    return world.customers["customer"].to_numpy()[rng.integers(first, last)]


def _take_over_sales(
    rng: np.random.Generator, deals: pd.DataFrame, won: np.ndarray, sold: pd.DataFrame
) -> np.ndarray:
    """Write a row of sales over each won deal, the larger rows first; false where there is none left."""
    fresh = (sold["amount"] > 0) & sold["customer"].notna() & (sold["recorded"].str[:7] == sold["month"])
    lines = sold.loc[fresh & (sold["month"] >= str(MONTHS[RECORDS_FROM]))].copy()
    lines["rep"], lines["order"] = (
        lines["rep"].astype(str),
        lines["amount"] * rng.exponential(size=len(lines)),
    )
    lines = lines.sort_values("order", ascending=False, kind="stable")
    lines["turn"] = lines.groupby(["rep", "month"]).cumcount()
    wins = deals.loc[won, ["rep"]].assign(
        month=np.datetime_as_string(deals.loc[won, "closed"].to_numpy("datetime64[M]"))
    )
    wins["turn"] = wins.groupby(["rep", "month"]).cumcount()
    columns = ["customer", "product", "amount"]
    taken = wins.merge(lines[["rep", "month", "turn", *columns]], how="left", on=["rep", "month", "turn"])
    found = taken["amount"].notna().to_numpy()
    rows = np.flatnonzero(won)[found]
    for column in columns:
        deals.loc[rows, column] = taken.loc[found, column].to_numpy()
    return np.isin(np.arange(len(deals)), rows)


def _deal_tables(
    rng: np.random.Generator, deals: pd.DataFrame, entered: np.ndarray, reached: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Opportunities and stage moves in the words of the tables; what is young is not yet all known."""
    code = codes("O", len(deals), 5)
    young = deals["stage"].isin(["lead", "contact"])
    deals["amount"] = deals["amount"].astype("Int64")
    for column, share in {"product": 0.10, "amount": 0.15}.items():
        deals.loc[young & (rng.random(len(deals)) < share), column] = None
    deals["opened"], deals["closed"] = days(deals["opened"]), days(deals["closed"])
    deals.insert(0, "opportunity", code)
    deal, step = np.nonzero(reached)
    moves = pd.DataFrame(
        {
            "opportunity": code[deal],
            "stage": np.array([s[0] for s in STAGES])[WALK[step]],
            "entered": days(entered[deal, step]),
        }
    )
    columns = ["opportunity", "rep", "product", "customer", "stage", "opened", "closed", "amount", "outcome"]
    return deals[columns], moves


def activities(world: World, deals: pd.DataFrame) -> pd.DataFrame:
    """One row per rep and month: visits, calls, and leads, of which some became opportunities."""
    rng = world.stream("activities")
    seat, month = np.nonzero(world.holder[:, :HISTORY] >= 0)
    rep = world.holder[seat, month]
    chill = np.where(
        team_of(world, truths.CLIMATE_TEAM)[seat], 1 - 0.15 * after(truths.CLIMATE_FALLS)[month], 1
    )
    hunts = np.where(world.reps["role"].to_numpy()[rep] == "hunter", 1.15, 0.93)
    busy = festival()[month] * chill * rng.lognormal(0, 0.12, len(world.reps))[rep]
    table = pd.DataFrame(
        {
            "month": np.datetime_as_string(MONTHS)[month],
            "rep": world.reps["rep"].to_numpy()[rep],
            "visits": pd.array(rng.poisson(19 * busy * hunts), dtype="Int64"),
            "calls": pd.array(rng.poisson(64 * busy / hunts), dtype="Int64"),
        }
    )
    opened = (
        deals.groupby([deals["opened"].str[:7], "rep"]).size().rename("opened").rename_axis(["month", "rep"])
    )
    became = table.merge(opened.reset_index(), how="left", on=["month", "rep"])["opened"]
    became = became.to_numpy(dtype=float, na_value=0).astype(int)
    usual = np.where(month < RECORDS_FROM, 7, 4) * season(world)[seat, month]
    table["leads"] = became + rng.poisson(usual * chill)
    table.loc[rng.random(len(table)) < 0.012, "visits"] = None
    table.loc[rng.random(len(table)) < 0.012, "calls"] = None
    return table[rng.random(len(table)) > 0.004].sort_values(["month", "rep"])


#: KPI, names, perspective, numerator, denominator, direction, unit; then target of a rep's month,
#: attainments that score 0 and 100, cap, weight, and the definition followed.
KPIS = """
sales,Net sales,净销售额,outcome,sales.amount,,up,money,,0.7,1,1.3,40,net_of_returns
collection,Collection rate,回款率,outcome,sales.collected,sales.amount,up,fraction,0.9,0.7,1,1.1,15,received
gross_value,Gross order value,订单总额,outcome,kpi_values,,up,money,310000,0.7,1,1.3,5,list_price
visit_value,Sales per visit,拜访产出,outcome,sales.amount,activities.visits,up,money,15000,0.6,1,1.5,5,month
visits,Customer visits,客户拜访数,process,activities.visits,,up,count,19,0.6,1,1.2,8,on_site
calls,Calls,电话数,process,activities.calls,,up,count,62,0.6,1,1.2,5,answered
leads,New leads,新线索数,process,activities.leads,,up,count,7,0.6,1,1.3,8,taken_up
conversion,Conversion of closed deals,成交转化率,process,opportunities.won,opportunities.closed,up,fraction,0.2,0.5,1,1.5,9,won_of_closed
response_days,Days to first contact,首次响应天数,process,kpi_values,,down,days,7,0.5,1,1.5,5,lead_to_contact
"""  # noqa: E501


def kpis() -> pd.DataFrame:
    """One row per KPI: four of outcome, five of process."""
    columns = [
        "kpi", "name_en", "name_zh", "perspective", "numerator", "denominator", "direction", "unit", "target",
        "threshold", "full", "cap", "weight", "definition",
    ]  # fmt: skip
    return pd.DataFrame([row.split(",") for row in KPIS.strip().splitlines()], columns=columns)


def kpi_values(
    sold: pd.DataFrame, deals: pd.DataFrame, moves: pd.DataFrame, prices: pd.Series
) -> pd.DataFrame:
    """One row per rep, month and KPI that no other table holds; none where nothing happened."""
    first = str(MONTHS[RECORDS_FROM])
    lines = sold[(sold["month"] >= first) & sold["quantity"].notna()].astype({"rep": str, "product": str})
    gross = lines["quantity"].astype(int) * lines["product"].map(prices)
    met = moves[moves["stage"] == "contact"].merge(deals[["opportunity", "rep", "opened"]], on="opportunity")
    waited = (pd.to_datetime(met["entered"]) - pd.to_datetime(met["opened"])).dt.days
    values = {
        "gross_value": gross.groupby([lines["month"], lines["rep"]]).sum(),
        "response_days": waited.groupby([met["entered"].str[:7], met["rep"]]).mean().round(1),
    }
    parts = [
        value.astype(str).rename_axis(["month", "rep"]).rename("value").reset_index().assign(kpi=kpi)
        for kpi, value in values.items()
    ]
    return pd.concat(parts)[["month", "rep", "kpi", "value"]].sort_values(["month", "rep", "kpi"])


#: Kind of barrier, how often it is reported, its usual severity, and what is said of it.
BARRIERS = (
    ("approval", 0.36, 4, "报价审批超过五个工作日"),
    ("deal", 0.12, 3, "客户要求特殊付款条件，等待答复"),
    ("tools", 0.12, 2, "演示样机不足，排期困难"),
    ("crm", 0.10, 2, "客户系统重复录入，手机端太慢"),
    ("training", 0.10, 2, "新产品培训没有安排"),
    ("policy", 0.10, 3, "跨区域订单业绩归属不清"),
    ("communication", 0.10, 3, "目标调整没有提前沟通"),
)


def barriers(world: World, deals: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """One row per barrier reported; approvals and deals name the opportunity they hold up.

    Quotations wait for approval, which is what makes the bottleneck; the team whose climate fell
    had reported more failures of communication before.
    """
    rng = world.stream("barriers")
    n = round(1.4 * len(world.reps))
    kind = np.sort(rng.choice(len(BARRIERS), n, p=[b[1] for b in BARRIERS]))
    held_up = kind < 2
    opened = MONTHS[RECORDS_FROM].astype("datetime64[D]") + rng.integers(0, 725, n)
    unit = _unit(world, rng, n)
    chilled = (kind == 6) & (rng.random(n) < 0.5) & team_of(world, truths.CLIMATE_TEAM).any()
    unit[chilled] = truths.CLIMATE_TEAM
    opened[chilled] = np.datetime64("2025-12-01") + rng.integers(0, 150, chilled.sum())
    waiting = moves[moves["stage"] == truths.BOTTLENECK_STAGE].merge(
        deals[["opportunity", "rep"]], on="opportunity"
    )
    picked = waiting.iloc[np.sort(rng.choice(len(waiting), held_up.sum(), replace=False))]
    seat = world.reps.set_index("rep")["seat"].loc[picked["rep"]]
    unit[held_up] = world.teams["team"].to_numpy()[world.seats["team"].to_numpy()[seat]]
    opened[held_up] = np.minimum(
        picked["entered"].to_numpy("datetime64[D]") + rng.integers(1, 4, len(picked)), AS_OF
    )
    closed = opened + np.maximum(1, rng.lognormal(3.1, 0.8, n)).astype(int)
    closed[(closed > AS_OF) | (rng.random(n) < 0.06)] = np.datetime64("NaT", "D")
    severity = np.array([b[2] for b in BARRIERS])[kind] + rng.integers(-1, 2, n)
    table = pd.DataFrame(
        {
            "unit": unit,
            "kind": np.array([b[0] for b in BARRIERS])[kind],
            "opened": days(opened),
            "closed": days(closed),
            "severity": severity,
            "opportunity": None,
            "note": np.array([b[3] for b in BARRIERS])[kind],
        }
    )
    table.loc[held_up, "opportunity"] = picked["opportunity"].to_numpy()
    table = table.sort_values("opened", kind="stable")
    table.insert(0, "barrier", codes("B", n, 4))
    return table


def _unit(world: World, rng: np.random.Generator, n: int) -> np.ndarray:
    """Units that report barriers: mostly teams, sometimes a department, seldom the company."""
    team = rng.choice(world.teams["team"].to_numpy(), n)
    department = rng.choice(world.teams["department"].to_numpy(), n)
    return np.choose(
        rng.choice(3, n, p=[0.85, 0.11, 0.04]), [team, department, np.full(n, "company", dtype=object)]
    )
