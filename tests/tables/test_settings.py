from __future__ import annotations

import pytest

from salesmgmt_kit.errors import ConfigError
from salesmgmt_kit.tables import load_settings


@pytest.fixture
def refused(folder):
    """The problems of a client.yaml, in words."""

    def words(text, **settings):
        folder.write("client.yaml", text)
        with pytest.raises(ConfigError) as caught:
            load_settings(folder.path, month="2026-10", settings=settings)
        return [str(problem) for problem in caught.value.problems]

    return words


def test_defaults_are_all_there_and_say_so(folder):
    folder.write("client.yaml", "")
    settings = load_settings(folder.path, month="2026-10")
    assert settings.config.name == {"en": "small", "zh": "small"}
    assert settings.config.currency == settings.values["currency"] == "CNY"
    assert [level.id for level in settings.config.levels] == ["department", "team"]
    assert [(level.en, level.zh) for level in settings.config.levels] == [
        ("Department", "部门"),
        ("Team", "团队"),
    ]
    assert settings.config.bad_rows == "refuse"
    assert set(settings.origin.values()) == {"default"}


def test_layers_lie_in_their_order_and_each_key_knows_its_own(folder):
    folder.write("client.yaml", "name: A\ncurrency: USD\nfiscal_year_start: 4\ncolours: {good: '#000000'}\n")
    folder.write("months/2026-10.yaml", "# late\nfiscal_year_start: 7\nbad_rows: set_aside\n")
    settings = load_settings(folder.path, month="2026-10", settings={"bad_rows": "refuse"})
    assert settings.config.fiscal_year_start == 7
    assert settings.config.bad_rows == "refuse"
    assert (settings.config.colours.good, settings.config.colours.bad) == ("#000000", "#c62828")
    origin = settings.origin
    assert origin["name"] == "client.yaml:1"
    assert origin["currency"] == "client.yaml:2"
    assert origin["fiscal_year_start"] == "months/2026-10.yaml:2"
    assert origin["bad_rows"] == "command line"
    assert origin["colours.good"] == "client.yaml:4"
    assert origin["colours.bad"] == origin["levels"] == "default"


def test_another_months_layer_is_left_alone(folder):
    folder.write("months/2026-09.yaml", "fiscal_year_start: 7\n")
    assert load_settings(folder.path, month="2026-10").config.fiscal_year_start == 1


def test_null_takes_back_what_a_lower_layer_says(folder):
    folder.write("client.yaml", "currency: USD\ntables: {sales: {where: {a: b}, file: x.csv}}\n")
    folder.write("months/2026-10.yaml", "currency: null\ntables: {sales: {where: null}}\n")
    settings = load_settings(folder.path, month="2026-10")
    assert settings.config.currency == "CNY"
    assert settings.origin["currency"] == "default"
    assert settings.config.tables["sales"].where == {}
    assert settings.config.tables["sales"].file == "x.csv"


def test_a_list_replaces_a_list(folder):
    folder.write("client.yaml", "languages: [zh, en]\n")
    assert load_settings(folder.path, month="2026-10", settings={"languages": ["en"]}).config.languages == [
        "en"
    ]


def test_the_path_of_client_yaml_is_as_good_as_its_folder(folder):
    settings = load_settings(folder.path / "client.yaml", month="2026-10")
    assert settings.folder == folder.path


def test_one_name_serves_both_languages_and_one_of_two_stands_in(folder):
    folder.write("client.yaml", "name: {zh: 小}\n")
    assert load_settings(folder.path, month="2026-10").config.name == {"en": "小", "zh": "小"}


def test_levels_may_be_named_with_labels(folder):
    folder.write("client.yaml", "levels:\n- {id: cell, en: Cell, zh: 小组}\n- region\n- sub_team\n")
    levels = load_settings(folder.path, month="2026-10").config.levels
    assert [(level.id, level.en, level.zh) for level in levels] == [
        ("cell", "Cell", "小组"),
        ("region", "Region", "大区"),
        ("sub_team", "Sub team", "sub_team"),
    ]


