"""A terminal that gets only what changed shows the same as one that gets everything."""

import random
from collections.abc import Callable

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from nnterm.tui.session.terminal_codes import fills_erased
from nnterm.tui.session.terminal_memory import TerminalMemory

WIDTH, HEIGHT = 24, 6
CONSOLE = Console(color_system="256", force_terminal=True, _environ={})
STYLES = [
    Style.parse(text)
    for text in (
        "color(33) on color(233)",
        "color(214) on color(233)",
        "bold color(214) on color(233)",
        "italic underline color(250) on color(17)",
        "reverse color(250) on color(17)",
        "on color(17)",
        "default on default",
    )
]


class Terminals:
    """One that gets what Textual writes, and one that gets what the memory lets through."""

    def __init__(self) -> None:
        self.whole, self.ours = (pyte.Screen(WIDTH, HEIGHT) for _ in range(2))
        self.memory = TerminalMemory(ColorSystem.EIGHT_BIT, erases=True)
        self.sent = 0

    def draw(self, update: CompositorUpdate) -> str:
        written = self.memory.changes(update, WIDTH, HEIGHT)
        assert written is not None
        pyte.Stream(self.whole).feed(update.render_segments(CONSOLE))
        pyte.Stream(self.ours).feed(written)
        return written

    def looks(self, screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
        # Of a blank nobody sees the colour of its ink.
        return [
            [
                (c.data, None if c.data == " " and not (c.underscore or c.reverse) else c.fg, c.bg, c.underscore)
                + ((c.bold, c.italics) if c.data != " " else ())
                for c in (screen.buffer[y][x] for x in range(WIDTH))
            ]
            for y in range(HEIGHT)
        ]


def strip(pick: random.Random, width: int, letters: str = "ab  ●⠢") -> Strip:
    segments = []
    while width > 0:
        size = min(width, pick.randint(1, 9))
        segments.append(Segment("".join(pick.choice(letters) for _ in range(size)), pick.choice(STYLES)))
        width -= size
    return Strip(segments)


def layout(strips: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in strips], Region(0, 0, WIDTH, len(strips)))


def mostly_blank(pick: random.Random) -> Strip:
    size = pick.randint(1, 20)
    return Strip([*strip(pick, WIDTH - size, "a "), Segment(" " * size, pick.choice(STYLES))])


def chops(pick: random.Random) -> ChopsUpdate:
    y, cut = pick.randrange(HEIGHT), pick.randrange(1, WIDTH)
    lines: list[dict[int, Strip | None]] = [{0: None} for _ in range(HEIGHT)]
    lines[y] = {0: strip(pick, cut), cut: strip(pick, WIDTH - cut)}
    return ChopsUpdate(lines, [(y, 0, WIDTH)], [[cut, WIDTH]] * HEIGHT)


@pytest.mark.parametrize("seed", range(20))
def test_both_terminals_show_the_same(seed: int) -> None:
    pick, terminals = random.Random(seed), Terminals()
    lines = [strip(pick, WIDTH) for _ in range(HEIGHT)]
    for _ in range(30):
        if pick.random() < 0.5:
            terminals.draw(chops(pick))
        else:
            lines[pick.randrange(HEIGHT)] = pick.choice([strip, lambda pick, _: mostly_blank(pick)])(pick, WIDTH)
            terminals.draw(layout(lines))
        assert terminals.looks(terminals.ours) == terminals.looks(terminals.whole)


def drawn_twice() -> tuple[Terminals, LayoutUpdate]:
    terminals = Terminals()
    update = layout([strip(random.Random(seed), WIDTH) for seed in range(HEIGHT)])
    terminals.draw(update)
    return terminals, update


def test_what_is_drawn_again_is_not_sent_again() -> None:
    terminals, update = drawn_twice()
    assert terminals.memory.changes(update, WIDTH, HEIGHT) == ""


@pytest.mark.parametrize("disturb", [lambda memory: memory.forget(), lambda memory: memory.changes(layout([]), 30, 9)])
def test_what_something_else_drew_over_is_sent_again(disturb: Callable[[TerminalMemory], object]) -> None:
    terminals, update = drawn_twice()
    disturb(terminals.memory)
    assert len(terminals.memory.changes(update, WIDTH, HEIGHT) or "") > WIDTH * HEIGHT


def test_one_letter_costs_a_few_bytes() -> None:
    memory, style = TerminalMemory(ColorSystem.EIGHT_BIT), STYLES[0]
    memory.changes(layout([Strip([Segment("accuracy 0.912", style)])]), WIDTH, HEIGHT)
    written = memory.changes(layout([Strip([Segment("accuracy 0.913", style)])]), WIDTH, HEIGHT)
    assert written == "\x1b[1;14H\x1b[38;5;33;48;5;233m3\x1b[m"


def test_colours_are_said_once_for_cells_in_a_row() -> None:
    memory = TerminalMemory(ColorSystem.EIGHT_BIT)
    parts = [Segment("▀▀", STYLES[0]), Segment("▀", STYLES[1]), Segment("  ", STYLES[0])]
    written = memory.changes(layout([Strip(parts)]), WIDTH, HEIGHT)
    assert written == "\x1b[1H\x1b[38;5;33;48;5;233m▀▀\x1b[38;5;214m▀  \x1b[m"


def test_many_blanks_are_erased_where_the_terminal_fills_them_with_the_background() -> None:
    blank, letters = Strip([Segment(" " * WIDTH, STYLES[5])]), Strip([Segment("a" * WIDTH, STYLES[0])])
    sent = {}
    for erases in (True, False):
        memory = TerminalMemory(ColorSystem.EIGHT_BIT, erases=erases)
        memory.changes(layout([letters]), WIDTH, HEIGHT)
        sent[erases] = memory.changes(layout([blank]), WIDTH, HEIGHT)
    assert sent[True] == "\x1b[1H\x1b[48;5;17m\x1b[23X\x1b[24G \x1b[m"
    assert sent[False] == f"\x1b[1H\x1b[48;5;17m{' ' * WIDTH}\x1b[m"


@pytest.mark.parametrize(
    ("environment", "fills"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, True),
        ({}, False),
    ],
)
def test_nothing_is_erased_in_a_terminal_that_may_not_fill_it(environment: dict[str, str], fills: bool) -> None:
    assert fills_erased(environment) is fills


def test_the_end_of_bold_leaves_the_colours_alone() -> None:
    memory = TerminalMemory(ColorSystem.EIGHT_BIT)
    parts = [Segment("a", STYLES[2]), Segment("b", STYLES[1])]
    written = memory.changes(layout([Strip(parts)]), WIDTH, HEIGHT)
    assert written == "\x1b[1H\x1b[1;38;5;214;48;5;233ma\x1b[22mb\x1b[m"
