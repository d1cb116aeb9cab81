"""How the path that is being written may go on. No Textual here."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from nnterm.experiment.datasets.path_completion import completed
from nnterm.tui.off_loop import off_loop


class PathSuggestion:
    """What the path may be. `spawn` runs a coroutine beside the keys, and ends the one before it."""

    def __init__(self, spawn: Callable[[Coroutine[Any, Any, None]], object], found: Callable[[], object]) -> None:
        """`found` is called when something is known."""
        self._spawn = spawn
        self._found = found
        self._text, self._whole = "", ""

    def look_on(self, text: str) -> None:
        """Look how `text` may go on, beside the keys: a folder may be on a slow disk."""
        self._spawn(self._look_on(text))

    def of(self, text: str) -> str:
        """How `text` may go on, itself included; empty where nothing is known."""
        return self._whole if text == self._text else ""

    async def _look_on(self, text: str) -> None:
        self._text, self._whole = text, await off_loop(partial(completed, text))
        self._found()
