"""Write the sample client: ``python data/sample/make.py [--out DIR] [--scale N] [--plain] [--seed S]``.

The same arguments give the same bytes. Each table has its own stream of random numbers, so that a
change to one leaves the others as they are. ``truths.py`` says what is planted, ``world.py`` who
sells to whom, ``selling.py`` what was sold and planned, ``process.py`` how it came about,
``people.py`` what the people learn and are told, ``survey.py`` what they say, ``steering.py`` how the
plan was steered; ``README.md`` tells the story.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import pandas as pd
import people
import process
import selling
import steering
import survey
from world import build

HERE = Path(__file__).parent
REPS, SALES_ROWS, DEALS_PER_REP = 120, 40_000, 66


def client(
    seed: int, reps: int, sales_rows: int, deals: int | None = None, *, plain: bool = False
) -> dict[str, pd.DataFrame]:
    """Every table of the client by its name; ``plain``: with nothing planted."""
    world = build(seed, reps, plain=plain)
    sold = selling.sales(world, sales_rows)
    products = selling.products()
    prices = products.set_index("product")["list_price"]
    targets = selling.targets(world)
    opened, moves = process.opportunities(world, sold, deals or DEALS_PER_REP * reps)
    return {
        "territories": selling.territories(world),
        "products": products,
        "org": selling.org(world),
        "units": selling.units(world),
        "customers": selling.customers(world, sold),
        "sales": sold,
        "targets": targets,
        "target_changes": steering.target_changes(world, targets),
        "market": steering.market(world),
        "stages": process.stages(),
        "opportunities": opened,
        "stage_moves": moves,
        "activities": process.activities(world, opened),
        "kpis": process.kpis(),
        "kpi_values": process.kpi_values(sold, opened, moves, prices),
        "pay_bands": steering.pay_bands(),
        "appraisals": people.appraisals(world),
        "barriers": process.barriers(world, opened, moves),
        "survey_items": survey.survey_items(),
        "survey": survey.survey(world),
        "survey_people": survey.survey_people(world),
        "training": people.training(world),
        "ratings": people.ratings(world),
        "plans": people.plans(world),
    }


def write(tables: dict[str, pd.DataFrame], out: Path) -> None:
    """Write each table as CSV (UTF-8, LF) and put ``client.yaml`` beside them."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(out / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    if out.resolve() != HERE.resolve():
        shutil.copyfile(HERE / "client.yaml", out / "client.yaml")


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and write the client."""
    parser = argparse.ArgumentParser(
        description="Write the sample client; the same arguments, the same bytes."
    )
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--scale", type=int, default=1, help="times as many reps and sales rows (default: 1)")
    parser.add_argument("--reps", type=int, help=f"reps, at least 10 (default: {REPS} x scale)")
    parser.add_argument("--sales-rows", type=int, help=f"rows of sales (default: {SALES_ROWS} x scale)")
    parser.add_argument("--deals", type=int, help=f"opportunities (default: {DEALS_PER_REP} a rep)")
    parser.add_argument(
        "--plain", action="store_true", help="plant nothing: all reps are alike, nothing changes"
    )
    parser.add_argument("--seed", type=int, default=20261031, help="seed of all random numbers")
    parser.add_argument("--careless", type=Path, help="file for who ticked answers without reading")
    given = parser.parse_args(arguments)
    reps = given.reps or REPS * given.scale
    if reps < 10:
        parser.error("--reps must be at least 10, enough for one team")
    rows = given.sales_rows or SALES_ROWS * given.scale
    write(client(given.seed, reps, rows, given.deals, plain=given.plain), given.out)
    if given.careless:
        survey.careless(build(given.seed, reps, plain=given.plain)).to_csv(given.careless, index=False)


if __name__ == "__main__":
    main()
