"""Each palette as it looks: map, shades, numbers on their grounds, and texts, on one sheet."""

from collections.abc import Callable
from math import exp
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.tui.app import NntermApp
from nnterm.tui.drawing.rows import Ground, Role, Row, Shade
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.lab.decision_map import DecisionMap
from nnterm.tui.theme import DARK, LIGHT

from .conftest import choose_before, running, settled

NewApp = Callable[..., NntermApp]

DEPTHS = pytest.mark.parametrize("depth", ["truecolor", "256", "standard"])
THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT])

SIDE = 48


def plane() -> MapComputed:
    """Three classes around the middle, undecided between them."""
    scores = [
        [exp(4 * (x * a + y * b)) for a, b in ((-0.9, 0.5), (0.9, 0.5), (0.0, -1.0))]
        for y in (1 - 2 * row / SIDE for row in range(SIDE))
        for x in (2 * column / SIDE - 1 for column in range(SIDE))
    ]
    ordered = [sorted(part) for part in scores]
    return MapComputed(
        run_id="sheet",
        epoch=7,
        left=-1,
        right=1,
        bottom=-1,
        top=1,
        columns=SIDE,
        rows=SIDE,
        classes=[part.index(max(part)) for part in scores],
        certainty=[min(7, int(8 * (most - next) / sum(part))) for part in ordered for _, next, most in [part]],
    )


class Shades(Drawing):
    """Every ramp and every role."""

    DEFAULT_CSS = "Shades { height: 9; }"

    def rows(self, width: int, height: int) -> list[Row]:
        numbers: Row = [(f" {strength:>3} ", Ground(strength)) for strength in range(-7, 8)]
        signed: Row = [("▀▀▀▀▀", Shade(strength, -strength, True)) for strength in range(-7, 8)]
        light: Row = [("▀▀▀▀▀", Shade(shade, 15 - shade)) for shade in range(16)]
        roles = [(f" {role.name.lower()} ", role) for role in Role]
        return [numbers, [], signed, [], light, [], [*roles[:7]], [*roles[7:]]]


class Sheet(Screen[None]):
    """The map over the shades."""

    CSS = "Sheet { background: $background; }"

    def compose(self) -> ComposeResult:
        yield DecisionMap()
        yield Shades()

    def on_mount(self) -> None:
        points = [(x / 5 - 1, y / 4 - 1, (x * 3 + y) % 3) for x in range(1, 10) for y in range(1, 8)]
        self.call_after_refresh(
            lambda: self.query_one(DecisionMap).set_map(plane(), points, ("blue", "orange", "green"))
        )


@pytest.fixture
def of_depth(new_app: NewApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], NntermApp]:
    def make(depth: str, theme: str) -> NntermApp:
        monkeypatch.setattr("textual.constants.COLOR_SYSTEM", depth)
        choose_before(tmp_path, theme)
        return new_app()

    return make


@DEPTHS
@THEMES
def test_sheet(snap_compare: Any, of_depth: Callable[[str, str], NntermApp], depth: str, theme: str) -> None:
    async def lay_out(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, NntermApp)
        await settled(pilot, app)
        await app.push_screen(Sheet())
        await pilot.pause()

    assert snap_compare(of_depth(depth, theme), terminal_size=(80, 36), run_before=lay_out)


@pytest.mark.parametrize("depth", ["256", "standard"])
async def test_a_terminal_of_few_colours_is_sent_their_numbers(
    of_depth: Callable[[str, str], NntermApp], depth: str
) -> None:
    app = of_depth(depth, DARK)
    async with running(app) as pilot:
        for key in ("down", "d", "escape", "slash"):
            await pilot.press(key)
            styles = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip]
            colours = {colour for style in styles if style for colour in (style.color, style.bgcolor) if colour}
            numbers = {colour.number for colour in colours if colour.triplet is None}
            assert len(numbers) > 2
            assert [colour for colour in colours if colour.triplet is not None] == []
            assert all((number or 0) < 16 for number in numbers) == (depth == "standard")
