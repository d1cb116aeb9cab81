"""How long a learner waits: for the course, for a lesson, from one to the other, and for the first trained epoch.

    python tests/bench/startup.py [N] [--paint]

Each figure is of N starts (default 7) after one that is not counted, taken in turns with what it is compared
with: a bare Textual app with the same widgets, and Python importing TensorFlow. Beside the time it says how much
processor time the app took until then, its threads included: where a machine has other things to do, that says more.
With --paint nothing is trained. PYTHONDONTWRITEBYTECODE is taken out of the environment: without compiled files
everything starts later.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from terminal_app import NNTERM, TerminalApp

BARE = """\
from textual.app import App
from textual.widgets import OptionList, Static

class Bare(App):
    CSS = "Static { height: 1; }"
    def compose(self):
        yield Static("bare")
        yield OptionList(*[f"One neuron {number}" for number in range(8)])
        yield Static("keys")

Bare().run()
"""

COURSE = (b"One neuron",)
"""What the course screen shows, and the bare app too."""

LESSON = (b"Watch one learn", b"learning rate")
"""What its first lesson shows: the text and the settings."""

MOST = 0.15
"""Seconds from the course to a lesson, on a quiet machine."""

Figures = tuple[float, float]
"""Seconds, and seconds of processor time."""

FIRST = ("train", "dense-iris", "--set", "epochs=1", "--json")


def paint(command: tuple[str, ...], home: str, words: tuple[bytes, ...]) -> Figures:
    """What it takes from starting `command` on a terminal to `words` on its screen."""
    began = time.perf_counter()
    with TerminalApp(command, {"NNTERM_HOME": home}) as app:
        took = shown(app, 0, words, began), busy(app)
        app.press("\x11")
        app.ends()
    return took


def open_lesson(home: str) -> Figures:
    """What it takes from a key in the course, once it is at rest, to the lesson on the screen."""
    with TerminalApp(NNTERM, {"NNTERM_HOME": home}) as app:
        app.shows("TensorFlow ready", 120)
        while app.read(0.5):
            pass
        sent, before, began = len(app.written), busy(app), time.perf_counter()
        app.press("\r")
        took = shown(app, sent, LESSON, began), busy(app) - before
        app.press("\x11")
        app.ends()
    return took


def shown(app: TerminalApp, sent: int, words: tuple[bytes, ...], began: float) -> float:
    """Seconds since `began` when all `words` were written, after the first `sent` bytes."""
    while not all(each in app.written[sent:] for each in words):
        app.read()
    return time.perf_counter() - began


def busy(app: TerminalApp) -> float:
    """Seconds of processor time that the app has taken."""
    return sum(psutil.Process(app.process.pid).cpu_times()[:2])


def first_epoch(home: str) -> Figures:
    """Seconds from starting `nnterm train` to the first epoch it tells of."""
    environment = {**os.environ, "NNTERM_HOME": home}
    began = time.perf_counter()
    with subprocess.Popen([*NNTERM, *FIRST], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["type"] == "EpochsEnded":
                return time.perf_counter() - began, 0.0
    raise RuntimeError("no epoch")


def tensorflow() -> Figures:
    """Seconds that `import tensorflow` takes, Python's own start included."""
    began = time.perf_counter()
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, env=environment, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began, 0.0


def in_turns(ours: Callable[[], Figures], theirs: Callable[[], Figures], times: int) -> tuple[list[Figures], ...]:
    """Both, measured in turns."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(times)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def row(name: str, other: str, ours: list[Figures], theirs: list[Figures], target: str) -> str:
    """A line of the table."""
    # The least is what a machine needs that has nothing else to do.
    mine, their = (
        [statistics.median(took for took, _ in each), min(took for took, _ in each)] for each in (ours, theirs)
    )
    work, bare = (statistics.median(busy for _, busy in each) for each in (ours, theirs))
    ratios = f"{mine[0] / their[0]:>8.2f}{mine[1] / their[1]:>7.2f}" + (f"{work / bare:>7.2f}" if bare else f"{'':>7}")
    seconds = "".join(f"{figure:>8.3f}" for figure in (*mine, work, *their, bare))
    return f"{name:<22}{other:<18}{seconds}{ratios}  {target}"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("times", type=int, nargs="?", default=7, help="how often each is started (7)")
    parser.add_argument("--paint", action="store_true", help="train nothing")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare = (sys.executable, "-c", BARE)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {chosen.times} starts each; seconds")
    print(f"{'':<22}{'compared with':<18}{'nnterm':>24}{'the other':>24}{'ratio':>22}  target")
    print(f"{'':<40}" + 2 * f"{'median':>8}{'least':>8}{'busy':>8}", end="")
    print(f"{'median':>8}{'least':>7}{'busy':>7}")
    with tempfile.TemporaryDirectory() as home:
        painted = partial(paint, bare, home, COURSE)
        rows: list[tuple[str, str, Callable[[], Figures], Callable[[], Figures], str]] = [
            ("the course", "bare Textual app", partial(paint, NNTERM, home, COURSE), painted, "<= 1.25"),
            (
                "a lesson at once",
                "bare Textual app",
                partial(paint, (*NNTERM, "perceptron"), home, LESSON),
                painted,
                "<= 1.6",
            ),
            ("course to lesson", "bare Textual app", partial(open_lesson, home), painted, f"<= {MOST} s"),
            ("first trained epoch", "import tensorflow", partial(first_epoch, home), tensorflow, "<= 1.4"),
        ]
        for name, other, ours, theirs, target in rows[: 3 if chosen.paint else 4]:
            print(row(name, other, *in_turns(ours, theirs, chosen.times), target), flush=True)


if __name__ == "__main__":
    main()
