"""The tests' own waiting: a busy machine must not make it look at a screen that is not laid out."""

import asyncio

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
