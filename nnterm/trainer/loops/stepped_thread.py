"""A long call that is carried out a piece at a time, so that its caller can do other things in between."""

import threading
from collections.abc import Callable
from typing import Any


class Ended(BaseException):
    """Unwinds a call that is to go on no more."""


class SteppedThread:
    """Runs `work` in a thread of its own. Either `work` runs or whoever called `resume`, never both."""

    def __init__(self, work: Callable[[Callable[[], None]], Any]) -> None:
        """`work` gets a function to call wherever it may pause: it hands over, and returns when it may go on."""
        self.result: Any = None
        """What `work` returned."""
        self._work = work
        self._error: BaseException | None = None
        self._over = False
        self._closed = False
        self._ours, self._theirs = threading.Semaphore(0), threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def resume(self) -> bool:
        """Let `work` run until it hands over; True when it is over. Raises what it raised."""
        if self._over:
            return True
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="stepped", daemon=True)
            self._thread.start()
        else:
            self._theirs.release()
        self._ours.acquire()
        if self._error is not None:
            raise self._error
        return self._over

    def close(self) -> None:
        """End `work` where it was paused, and wait until it has unwound."""
        self._closed = self._over = True
        self._theirs.release()
        # The collector of garbage may call this from any thread.
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        try:
            self.result = self._work(self._hand_over)
        except Ended:
            pass
        except BaseException as error:  # noqa: BLE001 - raised in the thread that called `resume`
            self._error = error
        self._over = True
        self._ours.release()

    def _hand_over(self) -> None:
        self._ours.release()
        self._theirs.acquire()
        if self._closed:
            raise Ended
