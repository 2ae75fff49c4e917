"""The world of the sample: who sells to whom and where, and what can be expected of them.

A *seat* is a post in a team with its own customers; reps hold it one after the other. Expected
sales belong to the seat and the month; the tables are drawn around them. Arrays over time run over
``MONTHS``; the last two are still to come and only the targets know them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import names
import numpy as np
import pandas as pd
import truths

HISTORY = 48
MONTHS = np.arange("2022-11", "2027-01", dtype="datetime64[M]")
MONTH = np.timedelta64(1, "M")
YEARS = MONTHS.astype("datetime64[Y]").astype(int) + 1970
CALENDAR = MONTHS.astype(int) % 12
AS_OF = np.datetime64(truths.AS_OF)

#: Sales of an ordinary seat in an ordinary month of the first year, CNY.
BASE = 255_000
#: What the season makes of the months from January to December.
SEASON = np.array([0.93, 0.89, 1.05, 0.96, 0.98, 1.08, 0.94, 0.95, 1.06, 0.95, 1.05, 1.18])
#: Share of all suppliers' sales that the company has in an ordinary territory.
PENETRATION = 0.30
#: Seats of the first twelve teams; further teams repeat the pattern.
TEAM_SIZES = (9, 8, 8, 9, 8, 9, 7, 8, 10, 8, 8, 8)
CUSTOMERS_PER_REP = 12.5
PLANTED_REPS = (truths.LUCKY_REP, truths.GOOD_REP, truths.INTERMITTENT_REP, *truths.SEASONAL_REPS)


@dataclass(frozen=True)
class World:
    """One row per team, territory, seat, rep and customer; each refers to the others by position.

    ``holder[seat, month]`` is the rep who holds the seat in that month, -1 while it is vacant. Of a
    ``plain`` world nothing in ``truths.py`` is true: all reps are as able, no team grows.
    """

    seed: int
    plain: bool
    teams: pd.DataFrame
    territories: pd.DataFrame
    seats: pd.DataFrame
    reps: pd.DataFrame
    customers: pd.DataFrame
    holder: np.ndarray

    def stream(self, table: str) -> np.random.Generator:
        """The random numbers of one table, whatever is drawn for the others."""
        return stream(self.seed, table)


def stream(seed: int, table: str) -> np.random.Generator:
    """A generator that depends on the seed and the table's name alone."""
    return np.random.default_rng([seed, zlib.crc32(table.encode())])


def at(month: str) -> int:
    """Position of a month in ``MONTHS``."""
    return int(np.datetime64(month, "M").astype(int) - MONTHS[0].astype(int))


def codes(letter: str, n: int, width: int) -> np.ndarray:
    """Codes such as R001, R002, ..."""
    return np.array([f"{letter}{i:0{width}d}" for i in range(1, n + 1)], dtype=object)


def number(code: str) -> int:
    """Position of the row with that code in its table."""
    return int(code[1:]) - 1


def build(seed: int, n_reps: int, *, plain: bool = False) -> World:
    """Build the world in which about ``n_reps`` work, five of six from the first month on."""
    teams = _teams(max(1, round(n_reps / 10)))
    territories = _territories(seed, teams)
    seats = _seats(seed, teams, n_reps)
    reps = _reps(seed, seats, n_reps)
    if not plain:
        _plant(teams, territories, seats, reps)
    else:
        reps["ability"] = 1.0
    world = World(seed, plain, teams, territories, seats, reps, pd.DataFrame(), _holders(seats, reps))
    territories["potential"] = _potential(world)
    return replace(world, customers=_customers(world, round(n_reps * CUSTOMERS_PER_REP)))


def _numbered(pair: tuple[str, str], i: int, n: int) -> tuple[str, str]:
    """The i-th name of a list of n; names are used again with a number once the list is through."""
    turn = i // n
    return (f"{pair[0]}{turn + 1}", f"{pair[1]} {turn + 1}") if turn else pair


