"""A small client and an executed notebook made without the gate, full of hostile names."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from salesmgmt_kit import notation, report
from salesmgmt_kit.findings import Finding
from salesmgmt_kit.tables import Source

SCRIPT = "<script>window.pwned=1;alert(1)</script>"
HANDLER = '"><img src=x onerror="window.pwned=1">'
ADDRESS = "javascript:window.pwned=1"
FORMULA = '=HYPERLINK("http://evil.example","x")'
HOSTILE = (SCRIPT, HANDLER, ADDRESS, FORMULA)

MONTH = pd.Timestamp("2026-10-01")
NAMES = {
    "en": {
        "company": "Northwind Instruments",
        "D1": "North",
        "D2": "South & Export",
        "T1": SCRIPT,
        "T2": HANDLER,
    },
    "zh": {"company": "北风仪器", "D1": "华北事业部", "D2": "华南与出口", "T1": SCRIPT, "T2": HANDLER},
}


def client(name: str = "") -> SimpleNamespace:
    """What a page asks of a client."""
    config = SimpleNamespace(
        name={"en": name or "Northwind Instruments", "zh": name or "北风仪器"},
        currency="CNY",
        tables={},
        colours=SimpleNamespace(good="#2e7d32", bad="#c62828"),
    )
    return SimpleNamespace(
        config=config,
        month=MONTH,
        levels=["department", "team"],
        slug="sample",
        names=lambda language: NAMES[language],
        get={"sales": pd.DataFrame()}.get,
        sources=[
            Source(
                table="sales",
                file="sales.csv",
                rows=123456,
                set_aside=3,
                sha256="ab" * 32,
                encoding="gb18030",
            )
        ],
    )


def attainment() -> pd.DataFrame:
    """One row per unit, the tree from the top."""
    rows = [
        ("company", 0, 98.4e6, 100e6),
        ("D1", 1, 60.2e6, 58e6),
        ("T1", 2, 40.2e6, 38e6),
        (ADDRESS, 2, 20e6, 20e6),
        ("D2", 1, 38.2e6, 42e6),
        ("T2", 2, 30e6, 42e6),
        (FORMULA, 2, 8.2e6, np.nan),
    ]
    frame = pd.DataFrame(rows, columns=["unit", "depth", "actual", "target"])
    return frame.assign(
        gap=frame.actual - frame.target,
        attainment=frame.actual / frame.target,
        forecast=frame.actual * 1.1,
        low=frame.actual,
        high=frame.actual * 1.2,
    )


COLUMNS = [
    report.Column("unit", "Unit", "name"),
    report.Column("actual", "Actual", "money"),
    report.Column("target", "Target", "money"),
    report.Column("gap", "Gap", "signed_money", better="up"),
    report.Column("attainment", "Attainment", "percent"),
    report.Column("forecast", "Forecast", "money", low="low", high="high"),
]


def months_columns(frame, locale, *, ax):
    """Columns of the months: actual, last year, forecast; the last column's name is hostile."""
    narrow = ax.figure.get_figwidth() < 5
    x = np.arange(len(frame))
    ax.bar(x - 0.18, frame.last_year, width=0.6, color=notation.LAST_YEAR)
    ax.bar(x[:-2], frame.actual[:-2], width=0.6, color=notation.ACTUAL)
    ax.bar(
        x[-2:], frame.actual[-2:], width=0.6, fill=False, edgecolor=notation.FORECAST, hatch=notation.HATCH
    )
    ax.plot(x, frame.target, drawstyle="steps-mid", color=notation.PLAN)
    every = 3 if narrow else 1
    ax.set_xticks(
        x[::every],
        [locale.month(m) if i % 12 == 0 else f"{m:%m}" for i, m in enumerate(frame.month)][::every],
    )
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    ax.annotate(SCRIPT, (x[3], frame.actual[3]))
    ax.annotate("华北 −¥12.3万", (x[5], frame.actual[5]), color=notation.BAD)
    return ax


def year() -> pd.DataFrame:
    """One row per month."""
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    actual = 1e6 * (5 + np.sin(np.arange(12)))
    return pd.DataFrame(
        {"month": months, "actual": actual, "last_year": actual * 0.9, "target": actual * 1.03}
    )


def bundle(block: report.Block) -> dict:
    """The output of a cell that ends with a block."""
    data, metadata = block._repr_mimebundle_()
    return new_output("execute_result", data, metadata=metadata, execution_count=1)


def shown(*outputs: dict) -> dict:
    return new_code_cell("page.show()", outputs=list(outputs), execution_count=1)


