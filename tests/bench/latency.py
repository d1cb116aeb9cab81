"""How soon a key is answered: `python tests/bench/latency.py [--keys 200] [--only xor-120x40]`.

The real app runs on a pseudo-terminal, at a lesson whose runs do not end. Keys are pressed at moments that no timer of
the app knows: help opened and closed, the next panel and back, and the next setting and back, or, where only one half
fits, the other half and back. Each time runs from the key to the last byte of the frame in which its answer is seen, as
a terminal gets it that knows synchronized output. The same is done while nothing trains, while a sweep trains in the
pool, and in a bare Textual app.
"""

import argparse
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]
import pyte
from on_terminal import NNTERM, TerminalApp
from terminal_app import UNKNOWN_TO_PYTE

from nnterm.paths import course

LESSONS = {"perceptron": "01-perceptron.md", "xor": "04-xor.md"}
SIZES = {"120x40": (120, 40), "80x24": (80, 24)}

ENDLESS = 100_000
"""Epochs of a run that goes on while the keys are pressed."""

TARGETS = "median < 20 ms, 99th percentile < 60 ms"

UNREAD = 0.06
"""Seconds after a key in which what comes is only stamped: to read it takes time in which more would come."""

DOWN, UP = "\x1b[B", "\x1b[A"

ENDS, QUERY, ANSWER = b"\x1b[?2026l", b"\x1b[?2026$p", "\x1b[?2026;2$y"
"""The end of a frame; the app's question whether frames may be marked, and a terminal's yes."""

BARE = """\
from textual.app import App
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher, Static

class Help(ModalScreen):
    BINDINGS = [("question_mark", "dismiss", "close")]
    CSS = "Help { align: center middle; } Help Static { width: 50%; height: 50%; }"
    def compose(self):
        yield Static("train with these settings")

class Bare(App):
    BINDINGS = [("question_mark", "help", ""), ("v", "panel('b')", ""), ("V", "panel('a')", ""),
        ("j", "scroll(1)", ""), ("k", "scroll(-1)", "")]
    CSS = "#bar { height: 1; }"
    def compose(self):
        yield Static("TensorFlow ready")
        yield Static("keys")
        with Horizontal():
            with VerticalScroll():
                yield Static("\\n".join(f"line {number}" for number in range(200)))
            with Vertical():
                yield Static("a", id="bar")
                with ContentSwitcher(initial="a"):
                    yield Static("\\n".join("a" * 50 for _ in range(30)), id="a")
                    yield Static("\\n".join("b" * 50 for _ in range(30)), id="b")
    def action_help(self):
        self.push_screen(Help())
    def action_panel(self, panel):
        self.query_one(ContentSwitcher).current = panel
        self.query_one("#bar").update(panel)
    def action_scroll(self, lines):
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

Bare().run()
"""

Look = Callable[[pyte.Screen], object]
"""What of a screen is different once a key is answered."""


def help_open(screen: pyte.Screen) -> object:
    """Whether the help is seen."""
    return any("train with these settings" in line for line in screen.display)


def cells(top: int, bottom: int, left: int, right: int) -> Look:
    """The cells of a part of the screen, with their colours."""
    return lambda screen: [
        [(c.data, c.fg, c.bg, c.bold, c.reverse) for c in (screen.buffer[y][x] for x in range(left, right))]
        for y in range(top, bottom)
    ]


def keys(columns: int, rows: int, *, is_bare: bool) -> list[tuple[str, Look]]:
    """Keys that take back what they do, each with what shows that it was done."""
    if columns < 100 and not is_bare:
        views, bar = cells(2, 3, 0, columns), cells(3, 4, 0, columns)
        rest = [("v", bar), ("V", bar), ("1", views), ("2", views)]
    else:
        half = columns // 2
        bar, settings = cells(2, 3, half, columns), cells(rows - 8, rows - 2, half, columns)
        text = cells(2, rows, 0, half)
        rest = [("v", bar), ("V", bar)]
        rest += [("j", text), ("k", text)] if is_bare else [(DOWN, settings), (UP, settings)]
    return [("?", help_open), ("?", help_open), *rest]


