from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesmgmt_kit import climate, gaps, tables
from salesmgmt_kit.climate import onewave
from salesmgmt_kit.climate.codebook import read_codebook
from salesmgmt_kit.climate.release import Partition
from salesmgmt_kit.climate.soundness import language_figures
from salesmgmt_kit.errors import DataError
from salesmgmt_kit.findings import Finding
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.units import COMPANY

from .companies import Company, companies, items, survey_of
from .surveys import answers

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
T04 = ["communication_trust", "recognition"]


def _published(month: str, **more):
    client = tables.open_client(SAMPLE, month=month)
    return climate.publish(
        client["survey"], client["survey_items"], client["org"], levels=client.levels, month=client.month,
        people=client["survey_people"], **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def october():
    return _published("2026-10")


@pytest.fixture(scope="module")
def release(october) -> climate.Release:
    return october.release


def test_the_team_whose_climate_fell_is_told_before_its_sales_fall():
    """T04's climate falls in January 2026 and its sales in April: told on the page of March."""
    release = _published("2026-03").release
    told = climate.level_shifts(release.history()).query("told and unit == 'T04'")
    assert set(T04) <= set(told["about"])
    assert (told["since"] == "2026-01-01").all()
    (first, *_) = climate.headlines.fall_findings(climate.level_shifts(release.history()), release)
    assert first.tone == "act"
    assert first.template.startswith("Early warning, ")


def test_the_fall_is_still_told_in_october_with_its_size(release):
    told = climate.level_shifts(release.history()).query("told and unit == 'T04'").set_index("about")
    assert told.loc["communication_trust", "change"] < -15
    assert told["since"].eq("2026-01-01").all()


def test_reliability_and_likeness_of_the_sample_are_as_planned(release):
    rows = release.wide(["alpha", "icc1"]).dropna()
    assert rows["alpha"].between(0.75, 0.9).all()
    assert len(rows) == 4


def test_every_figure_is_of_five_and_more_and_printed_coarsely(release):
    figures = release.figures
    assert (figures.loc[figures["measure"] == "n", "value"] >= 5).all()
    scores = figures.loc[figures["measure"] == "score", "value"]
    assert (scores == scores.round()).all()
    recommending = figures[figures["about"] == "recommending"]
    assert (recommending.loc[recommending["measure"] == "n", "value"] >= 10).all()
    assert set(recommending["measure"]) == {"n", "promotes", "detracts"}


def test_small_teams_are_pooled_and_named(release):
    pools = release.units_of().query("tier == 'pool'")
    assert pools["teams"].tolist() == ["T10 T12"]
    labels = climate.headlines.standing_rows(climate.unit_standings(release), release)["label"]
    assert "North China, small teams" in [
        Locale("en", names={"D03": "North China"}).say(label) for label in labels
    ]


def test_a_later_page_shows_old_waves_as_they_were(october):
    first = _published("2026-08")
    later = _published("2026-10", kept=first.kept)
    old = later.release.figures[later.release.figures["wave"] <= "2026-08-01"]
    same = first.kept.figures
    pd.testing.assert_frame_equal(
        old[~old["measure"].isin(["excluded", "same"])].reset_index(drop=True), same.reset_index(drop=True)
    )
    assert later.release.months["state"].value_counts().to_dict() == {"frozen": 16, "new": 2}
    again = _published("2026-10", kept=october.kept)
    pd.testing.assert_frame_equal(again.kept.figures, october.kept.figures)


def test_kept_frames_come_back_as_the_first_page_kept_them(october):
    frames = {name: getattr(october.kept, name) for name in ("figures", "units", "waves", "codebook")}
    kept = climate.Kept.read(lambda name: frames[name].assign(reported=pd.Timestamp("2026-10-01")))
    pd.testing.assert_frame_equal(kept.figures, october.kept.figures)


def test_a_question_that_runs_against_the_others_stops_the_page():
    table, org = survey_of(companies(1)[0], 1)
    wrong = items().assign(reversed=False)
    with pytest.raises(DataError) as caught:
        climate.publish(table, wrong, org, levels=["region", "team"], month=pd.Timestamp("2026-01-01"))
    assert "item b3 runs against the other questions of its dimension" in str(caught.value)
    assert "Correct" in str(caught.value) or "correct" in str(caught.value)


def test_no_survey_and_too_few_answers_are_no_page_of_figures():
    table, org = survey_of(companies(1)[0], 1)
    where = {"levels": ["region", "team"], "month": pd.Timestamp("2026-01-01")}
    none = climate.publish(table.head(0), items(), org, **where).release
    few = climate.publish(table[table["respondent"].isin(["W0-0", "W0-1"])], items(), org, **where).release
    assert none.wave is few.wave is None
    assert few.months["state"].tolist() == ["withheld"]
    for empty in (none, few):
        standings = climate.unit_standings(empty)
        shifts = climate.level_shifts(empty.history())
        assert standings.empty
        assert climate.headlines.level_findings(standings, 5, surveyed=True)[0].template.startswith(
            "Too few people"
        )
        for view in (climate.item_shares, climate.driver_shares, climate.recommendations, climate.agreements):
            assert view(empty).empty
        assert climate.told_courses(empty, shifts).empty
        assert climate.responses(empty).empty
        assert climate.headlines.scale_rows(empty).empty
        assert climate.headlines.standing_rows(standings, empty).empty
        assert climate.headlines.rank_findings(empty) == []
        for draw, result in _drawings(empty, standings, shifts):
            assert draw(result, Locale("zh")).texts[0].get_text()
    assert climate.headlines.level_findings(climate.unit_standings(none), 5, surveyed=False) == [
        Finding("The teams have not been asked how they feel: there is no survey.")
    ]


def _drawings(release, standings, shifts):
    return [
        (climate.plots.climate_heat, standings),
        (climate.plots.unit_dots, standings),
        (climate.plots.answer_bars, climate.item_shares(release)),
        (climate.plots.driver_bars, climate.driver_shares(release)),
        (climate.plots.climate_courses, climate.told_courses(release, shifts)),
    ]


def test_the_pictures_draw_what_was_released(release):
    import matplotlib.pyplot as plt

    standings = climate.unit_standings(release)
    shifts = climate.level_shifts(release.history())
    for draw, result in _drawings(release, standings, shifts):
        ax = draw(result, Locale("en"), ax=plt.figure().gca())
        assert ax.has_data() or ax.patches or ax.child_axes
    heat = climate.plots.climate_heat(standings, Locale("en"), ax=plt.figure().gca())
    assert len(heat.texts) == len(standings)
    bars = climate.plots.answer_bars(climate.item_shares(release), Locale("en"), ax=plt.figure().gca())
    assert sum(p.get_width() for p in bars.patches) == pytest.approx(16, abs=0.15)  # whole percents
    plt.close("all")


def test_answers_that_nobody_gave_have_a_place_too(release):
    shares = climate.item_shares(release)
    assert shares.groupby("about").size().eq(5).all()
    assert shares["about"].drop_duplicates().tolist() == release.codebook.scales


def test_standings_draw_scores_towards_the_company_and_know_both_intervals(release):
    rows = climate.unit_standings(release)
    company = rows[rows["unit"] == COMPANY].set_index("about")["score"]
    middle = rows["about"].map(company)
    assert ((rows["drawn"] - middle).abs() <= (rows["score"] - middle).abs() + 1e-9).all()
    assert ((rows["census_high"] - rows["census_low"]) <= (rows["high"] - rows["low"]) + 1e-9).all()
    assert rows.iloc[0][["unit", "about"]].tolist() == [COMPANY, "overall"]


def test_ranks_are_called_unreliable_where_they_are(release):
    (said,) = climate.headlines.rank_findings(release)
    sure = release.wide(["icc2"])["icc2"].mean()
    assert said.template.startswith(
        "Team ranks are not reliable" if sure < 0.5 else "Teams can be told apart"
    )


def test_what_goes_with_recommending_is_told_with_its_limits(release):
    drivers = climate.driver_shares(release)
    assert drivers["share"].sum() == pytest.approx(1)
    assert drivers.sort_values("share")["about"].iloc[-1] == "recognition"  # as the sample is made
    said = climate.headlines.driver_findings(drivers)
    assert "no proof of a cause" in said[1].template
    assert climate.headlines.driver_rows(release)["between"].isna().all()  # too few teams


def test_sales_are_held_beside_teams_shown_alone(release):
    client = tables.open_client(SAMPLE, month="2026-10")
    panel, measures = climate.beside_sales(
        release, gaps.by_month(client["sales"]), client["org"], team="team"
    )
    assert measures["kpi"].tolist() == ["overall"]
    month = panel.xs(pd.Timestamp("2026-10-01"), level="month")["overall"]
    assert month.isna()[["T10", "T12"]].all()  # shown together only
    assert (
        month["T04"] == release.wide(["score"]).query("unit == 'T04' and about == 'overall'")["score"].iloc[0]
    )


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("first", "goes before sales"),
        ("withheld", "as well"),
        ("open", "cannot be told"),
        ("short", "is not looked for"),
    ],
)
def test_the_link_to_sales_counts_teams_and_claims_little(verdict, says):
    row = {
        "kpi": "overall",
        "verdict": verdict,
        "lag": 3,
        "effect": 0.3,
        "low": 0.1,
        "high": 0.5,
        "units": 12,
    }
    (said,) = climate.headlines.link_findings(pd.DataFrame([row]), months=17, fewest=8)
    text = Locale("en").sentence(said)
    assert says in text
    assert verdict == "short" or "12 teams" in text


