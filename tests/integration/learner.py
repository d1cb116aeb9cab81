"""Somebody at the keyboard of the app: presses keys, reads the screen, and waits for what must come."""

import asyncio
from collections.abc import Callable

from steady_pilot import SteadyPilot
from textual.widget import Widget
from textual.widgets import TextArea

from nnterm.tui.app import NntermApp

MOMENT = 60.0
"""Seconds within which the app must answer a key, on a machine that does other work too."""

BARS = str.maketrans("▌█", "  ")
"""Stand before each line of what is to be answered, the second one where the focus is."""


class Learner:
    """Uses `app` by keyboard alone. What a person would mind and get past is noted in `stumbles`."""

    def __init__(self, app: NntermApp, pilot: SteadyPilot) -> None:
        self.app = app
        self.pilot = pilot
        self.place = ""
        """Where in the lesson, for the words of a failure."""
        self.stumbles: list[str] = []

    # --- eyes --------------------------------------------------------------------------------------

    @property
    def screen(self) -> str:
        """The screen, a line a row."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    @property
    def words(self) -> str:
        """The screen as running words, where only one half is seen."""
        return " ".join(self.screen.translate(BARS).split())

    def stumble(self, what: str) -> None:
        """Note something that a person would mind."""
        self.stumbles.append(f"{self.place}: {what}")

    def fail(self, what: str) -> AssertionError:
        """The end of the walk: where, what, and the screen."""
        return AssertionError(f"{self.place}: {what}\n{self.screen}")

    async def comes(self, holds: Callable[[], bool], seconds: float = MOMENT) -> bool:
        """Let the app work until `holds`; whether it does within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self.pilot.wait_for(holds)
        except TimeoutError:
            return False
        told = next((told for told in self.app._notifications if told.severity == "error"), None)
        if told is not None:
            raise self.fail(f"the app said: {told.title} {told.message}")
        return True

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = MOMENT) -> None:
        """Let the app work until `holds`, which is `what` in words."""
        if not await self.comes(holds, seconds):
            raise self.fail(f"{what}: not within {seconds:g} s")

    async def sees(self, words: str, seconds: float = MOMENT) -> None:
        """Wait until `words` are on the screen."""
        wanted = " ".join(words.split())
        await self.until(lambda: wanted in self.words, f"{wanted!r} on the screen", seconds)

    async def finds(self, words: str) -> None:
        """Wait until `words` are on the screen; where one has to scroll to them, note it."""
        wanted = " ".join(words.split())
        for page in range(5):
            if await self.comes(lambda: wanted in self.words, 1.0 if page else 3.0):
                if page:
                    self.stumble(f"{wanted!r} comes out of sight: {page} times pagedown to it")
                return
            await self.press("pagedown")
        raise self.fail(f"{wanted!r} is nowhere")

    # --- hands -------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press `keys`, one after the other."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type one line, as fast as a terminal passes it on: the app draws it when it is through."""
        await self.pilot.burst_undrawn(*text)

    async def leave_field(self) -> None:
        """Leave whatever takes keys, so that the lesson's keys apply."""
        for _ in range(4):
            if self.app.focused is None:
                return
            await self.press("escape")
        raise self.fail(f"escape does not leave {self.app.focused}")

    async def read(self) -> None:
        """Go to the text."""
        await self.leave_field()
        await self.press("1")

    async def go_to(self, view: Widget, key: str = "tab") -> None:
        """Go with `key` to what takes keys in `view` first; it must come into sight.

        What is answered is passed by on the way forward: shift+tab goes back to it.
        """
        await self.read()
        for _ in range(60):
            focused = self.app.focused
            if focused is not None and view in focused.ancestors_with_self:
                break
            # In an editor tab indents.
            await self.press("escape" if isinstance(focused, TextArea) else key)
        else:
            raise self.fail(f"{key} does not lead to {view}")
        await self.until(lambda: bool(view.screen.find_widget(view).visible_region), f"{view} in sight")
