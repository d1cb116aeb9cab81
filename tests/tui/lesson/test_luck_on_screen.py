"""Luck on the screen: seeds by one key, how far they are, how to stop, and what they say together."""

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.dialogs.leave import LeaveScreen
from nnterm.tui.dialogs.seeds import SeedsScreen
from tui.builders import SIZES, NewApp
from tui.conftest import running, screen_text, shows, trained, until


@SIZES
async def test_one_key_trains_ten_seeds_and_says_what_they_have_in_common(
    new_app: NewApp, size: tuple[int, int]
) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("u")
        await shows(pilot, app, "10 seeds:")
        await shows(pilot, app, "in 10 of 10 seeds.")
        assert len(app.context.store.runs("flowers", "iris")) == 10
        assert "░" in screen_text(app)
        assert not app.context.studies.is_busy
        await pilot.press("v")
        await until(pilot, lambda: "10 seeds:" not in screen_text(app))


def in_the_lab(app: NntermApp) -> str:
    """The words of the right half in one line."""
    return " ".join(" ".join(line.rpartition("│")[2] for line in screen_text(app).splitlines()).split())


async def test_two_experiments_are_judged_on_the_same_seeds(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        first = await trained(pilot, app)
        await pilot.press("c", "f", "right", "right", "right", "escape", "t")
        await until(pilot, lambda: app.training.run is not first)
        await trained(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "best validation loss worse in 10 of 10 seeds, by" in in_the_lab(app))
        assert "not luck." in in_the_lab(app)
        assert len(app.context.store.runs("flowers", "iris")) == 20, "two of them were there before"


async def test_how_many_is_typed_and_refused_where_it_is_too_many(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("U")
        await until(pilot, lambda: isinstance(app.screen, SeedsScreen))
        await pilot.press("3", "1", "enter")
        assert isinstance(app.screen, SeedsScreen)
        await pilot.press("backspace", "enter")
        await shows(pilot, app, "3 seeds:")
        assert len(app.context.store.runs("flowers", "iris")) == 3


async def test_seeds_are_stopped_and_quitting_asks_meanwhile(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("u")
        await shows(pilot, app, "seeds 0 of 10")
        await shows(pilot, app, "seeds 0/10 ")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
        assert "seeds 0/10" in screen_text(app)
        await pilot.press("escape", "s")
        await shows(pilot, app, "stopped: u goes on")
        await until(pilot, lambda: not app.context.studies.is_busy)


async def test_seeds_go_on_while_the_course_is_seen_and_are_there_again_with_their_lesson(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("u")
        await pilot.press("l")
        await shows(pilot, app, "lessons done")
        await until(pilot, lambda: not app.context.studies.is_busy)
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        await shows(pilot, app, "10 seeds:")
        assert len(app.context.store.runs("flowers", "iris")) == 10