def test_every_sentence_is_spoken_in_both_languages(release, october):
    rules = climate.Rules(scores=3, comments_shown=True)
    standings, shifts = climate.unit_standings(release), climate.level_shifts(release.history())
    said = [
        *climate.headlines.change_findings(shifts, release),
        *climate.headlines.change_findings(shifts.head(0), release),
        *climate.headlines.change_findings(shifts.assign(told=False), release),
        *climate.headlines.apart_findings(standings.assign(told=True)),
        climate.headlines.heat_title(standings.assign(told=True)),
        climate.headlines.course_title(shifts), climate.headlines.dots_title(release),
        *climate.headlines.sound_findings(release), *climate.headlines.response_findings(release),
        *climate.headlines.rule_findings(release, rules), *climate.headlines.comment_findings(("x",)),
    ]  # fmt: skip
    for finding in said:
        for language in ("en", "zh"):
            text = Locale(language).sentence(finding)
            assert text
            assert "{" not in text
    assert climate.headlines.cleaning_rows(october.steps)["label"].notna().all()
    assert (october.steps["n"] % 5 == 0).all()


def test_weights_of_teams_hardly_move_the_sample(release):
    row = (
        release.wide(["weighted", "effect", "score"])
        .query("unit == 'company' and about == 'overall'")
        .iloc[0]
    )
    assert abs(row["weighted"] - row["score"]) < 2
    assert 1 <= row["effect"] < 1.3


