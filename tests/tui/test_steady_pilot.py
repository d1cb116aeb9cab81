"""The tests' own waiting: a busy machine must not make it look at a screen that is not laid out."""

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from .builders import NewApp
from .conftest import running, screen_text, until


class Late(Screen[None]):
    """A screen whose layout waits for somebody to open the gate."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Static("late words")

    async def on_mount(self) -> None:
        await self.gate.wait()


async def test_a_screen_is_read_only_when_it_is_laid_out(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, (80, 24)) as pilot:
        late = Late()
        app.push_screen(late)
        waiting = asyncio.create_task(until(pilot, lambda: "late words" in screen_text(app)))
        await asyncio.sleep(0)
        assert app.screen is late, "the screen on top is not laid out yet"
        late.gate.set()
        await waiting
        assert "late words" in screen_text(app)


class Slow(Screen[None]):
    """A screen that is busy with a key for many turns of the loop."""

    is_done = False

    def compose(self) -> ComposeResult:
        yield Static("slow")

    async def on_key(self, event: events.Key) -> None:
        for _ in range(100):
            await asyncio.sleep(0)
        self.is_done = True


async def test_a_press_returns_when_the_key_is_handled_however_long_it_takes(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, (80, 24)) as pilot:
        slow = Slow()
        await app.push_screen(slow)
        await pilot.press("x")
        assert slow.is_done
