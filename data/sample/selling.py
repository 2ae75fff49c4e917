"""Tables of what is sold: org and units, territories, products, customers, sales, targets."""

from __future__ import annotations

import names
import numpy as np
import pandas as pd
import truths
from world import (
    AS_OF,
    CALENDAR,
    HISTORY,
    MONTH,
    MONTHS,
    YEARS,
    World,
    at,
    codes,
    expected,
    growth,
    level_shift,
    number,
    season,
    seat_base,
    seat_of,
    team_of,
)

#: Standard deviations (log) of the noise that a month brings: to all, to a team, to a seat.
NOISE = {"company": 0.015, "team": 0.035, "seat": 0.22}
#: Shares of the sales rows that are returns and late corrections.
RETURNS, CORRECTIONS = 0.010, 0.009
#: What head office asks for, against what it expects.
STRETCH = 0.944


def org(world: World) -> pd.DataFrame:
    """One row per rep."""
    reps, seats = world.reps, world.seats.iloc[world.reps["seat"]]
    teams = world.teams.iloc[seats["team"]]
    return pd.DataFrame(
        {
            "rep": reps["rep"],
            "name_en": reps["name_en"],
            "name_zh": reps["name_zh"],
            "team": teams["team"].to_numpy(),
            "department": teams["department"].to_numpy(),
            "role": reps["role"],
            "territory": world.territories["territory"].to_numpy()[seats["territory"]],
            "hire_date": days(reps["hire"]),
            "leave_date": days(reps["leave"]),
        }
    )


def units(world: World) -> pd.DataFrame:
    """One row per unit above the reps: the company, its departments, its teams."""
    teams = world.teams
    above = teams[["department", "department_en", "department_zh"]].drop_duplicates()
    columns = ["unit", "name_en", "name_zh"]
    company = pd.DataFrame([["company", "Qinglan Instruments", "青岚仪器"]], columns=columns)
    parts = [above, teams[["team", "name_en", "name_zh"]]]
    return pd.concat([company, *(part.set_axis(columns, axis=1) for part in parts)])


def territories(world: World) -> pd.DataFrame:
    """One row per territory."""
    return world.territories[["territory", "name_en", "name_zh", "potential"]].astype({"potential": int})


def products() -> pd.DataFrame:
    """One row per product."""
    family, zh, en, price, _ = zip(*names.PRODUCTS, strict=True)
    code = codes("P", len(names.PRODUCTS), 2)
    return pd.DataFrame(
        {"product": code, "name_en": en, "name_zh": zh, "family": family, "list_price": price}
    )


def customers(world: World, sold: pd.DataFrame) -> pd.DataFrame:
    """One row per customer, looked after by whoever holds its seat now.

    ``since`` is the day of its first order: before the history for those who were there already,
    empty for those who have yet to order.
    """
    rng = world.stream("since")
    frame, seat = world.customers, world.customers["seat"].to_numpy()
    ordered = sold["recorded"].fillna(sold["month"] + "-15").groupby(sold["customer"], observed=True).min()
    first = pd.to_datetime(ordered.reindex(frame["customer"])).to_numpy()
    before = MONTHS[0].astype("datetime64[D]") - rng.integers(30, 3000, len(frame))
    since = np.where((frame["arrives"] == 0) & ~np.isnat(first), before, first)
    return pd.DataFrame(
        {
            "customer": frame["customer"],
            "name_en": frame["name_en"],
            "name_zh": frame["name_zh"],
            "segment": frame["segment"],
            "territory": world.territories["territory"].to_numpy()[world.seats["territory"].to_numpy()[seat]],
            "rep": world.reps["rep"].to_numpy()[world.holder[seat, HISTORY - 1]],
            "since": days(since),
            "potential": frame["potential"].astype(int),
        }
    )


def sales(world: World, n_rows: int) -> pd.DataFrame:
    """One row per order line, late corrections and returns included; ``n_rows`` in all."""
    rng = world.stream("sales")
    n_returns, n_corrections = round(RETURNS * n_rows), round(CORRECTIONS * n_rows)
    lines = _order_lines(world, rng, n_rows - n_returns - n_corrections)
    lines = pd.concat(
        [lines, _returns(world, rng, lines, n_returns), _corrections(rng, lines, n_corrections)]
    )
    lines["collected"] = _collected(world, rng, lines)
    lines = lines.sort_values(["month", "recorded", "seat", "customer", "product", "amount"], kind="stable")
    return _sales_table(world, rng, lines)