class Frames:
    """What comes to a terminal, frame by frame, each with the moment at which its last byte came."""

    def __init__(self, app: TerminalApp, columns: int, rows: int) -> None:
        self._app = app
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._come: list[tuple[float, bytes]] = []
        self._rest = b""
        self._is_answered = False

    def wait(self, seconds: float) -> None:
        """Stamp what comes in `seconds`."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if data := self._app.read(left):
                self._come.append((time.perf_counter(), data))
                if not self._is_answered and QUERY in self._app.written:
                    self._is_answered = True
                    self._app.press(ANSWER)

    def seen(self) -> Iterator[float]:
        """Put each whole frame that came on the screen; the moment at which it was there."""
        come, self._come = self._come, []
        for at, data in come:
            *whole, self._rest = (self._rest + data).split(ENDS)
            for frame in whole:
                self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", frame))
                yield at

    def until(self, words: str, most: float = 120.0) -> None:
        """Go on until `words` are on the screen."""
        end = time.perf_counter() + most
        while not any(re.search(words, line) for line in self.screen.display):
            assert time.perf_counter() < end, f"no {words!r} in\n" + "\n".join(self.screen.display)
            self.wait(0.1)
            for _ in self.seen():
                pass

    def answer(self, key: str, look: Look) -> float:
        """Seconds from `key` to the end of the frame that changes `look`."""
        for _ in self.seen():
            pass
        before, pressed, found = look(self.screen), time.perf_counter(), float("inf")
        self._app.press(key)
        while found == float("inf") and time.perf_counter() - pressed < 3:
            self.wait(UNREAD)
            for at in self.seen():
                if found == float("inf") and look(self.screen) != before:
                    found = at - pressed
        return found


def endless(folder: Path, name: str) -> Path:
    """The lesson in a folder of its own, with runs that do not end and no prediction to make first."""
    text = (course() / LESSONS[name]).read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^```\{predict\}.*?^```\n", "", text)
    text = re.sub(r"requires: .*", "requires: []", re.sub(r"epochs: \d+", f"epochs: {ENDLESS}", text))
    lessons = folder / "lessons"
    lessons.mkdir(exist_ok=True)
    (lessons / LESSONS[name]).write_text(text, encoding="utf-8")
    return lessons


def row(name: str, times: list[float], sent: float | None = None, busy: float | None = None) -> str:
    """A line of the table; `sent` is in bytes a second, `busy` the part of a core that the app took."""
    times = sorted(times)
    late = times[min(len(times) - 1, int(len(times) * 0.99))]
    figures = "".join(f"{figure * 1000:9.1f}" for figure in (times[0], median(times), late, times[-1]))
    load = "" if sent is None or busy is None else f"{sent / 1000:9.1f}{busy:8.0%}"
    return f"{name:<34}{len(times):>6}{figures}{load}"


def measure(
    frames: Frames, app: TerminalApp, kinds: list[tuple[str, Look]], times: int, *, trains: bool = False
) -> list[str]:
    """Press all keys; rows of the table, one for all and one for each key."""
    took: dict[str, list[float]] = {}
    moments = random.Random(0)
    process = psutil.Process(app.process.pid)
    before, busy, began = len(app.written), sum(process.cpu_times()[:2]), time.perf_counter()
    for number in range(times):
        key, look = kinds[number % len(kinds)]
        if trains and any("t train" in line for line in frames.screen.display[-1:]):
            app.press("t")
            frames.wait(1)
        took.setdefault(key, []).append(frames.answer(key, look))
        frames.wait(moments.uniform(0.02, 0.12))
    seconds = time.perf_counter() - began
    sent, busy = (len(app.written) - before) / seconds, (sum(process.cpu_times()[:2]) - busy) / seconds
    every = [one for times in took.values() for one in times]
    return [row("", every, sent, busy), *(row(f"    {key!r}", one) for key, one in took.items())]


def labelled(label: str, rows: list[str]) -> list[str]:
    """`rows` of the table, the first one with its name."""
    first, *others = rows
    return [f"{label:<34}{first[34:]}", *others]


def table(name: str, lesson: str, columns: int, rows: int, times: int) -> Iterator[str]:
    """The rows of one lesson in one size; of the bare app where `lesson` is empty."""
    with tempfile.TemporaryDirectory() as folder:
        command: tuple[str, ...] = (sys.executable, "-c", BARE)
        if lesson:
            command = (*NNTERM, "--lessons", str(endless(Path(folder), lesson)), lesson)
        environment = {"NNTERM_HOME": str(Path(folder, "home")), "COLORTERM": ""}
        with TerminalApp(command, environment, columns, rows) as app:
            frames = Frames(app, columns, rows)
            frames.until("TensorFlow ready")
            frames.wait(2)
            if lesson:
                app.press("2" if columns < 100 else "f")
                frames.wait(0.5)
            kinds = keys(columns, rows, is_bare=not lesson)
            yield from labelled(f"{name}, nothing trains" if lesson else name, measure(frames, app, kinds, times))
            if lesson:
                app.press("t")
                frames.until(f"epoch [0-9,]+/{ENDLESS:,}")
                yield from labelled(f"{name}, training", measure(frames, app, kinds, times, trains=True))
                app.press("s")
                frames.wait(2)
                app.press("f")
                frames.wait(0.5)
                app.press("w")
                frames.until(r"sweep 0/\d")
                # Each trainer of the pool loads TensorFlow first.
                frames.wait(20)
                # The panel of a sweep has arrow keys of its own, and takes the focus along.
                others = [kind for kind in kinds if kind[0] not in (UP, DOWN)]
                yield from labelled(f"{name}, a sweep in the pool", measure(frames, app, others, times))
            app.press("\x11\x11")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=200, help="how many keys are pressed in each case (200)")
    parser.add_argument("--only", nargs="*", default=[], help="cases such as xor-120x40, bare-80x24 (all)")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"{os.cpu_count()} cores; milliseconds from the key to the frame that answers it; {TARGETS}")
    print(f"{'':<34}{'keys':>6}{'least':>9}{'median':>9}{'p99':>9}{'most':>9}{'kB/s':>9}{'app':>8}")
    for size, (columns, rows) in SIZES.items():
        for lesson in ("", *LESSONS):
            name = f"{lesson or 'bare'}-{size}"
            if not chosen.only or name in chosen.only:
                for line in table(name, lesson, columns, rows, chosen.keys):
                    print(line, flush=True)


if __name__ == "__main__":
    main()
