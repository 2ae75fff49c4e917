"""The kit's tables, each declared once. Money is in the client's currency, unscaled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..measures import NAMES
from .contract import Column, Kind, Table


def _optional(name: str, kind: Kind, doc: str, **rules: Any) -> Column:
    """A column that a file may lack, and whose cells may be empty."""
    return Column(name, kind, doc, required=False, blank="ok", **rules)


def _rep(doc: str = "The rep, as in org.") -> Column:
    return Column("rep", "code", doc, refers="org.rep")


def _product() -> Column:
    return _optional("product", "code", "The product.", refers="products.product", stray="warning")


def _customer(**rules: Any) -> Column:
    return replace(
        _optional("customer", "code", "The customer.", refers="customers.customer", stray="warning"), **rules
    )


_NAMES = (
    _optional("name_en", "text", "Its name in English."),
    _optional("name_zh", "text", "Its name in Chinese."),
)


ORG = Table(
    "org",
    "one row per rep, present or past",
    (
        Column("rep", "code", "The rep's code."),
        *_NAMES,
        Column("team", "code", "The team the rep belongs to."),
        Column("department", "code", "The department the team belongs to."),
        _optional("role", "code", "What the rep does, e.g. hunter or farmer."),
        _optional("territory", "code", "The rep's territory.", refers="territories.territory"),
        _optional("hire_date", "date", "First day in the sales force."),
        _optional("leave_date", "date", "Last day in the sales force; empty while present."),
    ),
    key=("rep",),
    again=(
        "Keep one. After a change of team that is the row of the new team, where past sales then count too; "
        "to leave them with the old one, give the rep a second code from that day on, here and in sales."
    ),
)

UNITS = Table(
    "units",
    "one row per unit above the reps, for its names",
    (Column("unit", "code", "The unit's code, as in org.", refers="unit"), *_NAMES),
    key=("unit",),
)

TERRITORIES = Table(
    "territories",
    "one row per territory",
    (
        Column("territory", "code", "The territory's code."),
        *_NAMES,
        Column(
            "potential", "number", "What all suppliers together could sell there in a year, money.", minimum=0
        ),
    ),
    key=("territory",),
)

PRODUCTS = Table(
    "products",
    "one row per product",
    (
        Column("product", "code", "The product's code."),
        *_NAMES,
        _optional("family", "code", "The family it belongs to."),
        _optional("list_price", "number", "Price of one piece before discount, money.", minimum=0),
    ),
    key=("product",),
)

CUSTOMERS = Table(
    "customers",
    "one row per customer",
    (
        Column("customer", "code", "The customer's code."),
        *_NAMES,
        _optional("segment", "code", "The segment it belongs to."),
        _optional("territory", "code", "Where it is.", refers="territories.territory"),
        _optional("rep", "code", "The rep who looks after it.", refers="org.rep"),
        _optional("since", "date", "Day of its first order."),
        _optional("potential", "number", "What it could buy in a year from all suppliers, money.", minimum=0),
    ),
    key=("customer",),
)

SALES = Table(
    "sales",
    "one row per order line, or per month, rep, product and customer",
    (
        Column("order", "code", "The order line's own number.", required=False),
        Column("month", "month", "The month the sale counts for.", continuous=True),
        _rep(),
        _product(),
        _customer(),
        Column("amount", "number", "Net sales, money; negative for a return or a correction."),
        _optional("quantity", "number", "Pieces."),
        _optional("collected", "number", "Cash received for it by now, money."),
        _optional("recorded", "date", "The day it was entered; later than the month for a late correction."),
    ),
    key=("order",),
    money="amount",
)

TARGETS = Table(
    "targets",
    "one row per unit and month",
    (
        Column("month", "month", "The month the target is for."),
        Column("unit", "code", "Any unit: company, a department, a team, a rep.", refers="unit"),
        Column("target", "number", "Sales to be reached, money.", minimum=0),
    ),
    key=("month", "unit"),
    money="target",
)

TARGET_CHANGES = Table(
    "target_changes",
    "one row per decision to change a target, the latest last; rows are added, never changed",
    (
        Column("decided", "date", "The day of the decision."),
        Column("unit", "code", "The unit whose target was changed.", refers="unit"),
        Column("month", "month", "The month that the target is for."),
        Column(
            "old",
            "number",
            "The target in force before it, money; empty where there was none.",
            blank="ok",
            minimum=0,
        ),
        Column("new", "number", "The target from then on, money.", minimum=0),
        Column("who", "text", "Who decided."),
        Column("why", "text", "The reason."),
    ),
    # Old and new too: what was mistyped is put right by one more row, perhaps on the same day.
    key=("decided", "unit", "month", "old", "new"),
    standing=True,
)

MARKET = Table(
    "market",
    "one row per month",
    (
        Column("month", "month", "The month measured."),
        Column("index", "number", "Size of the market, season taken out; any base.", minimum=0),
    ),
    key=("month",),
)

ACTIVITIES = Table(
    "activities",
    "one row per rep and month",
    (
        Column("month", "month", "The month of the activities."),
        _rep(),
        _optional("visits", "count", "Customer visits.", minimum=0),
        _optional("calls", "count", "Calls made.", minimum=0),
        _optional("leads", "count", "New leads taken up.", minimum=0),
    ),
    key=("month", "rep"),
)

OPPORTUNITIES = Table(
    "opportunities",
    "one row per opportunity, as it stands now",
    (
        Column("opportunity", "code", "The opportunity's number."),
        _rep(),
        _product(),
        _customer(blank="warning"),
        Column("stage", "code", "The stage it is in, or ended in."),
        Column("opened", "date", "The day it was opened.", blank="ok"),
        Column("closed", "date", "The day it was won or lost; empty while open.", blank="ok"),
        Column("amount", "number", "Its value, expected or signed, money.", blank="ok", minimum=0),
        _optional("outcome", "code", "How it ended; empty while open.", choices=("won", "lost")),
    ),
    key=("opportunity",),
    money="amount",
)

STAGES = Table(
    "stages",
    "one row per stage of the sales process",
    (
        Column("stage", "code", "The stage's code."),
        *_NAMES,
        Column("position", "count", "Its place in the process, 1 = first.", minimum=1),
    ),
    key=("stage",),
)

STAGE_MOVES = Table(
    "stage_moves",
    "one row per entry of an opportunity into a stage",
    (
        Column("opportunity", "code", "The opportunity.", refers="opportunities.opportunity"),
        Column("stage", "code", "The stage entered.", refers="stages.stage"),
        Column("entered", "date", "The day it was entered."),
    ),
    key=("opportunity", "stage", "entered"),
)

SURVEY_ITEMS = Table(
    "survey_items",
    "one row per question of the climate survey",
    (
        Column("item", "code", "The question's code; another wording needs another code."),
        Column("dimension", "code", "The dimension it measures."),
        _optional(
            "kind", "code", "How it is answered; scale without it.", choices=("scale", "recommend", "comment")
        ),
        _optional("text_en", "text", "Its wording in English."),
        _optional("text_zh", "text", "Its wording in Chinese."),
        Column("reversed", "flag", "Whether agreement is unfavourable."),
        _optional("minimum", "count", "Code of the lowest answer; 1 without it, 0 for recommend."),
        _optional("maximum", "count", "Code of the highest answer; 5 without it, 10 for recommend."),
        _optional("labels_en", "text", "Its answers in English, lowest first, with | between."),
        _optional("labels_zh", "text", "Its answers in Chinese, lowest first, with | between."),
        _optional("not_applicable", "text", "The answer that means: does not apply to me."),
        _optional("first_wave", "month", "First month in which it is asked."),
        _optional("last_wave", "month", "Last month in which it is asked."),
        _optional("dimension_en", "text", "The dimension's name in English."),
        _optional("dimension_zh", "text", "The dimension's name in Chinese."),
    ),
    key=("item",),
    standing=True,
)

SURVEY = Table(
    "survey",
    "one row per answer of one respondent to one question in one wave",
    (
        Column("wave", "month", "The month of the survey."),
        Column("respondent", "code", "A pseudonym that holds within the wave."),
        Column("team", "code", "The respondent's unit, of the lowest level above the reps.", refers="unit"),
        Column("item", "code", "The question.", refers="survey_items.item"),
        Column("answer", "text", "Its code or its words, or a comment; empty when skipped.", blank="ok"),
    ),
    private=("respondent", "answer"),
)

SURVEY_PEOPLE = Table(
    "survey_people",
    "one row per respondent and wave",
    (
        Column("wave", "month", "The month of the survey."),
        Column("respondent", "code", "The pseudonym, as in survey."),
        _optional("language", "code", "The language answered in.", choices=("en", "zh")),
        _optional("seconds", "number", "Time taken for the survey, seconds.", minimum=0),
        _optional("tenure", "code", "A band of the time in the job."),
    ),
    key=("wave", "respondent"),
    private=("respondent",),
)

SURVEY_INVITED = Table(
    "survey_invited",
    "one row per wave and team that was asked",
    (
        Column("wave", "month", "The month of the survey."),
        Column("team", "code", "The team.", refers="unit"),
        Column("invited", "count", "How many people were asked.", minimum=0),
    ),
    key=("wave", "team"),
)

KPIS = Table(
    "kpis",
    "one row per KPI",
    (
        Column("kpi", "code", "The KPI's code."),
        *_NAMES,
        Column("perspective", "code", "outcome, process, or the client's own."),
        Column(
            "numerator",
            "code",
            "Column summed, as table.column, or kpi_values.",
            choices=(*NAMES, "kpi_values"),
        ),
        Column(
            "denominator",
            "code",
            "Column the sum is divided by; empty for a plain sum.",
            blank="ok",
            choices=NAMES,
        ),
        Column("direction", "code", "up: more is better; down: less is.", choices=("up", "down")),
        Column(
            "unit", "code", "money, count, fraction or days.", choices=("money", "count", "fraction", "days")
        ),
        Column(
            "target", "number", "What is asked of a rep in a month; empty when targets has it.", blank="ok"
        ),
        Column("threshold", "number", "Attainment that scores 0, fraction.", blank="ok", minimum=0),
        Column("full", "number", "Attainment that scores 100, fraction.", blank="ok", minimum=0),
        Column(
            "cap", "number", "Attainment above which nothing more is scored, fraction.", blank="ok", minimum=0
        ),
        Column("weight", "number", "Relative weight.", minimum=0),
        Column("definition", "code", "Which of the definitions in use it follows."),
    ),
    key=("kpi",),
    standing=True,
)

KPI_VALUES = Table(
    "kpi_values",
    "one row per rep, month and KPI that no other table holds",
    (
        Column("month", "month", "The month."),
        _rep(),
        Column("kpi", "code", "The KPI.", refers="kpis.kpi"),
        Column("value", "number", "Its value, in the KPI's unit."),
    ),
    key=("month", "rep", "kpi"),
)

PAY_BANDS = Table(
    "pay_bands",
    "one row per pay band, the bands covering every score without overlap",
    (
        Column("band", "code", "The band's code."),
        *_NAMES,
        Column(
            "score_from", "number", "Lowest total score of the band; empty for the lowest band.", blank="ok"
        ),
        _optional("score_to", "number", "Score at which the next band begins; empty for the highest band."),
        _optional("factor", "number", "What the variable pay is multiplied by.", minimum=0),
        _optional("amount", "number", "What the band pays, money.", minimum=0),
    ),
    key=("band",),
    standing=True,
)

APPRAISALS = Table(
    "appraisals",
    "one row per month, rep and manager who appraised",
    (
        Column("month", "month", "The month of the appraisal."),
        _rep("The rep who was appraised."),
        Column("manager", "code", "Who appraised: a code or a name."),
        Column("rating", "number", "The overall rating, on the client's scale; more is better."),
    ),
    key=("month", "rep", "manager"),
)

BARRIERS = Table(
    "barriers",
    "one row per barrier reported",
    (
        Column("barrier", "code", "Its number."),
        Column("unit", "code", "The unit it stands in the way of.", refers="unit"),
        Column(
            "kind",
            "code",
            "What it is.",
            choices=("training", "tools", "crm", "policy", "approval", "communication", "deal"),
        ),
        Column("opened", "date", "The day it was reported."),
        Column("closed", "date", "The day it was removed; empty while it stands.", blank="ok"),
        Column("severity", "count", "From 1 (a nuisance) to 5 (stops work).", minimum=1, maximum=5),
        _optional("opportunity", "code", "The deal it holds up.", refers="opportunities.opportunity"),
        _optional("note", "text", "What was said."),
    ),
    key=("barrier",),
)

TRAINING = Table(
    "training",
    "one row per rep and course attended",
    (
        _rep(),
        Column("course", "code", "The course."),
        Column("date", "date", "Its last day."),
        Column("hours", "number", "Hours attended.", minimum=0),
        Column(
            "score",
            "number",
            "Result of its test, 0 to 100; empty without one.",
            blank="ok",
            minimum=0,
            maximum=100,
        ),
    ),
    key=("rep", "course", "date"),
)

RATINGS = Table(
    "ratings",
    "one row per rep, competency, rater and month",
    (
        Column("month", "month", "The month of the rating."),
        _rep("The rep who is rated."),
        Column("competency", "code", "The competency."),
        Column("rater", "code", "Who rated.", choices=("self", "manager", "peer")),
        Column("score", "count", "From 1 (novice) to 5 (teaches others).", minimum=1, maximum=5),
    ),
    key=("month", "rep", "competency", "rater"),
)

PLANS = Table(
    "plans",
    "one row per plan agreed in an interview",
    (
        Column("plan", "code", "The plan's number."),
        _rep(),
        Column("month", "month", "The month in which it was agreed."),
        Column(
            "measure",
            "code",
            "What it is meant to move.",
            choices=("sales", "visits", "calls", "leads"),
        ),
        Column("action", "text", "What is done."),
        Column("owner", "text", "Who sees to it."),
        Column("due", "date", "When it is done.", blank="ok"),
        _optional("effect", "number", "What it is hoped to add to the measure, fraction."),
    ),
    key=("plan",),
    standing=True,
)

#: Every table by its name, in the order in which they are checked: what is referred to comes first.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        TERRITORIES, PRODUCTS, STAGES, ORG, UNITS, CUSTOMERS, SALES, TARGETS, TARGET_CHANGES, MARKET,
        ACTIVITIES, OPPORTUNITIES, STAGE_MOVES, SURVEY_ITEMS, SURVEY, SURVEY_PEOPLE, SURVEY_INVITED, KPIS,
        KPI_VALUES, PAY_BANDS, APPRAISALS, BARRIERS, TRAINING, RATINGS, PLANS,
    )
}  # fmt: skip

#: Without these no report can be made.
REQUIRED = frozenset({"org", "sales"})
