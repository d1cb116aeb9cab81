"""Lines from a pipe: none lost, none changed, none kept that is too long, whatever pieces they come in."""

import asyncio
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nnterm.runs.trainer.allowance import Allowance
from nnterm.runs.trainer.line_reader import CHUNK, LineReader

LIMIT = 20
FREE = 1e12


async def lines_of(pieces: list[bytes], limit: int = LIMIT) -> list[bytes | None]:
    """What a reader makes of `pieces`, each of which comes by itself."""
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, limit, Allowance(FREE, FREE))
    found: list[bytes | None] = []

    async def read() -> None:
        while (line := await reader.line()) != b"":
            found.append(line)

    reading = asyncio.ensure_future(read())
    for piece in pieces:
        stream.feed_data(piece)
        for _ in range(5):
            await asyncio.sleep(0)
    stream.feed_eof()
    await reading
    return found


line = st.one_of(
    st.text("ab{}", min_size=1, max_size=LIMIT), st.text("ab{}", min_size=LIMIT + 1, max_size=200), st.just("")
).map(str.encode)


@settings(max_examples=200)
@given(st.lists(line, max_size=8), st.lists(st.integers(0, 400), max_size=8))
def test_lines_are_the_same_in_whatever_pieces_they_come(lines: list[bytes], cuts: list[int]) -> None:
    text = b"".join(line + b"\n" for line in lines)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    found = asyncio.run(lines_of([text[start:end] for start, end in pairwise(places)]))
    # A line that is a little too long may be read all the same, where it came whole: it was never kept for its end.
    kept = [line for line in found if line is not None and len(line) <= LIMIT + 1]
    assert kept == [line + b"\n" for line in lines if 0 < len(line) <= LIMIT]


async def test_a_line_without_end_is_never_kept() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, 10 * CHUNK)
    reading = asyncio.ensure_future(reader.line())
    for _ in range(40):
        stream.feed_data(b"x" * CHUNK)
        await asyncio.sleep(0.001)
        assert len(reader._rest) <= 10 * CHUNK
    assert await reading is None
    stream.feed_data(b"\nnext\n")
    assert await reader.line() == b"next\n"


async def test_a_flood_is_read_no_faster_than_allowed() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, LIMIT, Allowance(rate=1e-6, most=10))
    stream.feed_data(b"x\n" * 30)
    for _ in range(11):
        # Each is given out before what it took from the allowance is waited for.
        assert await reader.line() == b"x\n"
    waiting = asyncio.ensure_future(reader.line())
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_what_was_waited_for_comes_at_the_rate_that_is_allowed() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, LIMIT, Allowance(rate=1000, most=1))
    stream.feed_data(b"x\n" * 30)
    async with asyncio.timeout(20):
        assert [await reader.line() for _ in range(30)] == [b"x\n"] * 30


async def test_what_a_dead_writer_left_is_read_at_once() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, LIMIT, Allowance(rate=0.001, most=1), is_over=lambda: True)
    stream.feed_data(b"x\n" * 1_000)
    stream.feed_eof()
    async with asyncio.timeout(20):
        assert [await reader.line() for _ in range(1_001)] == [b"x\n"] * 1_000 + [b""]


async def test_a_reader_that_is_closed_comes_to_its_end_though_nobody_closes_the_pipe() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, LIMIT)
    reading = asyncio.ensure_future(reader.line())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    reader.close()
    async with asyncio.timeout(20):
        assert await reading == b""
        assert await reader.line() == b""


async def test_a_reading_that_is_cancelled_loses_nothing() -> None:
    stream = asyncio.StreamReader(limit=CHUNK)
    reader = LineReader(stream, LIMIT)
    stream.feed_data(b"ha")
    for _ in range(3):
        reading = asyncio.ensure_future(reader.line())
        for _ in range(4):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    stream.feed_data(b"lf\n")
    assert await reader.line() == b"half\n"
