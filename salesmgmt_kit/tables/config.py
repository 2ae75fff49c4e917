"""What a client's settings may say, as models; each field's description is the advice when it is wrong."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..errors import suggestion
from ..measures import MONEY, NAMES
from ..units import COMPANY, REP
from .catalogue import ORG
from .contract import DEFAULT_LEVELS

Language = Literal["en", "zh"]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]

#: Names of the levels that clients often have: English, Chinese.
LEVEL_NAMES = {
    "department": ("Department", "部门"),
    "team": ("Team", "团队"),
    "region": ("Region", "大区"),
    "branch": ("Branch", "分公司"),
    "district": ("District", "片区"),
    "office": ("Office", "办事处"),
    "group": ("Group", "小组"),
}

#: Colours of good and bad news: green and red, the Chinese stock market's way round, blue and orange.
PRESETS = {
    "ibcs": {"good": "#2e7d32", "bad": "#c62828"},
    "china": {"good": "#c62828", "bad": "#2e7d32"},
    "colour_blind": {"good": "#0b5fa5", "bad": "#b45309"},
}


_COLOUR = "Write a colour like '#2e7d32', in quotes."


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


#: Text with something in it.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Level(_Model):
    """A level of the organisation between the company and the reps."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="Write small letters, digits and underscores, a letter first."
    )
    en: Words = Field(description="Write the level's English name.")
    zh: Words = Field(description="Write the level's Chinese name.")


class Colours(_Model):
    """The colours of good and of bad news."""

    good: Colour = Field(default=PRESETS["ibcs"]["good"], description=_COLOUR)
    bad: Colour = Field(default=PRESETS["ibcs"]["bad"], description=_COLOUR)


def _listed(values: Any) -> Any:
    """Lists of one may be written without brackets."""
    if not isinstance(values, dict):
        return values
    return {k: v if isinstance(v, list) else [v] for k, v in values.items()}


class TableConfig(_Model):
    """How one of the client's files becomes one of the kit's tables.

    The same file may serve several tables, each with its own ``columns`` and ``where``.
    """

    file: str | None = Field(default=None, description="Write the file's name, relative to `data`.")
    sheet: str | None = Field(default=None, description="Write the sheet's name as its tab shows it.")
    header: int | None = Field(
        default=None, ge=1, description="Write the number of the row that has the columns' names, e.g. 4."
    )
    columns: dict[str, str] = Field(
        default={}, description="Write `the kit's column: the file's column`, e.g. `month: close_date`."
    )
    where: Annotated[dict[str, list[str]], BeforeValidator(_listed)] = Field(
        default={}, description="Write `the file's column: value` or a list of values."
    )
    values: dict[str, dict[str, str]] = Field(
        default={}, description="Write `the kit's column: {value in the file: value meant}`."
    )


def _ascending(band: list[float]) -> list[float]:
    if len(band) != 2 or not 0 <= band[0] < band[1] <= 1:
        raise ValueError("should be two probabilities, the lower one first")
    return band


class Recalibration(_Model):
    """When a change of a target is proposed, and of how much."""

    band: Annotated[list[float], AfterValidator(_ascending)] = Field(
        default=[0.2, 0.8],
        description="Write the probabilities between which a target is left alone, e.g. [0.2, 0.8].",
    )
    pass_through: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Write which part of the market's change a target follows, 0 to 1.",
    )
    trigger: float = Field(
        default=0.03,
        ge=0,
        description="Write the smallest change of the market that counts, as a fraction, e.g. 0.03.",
    )
    market_growth: float = Field(
        default=0.0,
        gt=-1,
        description="Write the market's growth a year that the plan assumes, as a fraction, e.g. 0.05.",
    )


def _measure(name: str) -> str:
    if name not in NAMES:
        raise PydanticCustomError("measure", "nothing that the kit counts", {"fix": suggestion(name, NAMES)})
    return name