def test_recommending_is_told_of_units_only_if_none_of_too_few_follows():
    where = {"levels": ["region", "team"], "month": pd.Timestamp("2026-01-01")}
    asked = pd.concat(
        [
            items(),
            pd.DataFrame({"item": ["e"], "dimension": ["r"], "kind": ["recommend"], "reversed": [False]}),
        ]
    )
    for sizes, units in (((14, 12, 11), {COMPANY, "D0", "D1", "D2"}), ((14, 12, 7), {COMPANY})):
        company = Company(np.array(sizes), np.array([0, 1, 2]), companies(1)[0].answers)
        table, org = survey_of(company, 1)
        likes = table.drop_duplicates("respondent").assign(item="e", answer="9")
        release = climate.publish(pd.concat([table, likes]), asked, org, **where).release
        assert set(climate.recommendations(release)["unit"]) == units


def test_questions_in_two_languages_have_an_alpha_in_each():
    figures = language_figures(answers((200, 200), language=0.5, seed=7)).set_index(["about", "measure"])[
        "value"
    ]
    assert figures["company", "languages"] == 1
    assert 0.6 < figures["values", "alpha_en"] < 0.95
    assert 0.6 < figures["values", "alpha_zh"] < 0.95
    few = language_figures(answers((60, 60), language=0.5, seed=7))
    assert few["measure"].tolist() == ["languages"]


def test_units_of_ten_and_more_are_told_how_far_they_agree():
    table, org = survey_of(Company(np.array([14, 12, 6]), np.array([0, 0, 0]), companies(1)[0].answers), 1)
    release = climate.publish(
        table, items(), org, levels=["region", "team"], month=pd.Timestamp("2026-01-01")
    ).release
    rows = climate.agreements(release)
    assert rows["unit"].tolist() == ["T00", "T01"]
    assert rows["a"].isin(["None", "Weak", "Moderate", "Strong", "Very strong"]).all()
    assert rows["agreed"].between(0, 1).all()


def test_a_codebook_of_the_sample_reads_both_languages():
    client = tables.open_client(SAMPLE, month="2026-10")
    book = read_codebook(client["survey_items"])
    assert book.labels("V1")["同意"] == book.labels("V1")["agree"] == 4
    assert client.names("zh")["recognition"] == "认可"
    assert client.names("en")["V1"] == "We do what we promise our customers."
    assert np.isnan(book.items.loc["X1", "minimum"])


def test_the_notebook_shows_nothing_but_what_was_released():
    """Every value that page 03 is given comes from the publication: raw tables go to ``publish`` alone."""
    cells = json.loads((ROOT / "notebooks" / "03_climate.ipynb").read_text("utf-8"))["cells"]
    tree = ast.parse("\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code"))
    raw = {"survey", "survey_items", "survey_people"}
    shown, published = [], 0
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        read = {part.value for part in ast.walk(call) if isinstance(part, ast.Constant) and part.value in raw}
        if name.startswith("page."):
            told = {part.value.value for part in call.keywords if isinstance(part.value, ast.Constant)}
            inside = (
                read
                - told
                - ({"survey"} if '"survey" in data' in ast.unparse(call).replace("'", '"') else set())
            )
            shown += [ast.unparse(call)] if inside else []
        published += name == "climate.publish" and raw <= read
    assert shown == []
    assert published == 1


def test_scores_by_tenure_are_shown_as_far_as_they_protect_everybody(release):
    rows = climate.by_tenure(release)
    assert (rows["n"] >= 5).all()
    assert "senior" in set(rows["tenure"])
    assert "T01" not in set(rows["unit"])  # of units that are several cells only


def test_a_part_of_too_few_people_stops_the_publication(monkeypatch):
    """Should the partition ever be wrong, nothing is given away."""
    table, org = survey_of(companies(1)[0], 1)

    def each(counts: pd.Series, *_: object, **__: object) -> Partition:
        return Partition(pd.Series(counts.index, counts.index))

    monkeypatch.setattr(onewave, "finest_partition", each)
    with pytest.raises(RuntimeError, match="of too few people, so nothing of it is given away"):
        climate.publish(table, items(), org, levels=["region", "team"], month=pd.Timestamp("2026-01-01"))
