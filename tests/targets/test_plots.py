from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from salesmgmt_kit import notation
from salesmgmt_kit.locale import Locale
from salesmgmt_kit.targets import RunningYear, plots

WIDE, NARROW = 7.6, 3.5


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def ax(request):
    return Figure(figsize=(request.param, 2.9), layout="constrained").add_subplot()


@pytest.fixture(params=["en", "zh"])
def locale(request):
    return Locale(request.param, names={"T1": "North"})


def _course():
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    known = np.arange(12) < 10
    values = np.linspace(100, 210, 12)
    return pd.DataFrame(
        {
            "month": months,
            "actual": np.where(known, values, np.nan),
            "target": 150.0,
            "last_year": values * 0.9,
            "expected": np.where(known, np.nan, values),
            "low": np.where(known, np.nan, values - 20),
            "high": np.where(known, np.nan, values + 20),
        }
    )


def _bars(ax):
    return [c for c in ax.containers if isinstance(c, BarContainer)]


def _texts(ax):
    return [t.get_text() for t in ax.texts]


def test_columns_are_in_ibcs_notation_from_a_zero_baseline(ax, locale):
    plots.year_columns(_course(), locale, ax=ax)
    last_year, target, actual, expected = _bars(ax)
    assert to_hex(last_year[0].get_facecolor()) == notation.LAST_YEAR
    assert target[0].get_facecolor()[3] == 0
    assert to_hex(target[0].get_edgecolor()) == notation.PLAN
    assert to_hex(actual[0].get_facecolor()) == notation.ACTUAL
    assert expected[11].get_hatch() == notation.HATCH
    assert ax.get_ylim()[0] == 0


def test_columns_and_whiskers_show_what_was_computed(ax, locale):
    course = _course()
    plots.year_columns(course, locale, ax=ax)
    _, _, actual, expected = _bars(ax)
    assert [b.get_height() for b in actual][:10] == course["actual"].tolist()[:10]
    assert [b.get_height() for b in expected][10:] == course["expected"].tolist()[10:]
    spans = [s[:, 1].tolist() for s in ax.collections[0].get_segments() if len(s)]
    assert [s for s in spans if np.isfinite(s).all()] == course[["low", "high"]].tail(2).to_numpy().tolist()


def test_months_are_named_in_the_language_and_fewer_on_a_phone(ax, locale):
    plots.year_columns(_course(), locale, ax=ax)
    names = [t.get_text() for t in ax.get_xticklabels()]
    assert names[0] == {"en": "Jan", "zh": "1月"}[locale.language]
    assert len(names) == (12 if ax.figure.get_figwidth() == WIDE else 6)


def test_negative_months_reach_below_the_baseline(ax, locale):
    course = _course()
    course.loc[3, "actual"] = -50.0
    plots.year_columns(course, locale, ax=ax)
    assert ax.get_ylim()[0] <= -50


def test_amount_of_a_negative_month_stands_below_its_column(locale):
    course, ax = _course(), Figure(figsize=(WIDE, 2.9)).add_subplot()
    course.loc[3, "actual"] = -50.0
    plots.year_columns(course, locale, ax=ax)
    label = next(t for t in ax.texts if t.get_text().startswith("−"))
    assert label.xy[1] == -50.0
    assert label.get_va() == "top"


def test_percentages_keep_clear_of_the_zero_line_when_all_are_behind(ax):
    locale = Locale("en")
    standing = _standing().assign(gap=[-1e6, -2e6, -3e6], share=[-1.234, -0.2, -0.05])
    plots.gap_bars(standing, locale, ax=ax)
    ax.figure.draw_without_rendering()
    zero = ax.transData.transform((0, 0))[0]
    percent = [t for t in ax.texts if t.get_text().endswith("%")]
    assert len(percent) == 4
    assert min(t.get_window_extent().x0 for t in percent) > zero


def _standing():
    return pd.DataFrame(
        {
            "unit": ["company", "T1", "T2"], "tier": ["company", "team", "team"], "depth": [0, 1, 1],
            "base": "target", "gap": [-10e6, 5e6, -15e6], "share": [-0.05, 0.1, -0.2],
        }
    )  # fmt: skip


