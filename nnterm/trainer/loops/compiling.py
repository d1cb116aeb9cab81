"""Compiling beside the thread that listens to commands: XLA takes seconds, and a pause or a stop must not wait."""

import threading
from collections.abc import Callable, Iterator
from weakref import WeakSet

PAUSE = 0.02
"""Seconds between two looks at what was requested meanwhile."""

_threads: WeakSet[threading.Thread] = WeakSet()


def under_way() -> bool:
    """Whether anything is compiled now, for whatever model."""
    return any(thread.is_alive() for thread in _threads)


class Compiling:
    """Compiles for one model, a piece at a time. What was begun is always finished: it uses the model's variables."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def compile(self, work: Callable[[], object]) -> Iterator[None]:
        """Do `work` in a thread of its own, yielding every `PAUSE` seconds until it is done. Raises what it raised."""
        self.finish()
        self._thread = threading.Thread(target=self._run, args=(work,), name="compiling", daemon=True)
        _threads.add(self._thread)
        self._thread.start()
        yield from self.wait()

    def wait(self) -> Iterator[None]:
        """Wait, yielding, for what was begun and given up. Raises what it raised."""
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(PAUSE)
            if self._thread.is_alive():
                yield
        self.finish()

    def finish(self) -> None:
        """Wait for what was begun and given up. Raises what it raised."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for it
            self._error = error