def actual(world: World, rng: np.random.Generator) -> np.ndarray:
    """Sales of each seat in each month of the history: what is expected, and the month's chance."""
    shape = (len(world.seats), HISTORY)
    noise = _luck(rng, NOISE["seat"], shape)
    noise *= _luck(rng, NOISE["team"], (len(world.teams), HISTORY))[world.seats["team"]]
    noise *= _luck(rng, NOISE["company"], (1, HISTORY))
    idle = seat_of(world, truths.INTERMITTENT_REP)[:, None] & (rng.random(shape) > truths.INTERMITTENT_BUSY)
    busy = np.where(seat_of(world, truths.INTERMITTENT_REP)[:, None], 1 / truths.INTERMITTENT_BUSY, 1.0)
    return expected(world)[:, :HISTORY] * noise * np.where(idle, 0.0, busy)


def _luck(rng: np.random.Generator, sd: float, shape: tuple[int, ...]) -> np.ndarray:
    """Factors with mean one."""
    return np.exp(sd * rng.standard_normal(shape) - sd**2 / 2)


def _order_lines(world: World, rng: np.random.Generator, n: int) -> pd.DataFrame:
    """One row per ordinary order line: a seat's month cut into lines, each a product sold to a customer."""
    value = actual(world, rng)
    seat, month = np.nonzero(value)
    value = value[seat, month]
    count = 1 + rng.multinomial(n - len(seat), value / value.sum())
    cell = np.repeat(np.arange(len(seat)), count)
    weight = rng.gamma(1.6, size=n)
    amount = value[cell] * weight / np.bincount(cell, weight)[cell]
    seat, month = seat[cell], month[cell]
    amount = _add_lucky_deals(world, seat, month, amount)
    product = _product(world, rng, seat, month, amount)
    price = np.array([p[3] for p in names.PRODUCTS])[product]
    paid = price * (1 - _discount(rng, month))
    quantity = np.maximum(1, np.rint(amount / paid)).astype(int)
    first = MONTHS[month].astype("datetime64[D]")
    return pd.DataFrame(
        {
            "month": month,
            "seat": seat,
            "product": product,
            "customer": _customer(world, rng, seat, month),
            "amount": np.rint(quantity * paid).astype(int),
            "quantity": quantity,
            "recorded": first + rng.integers(0, _length(month)),
        }
    )


def _length(month: np.ndarray) -> np.ndarray:
    """Days of each month."""
    start = MONTHS[month]
    return ((start + MONTH).astype("datetime64[D]") - start.astype("datetime64[D]")).astype(int)


def _discount(rng: np.random.Generator, month: np.ndarray) -> np.ndarray:
    """Discount of each line, fraction; deeper at the end of a quarter."""
    quarter_end = CALENDAR[month] % 3 == 2
    return np.clip(rng.normal(0.08 + 0.02 * quarter_end, 0.03, len(month)), 0, 0.25)


