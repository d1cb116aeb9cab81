"""Every screen as it looks at 80x24 and 120x40, with a scripted trainer, so that a change of looks is seen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from steady_pilot import SteadyPilot
from textual.pilot import Pilot

from nnterm.tui.app import NntermApp
from nnterm.tui.drawing import glyphs
from nnterm.tui.lab.inside.gradients import GradientsPanel
from nnterm.tui.theme import LIGHT

from .builders import SIZES, NewApp
from .conftest import choose_before, settled, trained, until

SCENES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "course": (None, ()),
    "lesson": ("flowers", ()),
    "curves": ("flowers", ("t", "@trained")),
    "ghost": ("flowers", ("t", "@trained", "f", "right", "escape", "t", "@trained")),
    "model": ("flowers", ("v",)),
    "code": ("flowers", ("v", "v")),
    "runs": ("flowers", ("t", "@trained", "V")),
    "network": ("flowers", ("t", "@trained", "v", "v", "v")),
    "gradients": ("flowers", ("t", "@trained", "v", "v", "v", "v", "@whole")),
    "quiz": ("flowers", ("tab", "1", "enter")),
    "form": ("flowers", ("f", "down", "right", "down", "down")),
    "luck": ("flowers", ("u", "@studied")),
    "sweep": ("flowers", ("f", "w", "@studied", "u", "@studied")),
    "heat": ("flowers", ("f", "w", "@studied", "f", "down", "down", "w", "@studied")),
    "map": ("flowers", ("n", "t", "@trained")),
    "explore": ("flowers", ("n", "n", "2", "tab")),
    "help": ("flowers", ("question_mark",)),
    "device": ("flowers", ("d",)),
}


def play(keys: tuple[str, ...]) -> Callable[[Pilot[None]], Any]:
    """Press `keys`; wait for the end of a run at `@trained`, of several at `@studied`, for an answer at `@whole`."""

    async def run_before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, NntermApp)
        steady = SteadyPilot(app)

        def is_whole() -> bool:
            answer = app.screen.query_one(GradientsPanel).answer
            return answer is not None and not answer.missing

        await settled(steady, app)
        for key in keys:
            if key == "@trained":
                await trained(steady, app)
            elif key == "@studied":
                await until(steady, lambda: not app.context.studies.is_busy)
            elif key == "@whole":
                await until(steady, is_whole)
            else:
                await steady.press(key)

    return run_before


@SIZES
@pytest.mark.parametrize("scene", SCENES)
def test_scene(snap_compare: Any, new_app: NewApp, scene: str, size: tuple[int, int]) -> None:
    lesson, keys = SCENES[scene]
    assert snap_compare(new_app(lesson), terminal_size=size, run_before=play(keys))


@pytest.mark.parametrize("characters", ["block", "ascii"])
def test_curves_with_other_characters(snap_compare: Any, new_app: NewApp, characters: str) -> None:
    glyphs.use(characters)
    assert snap_compare(new_app("flowers"), terminal_size=(100, 30), run_before=play(("t", "@trained")))


def test_curves_without_colour(snap_compare: Any, new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    keys = ("t", "@trained", "f", "right", "escape", "t", "@trained")
    assert snap_compare(new_app("flowers"), terminal_size=(120, 40), run_before=play(keys))


@SIZES
@pytest.mark.parametrize("scene", ["luck", "sweep", "heat"])
def test_several_runs_in_few_colours(
    snap_compare: Any, new_app: NewApp, monkeypatch: pytest.MonkeyPatch, scene: str, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "256")
    lesson, keys = SCENES[scene]
    assert snap_compare(new_app(lesson), terminal_size=size, run_before=play(keys))


def test_light_theme(snap_compare: Any, new_app: NewApp, tmp_path: Path) -> None:
    choose_before(tmp_path, LIGHT)
    assert snap_compare(new_app("flowers"), terminal_size=(120, 40), run_before=play(("n", "t", "@trained", "v")))
