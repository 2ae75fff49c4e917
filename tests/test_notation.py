import pytest

from salesmgmt_kit import notation


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    low, high = sorted([_luminance(a), _luminance(b)])
    return (high + 0.05) / (low + 0.05)


def test_every_colour_stands_for_one_meaning():
    assert len(set(notation.COLOURS.values())) == len(notation.COLOURS)


@pytest.mark.parametrize("text", ["ink", "muted", "good", "bad"])
def test_text_meets_wcag_aa_on_paper(text):
    assert _contrast(notation.COLOURS[text], notation.PAPER) >= 4.5


@pytest.mark.parametrize("mark", ["actual", "last-year", "plan", "forecast", "interval"])
def test_marks_meet_wcag_aa_on_paper(mark):
    assert _contrast(notation.COLOURS[mark], notation.PAPER) >= 3