def test_colours_may_be_a_preset(folder):
    folder.write("client.yaml", "colours: china\n")
    colours = load_settings(folder.path, month="2026-10").config.colours
    assert (colours.good, colours.bad) == ("#c62828", "#2e7d32")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: A\ncurency: CNY\n", "client.yaml:2: curency is no setting. Did you mean 'currency'?"),
        (
            "tables:\n  slaes: {}\n",
            "client.yaml:2: tables.slaes is no table of the kit. Did you mean 'sales'?",
        ),
        (
            "tables:\n  sales:\n    colums: {}\n",
            "client.yaml:3: tables.sales.colums is no setting. Did you mean 'columns'?",
        ),
        (
            "tables:\n  sales:\n    columns:\n      monht: day\n",
            "client.yaml:4: tables.sales.columns.monht is no column of sales. Did you mean 'month'?",
        ),
        (
            "tables:\n  sales:\n    values: {prodct: {a: b}}\n",
            "client.yaml:3: tables.sales.values.prodct is no column of sales. Did you mean 'product'?",
        ),
        (
            "levels: [region]\ntables: {org: {columns: {regoin: x}}}\n",
            "client.yaml:2: tables.org.columns.regoin is no column of org. Did you mean 'region'?",
        ),
        ("colours: {god: '#000000'}\n", "client.yaml:1: colours.god is no setting. Did you mean 'good'?"),
        (
            "levels:\n- id: region\n  en: Region\n  zh: 大区\n  de: Gebiet\n",
            "client.yaml:5: levels.0.de is no setting. Known are en, id, zh.",
        ),
        (
            "levels:\n- id: region\n  en: Region\n",
            "client.yaml:2: levels.0.zh is missing. Write the level's Chinese name.",
        ),
        (
            "name: A\nfiscal_year_start: 13\n",
            "client.yaml:2: fiscal_year_start is '13', it should be less than or equal to 12. "
            "Write the first month of the fiscal year, 1 to 12.",
        ),
        (
            "name: A\ncountry: XX\n",
            "client.yaml:2: country is 'XX', no country whose holidays are known. "
            "Write the country's two letters, e.g. CN, for its moving festivals.",
        ),
        (
            "fiscal_year_start: April\n",
            "client.yaml:1: fiscal_year_start is 'April', it should be a whole number. "
            "Write the first month of the fiscal year, 1 to 12.",
        ),
        (
            "bad_rows: setaside\n",
            "client.yaml:1: bad_rows is 'setaside', it should be 'refuse' or 'set_aside'. "
            "Write refuse or set_aside.",
        ),
        (
            "currency: yuan\n",
            "client.yaml:1: currency is 'yuan', it should be of another form. "
            "Write the currency's three letters, e.g. CNY.",
        ),
        (
            "languages: [zh, fr]\n",
            "client.yaml:1: languages.1 is 'fr', it should be 'en' or 'zh'. "
            "List languages of the reports: [zh, en].",
        ),
        (
            "languages: []\n",
            "client.yaml:1: languages is empty. "
            "List languages of the reports: [zh, en].",
        ),
        (
            "colours: chin\n",
            "client.yaml:1: colours is 'chin', it should be one of ibcs, china, colour_blind, or have good "
            "and bad. Write ibcs, china or colour_blind.",
        ),
        (
            "levels: [rep]\n",
            "client.yaml:1: levels names 'rep' which the kit needs itself. "
            "List the levels between company and rep, top down, e.g. [region, team].",
        ),
        (
            "currency: USD\nname: &a {en: *a}\n",
            "client.yaml:2: name.en refers to itself. Write the value out in place of the alias.",
        ),
        (
            "levels: [team, team]\n",
            "client.yaml:1: levels names 'team' twice. "
            "List the levels between company and rep, top down, e.g. [region, team].",
        ),
        (
            "tables: [sales]\n",
            "client.yaml:1: tables should be a mapping. Write `table: {file: ...}`.",
        ),
        (
            "plan:\n  weights: {luck: 1}\n",
            "client.yaml:2: plan.weights.luck is no setting. "
            "Known are capability, customers, forecast, potential.",
        ),
        (
            "plan:\n  over: {tem: 0.1}\n",
            "client.yaml:2: plan.over.tem is no level below the company. Did you mean 'team'?",
        ),
        (
            "plan:\n  floor: -1\n",
            "client.yaml:2: plan.floor is '-1', it should be greater than or equal to 0. "
            "Write the least target as a fraction of twelve months' sales, e.g. 0.9.",
        ),
        (
            "plan:\n  rule: equal\n",
            "client.yaml:2: plan.rule is 'equal', it should be 'shares' or 'equal_probability'. "
            "Write shares or equal_probability.",
        ),
        (
            "gaps:\n  base: lastyear\n",
            "client.yaml:2: gaps.base is 'lastyear', it should be 'last_year', 'before' or 'target'. "
            "Write last_year, before or target.",
        ),
        (
            "gaps:\n  chain:\n"
            "  - {id: a, of: opportunities.one, en: A, zh: A}\n"
            "  - {id: b, of: sales.amount, en: B, zh: B}\n",
            "client.yaml:3: gaps.chain.0.of is 'opportunities.one', nothing that the kit counts. "
            "Did you mean 'opportunities.won'?",
        ),
        (
            "gaps:\n  chain:\n"
            "  - {id: a, of: activities.visits, en: A}\n"
            "  - {id: b, of: sales.amount, en: B, zh: B}\n",
            "client.yaml:3: gaps.chain.0.zh is missing. Write the factor's Chinese name.",
        ),
        (
            "gaps:\n  chain:\n"
            "  - {id: a, of: sales.amount, en: A, zh: A}\n"
            "  - {id: b, of: activities.visits, en: B, zh: B}\n",
            "client.yaml:2: gaps.chain should end in money, opportunities.amount or sales.amount, not in "
            "activities.visits. List factors, each {id: ..., of: table.measure, en: ..., zh: ...}, the last "
            "one money.",
        ),
        (
            "gaps:\n  chain:\n"
            "  - {id: a, of: sales.lines, en: A, zh: A}\n"
            "  - {id: a, of: sales.amount, en: B, zh: B}\n",
            "client.yaml:2: gaps.chain names 'a' twice. List factors, each {id: ..., of: table.measure, "
            "en: ..., zh: ...}, the last one money.",
        ),
        (
            "gaps:\n  bases: target\n",
            "client.yaml:2: gaps.bases is no setting. Did you mean 'base'?",
        ),
        (
            "tables:\n  sales: sales.csv\n",
            "client.yaml:2: tables.sales is 'sales.csv', it should be a mapping. Write `table: {file: ...}`.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_at_its_line(refused, text, message):
    assert refused(text) == [message]


def test_all_wrong_settings_are_named_at_once(refused):
    words = refused(
        "curency: X\nbad_rows: no\ntables: {slaes: {}, sales: {columns: {monht: x}}}\n", languges=["zh"]
    )
    assert [w.split(" is ")[0] for w in words] == [
        "client.yaml:1: curency",
        "client.yaml:2: bad_rows",
        "client.yaml:3: tables.sales.columns.monht",
        "client.yaml:3: tables.slaes",
        "command line: languges",
    ]


def test_a_months_layer_is_named_where_it_is_wrong(folder):
    folder.write("months/2026-10.yaml", "\ncurrency: X\n")
    with pytest.raises(ConfigError, match=r"^months/2026-10.yaml:2: currency is 'X'"):
        load_settings(folder.path, month="2026-10")


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "202610", "October", ""])
def test_no_month_is_refused(folder, month):
    with pytest.raises(ConfigError, match=r"Write it like 2026-10\.") as caught:
        load_settings(folder.path, month=month)
    assert caught.value.problems[0].value == month


