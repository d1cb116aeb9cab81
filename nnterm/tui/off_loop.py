"""Work that may take long, such as reading a file, beside the app's event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def off_loop(work: Callable[[], T]) -> T:
    """What `work` returns or raises, done in a thread of its own.

    Nobody waits for the thread at the end of the app: a disk in the network may never answer. Whoever is cancelled
    while waiting here never hears of the result.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if waiting.done():
            return
        if error is not None:
            waiting.set_exception(error)
        else:
            waiting.set_result(result)  # type: ignore[arg-type]

    def carry_out() -> None:
        result, failure = None, None
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised again where the result is awaited.
            failure = error
        # The app may have ended meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, failure)

    Thread(target=carry_out, daemon=True, name="off_loop").start()
    return await waiting
