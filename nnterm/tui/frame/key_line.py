"""The last line: the keys that do something now. Each may be clicked."""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.screen import Screen

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row
from nnterm.tui.frame.drawing import Drawing

Key = tuple[str, str, str]
"""What is pressed, what it does in a word, and its action."""


class KeyLine(Drawing):
    """A rule and a line of keys, in the order of their weight: the last ones go where there is no room."""

    DEFAULT_CSS = "KeyLine { height: 2; dock: bottom; }"

    def __init__(self, keys: Sequence[Key] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = tuple(keys)
        self._spots: list[tuple[int, int, str]] = []

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Offer other keys."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The rule and as many keys as fit."""
        self._spots = []
        row: Row = [(" ", Role.TEXT)]
        used = 1
        last = self._keys[-1:]
        reserve = sum(len(key) + len(label) + 1 for key, label, _ in last)
        for index, (key, label, action) in enumerate(self._keys):
            cells = len(key) + 1 + len(label)
            is_last = index == len(self._keys) - 1
            if used + cells + (0 if is_last else 2 + reserve) > width:
                continue
            self._spots.append((used, used + cells, action))
            row += [(key, Role.PRESS), (f" {label}", Role.QUIET), ("  ", Role.TEXT)]
            used += cells + 2
        return [[(glyphs.current().horizontal * width, Role.FRAME)], row]

    def on_click(self, event: events.Click) -> None:
        """Do what the key would do, when the keys before it were acted on."""
        for start, end, action in self._spots:
            if event.y == 1 and start <= event.x < end:
                self.app.call_later(self._act, self.screen, action)

    @staticmethod
    async def _act(screen: Screen[Any], action: str) -> None:
        if screen.is_current:
            await screen.run_action(action)
