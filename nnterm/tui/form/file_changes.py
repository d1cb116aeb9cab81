"""Changes of the form that read a file: made one after the other beside the event loop, while keys go on."""

from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from nnterm.errors import NntermError
from nnterm.tui.off_loop import off_loop

T = TypeVar("T")


class Running(Protocol):
    """What goes on beside the loop, as Textual's workers do."""

    def cancel(self) -> object:
        """End it."""


class Change(NamedTuple, Generic[T]):
    """One change that is waiting."""

    work: Callable[[], Callable[[], T]]
    """Called when its turn comes; what it returns reads the file, in a thread."""
    done: Callable[[T], object]
    refused: Callable[[NntermError], object]


class FileChanges:
    """Changes in the order in which they were requested. `spawn` runs a coroutine beside everything else."""

    def __init__(self, spawn: Callable[[Coroutine[Any, Any, None]], Running]) -> None:
        self._spawn = spawn
        self._waiting: deque[Change[Any]] = deque()
        self._running: Running | None = None
        self._then: Callable[[], None] | None = None

    @property
    def are_under_way(self) -> bool:
        """Whether a file is being read."""
        return bool(self._waiting)

    def add(self, change: Change[Any]) -> None:
        """Make `change` after those that wait already."""
        self._waiting.append(change)
        if len(self._waiting) == 1:
            self._running = self._spawn(self._make_all())

    def when_made(self, then: Callable[[], None]) -> None:
        """Call `then` when all are made; not where one is refused, or they are dropped."""
        self._then = then

    def drop(self) -> None:
        """Forget what waits; what is being read comes to nothing, however long that takes."""
        self._waiting.clear()
        self._then = None
        if self._running is not None:
            self._running.cancel()
            self._running = None

    async def _make_all(self) -> None:
        while self._waiting:
            change = self._waiting[0]
            try:
                made = await off_loop(change.work())
            except NntermError as error:
                self._waiting.clear()
                self._then = None
                change.refused(error)
                return
            self._waiting.popleft()
            change.done(made)
        if self._then is not None:
            then, self._then = self._then, None
            then()