def notebook(language: str = "en", *, of: SimpleNamespace | None = None) -> nbformat.NotebookNode:
    """An executed notebook with every block, and with foreign outputs that attack."""
    page = report.open_page(of or client(), language)
    frame, months = attainment(), year()
    message = Finding(
        "{unit:name} is {gap:money} short of its target ({attainment:percent}).",
        {"unit": "T2", "gap": 12e6, "attainment": 0.714},
        "act",
    )
    tiles = [
        report.Tile(
            "Actual",
            98.4e6,
            "money",
            [
                report.Comparison("Target", -1.6e6, "money", share=-0.016),
                report.Comparison("Last year", 5.1e6, "money", share=0.055),
            ],
            spark=months.actual,
        ),
        report.Tile("Attainment", 0.984, "percent", [report.Comparison("Last year", 0.021, "points")]),
        report.Tile(SCRIPT, np.nan, "money", [report.Comparison(HANDLER, np.nan, "money")]),
        report.Tile("Chance", 0.42, "chance"),
    ]
    cells = [
        new_markdown_cell("# Targets", metadata={"tags": ["lang-en"]}),
        new_markdown_cell("# 目标", metadata={"tags": ["lang-zh"]}),
        new_code_cell("client = 'x'", metadata={"tags": ["parameters"]}),
        new_code_cell("client = 'y'", metadata={"tags": ["injected-parameters"]}),
        shown(
            new_output("stream", name="stderr", text="findfont: not found"),
            new_output("stream", text="printed"),
        ),
        shown(
            bundle(
                page.headline([message, message, Finding("Good news for {who}.", {"who": HANDLER}, "good")])
            )
        ),
        shown(bundle(page.tiles(tiles))),
        new_markdown_cell(
            "## Where do we stand?\nSome words, `code` and [a link](https://example.org).",
            metadata={"tags": ["lang-en"]},
        ),
        new_markdown_cell("## 现状如何？\n一些文字。", metadata={"tags": ["lang-zh"]}),
        shown(
            bundle(
                page.figure(
                    months_columns,
                    months,
                    title=message,
                    subtitle="Sales, CNY, 2026",
                    table=(
                        months,
                        [
                            report.Column("month", "Month", "month"),
                            report.Column("actual", "Actual", "money"),
                        ],
                    ),
                )
            )
        ),
        new_markdown_cell("#### A heading that skips levels\n\n# A second title"),
        shown(
            bundle(
                page.figure(
                    months_columns,
                    months,
                    title=Finding("A figure about {x}.", {"x": SCRIPT}),
                    subtitle=HANDLER,
                )
            )
        ),
        new_markdown_cell("## Where do we stand?"),
        shown(bundle(page.table(frame, COLUMNS, title=message, name="units", indent="depth"))),
        shown(bundle(page.notes([message, Finding("A note on {x}.", {"x": SCRIPT})]))),
        shown(bundle(page.definitions([("Attainment", "Actual over target."), (SCRIPT, HANDLER)]))),
        new_markdown_cell("## What others show"),
        shown(*foreign()),
        shown(bundle(page.missing("targets"))),
        new_code_cell(
            "boom",
            outputs=[
                new_output("error", ename="E", evalue="boom", traceback=["Traceback (most recent call last)"])
            ],
        ),
        shown(bundle(page.provenance())),
    ]
    return new_notebook(cells=cells)


def foreign() -> list[dict]:
    """Outputs that the kit did not make."""
    hostile = pd.DataFrame(
        {SCRIPT: [1.5, 2], "long words in a wide table" * 3: [HANDLER, 3]}, index=["a", ADDRESS]
    )
    pages = [
        hostile._repr_html_(),
        "<style>*{display:none}</style><h1 id='content'>Big</h1>",
        f"<div onclick='window.pwned=1' style='position:fixed;color:red'>{SCRIPT}{HANDLER}</div>",
        f"<a href='{ADDRESS}'>x</a><svg onload='window.pwned=1'></svg>",
        "<iframe src='https://evil.example'></iframe><img src='https://evil.example/a.png'>",
        "<form action='https://evil.example'><input autofocus onfocus='window.pwned=1'></form>",
        "<base href='https://evil.example'>",
    ]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">'
        '<script>window.pwned=1</script><rect width="9" height="9"/></svg>'
    )
    return [
        *(new_output("display_data", {"text/html": text, "text/plain": "p"}) for text in pages),
        new_output("display_data", {"text/markdown": f"## {SCRIPT}{HANDLER} [x]({ADDRESS})"}),
        new_output("display_data", {"image/svg+xml": svg}),
        new_output("display_data", {"application/javascript": "window.pwned=1"}),
        new_output("display_data", {"text/plain": "<Figure size 640x480 with 1 Axes>"}),
    ]