def _add_lucky_deals(world: World, seat: np.ndarray, month: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """The lucky rep's big deals, each put on the largest line of its month."""
    amount = amount.copy()
    lucky = seat_of(world, truths.LUCKY_REP)[seat]
    for when in truths.LUCKY_MONTHS:
        lines = np.flatnonzero(lucky & (month == at(when)))
        if len(lines):
            usual = (seat_base(world)[:, None] * growth(world))[seat[lines[0]], at(when)]
            amount[lines[np.argmax(amount[lines])]] += truths.LUCKY_DEAL * usual
    return amount


def _product(
    world: World, rng: np.random.Generator, seat: np.ndarray, month: np.ndarray, amount: np.ndarray
) -> np.ndarray:
    """Product of each line; none dearer than the line, and none that the team no longer sells."""
    weight = np.array([p[4] for p in names.PRODUCTS], dtype=float)
    price = np.array([p[3] for p in names.PRODUCTS])
    lost = number(truths.SHIFT_PRODUCT)
    others = weight * (np.arange(len(weight)) != lost)
    team = team_of(world, truths.SHIFT_TEAM)[seat]
    usual = rng.choice(len(weight), len(seat), p=weight / weight.sum())
    other = rng.choice(len(weight), len(seat), p=others / others.sum())
    loved = rng.random(len(seat)) < truths.SHIFT_SHARE
    sells = team & (month < at(truths.SHIFT_FROM)) & loved
    product = np.where(team, np.where(sells, lost, other), usual)
    cheapest = pd.Series(price).groupby([p[0] for p in names.PRODUCTS]).transform("idxmin").to_numpy()
    return np.where(price[product] > amount, cheapest[product], product)


def _customer(world: World, rng: np.random.Generator, seat: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Customer of each line: one of the seat's who buys in that month, the larger the likelier."""
    frame = world.customers
    total = np.cumsum(frame["weight"].to_numpy())
    first = np.searchsorted(frame["seat"].to_numpy(), np.arange(len(world.seats)))
    last = np.append(first[1:], len(frame)) - 1
    low, high = np.append(0, total)[first], total[last]
    arrives, goes = frame["arrives"].to_numpy(), frame["goes"].to_numpy()
    picked = first[seat]
    todo = np.arange(len(seat))
    for _ in range(30):
        draw = low[seat[todo]] + rng.random(len(todo)) * (high - low)[seat[todo]]
        found = np.minimum(np.searchsorted(total, draw, side="right"), last[seat[todo]])
        buys = (arrives[found] <= month[todo]) & (month[todo] < goes[found])
        picked[todo[buys]] = found[buys]
        todo = todo[~buys]
    return picked


def _returns(world: World, rng: np.random.Generator, lines: pd.DataFrame, n: int) -> pd.DataFrame:
    """Part of an earlier line comes back a month or two later; whoever holds the seat books it."""
    later = lines["month"].to_numpy() + rng.integers(1, 3, len(lines))
    held = world.holder[lines["seat"], np.minimum(later, HISTORY - 1)] >= 0
    picked = np.sort(rng.choice(np.flatnonzero((later < HISTORY) & held), n, replace=False))
    month = later[picked]
    recorded = MONTHS[month].astype("datetime64[D]") + rng.integers(0, _length(month))
    part = -rng.uniform(0.2, 1, n)
    return _follow_up(lines.iloc[picked], part).assign(month=month, recorded=recorded)


def _corrections(rng: np.random.Generator, lines: pd.DataFrame, n: int) -> pd.DataFrame:
    """Lines are put right, up or down, one to three months after the month they count for."""
    month = lines["month"].to_numpy()
    entered = MONTHS[month].astype("datetime64[D]") + _length(month) + rng.integers(3, 90, len(lines))
    picked = np.sort(rng.choice(np.flatnonzero(entered <= AS_OF), n, replace=False))
    part = rng.uniform(0.1, 0.4, n) * np.where(rng.random(n) < 0.6, -1, 1)
    return _follow_up(lines.iloc[picked], part).assign(recorded=entered[picked])


def _follow_up(lines: pd.DataFrame, part: np.ndarray) -> pd.DataFrame:
    """Rows that add a part of earlier lines; negative parts take it back."""
    amount = np.rint(lines["amount"] * part).astype(int)
    return lines.assign(amount=amount, quantity=np.rint(lines["quantity"] * part).astype(int))


def _collected(world: World, rng: np.random.Generator, lines: pd.DataFrame) -> np.ndarray:
    """Cash received by the day the data were taken: a deposit at once, the rest when the customer pays."""
    slow = team_of(world, truths.SLOW_CASH_TEAM)[lines["seat"]]
    wait = np.where(slow, 130, 50) * rng.lognormal(0, 0.55, len(lines))
    never = rng.random(len(lines)) < np.where(slow, 0.05, 0.01)
    due = lines["recorded"].to_numpy() + wait.astype("timedelta64[D]")
    deposit = np.where(lines["amount"].abs() > 60_000, 0.3, 0.0)
    paid = np.where((due <= AS_OF) & ~never, 1.0, deposit)
    return np.rint(lines["amount"] * paid).astype(int)


def _sales_table(world: World, rng: np.random.Generator, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines in the words of the table, with the gaps that a real file has."""
    seat, month = lines["seat"].to_numpy(), lines["month"].to_numpy()
    rep = pd.Categorical.from_codes(world.holder[seat, month], world.reps["rep"])
    table = pd.DataFrame(
        {
            "order": [f"S{i:06d}" for i in range(1, len(lines) + 1)],
            "month": np.datetime_as_string(MONTHS)[month],
            "rep": rep,
            "product": pd.Categorical.from_codes(lines["product"], codes("P", len(names.PRODUCTS), 2)),
            "customer": pd.Categorical.from_codes(lines["customer"], world.customers["customer"]),
            "amount": lines["amount"].to_numpy(),
            "quantity": lines["quantity"].astype("Int64").array,
            "collected": lines["collected"].astype("Int64").array,
            "recorded": days(lines["recorded"]),
        }
    )
    for column, share in {
        "customer": 0.004,
        "quantity": 0.006,
        "collected": 0.004,
        "recorded": 0.008,
    }.items():
        table.loc[rng.random(len(table)) < share, column] = None
    return table


def targets(world: World) -> pd.DataFrame:
    """One row per unit and month; reps only while employed, children adding up to their parent."""
    rng = world.stream("targets")
    plan = _plan(world, rng)
    held = world.holder >= 0
    team = world.seats["team"].to_numpy()
    asked = np.rint(_sums(plan, team) / 1000).astype(int) * 10
    share = plan * held * rng.lognormal(0, 0.04, (len(team), 1))
    reps = _share_out(asked, np.where(held, share, 0), team) * 100
    seat, month = np.nonzero(held)
    teams = _sums(reps, team)
    departments, above = pd.factorize(world.teams["department"])
    tiers = [
        _tall(["company"], teams.sum(axis=0, keepdims=True)),
        _tall(above, _sums(teams, departments)),
        _tall(world.teams["team"], teams),
        pd.DataFrame(
            {
                "month": month,
                "unit": world.reps["rep"].to_numpy()[world.holder[seat, month]],
                "target": reps[seat, month],
            }
        ),
    ]
    table = pd.concat(tiers).sort_values("month", kind="stable")
    return table.assign(month=np.datetime_as_string(MONTHS)[table["month"]])


def _plan(world: World, rng: np.random.Generator) -> np.ndarray:
    """What head office asks of each seat and month.

    It knows the territories, the growth and the season (though it takes the season for flatter
    than it is), but neither the reps' ability nor what a year will bring; it learns of a lost
    product a year later. Its view of a team is off by some per cent each year.
    """
    open_seats = np.arange(len(MONTHS)) >= world.seats["opens"].to_numpy()[:, None]
    years = YEARS - YEARS[0]
    view = rng.lognormal(0, 0.045, (len(world.teams), years[-1] + 1))[world.seats["team"]][:, years]
    shift = np.where(int(truths.SHIFT_FROM[:4]) < YEARS, level_shift(world), 1.0)
    impossible = team_of(world, truths.IMPOSSIBLE_TEAM)[:, None] & (YEARS >= truths.IMPOSSIBLE_SINCE)
    view = np.where(impossible, truths.IMPOSSIBLE_FACTOR, view)
    usual = seat_base(world)[:, None] * growth(world) * season(world, strength=0.65)
    return STRETCH * usual * view * shift * open_seats


def _share_out(total: np.ndarray, share: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to ``share`` that add up to ``total[group, month]`` exactly.

    What rounding down leaves over goes one by one to the largest remainders (Hamilton's method).
    """
    exact = share * (total / _sums(share, group))[group]
    whole = np.floor(exact).astype(int)
    left = total - _sums(whole, group)
    for month in range(whole.shape[1]):
        rest = np.where(share[:, month] > 0, exact[:, month] - whole[:, month], -1)
        order = np.lexsort((-rest, group))
        place = np.arange(len(group)) - np.searchsorted(group[order], group[order])
        whole[order, month] += place < left[group[order], month]
    return whole


def _sums(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sums of the rows of each group."""
    sums = np.zeros((group.max() + 1, values.shape[1]), dtype=values.dtype)
    np.add.at(sums, group, values)
    return sums


def _tall(unit: object, values: np.ndarray) -> pd.DataFrame:
    """A matrix of units and months as one row per unit and month."""
    row, month = np.indices(values.shape)
    return pd.DataFrame(
        {
            "month": month.ravel(),
            "unit": np.asarray(unit, dtype=object)[row.ravel()],
            "target": values.ravel(),
        }
    )


def days(values: pd.Series | np.ndarray) -> np.ndarray:
    """Days as text, empty where there is none."""
    stamps = np.asarray(values, dtype="datetime64[D]")
    return np.where(np.isnat(stamps), "", np.datetime_as_string(stamps))