class Factor(_Model):
    """A factor of the chain that sales are taken apart by: what it counts, over what the former counts."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="Write small letters, digits and underscores, a letter first."
    )
    of: Annotated[str, AfterValidator(_measure)] = Field(
        description="Write what the factor counts, e.g. opportunities.won."
    )
    en: Words = Field(description="Write the factor's English name.")
    zh: Words = Field(description="Write the factor's Chinese name.")
    target: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="Write what is asked: of the first factor, of a rep in a month; of others, the ratio.",
    )


def _chained(chain: list[Factor]) -> list[Factor]:
    """Every factor counts something of its own, and the last one money."""
    for what in ([factor.id for factor in chain], [factor.of for factor in chain]):
        again = next((name for i, name in enumerate(what) if name in what[:i]), None)
        if again:
            raise ValueError(f"names {again!r} twice")
    if chain[-1].of not in MONEY:
        raise ValueError(f"should end in money, {' or '.join(MONEY)}, not in {chain[-1].of}")
    return chain


class Gaps(_Model):
    """How performance gaps are taken apart, and how many reps have a sheet on the page."""

    base: Literal["last_year", "before", "target"] = Field(
        default="last_year", description="Write last_year, before or target."
    )
    chain: Annotated[list[Factor], AfterValidator(_chained)] = Field(
        default=[
            Factor(id="closed", of="opportunities.closed", en="Deals closed", zh="结案商机数"),
            Factor(id="win_rate", of="opportunities.won", en="Win rate", zh="赢单率"),
            Factor(id="size", of="opportunities.amount", en="Deal size", zh="单笔金额"),
        ],
        min_length=2,
        max_length=6,
        description="List factors, each {id: ..., of: table.measure, en: ..., zh: ...}, the last one money.",
    )
    sheets: int = Field(
        default=120, ge=0, description="Write the most interview sheets that the page holds, 0 or more."
    )


def _labelled(levels: Any) -> Any:
    """Levels given by their id alone get their usual names."""
    if not isinstance(levels, list):
        return levels
    return [_named(level) if isinstance(level, str) else level for level in levels]


def _named(level: str) -> dict[str, str]:
    en, zh = LEVEL_NAMES.get(level, (level.replace("_", " ").capitalize(), level))
    return {"id": level, "en": en, "zh": zh}


def _distinct(levels: list[Level]) -> list[Level]:
    """Levels are columns of org, so they may not take the name of another column of it."""
    ids = [level.id for level in levels]
    taken = {c.name for c in ORG.columns} - set(DEFAULT_LEVELS) | {COMPANY, REP, "unit"}
    for i, name in enumerate(ids):
        if name in ids[:i] or name in taken:
            raise ValueError(f"names {name!r} {'twice' if name in ids[:i] else 'which the kit needs itself'}")
    return levels


def _preset(colours: Any) -> Any:
    if not isinstance(colours, str):
        return colours
    if colours not in PRESETS:
        raise ValueError(f"should be one of {', '.join(PRESETS)}, or have good and bad")
    return PRESETS[colours]


def _in_every_language(name: Any) -> Any:
    """One name serves both languages; a name missing in one is taken from the other."""
    if not isinstance(name, dict):
        return {"en": name, "zh": name}
    return {language: next(iter(name.values())) for language in ("en", "zh") if name} | name


def _once(languages: list[Language]) -> list[Language]:
    return list(dict.fromkeys(languages))


Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Weights(_Model):
    """What each claim to a target counts; only their proportions matter."""

    forecast: Amount = Field(default=0.4, description="Write 0 or more: what sales to come count.")
    potential: Amount = Field(default=0.3, description="Write 0 or more: what untapped potential counts.")
    customers: Amount = Field(default=0.15, description="Write 0 or more: what buying customers count.")
    capability: Amount = Field(default=0.15, description="Write 0 or more: what ability counts.")


class Plan(_Model):
    """How the coming fiscal year's target is to be split."""

    total: Amount | None = Field(
        default=None, description="Write the company's target of the coming fiscal year, money."
    )
    weights: Weights = Field(
        default=Weights(),
        description="Write {forecast: ..., potential: ..., customers: ..., capability: ...}.",
    )
    floor: Amount | None = Field(
        default=None, description="Write the least target as a fraction of twelve months' sales, e.g. 0.9."
    )
    cap: Amount | None = Field(
        default=None, description="Write the largest target as a fraction of twelve months' sales, e.g. 1.3."
    )
    over: dict[str, Amount] = Field(
        default={}, description="Write `level: fraction`, e.g. {rep: 0.05} for five percent above the teams."
    )
    rule: Literal["shares", "equal_probability"] = Field(
        default="shares", description="Write shares or equal_probability."
    )
    locked: dict[str, Amount] = Field(default={}, description="Write `unit: money`, e.g. {T01: 20000000}.")
    step: float = Field(default=1000.0, gt=0, description="Write what every target is a multiple of, money.")


