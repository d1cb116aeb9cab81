"""How long a learner waits: from the command to the first paint, and to the first trained epoch.

    python tests/bench/startup.py [N]

Each figure is of N starts (default 7) after one that is not counted, taken in turns with what it is compared
with: a bare Textual app with the same widgets, and Python importing TensorFlow.
"""

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

PAINT = "One neuron"
"""What the course screen shows, and the bare app too."""

FIRST = ("train", "dense-iris", "--set", "epochs=1", "--json")


def paint(command: tuple[str, ...], home: str) -> float:
    """Seconds from starting `command` on a terminal to `PAINT` on its screen."""
    began = time.perf_counter()
    with TerminalApp(command, {"NNTERM_HOME": home}) as app:
        while PAINT.encode() not in app.written:
            app.read()
        took = time.perf_counter() - began
        app.press("\x11")
        app.ends()
    return took


def first_epoch(home: str) -> float:
    """Seconds from starting `nnterm train` to the first epoch it tells of."""
    environment = {**os.environ, "NNTERM_HOME": home}
    began = time.perf_counter()
    with subprocess.Popen([*NNTERM, *FIRST], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["type"] == "EpochsEnded":
                return time.perf_counter() - began
    raise RuntimeError("no epoch")


def tensorflow() -> float:
    """Seconds that `import tensorflow` takes, Python's own start included."""
    began = time.perf_counter()
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, env=environment, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def in_turns(ours: Callable[[], float], theirs: Callable[[], float], times: int) -> tuple[list[float], list[float]]:
    """Both, measured in turns."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(times)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def main() -> None:
    """Measure and print the table."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    bare = (sys.executable, "-c", BARE)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {times} starts each")
    print(f"{'':<20}{'nnterm':>19}  {'':<18}{'compared with':>18}{'ratio':>15}  target")
    print(f"{'':<20}{'median':>9}{'least':>10}  {'':<18}{'median':>8}{'least':>10}{'median':>8}{'least':>7}")
    with tempfile.TemporaryDirectory() as home:
        paints = (partial(paint, NNTERM, home), partial(paint, bare, home))
        epochs = (partial(first_epoch, home), partial(tensorflow))
        rows = [
            ("first paint", "bare Textual app", paints, "<= 1.5, < 0.5 s"),
            ("first trained epoch", "import tensorflow", epochs, "<= 1.4"),
        ]
        for name, other, pair, target in rows:
            ours, theirs = in_turns(*pair, times)
            # The least is what a machine needs that has nothing else to do.
            mine, their = ([f(times) for f in (statistics.median, min)] for times in (ours, theirs))
            print(
                f"{name:<20}{mine[0]:>7.3f} s{mine[1]:>8.3f} s  {other:<18}{their[0]:>6.3f} s{their[1]:>8.3f} s"
                f"{mine[0] / their[0]:>8.2f}{mine[1] / their[1]:>7.2f}  {target}",
                flush=True,
            )


if __name__ == "__main__":
    main()