def test_gaps_are_told_by_side_sign_and_colour(ax, locale):
    plots.gap_bars(_standing(), locale, ax=ax)
    (bars,) = _bars(ax)
    assert [b.get_width() for b in bars] == [-10e6, 5e6, -15e6]
    assert [to_hex(b.get_facecolor()) for b in bars] == [notation.BAD, notation.GOOD, notation.BAD]
    texts = _texts(ax)
    assert texts[0].startswith("−")
    assert texts[1].startswith("+")
    assert "+10.0%" in texts


def test_units_run_top_to_bottom_in_the_order_given(ax, locale):
    plots.gap_bars(_standing(), locale, ax=ax)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["company", "North", "T2"]
    assert ax.yaxis_inverted()


def _chances():
    return pd.DataFrame(
        {
            "unit": ["company", "T1", "T2"], "depth": [0, 1, 1], "expected_share": [0.97, 1.04, np.nan],
            "low_share": [0.9, 1.0, np.nan], "high_share": [1.02, 1.1, np.nan],
            "probability": [0.3, 0.9995, np.nan],
        }
    )  # fmt: skip


def test_chances_show_interval_middle_and_probability_of_units_with_a_target(ax, locale):
    plots.chance_lines(_chances(), locale, ax=ax)
    lines, points = ax.collections
    assert [s[:, 0].tolist() for s in lines.get_segments()] == [[0.9, 1.02], [1.0, 1.1]]
    assert points.get_offsets()[:, 0].tolist() == [0.97, 1.04]
    assert {"30%", ">99%"} <= set(_texts(ax))


def test_height_grows_with_the_units(locale):
    few, many = (Figure(figsize=(WIDE, 2.9)).add_subplot() for _ in range(2))
    plots.gap_bars(_standing(), locale, ax=few)
    plots.gap_bars(pd.concat([_standing()] * 8), locale, ax=many)
    assert many.figure.get_figheight() > 2 * few.figure.get_figheight()


@pytest.mark.parametrize("draw", [plots.gap_bars, plots.chance_lines])
def test_nothing_known_is_said_instead_of_an_empty_picture(draw, ax, locale):
    frame = {plots.gap_bars: _standing(), plots.chance_lines: _chances()}[draw]
    draw(frame.iloc[:0], locale, ax=ax)
    assert _texts(ax) == [locale.text("Not enough is known to draw this.")]


def _running(**columns):
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    known = np.arange(12) < 9
    total = np.linspace(1e6, 12e6, 12)
    course = pd.DataFrame({"month": months, "sold": np.where(known, total, np.nan), "target": total * 1.01})
    ahead = {"expected": total, "low": total * 0.98, "high": total * 1.03}
    later = {name: np.where(known, np.nan, value) for name, value in ahead.items()}
    course = course.assign(**(later | columns))
    bands = pd.concat(
        [
            pd.DataFrame({"month": months[9:], "level": level, "low": total[9:] - w, "high": total[9:] + w})
            for level, w in ((0.95, 4e5), (0.8, 3e5), (0.5, 1e5))
        ]
    )
    end = {"expected": 12e6, "target": course["target"].iloc[-1], "probability": 0.3}
    return RunningYear(course, bands, end)


def test_fan_is_one_band_a_level_between_what_was_sold_and_the_end(ax, locale):
    plots.year_fan(_running(), locale, ax=ax)
    assert len(ax.collections) == 3
    widths = [np.ptp(band.get_paths()[0].vertices[:, 1]) for band in ax.collections]
    assert widths == sorted(widths, reverse=True)
    starts = [band.get_paths()[0].vertices[:, 0].min() for band in ax.collections]
    assert starts == [8, 8, 8]  # the last month known
    texts = " ".join(_texts(ax))
    assert "30%" in texts
    assert locale.text("Target") in texts
    assert locale.text("Expected") in texts


def test_fan_held_against_the_target_has_signs_and_a_flat_line(ax, locale):
    plots.year_fan(_running().from_target(), locale, ax=ax)
    target = ax.lines[0].get_ydata()
    assert not np.any(target)
    assert any("−" in text for text in _texts(ax))


def test_fan_without_a_target_or_without_a_forecast(ax, locale):
    running = _running(target=np.nan)
    plots.year_fan(replace(running, end=running.end | {"probability": np.nan}), locale, ax=ax)
    assert locale.text("Target") not in " ".join(_texts(ax))
    ax.clear()
    plots.year_fan(_running(expected=np.nan), locale, ax=ax)
    assert _texts(ax) == [locale.text("Not enough is known to draw this.")]
