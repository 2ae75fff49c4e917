"""``plan``: accept a new target into the log of decisions, and read the log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import ConfigError, NothingSelectedError, Problem, suggestion
from . import selection
from .console import answer_json, answer_table, tell
from .options import Data, Json, Set
from .problems import plural

if TYPE_CHECKING:
    import pandas as pd

    from ..tables import Client

plan = typer.Typer(no_args_is_help=True, help="Decide on targets, and read what was decided.")

_DAY = "%Y-%m-%d"
_COLUMNS = ("decided", "unit", "month", "old", "new", "who", "why")


@plan.command()
def accept(
    client: Annotated[Path, typer.Argument(help="The client's folder.")],
    month: Annotated[str, typer.Option(help="The month reported, like 2026-10.")],
    unit: Annotated[str, typer.Option(help="The unit whose target changes.")],
    who: Annotated[str, typer.Option(help="Who decides.")],
    why: Annotated[str, typer.Option(help="The reason.")],
    new: Annotated[
        float | None,
        typer.Option(min=0, help="The fiscal year's new target. Default: as proposed.", show_default=False),
    ] = None,
    decided: Annotated[
        datetime | None,
        typer.Option(formats=[_DAY], help="The day of the decision. Default: today.", show_default=False),
    ] = None,
    set_: Set = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Accept the target proposed, or one of your own, for the months of the fiscal year still ahead."""
    from ..tables.appending import append_rows

    opened = _open(client, month, set_, data)
    for option, said in (("--who", who), ("--why", why)):
        if not said.strip():
            raise _refuse(option, said, "blank", "Say it: the log is for those who ask later.")
    day = f"{decided or datetime.now():{_DAY}}"
    if day > f"{datetime.now():{_DAY}}":
        raise _refuse("--decided", day, "still to come", "The log holds decisions that were taken.")
    changed = _decided(opened, unit, new)
    rows = [
        {
            "decided": day,
            "unit": unit,
            "month": f"{row['month']:%Y-%m}",
            "old": f"{row['old']:.2f}",
            "new": f"{row['new']:.2f}",
            "who": who.strip(),
            "why": why.strip(),
        }
        for row in changed.to_dict("records")
    ]
    file = append_rows(opened, "target_changes", rows)
    _show(rows, json=json)
    tell(f"{plural(len(rows), 'decision')} added to {file}", "ok")


@plan.command()
def log(
    client: Annotated[Path, typer.Argument(help="The client's folder.")],
    unit: Annotated[str | None, typer.Option(help="Only decisions on this unit.", show_default=False)] = None,
    set_: Set = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show every decision on targets, the latest last."""
    opened = _open(client, time.strftime("%Y-%m"), set_, data)
    changes = opened.get("target_changes")
    if changes is not None and unit:
        changes = changes[changes["unit"] == unit]
    if changes is None or changes.empty:
        raise NothingSelectedError("No decision is in the log. Make one with `salesmgmt plan accept`.")
    text = changes.assign(
        decided=changes["decided"].dt.strftime(_DAY),
        month=changes["month"].dt.strftime("%Y-%m"),
        old=changes["old"].map("{:.2f}".format).where(changes["old"].notna(), ""),
        new=changes["new"].map("{:.2f}".format),
    )
    _show(text[list(_COLUMNS)].to_dict("records"), json=json)


def _open(client: Path, month: str, set_: list[str] | None, data: Path | None) -> Client:
    from .. import tables

    (checked,) = selection.months(month, None)
    folder = selection.clients([client])[0]
    return tables.open_client(folder, month=checked, settings=selection.settings(set_ or [], data))


def _decided(client: Client, unit: str, new: float | None) -> pd.DataFrame:
    """The unit's months ahead with their targets, old and new."""
    from .. import months, shares, targets, units
    from ..targets import recalibration

    tree = units.tree(client["org"], levels=client.levels)
    if unit not in set(tree["unit"]):
        above = tree.loc[tree["tier"] != units.REP, "unit"]
        raise _refuse("--unit", unit, "no unit of org", suggestion(unit, above))
    managed = recalibration.managed_plan(
        client.get("targets"),
        client.get("target_changes"),
        client["org"],
        levels=client.levels,
        month=_last_decision(client),
    )
    complete = targets.complete_targets(managed.targets, client["org"], levels=client.levels)
    following = months.shift(client.month, 1)
    year = months.fiscal_year(following, start=client.config.fiscal_year_start)
    asked = _proposed(client, complete, managed.log, unit) if new is None else new
    of_year = complete[complete["month"].isin(year)]
    try:
        rows = recalibration.proposed_plan(of_year, unit, asked, ahead=year[year >= following])
    except ValueError as error:
        option, value = ("--unit", unit) if new is None else ("--new", f"{new:.2f}")
        raise _refuse(option, value, str(error), "Choose another one.") from error
    cents = shares.rounded(rows["new"].to_numpy() * 100, round(rows["new"].sum() * 100))
    return rows.assign(new=cents / 100)


def _last_decision(client: Client) -> pd.Timestamp:
    """The month up to which the log is replayed: the whole of it, for a decision follows all before."""
    changes = client.get("target_changes")
    return client.month if changes is None or changes.empty else max(client.month, changes["decided"].max())


def _proposed(client: Client, plan: pd.DataFrame, log: pd.DataFrame, unit: str) -> float:
    """The target proposed for the unit."""
    from .. import targets
    from ..targets import recalibration

    actuals = targets.monthly_actuals(
        client["sales"], client["org"], levels=client.levels, month=client.month
    )
    festivals = targets.sales_calendar(actuals, month=client.month, country=client.config.country)
    year: dict[str, Any] = {"month": client.month, "fiscal_year_start": client.config.fiscal_year_start}
    ahead = targets.forecast(actuals, **year, festivals=festivals)
    rules = client.config.recalibration.model_dump()
    rows = recalibration.propose(ahead, actuals, plan, log, client.get("market"), **year, **rules)
    found = rows.loc[(rows["unit"] == unit) & (rows["verdict"] == "change"), "new"]
    if found.empty:
        raise NothingSelectedError(f"Nothing is proposed for {unit}. Give a target of your own with --new.")
    return float(found.iloc[0])


def _show(rows: Sequence[Any], *, json: bool) -> None:
    if json:
        answer_json({"decisions": rows})
    else:
        answer_table(_COLUMNS, [tuple(row[column] for column in _COLUMNS) for row in rows])


def _refuse(option: str, value: str, rule: str, fix: str) -> ConfigError:
    return ConfigError([Problem("command line", 0, option, value, rule, fix)])
