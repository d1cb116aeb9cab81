"""Every palette is readable, its ramps are true, and what a terminal of few colours gets is not rounded."""

from itertools import combinations, pairwise
from math import atan2, degrees, dist

import msgspec
import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import ColorTriplet
from textual.color import Color, rgb_to_lab

from nnterm.tui.frame.few_colours import EIGHT_BIT, STANDARD, nearest
from nnterm.tui.palettes.chosen import PALETTES
from nnterm.tui.palettes.palette import READABLE, Depth, Palette, Ramp, contrast, triplet

EACH = pytest.mark.parametrize(
    ("depth", "colours"),
    [
        pytest.param(depth, colours, id=f"{depth.value}-{'dark' if colours.dark else 'light'}")
        for depth, pair in PALETTES.items()
        for colours in pair
    ],
)
BLUE, ORANGE = (190, 310), (35, 106)
"""Hue angles in CIELAB that are called so, in degrees; the 16 colours have no better orange than their yellow."""

TEXTS = ("foreground", "quiet", "accent", "success", "warning", "error", "code", "train", "validation", "third")


def lab(colour: str) -> tuple[float, float, float]:
    found = rgb_to_lab(Color.parse(colour))
    return found.L, found.a, found.b


def hue(colour: str) -> float:
    _, a, b = lab(colour)
    return degrees(atan2(b, a)) % 360


def colours_in(palette: Palette) -> set[str]:
    found: set[str] = set()
    for value in msgspec.structs.asdict(palette).values():
        flat = [value] if isinstance(value, str) else value if isinstance(value, tuple) else []
        found |= {one for part in flat for one in ([part] if isinstance(part, str) else part)}
    return found


def rises(ramp: Ramp, *, dark: bool) -> bool:
    lightness = [lab(colour)[0] for colour in ramp]
    return all((b >= a) if dark else (b <= a) for a, b in pairwise(lightness)) and lightness[0] != lightness[-1]


@EACH
def test_more_is_lighter_on_a_dark_ground_and_darker_on_a_light_one(depth: Depth, colours: Palette) -> None:
    for ramp in (
        *colours.planes,
        colours.light,
        (colours.background, *colours.cool),
        (colours.background, *colours.warm),
    ):
        assert rises(ramp, dark=colours.dark), ramp
    assert (len(colours.light), len(colours.cool), len(colours.warm)) == (16, 7, 7)
    assert {len(ramp) for ramp in colours.planes} == {8}


@EACH
def test_blue_stays_blue_and_orange_orange(depth: Depth, colours: Palette) -> None:
    blues = {colours.train, *colours.cool, *colours.planes[0][4:], colours.marks[0]}
    oranges = {colours.validation, *colours.warm, *colours.planes[1][4:], colours.marks[1]}
    assert [colour for colour in blues if not BLUE[0] <= hue(colour) <= BLUE[1]] == []
    assert [colour for colour in oranges if not ORANGE[0] <= hue(colour) <= ORANGE[1]] == []


@EACH
def test_an_undecided_map_is_neutral_and_neither_black_nor_the_ground(depth: Depth, colours: Palette) -> None:
    (pale,) = {ramp[0] for ramp in colours.planes}
    lightness, a, b = lab(pale)
    assert abs(a) < 6 and abs(b) < 6
    assert 20 < lightness < 95
    assert dist(lab(pale), lab(colours.background)) > 6


@EACH
def test_classes_and_the_border_are_distinct(depth: Depth, colours: Palette) -> None:
    for one, other in combinations([ramp[-1] for ramp in colours.planes], 2):
        assert dist(lab(one), lab(other)) > 30
    for ground in (colour for ramp in colours.planes for colour in ramp):
        assert contrast(colours.border, ground) >= 1.8
        for mark in colours.marks:
            assert contrast(mark, colours.mark_ground or ground) >= 3


@EACH
def test_text_is_readable(depth: Depth, colours: Palette) -> None:
    for name in TEXTS:
        assert contrast(getattr(colours, name), colours.background) >= READABLE, name
    for ground in (colours.surface, colours.panel):
        assert contrast(colours.foreground, ground) >= READABLE
        assert contrast(colours.quiet, ground) >= READABLE
    assert contrast(colours.background, colours.accent) >= READABLE
    for ground in (colours.selected, *colours.cool, *colours.warm):
        assert contrast(colours.ink_on(ground), ground) >= READABLE, ground


@EACH
def test_the_chosen_row_is_seen(depth: Depth, colours: Palette) -> None:
    assert dist(lab(colours.selected), lab(colours.background)) > 14
    assert contrast(colours.before, colours.background) >= 2.5


@EACH
def test_a_terminal_of_few_colours_has_every_one(depth: Depth, colours: Palette) -> None:
    table, numbers = {
        Depth.TRUECOLOR: (None, EIGHT_BIT),
        Depth.EIGHT_BIT: (EIGHT_BIT_PALETTE, EIGHT_BIT),
        Depth.STANDARD: (STANDARD_PALETTE, STANDARD),
    }[depth]
    if table is None:
        return
    for colour in colours_in(colours):
        number = nearest(*triplet(colour), numbers)
        assert ColorTriplet(*table[number]) == ColorTriplet(*triplet(colour)), colour


def test_dark_tints_become_greys_and_not_navy_or_maroon() -> None:
    for tint in ("#14161c", "#20242e", "#1c1416", "#2a2118"):
        red, green, blue = EIGHT_BIT_PALETTE[nearest(*triplet(tint), EIGHT_BIT)]
        assert red == green == blue, tint
