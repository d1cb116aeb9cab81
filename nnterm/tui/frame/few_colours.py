"""What a terminal of few colours is sent: the nearest that it has, as an eye sees it.

Colours of the palettes are among those; what Textual blends from them is not. Rich would round a dark tint to navy,
maroon or olive, since it rounds each of red, green and blue for itself.
"""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, Lab, rgb_to_lab
from textual.filter import LineFilter

from nnterm.tui.palettes.palette import Depth

STANDARD, EIGHT_BIT = range(16), range(16, 256)
"""Numbers of the colours that are used. Of 256 the first 16 are left out: each terminal mixes them in its own way."""


class FewColours(LineFilter):
    """Gives every colour of a line the number of the nearest one of a terminal with 256 or 16 colours."""

    def __init__(self, depth: Depth) -> None:
        super().__init__(enabled=depth is not Depth.TRUECOLOR)
        self._numbers = STANDARD if depth is Depth.STANDARD else EIGHT_BIT

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` in the colours of the terminal."""
        numbers = self._numbers
        return [Segment(text, style and _in_colours(style, numbers), control) for text, style, control in segments]


@lru_cache(4096)
def _in_colours(style: Style, numbers: range) -> Style:
    ink, ground = style.color, style.bgcolor
    return style + Style(color=ink and _numbered(ink, numbers), bgcolor=ground and _numbered(ground, numbers))


def _numbered(colour: RichColor, numbers: range) -> RichColor:
    if colour.triplet is None:
        return colour
    return RichColor.from_ansi(nearest(*colour.triplet, numbers))


@lru_cache(4096)
def nearest(red: int, green: int, blue: int, numbers: range) -> int:
    """The number, out of `numbers`, of the colour at the least distance in CIELAB."""
    lab = rgb_to_lab(Color(red, green, blue))
    return min(numbers, key=lambda number: _distance(lab, _known(number)))


@lru_cache(256)
def _known(number: int) -> Lab:
    """A colour of the terminal by its number. Only where it counts does this import Rich's tables."""
    from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE

    return rgb_to_lab(Color(*(STANDARD_PALETTE if number in STANDARD else EIGHT_BIT_PALETTE)[number]))


def _distance(one: Lab, other: Lab) -> float:
    return (one.L - other.L) ** 2 + (one.a - other.a) ** 2 + (one.b - other.b) ** 2