def _teams(n: int) -> pd.DataFrame:
    """One row per team: code, names, department and its names."""
    n_departments = max(1, round(n / 4))
    department = np.arange(n) * n_departments // n
    place = [_numbered(names.TEAMS[i % 12][0], i, 12) for i in range(n)]
    above = [_numbered(names.DEPARTMENTS[i % 3], i, 3) for i in department]
    return pd.DataFrame(
        {
            "team": codes("T", n, 2),
            "name_zh": [zh + "团队" for zh, _ in place],
            "name_en": [en + " Team" for _, en in place],
            "department": codes("D", n_departments, 2)[department],
            "department_zh": [zh for zh, _ in above],
            "department_en": [en for _, en in above],
        }
    )


def _territories(seed: int, teams: pd.DataFrame) -> pd.DataFrame:
    """One row per territory, two a team: code, names, team, and how rich it is."""
    team = np.repeat(np.arange(len(teams)), 2)
    place = [_numbered(names.TEAMS[t % 12][1 + i % 2], t, 12) for i, t in enumerate(team)]
    richness = np.repeat(stream(seed, "territories").lognormal(0, 0.12, len(teams)), 2)
    return pd.DataFrame(
        {
            "territory": codes("A", len(team), 2),
            "name_en": [en for _, en in place],
            "name_zh": [zh for zh, _ in place],
            "team": team,
            "richness": richness,
        }
    )