def test_a_folder_without_settings_says_how_to_begin(tmp_path):
    with pytest.raises(ConfigError, match=r"client.yaml: there is no such file. Name the folder of a client"):
        load_settings(tmp_path, month="2026-10")


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("RMB", "Did you mean 'CNY'?"),
        ("EUT", "Did you mean 'EUR'?"),
        ("ZZZ", "Write the currency's three letters, e.g. CNY."),
    ],
)
def test_a_currency_is_one_of_iso_4217(refused, code, fix):
    assert refused(f"name: A\ncurrency: {code}\n") == [
        f"client.yaml:2: currency is '{code}', no currency of ISO 4217. {fix}"
    ]


def test_a_level_has_names(refused):
    assert refused("levels:\n- {id: team, en: ' ', zh: 团队}\n") == [
        "client.yaml:2: levels.0.en is empty. Write the level's English name."
    ]


def test_a_folder_of_tables_that_is_not_there(refused):
    assert refused("name: A\n\ndata: /nonexistent\n") == [
        "client.yaml:3: data is '/nonexistent', a folder that is not there. "
        "Correct it to the folder that holds the tables."
    ]
    assert refused("name: A\n", data="nowhere")[0].startswith("command line: data is 'nowhere', a folder")


def test_a_chain_of_ones_own_names_its_factors_in_both_languages(folder):
    folder.write(
        "client.yaml",
        "gaps:\n  base: target\n  chain:\n"
        "  - {id: visits, of: activities.visits, en: Visits, zh: 拜访数, target: 20}\n"
        "  - {id: value, of: sales.amount, en: Money a visit, zh: 每次拜访金额, target: 0.5}\n",
    )
    client = folder.open()
    assert client.config.gaps.base == "target"
    assert [(f.id, f.of, f.target) for f in client.config.gaps.chain] == [
        ("visits", "activities.visits", 20),
        ("value", "sales.amount", 0.5),
    ]
    assert [client.names(language)["value"] for language in ("en", "zh")] == ["Money a visit", "每次拜访金额"]


def test_a_factor_asks_for_more_than_nothing(refused):
    chain = "{id: a, of: sales.lines, en: A, zh: A, target: 0}, {id: b, of: sales.amount, en: B, zh: B}"
    assert refused(f"gaps: {{chain: [{chain}]}}\n") == [
        "client.yaml:1: gaps.chain.0.target is '0', it should be greater than 0. Write what is asked: of the "
        "first factor, of a rep in a month; of others, the ratio."
    ]


def test_as_many_sheets_of_appraisals_as_the_client_says(folder, refused):
    folder.write("client.yaml", "scorecard: {scale: z, sheets: 7}\n")
    scorecard = load_settings(folder.path, month="2026-10").config.scorecard
    assert (scorecard.scale, scorecard.sheets) == ("z", 7)
    (said,) = refused("scorecard: {sheets: -1}\n")
    assert said.startswith("client.yaml:1: scorecard.sheets is '-1',")
    assert said.endswith("Write the most sheets of appraisals that the page holds, 0 or more.")


def test_as_many_interview_sheets_as_the_client_says(folder, refused):
    folder.write("client.yaml", "gaps: {sheets: 7}\n")
    assert load_settings(folder.path, month="2026-10").config.gaps.sheets == 7
    (said,) = refused("gaps: {sheets: many}\n")
    assert said.endswith("Write the most interview sheets that the page holds, 0 or more.")