class ScorecardSettings(_Model):
    """How the KPIs of the catalogue are added up, and how many appraisals the page shows."""

    scale: Literal["points", "min_max", "z", "rank"] = Field(
        default="points",
        description="Write points (for attainment of targets), min_max, z or rank (among all people).",
    )
    sheets: int = Field(
        default=120, ge=0, description="Write the most sheets of appraisals that the page holds, 0 or more."
    )


class ClimateSettings(_Model):
    """How many people a figure of the climate survey must be of, and what is shown of comments."""

    least: int = Field(
        default=5, ge=3, description="Write the fewest people of a score, 3 or more; below 4 the page warns."
    )
    items: int = Field(
        default=10, ge=5, description="Write the fewest people of figures on single questions, 5 or more."
    )
    comments: bool = Field(default=False, description="Write true to show comments, without names.")


def _known_country(country: str | None) -> str | None:
    if country is None:
        return None
    from holidays import list_supported_countries

    if country not in list_supported_countries():
        raise ValueError("no country whose holidays are known")
    return country


#: What currencies are called beside their code of ISO 4217.
_CURRENCY_WORDS = {"RMB": "CNY", "NTD": "TWD", "STG": "GBP"}


def _known_currency(code: str) -> str:
    from babel.core import get_global
    from babel.numbers import get_territory_currencies, list_currencies

    if code in list_currencies():
        return code
    in_use = {
        c for territory in get_global("territory_currencies") for c in get_territory_currencies(territory)
    }
    meant = [_CURRENCY_WORDS[code]] if code in _CURRENCY_WORDS else get_close_matches(code, in_use, n=1)
    fix = {"fix": f"Did you mean {meant[0]!r}?"} if meant else {}
    raise PydanticCustomError("currency", "no currency of ISO 4217", fix)


class ClientConfig(_Model):
    """A client's settings, complete: what no layer says has its default."""

    name: Annotated[dict[Language, str], BeforeValidator(_in_every_language)] = Field(
        default={}, description="Write one name, or {en: ..., zh: ...}."
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(_known_currency)] = (
        Field(default="CNY", description="Write the currency's three letters, e.g. CNY.")
    )
    country: Annotated[str | None, AfterValidator(_known_country)] = Field(
        default=None, description="Write the country's two letters, e.g. CN, for its moving festivals."
    )
    fiscal_year_start: int = Field(
        default=1, ge=1, le=12, description="Write the first month of the fiscal year, 1 to 12."
    )
    levels: Annotated[list[Level], BeforeValidator(_labelled), AfterValidator(_distinct)] = Field(
        default=[Level(**_named(level)) for level in DEFAULT_LEVELS],
        min_length=1,
        description="List the levels between company and rep, top down, e.g. [region, team].",
    )
    languages: Annotated[list[Language], AfterValidator(_once)] = Field(
        default=["zh", "en"], min_length=1, description="List languages of the reports: [zh, en]."
    )
    colours: Annotated[Colours, BeforeValidator(_preset)] = Field(
        default=Colours(**PRESETS["ibcs"]), description="Write ibcs, china or colour_blind."
    )
    gaps: Gaps = Field(default=Gaps(), description="Write `{base: last_year, chain: [...], sheets: 120}`.")
    recalibration: Recalibration = Field(
        default=Recalibration(), description="Write `{band: [0.2, 0.8], pass_through: 0.5}`."
    )
    scorecard: ScorecardSettings = Field(
        default=ScorecardSettings(), description="Write `{scale: points, sheets: 120}`."
    )
    climate: ClimateSettings = Field(
        default=ClimateSettings(), description="Write `{least: 5, items: 10, comments: false}`."
    )
    data: str = Field(default=".", description="Write the folder of the tables, relative to client.yaml.")
    bad_rows: Literal["refuse", "set_aside"] = Field(
        default="refuse", description="Write refuse or set_aside."
    )
    plan: Plan = Field(default=Plan(), description="Write `setting: value`, e.g. {total: 400000000}.")
    tables: dict[str, TableConfig] = Field(default={}, description="Write `table: {file: ...}`.")
    parameters: dict[str, Any] = Field(default={}, description="Write `parameter: value`.")
    cache: str | None = Field(default=None, description="Write the folder in which checked tables are kept.")
    reports: str | None = Field(
        default=None, description="Write the client's folder of published months, e.g. reports/acme."
    )
