"""How the app answers keys while a trainer floods it: `python tests/bench/flood.py --help`.

The real app runs on a terminal of its own, with a trainer that says one kind of thing as fast as it is read, from the
first run on. Keys open and close the help; each time runs from the key to the text on the screen. A row says how much
the app took in, how long keys took, how much memory the app has, how large its log became, and how long SIGTERM took.
"""

import argparse
import shlex
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]
from on_terminal import write_lesson

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
import flooding_trainer
from terminal_app import NNTERM, TerminalApp

HELP = "Everywhere"
"""What is on the screen while the help is open, and not otherwise."""


def key_seconds(app: TerminalApp, key: str, *, appears: bool) -> float:
    """Seconds from `key` until the help is on the screen, or gone."""
    began = time.perf_counter()
    app.press(key)
    while (HELP in app.text) is not appears:
        app.read(0.002)
        if time.perf_counter() - began > 60:
            return 60.0
    return time.perf_counter() - began


def measure(kind: str, times: int, folder: Path) -> str:
    """A row of the table."""
    lessons = write_lesson(folder, "circles 2-8-8-1", 1_000)
    trainer = shlex.join((sys.executable, str(Path(flooding_trainer.__file__)), kind))
    environment = {"NNTERM_HOME": str(folder / "home"), "NNTERM_TRAINER": trainer}
    with TerminalApp((*NNTERM, "--lessons", str(lessons), "measured"), environment) as app:
        app.shows("TensorFlow ready", 120)
        app.press("t")
        app.shows("epoch", 60)
        process = psutil.Process(app.process.pid)
        flooding = next(p for p in process.children(recursive=True) if "flooding_trainer" in " ".join(p.cmdline()))
        before, began = flooding.io_counters().write_chars, time.perf_counter()
        took = []
        for _ in range(times):
            took.append(key_seconds(app, "?", appears=True))
            took.append(key_seconds(app, "\x1b", appears=False))
        seconds = time.perf_counter() - began
        speed = (flooding.io_counters().write_chars - before) / seconds / 1e6
        memory = process.memory_info().rss / 2**20
        app.process.send_signal(signal.SIGTERM)
        ending = time.perf_counter()
        app.until(lambda: app.process.poll() is not None, 120)
        ended = time.perf_counter() - ending
        log = sum(path.stat().st_size for path in (folder / "home").glob("trainer.log*")) / 2**20
    took.sort()
    late = took[min(len(took) - 1, int(len(took) * 0.99))]
    times_ms = f"{median(took) * 1000:8.0f} ms{late * 1000:8.0f} ms"
    return f"{kind:12}{speed:9.2f}{times_ms}{memory:8.0f} MB{log:8.2f} MB{ended:8.2f} s"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="how often the help is opened and closed (20)")
    parser.add_argument("--only", nargs="*", default=list(flooding_trainer.floods("")), help="kinds of flood")
    options = parser.parse_args()
    print(f"{'flood':12}{'MB/s':>9}{'key':>11}{'p99':>11}{'memory':>11}{'log':>11}{'SIGTERM':>10}")
    for kind in options.only:
        with tempfile.TemporaryDirectory() as folder:
            print(measure(kind, options.times, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
