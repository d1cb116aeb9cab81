"""The characters that drawings are made of: braille, blocks, or plain ASCII for poor terminals."""

import msgspec


class Glyphs(msgspec.Struct, frozen=True):
    """One set of characters."""

    name: str
    marker: str
    """Marker that plotext draws curves with."""
    across: int
    """Points a marker holds side by side."""
    upwards: int
    """Points a marker holds above each other."""
    horizontal: str = "─"
    vertical: str = "│"
    tee: str = "┤"
    corner: str = "┼"
    solid: str = "──"
    dashed: str = "╌╌"
    dotted: str = "····"
    best: str = "▾"
    change: str = "▿"
    cursor: str = "▼"
    line: str = "┊"
    arrow: str = "→"
    left: str = "◂"
    right: str = "▸"
    down: str = "▾"
    up: str = "▴"
    full: str = "●"
    empty: str = "○"
    bar: str = "▌"
    filled: str = "█"
    unfilled: str = "░"
    tint: str = "░"
    dot: str = "·"
    check: str = "✓"
    half: str = "▀"
    flipped: str = "■□◆"
    """Points of each class whose label is flipped."""
    unseen: str = "•◦▵"
    """Points of each class that are for validation: smaller than those that are learned from."""
    test: str = "+×*"
    """Points of each class that are for the test."""
    bars: str = " ▁▂▃▄▅▆▇█"
    """From nothing to a whole row."""
    separator: str = "·"


BRAILLE = Glyphs("braille", "braille", 2, 4)
BLOCK = Glyphs("block", "hd", 2, 2)
ASCII = Glyphs(
    "ascii",
    "*",
    1,
    1,
    horizontal="-",
    vertical="|",
    tee="|",
    corner="+",
    solid="**",
    dashed="o o",
    dotted=". .",
    best="v",
    change="!",
    cursor="V",
    line=":",
    arrow="->",
    left="<",
    right=">",
    down="v",
    up="^",
    full="#",
    empty=".",
    bar="|",
    filled="#",
    unfilled=".",
    tint="'",
    dot=",",
    check="x",
    half="",
    flipped="O#X",
    bars=" .:-=+*#",
    unseen="c~v",
    test="@&%",
    separator="-",
)
SETS = {glyphs.name: glyphs for glyphs in (BRAILLE, BLOCK, ASCII)}
"""Every set by the name that `--glyphs` takes."""

_current = BRAILLE


def current() -> Glyphs:
    """The set in use."""
    return _current


def use(name: str) -> None:
    """Choose the set by its name in `SETS`."""
    global _current  # noqa: PLW0603 - one terminal, one set of characters
    _current = SETS[name]
