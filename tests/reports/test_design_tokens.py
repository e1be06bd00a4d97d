"""The colours of static/css/tokens.css, measured as WCAG 2.2 measures them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SOURCE = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text("utf-8")
ROLE = re.compile(r"--pm-([a-z0-9-]+):\s*(#[0-9a-f]{6});")

GROUNDS = ("paper", "sheet", "sunken", "hover")
TEXTS = ("ink", "ink-2", "ink-3", "accent", "accent-hover", "error")
SIGNALS = ("normal", "improve", "concern", "changed", "target")
TEXT, MARK = 4.5, 3.0

PAIRS = [(text, ground, TEXT) for text in TEXTS + SIGNALS for ground in GROUNDS]
PAIRS += [(mark, ground, MARK) for mark in ("edge", "band-edge") for ground in GROUNDS]
PAIRS += [(signal, "band", MARK) for signal in SIGNALS]
PAIRS += [
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-error", "error", TEXT),
    ("on-error", "error-hover", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink-2", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("ink", "error-soft", TEXT),
    ("error", "error-soft", TEXT),
    ("ink", "band", TEXT),
    ("focus", "sheet", MARK),
    ("bullet-bar", "bullet-2", MARK),
    ("target", "bullet-2", MARK),
    ("bullet-edge", "sheet", MARK),
    *[("heat-ink", f"heat-{step}", TEXT) for step in (1, 2, 3)],
    *[("heat-ink-inv", f"heat-{step}", TEXT) for step in (4, 5)],
]


def block(selector: str) -> dict[str, str]:
    """The colour roles of the first rule that starts with this selector."""
    start = SOURCE.index(selector)
    return dict(ROLE.findall(SOURCE[start : SOURCE.index("}", start)]))


SCHEMES = {
    "light": block('[data-theme="light"] {'),
    "dark": block('[data-theme="dark"] {'),
    "dark by system": block(":root:not([data-theme]) {"),
}


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_colours() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_is_readable(scheme: str, front: str, ground: str, least: float) -> None:
    roles = SCHEMES[scheme]
    assert contrast(roles[front], roles[ground]) >= least


def test_dark_stands_twice_and_is_the_same() -> None:
    assert SCHEMES["dark"] == SCHEMES["dark by system"]


def test_both_schemes_define_the_same_roles() -> None:
    assert set(SCHEMES["light"]) == set(SCHEMES["dark"])


def test_no_component_writes_a_colour_of_its_own() -> None:
    parts = Path(settings.BASE_DIR, "static/css").glob("*.css")
    strangers = {
        part.name: found
        for part in parts
        if part.name != "tokens.css"
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", part.read_text("utf-8")))
    }
    assert strangers == {}