def _seats(seed: int, teams: pd.DataFrame, n_reps: int) -> pd.DataFrame:
    """One row per seat: team, territory, ordinary monthly sales, and the month it opens.

    The last fiftieth of the seats are new ones, opened somewhere in the middle of the history.
    """
    rng = stream(seed, "seats")
    sizes = np.resize(TEAM_SIZES, len(teams))
    team = np.repeat(np.arange(len(teams)), sizes)
    n_new = max(0, n_reps - len(team)) // 5
    within = np.concatenate([np.arange(size) * 2 // size for size in sizes])
    grown = rng.choice(len(team), n_new, replace=False)
    team, within = np.append(team, team[grown]), np.append(within, within[grown])
    territory = 2 * team + within
    return pd.DataFrame(
        {
            "team": team,
            "territory": territory,
            "base": BASE * rng.lognormal(0, 0.12, len(team)),
            "opens": np.append(np.zeros(len(team) - n_new, int), rng.integers(8, 36, n_new)),
        }
    )


def _reps(seed: int, seats: pd.DataFrame, n_reps: int) -> pd.DataFrame:
    """One row per rep: code, names, seat, ability, role, and the days of hire and leave.

    First the holders of the first month in the order of their teams, then those who joined, by
    the day they did. A joiner takes a new seat, or follows someone who left a month or two before.
    """
    rng = stream(seed, "reps")
    old = np.flatnonzero(seats["opens"] == 0)
    new = np.flatnonzero(seats["opens"] > 0)
    planted = [number(rep) for rep in PLANTED_REPS]
    leavers = np.sort(rng.choice(np.setdiff1d(old, planted), n_reps - len(seats), replace=False))
    first_day = MONTHS[0].astype("datetime64[D]")
    leave = np.full(n_reps, "NaT", dtype="datetime64[D]")
    leave[leavers] = first_day + rng.integers(100, HISTORY * 30 - 120, len(leavers))
    follow = (leave[leavers].astype("datetime64[M]") + MONTH).astype("datetime64[D]")
    joined = np.append(
        follow + rng.integers(0, 58, len(leavers)),
        MONTHS[seats["opens"].to_numpy()[new]].astype("datetime64[D]") + rng.integers(0, 20, len(new)),
    )
    order = np.argsort(joined, kind="stable")
    hire = np.append(first_day - rng.integers(60, 3000, len(old)), joined[order])
    ability = np.clip(rng.normal(1, 0.06, n_reps), 0.86, 1.14)
    name = _people(rng, n_reps)
    return pd.DataFrame(
        {
            "rep": codes("R", n_reps, 3),
            "name_en": [en for _, en in name],
            "name_zh": [zh for zh, _ in name],
            "seat": np.append(old, np.append(leavers, new)[order]),
            "ability": ability,
            "role": rng.choice(["hunter", "farmer", "key_account"], n_reps, p=[0.4, 0.45, 0.15]),
            "hire": hire,
            "leave": leave,
        }
    )


def _plant(teams: pd.DataFrame, territories: pd.DataFrame, seats: pd.DataFrame, reps: pd.DataFrame) -> None:
    """Write what is planted in territories, seats and reps over what chance made of them."""
    impossible = teams["team"].to_numpy()[territories["team"]] == truths.IMPOSSIBLE_TEAM
    territories.loc[impossible, "richness"] = 0.80
    usual = {truths.LUCKY_REP: BASE, truths.GOOD_REP: BASE, truths.INTERMITTENT_REP: BASE / 3}
    for rep, base in usual.items():
        seats.loc[seats.index == number(rep), "base"] = base
    reps.loc[reps["rep"] == truths.LUCKY_REP, "ability"] = 1.0
    reps.loc[reps["rep"] == truths.GOOD_REP, "ability"] = truths.GOOD_ABILITY


def _people(rng: np.random.Generator, n: int) -> list[tuple[str, str]]:
    """Names of n people, no two alike as long as the lists last."""
    size = len(names.SURNAMES) * len(names.GIVEN_NAMES)
    picks = np.resize(rng.permutation(size), n)
    return [
        (names.SURNAMES[s][0] + names.GIVEN_NAMES[g][0], f"{names.SURNAMES[s][1]} {names.GIVEN_NAMES[g][1]}")
        for s, g in zip(*np.divmod(picks, len(names.GIVEN_NAMES)), strict=True)
    ]


def _holders(seats: pd.DataFrame, reps: pd.DataFrame) -> np.ndarray:
    """Who holds each seat in each month."""
    holder = np.full((len(seats), len(MONTHS)), -1)
    first = np.maximum(_month_index(reps["hire"]), 0)
    last = np.where(reps["leave"].isna(), len(MONTHS), _month_index(reps["leave"].fillna(AS_OF)) + 1)
    for rep, (seat, start, end) in enumerate(zip(reps["seat"], first, last, strict=True)):
        holder[seat, start:end] = rep
    return holder


def _month_index(days: pd.Series) -> np.ndarray:
    """Position in ``MONTHS`` of the month of each day; negative before the first."""
    return days.to_numpy().astype("datetime64[M]").astype(int) - MONTHS[0].astype(int)


def _potential(world: World) -> np.ndarray:
    """What all suppliers together sell in each territory in a year, CNY, rounded to thousands."""
    seats = world.seats
    yearly = 12 * np.bincount(seats["territory"], seat_base(world), len(world.territories))
    guess = world.stream("potential").lognormal(0, 0.08, len(yearly))
    return np.round(yearly / PENETRATION * guess, -3)


def _customers(world: World, n: int) -> pd.DataFrame:
    """One row per customer: seat, names, segment, weight in its seat, and months it buys.

    Two of three were there before the history begins, some come later; a few are lost. The first
    customer of a seat stays throughout, so that the seat always has someone to sell to.
    """
    rng = world.stream("customers")
    seat = np.arange(n) % len(world.seats)
    anchor = np.arange(n) < len(world.seats)
    opens = world.seats["opens"].to_numpy()[seat]
    late = rng.random(n) < 0.33
    arrives = np.where(late & ~anchor, np.maximum(rng.integers(1, 46, n), opens), opens)
    lost = (rng.random(n) < 0.12) & ~anchor
    weight = rng.lognormal(0, 0.8, n)
    order = np.lexsort((np.arange(n), seat))
    frame = pd.DataFrame(
        {
            "seat": seat,
            "arrives": arrives,
            "goes": np.where(lost, arrives + rng.integers(6, 36, n), len(MONTHS)),
            "weight": weight,
        }
    ).iloc[order]
    total = frame.groupby("seat")["weight"].transform("sum")
    share = frame["weight"] / total
    yearly = 12 * seat_base(world)[frame["seat"]]
    frame["potential"] = np.round(yearly * share / PENETRATION * rng.lognormal(-0.4, 0.25, n), -3)
    frame["segment"] = np.select([share > 0.13, share > 0.05], ["key", "middle"], "small")
    brand = _firms(rng, n)
    place = world.seats["territory"].to_numpy()[frame["seat"]]
    frame["name_en"] = [
        f"{world.territories['name_en'][t]} {en}" for t, (_, en) in zip(place, brand, strict=True)
    ]
    frame["name_zh"] = [
        world.territories["name_zh"][t] + zh + "有限公司" for t, (zh, _) in zip(place, brand, strict=True)
    ]
    frame.insert(0, "customer", codes("C", n, 4))
    return frame.reset_index(drop=True)


def _firms(rng: np.random.Generator, n: int) -> list[tuple[str, str]]:
    """Names of n firms without their place; neighbours never share one."""
    picks = np.resize(rng.permutation(len(names.BRANDS) * len(names.TRADES)), n)
    return [
        (names.BRANDS[b][0] + names.TRADES[t][0], f"{names.BRANDS[b][1]} {names.TRADES[t][1]}")
        for b, t in zip(*np.divmod(picks, len(names.TRADES)), strict=True)
    ]


def team_of(world: World, team: str) -> np.ndarray:
    """Whether each seat is of that team of ``truths``; false for all where the world does not have it."""
    return (world.teams["team"].to_numpy()[world.seats["team"]] == team) & (not world.plain)


def seat_of(world: World, rep: str) -> np.ndarray:
    """Whether each seat is first held by that rep of ``truths``; false for all in a plain world."""
    holder = world.holder[:, 0]
    return (world.reps["rep"].to_numpy()[holder] == rep) & (holder >= 0) & (not world.plain)


def seat_base(world: World) -> np.ndarray:
    """Ordinary monthly sales of each seat in its territory, CNY."""
    return world.seats["base"].to_numpy() * world.territories["richness"].to_numpy()[world.seats["territory"]]


def festival() -> np.ndarray:
    """Sales of each month against one without a Spring Festival.

    About a quarter is lost on the days from a week before to ten days after; four tenths of what was
    lost comes in over the following 25 days.
    """
    effect = np.ones(len(MONTHS))
    for day in truths.FESTIVALS:
        around = np.datetime64(day) + np.arange(-7, 36)
        change = np.where(np.arange(43) < 18, -0.24, 0.24 * 18 * 0.4 / 25)
        month = around.astype("datetime64[M]").astype(int) - MONTHS[0].astype(int)
        length = (MONTHS[month] + MONTH).astype("datetime64[D]") - MONTHS[month].astype("datetime64[D]")
        np.add.at(effect, month, change / length.astype(int))
    return effect


def season(world: World, *, strength: float = 1.0) -> np.ndarray:
    """What season and festival make of each seat and month; seasonal reps have their own season."""
    usual = np.tile(SEASON[CALENDAR] ** strength * festival(), (len(world.seats), 1))
    for rep, (busy, share) in truths.SEASONAL_REPS.items():
        high = np.isin(CALENDAR + 1, busy)
        factor = np.where(high, share / len(busy), (1 - share) / (12 - len(busy))) * 12
        usual[seat_of(world, rep)] *= factor
    return usual


def growth(world: World) -> np.ndarray:
    """Growth of each seat since the first month; teams differ, 5.5 to 11 % a year; none in a plain world."""
    low, high = (0.0, 0.0) if world.plain else (0.055, 0.11)
    yearly = world.stream("growth").uniform(low, high, len(world.teams))[world.seats["team"]]
    return (1 + yearly[:, None]) ** (np.arange(len(MONTHS)) / 12)


def after(month: str, *, lead: int = 0) -> np.ndarray:
    """One from ``lead`` months after the month on, nothing before."""
    return (np.arange(len(MONTHS)) >= at(month) + lead).astype(float)


def level_shift(world: World) -> np.ndarray:
    """The team that lost a product sells less by that product's share."""
    return 1 - truths.SHIFT_SHARE * team_of(world, truths.SHIFT_TEAM)[:, None] * after(truths.SHIFT_FROM)


def expected(world: World) -> np.ndarray:
    """Expected sales of each seat and month, CNY; nothing while it is vacant."""
    holder = world.holder
    ability = world.reps["ability"].to_numpy()[holder]
    tenure = np.arange(len(MONTHS)) - _month_index(world.reps["hire"])[holder]
    ramp = np.clip(0.6 + 0.4 * tenure / 6, 0.6, 1)
    chill = truths.CLIMATE_COST * after(truths.CLIMATE_FALLS, lead=truths.CLIMATE_LEAD)
    chill = 1 - team_of(world, truths.CLIMATE_TEAM)[:, None] * chill
    usual = seat_base(world)[:, None] * growth(world) * season(world) * level_shift(world)
    return np.where(holder >= 0, usual * ability * ramp * chill, 0.0)
