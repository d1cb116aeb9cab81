"""What is sent to the terminal: opening, a turned page, training, idle, and how soon a key is answered on a slow line.

    python tests/bench/bytes.py [--lesson overfitting] [--colours 256]

Each figure is read from a real pseudo-terminal. A frame is what Textual writes at once; a whole one is of at least half
of the cells. The slow line has 25 kB/s and 150 ms each way, and what does not fit waits, as in a socket's buffer.
PYTHONDONTWRITEBYTECODE is taken out of the environment: without compiled files everything starts later.
"""

import argparse
import os
import re
import tempfile
import time
from collections import deque
from pathlib import Path

import pyte
from on_terminal import NNTERM, TerminalApp
from terminal_app import UNKNOWN_TO_PYTE

SIZE = 120, 40
"""Columns and rows of the terminal."""

QUIET = 1.5
"""Seconds without a byte after which an action has done all that it does."""

RATE, DELAY, BUFFER = 25_000, 0.15, 16_384
"""The slow line: bytes a second, seconds each way, and bytes that wait on the way before the app has to."""

PANEL = "● blue"
"""Words of the panel after the curves that are nowhere else."""

DEPTHS = {"truecolor": {"COLORTERM": "truecolor"}, "256": {"COLORTERM": ""}, "16": {"COLORTERM": "", "TERM": "xterm"}}

CODES = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-Za-z]")


def settle(app: TerminalApp, most: float = 60.0) -> bytes:
    """What is written from the first byte on, until nothing comes for `QUIET` seconds, or for `most` seconds."""
    written, began = b"", time.monotonic()
    while not written and time.monotonic() - began < most:
        written = app.read(0.05)
    last = time.monotonic()
    while time.monotonic() - last < QUIET and time.monotonic() - began < most:
        if data := app.read(0.05):
            written += data
            last = time.monotonic()
    return written


def during(app: TerminalApp, seconds: float) -> bytes:
    """Everything that is written in `seconds`."""
    end, written = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        written += app.read(0.05)
    return written


def frames(written: bytes, cells: int) -> tuple[int, int, int]:
    """Frames, whole frames, and the bytes of the largest one."""
    parts = [part for part in re.split(rb"\x1b\[\?2026[hl]|(?=\x1b\[1;1H)", written) if part]
    drawn = [len(CODES.sub(b"", part).decode("utf-8", "replace")) for part in parts]
    frames = [len(part) for part, size in zip(parts, drawn, strict=True) if size]
    return len(frames), sum(size >= cells / 2 for size in drawn), max(frames, default=0)


def row(name: str, written: bytes, cells: int, target: str = "") -> None:
    """Print one line of the table."""
    count, whole, largest = frames(written, cells)
    print(f"{name:<28}{len(written):>9,}{count:>8}{whole:>8}{largest:>9,}  {target}", flush=True)


def answered_after(app: TerminalApp, key: str, words: str, most: float = 20.0) -> float:
    """Seconds from `key` to `words` on the screen at the far end of the slow line."""
    far = pyte.ByteStream(screen := pyte.Screen(*SIZE))
    far.feed(UNKNOWN_TO_PYTE.sub(b"", app.written))
    assert words not in "\n".join(screen.display), f"{words!r} is there before the key"
    began = last = time.monotonic()
    on_the_way: deque[tuple[float, bytes]] = deque()
    waiting, credit, pressed = 0, 0.0, False
    while time.monotonic() - began < most:
        if not pressed and time.monotonic() - began >= DELAY:
            app.press(key)
            pressed = True
        if waiting < BUFFER and (data := app.read(0.002)):
            on_the_way.append((time.monotonic() + DELAY, data))
            waiting += len(data)
        now = time.monotonic()
        credit, last = min(credit + (now - last) * RATE, RATE * 0.05), now
        while on_the_way and on_the_way[0][0] <= now and credit >= 1:
            due, data = on_the_way.popleft()
            part, rest = data[: int(credit)], data[int(credit) :]
            credit -= len(part)
            waiting -= len(part)
            far.feed(UNKNOWN_TO_PYTE.sub(b"", part))
            if rest:
                on_the_way.appendleft((due, rest))
        if pressed and words in "\n".join(screen.display):
            return time.monotonic() - began
    return float("inf")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="overfitting", help="the lesson to open (overfitting)")
    parser.add_argument("--colours", choices=DEPTHS, default="256", help="what the terminal can show (256)")
    chosen = parser.parse_args()
    columns, rows = SIZE
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    cells = columns * rows
    print(f"nnterm {chosen.lesson} at {columns}x{rows}, {chosen.colours} colours")
    print(f"{'':<28}{'bytes':>9}{'frames':>8}{'whole':>8}{'largest':>9}  target")
    with tempfile.TemporaryDirectory() as home:
        environment = {"NNTERM_HOME": str(Path(home)), **DEPTHS[chosen.colours]}
        with TerminalApp((*NNTERM,), environment, columns, rows) as app:
            row("course, until it is quiet", settle(app), cells, "<= 20,000, one whole")
            row("idle for 5 s", during(app, 5), cells, "0")
            app.press("\r")
            row("a lesson from the course", settle(app), cells, "<= 20,000, one whole")
            app.press("q")
            app.ends()
        with TerminalApp((*NNTERM, chosen.lesson), environment, columns, rows) as app:
            row("a lesson at once", settle(app), cells, "<= 20,000, one whole")
            app.shows("ready", 120)
            settle(app)
            for page in (2, 3):
                app.press("n")
                row(f"page {page}", settle(app), cells, "<= 20,000, one whole")
            app.press("pp")
            settle(app)
            row("idle for 5 s", during(app, 5), cells, "0")
            app.press("tt")
            first = during(app, 5)
            row("training, the first 5 s", first, cells)
            # A prediction keeps the keys for itself, until the settings have them and give them back.
            app.press("f")
            during(app, 1)
            app.press("\x1b")
            during(app, 1)
            for name, key, words in (
                ("a panel", "v", PANEL),
                ("a page", "n", "step 2/"),
                ("a dialog", "?", "esc closes"),
            ):
                took = answered_after(app, key, words)
                print(f"{name + ' on a slow line':<28}{took:>7.2f} s{'':>27}  <= 0.5 s", flush=True)
                during(app, 1)
            app.press("\x1bqq")
            settle(app, 5)


if __name__ == "__main__":
    main()
