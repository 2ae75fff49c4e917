import pytest

from salesmgmt_kit.findings import Finding
from salesmgmt_kit.gaps.sheets.directions import DIRECTIONS, advice, direction
from salesmgmt_kit.gaps.sheets.signs import Sign
from salesmgmt_kit.locale import Locale

from .builders import row


def _sign(code, good):
    return Sign(code, good, Finding("Data"))


@pytest.mark.parametrize(
    ("expected", "changed", "signs"),
    [
        ("raise", {"out": True, "short": True}, []),
        ("raise", {"out": True, "short": True}, [_sign("ability", False)]),
        ("on", {"out": True}, []),
        ("learn", {}, [_sign("ability", True)]),
        ("learn", {"short": True}, [_sign("rate", True)]),
        ("coach", {"short": True}, [_sign("ability", False)]),
        ("coach", {}, [_sign("win_rate", False)]),
        ("on", {}, [_sign("size", True)]),
        ("ask", {"short": True, "suspect": True}, []),
        ("wait", {"short": True}, []),
        ("on", {}, []),
        ("start", {"compared": False}, []),
    ],
)
def test_direction_follows_from_the_facts(expected, changed, signs):
    assert direction(row(**changed), signs) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", DIRECTIONS)
def test_every_direction_is_a_sentence_of_its_language(key, language):
    said = Locale(language).sentence(advice(key, row()))
    assert "{" not in said
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said) == (language == "zh")
