"""Lines from a program that may write anything: bounded in length, in memory, and in how fast they are taken in."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

from nnterm.runs.trainer.allowance import Allowance

CHUNK = 64 * 1024
"""Bytes that are read at once. A pipe holds about as many, and whoever writes more waits."""

BYTES_A_SECOND, BYTES_AT_ONCE = 8_000_000, 16_000_000
LINES_A_SECOND, LINES_AT_ONCE = 100, 400
"""A trainer says some 45 lines a second: nearly all are short, and those of 20,000 epochs a second make 2 MB.

Whoever says more than this is read more slowly, and waits in its own writing: the app has its time for the keys.
"""


LOOK = 0.1
"""Seconds from one look to the next at whether the writer is over."""


class LineReader:
    """Cuts a stream into lines. It keeps no more of it than one line of `limit` bytes and a chunk."""

    def __init__(
        self,
        stream: asyncio.StreamReader,
        limit: int,
        count: Allowance | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """`count` says how many lines may come, where that is not what a trainer may say.

        Where the writer `is_over`, what is left is read without a rest: it is two chunks at the most.
        """
        self._stream, self._limit, self._is_over = stream, limit, is_over
        self._lines: deque[bytes] = deque()
        self._rest = b""
        self._is_skipping = False
        self._pending: asyncio.Future[bytes] | None = None
        self._is_closed = False
        self._bytes = Allowance(BYTES_A_SECOND, BYTES_AT_ONCE)
        self._count = count or Allowance(LINES_A_SECOND, LINES_AT_ONCE)
        self._wait = 0.0

    async def line(self) -> bytes | None:
        """The next line with its end; None for one beyond the limit, which is skipped; empty at the end of all.

        Blank lines are left out, and the last one may lack its end. It can be cancelled without losing anything.
        """
        await self._pause()
        while not self._lines:
            chunk = await self._chunk()
            if not chunk:
                rest, self._rest = self._rest, b""
                return rest
            self._wait = self._bytes.take(len(chunk))
            if self._cut(chunk):
                return None
            if not self._lines:
                await self._pause()
        self._wait = max(self._wait, self._count.take(1))
        return self._lines.popleft()

    async def _pause(self) -> None:
        """Let the loop do something else: for as long as the writer owes, or for a moment."""
        until = monotonic() + self._wait
        while (left := until - monotonic()) > 0 and not self._is_closed and not self._is_over():
            await asyncio.sleep(min(left, LOOK))
        self._wait = 0.0
        await asyncio.sleep(0)

    def close(self) -> None:
        """Nothing more is wanted: `line` comes to its end, whoever still holds the other side open."""
        self._is_closed = True
        self._lines.clear()
        self._rest = b""
        if self._pending is not None:
            self._pending.cancel()

    async def _chunk(self) -> bytes:
        """What there is to read; empty at the end."""
        if self._is_closed:
            return b""
        self._pending = asyncio.ensure_future(self._stream.read(CHUNK))
        try:
            return await self._pending
        except asyncio.CancelledError:
            if self._is_closed:
                return b""
            raise
        finally:
            self._pending = None

    def _cut(self, chunk: bytes) -> bool:
        """Cut `chunk` into lines. Whether a line became longer than the limit with it."""
        head, newline, tail = chunk.partition(b"\n")
        is_too_long = not self._is_skipping and len(self._rest) + len(head) > self._limit
        if is_too_long or self._is_skipping:
            self._is_skipping, self._rest = not newline, b""
            self._keep(tail)
        else:
            self._keep(self._rest + chunk)
        return is_too_long

    def _keep(self, text: bytes) -> None:
        """Keep the lines of `text`, and what begins after them. None but the first can be beyond the limit."""
        *lines, self._rest = text.split(b"\n")
        self._lines.extend(line + b"\n" for line in lines if line)
