"""Colours that can be read: contrast by formula, and the client's own colours made to reach it.

References
----------
Web Content Accessibility Guidelines 2.2, W3C 2023: relative luminance, contrast ratio,
success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (marks, 3:1).
"""

from __future__ import annotations

from .. import notation

#: The paper and panels of a page in its light and its dark form; :file:`template/blocks.css` says the same.
LIGHT = {"paper": notation.PAPER, "panel": "#f6f8fa"}
DARK = {"paper": "#0f1419", "panel": "#1a2129"}

_TEXT_CONTRAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 (black) to 1 (white)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21.

    Examples
    --------
    >>> contrast("#ffffff", "#000000")
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, grounds: dict[str, str]) -> str:
    """The colour itself, or the nearest tone of it that can be read as text on all the grounds."""
    towards = "#000000" if luminance(grounds["paper"]) > 0.5 else "#ffffff"
    tones = (_mix(colour, towards, step / 50) for step in range(51))
    return next(
        (t for t in tones if all(contrast(t, g) >= _TEXT_CONTRAST for g in grounds.values())), towards
    )


def _mix(colour: str, other: str, share: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def properties(good: str, bad: str) -> str:
    """Custom properties with a client's colours of good and bad, for the light page and the dark one."""
    named = {"good": good, "bad": bad}
    light = (f"--{name}-l:{readable(c, LIGHT)}" for name, c in named.items())
    dark = (f"--{name}-d:{readable(c, DARK)}" for name, c in named.items())
    return ";".join([*light, *dark])
