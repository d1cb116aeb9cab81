"""What several runs at once cost the screen: `python tests/bench/several.py [--epochs 6000]`.

The real app on a pseudo-terminal trains ten seeds and draws their band, then sweeps one setting and two. Bytes are
those written while something grows. A key opens the help at moments that no timer knows; its time runs to the byte
with which that is seen. The same is measured before, while nothing trains: on a busy machine look at the difference.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from on_terminal import TerminalApp, open_app, text

TARGETS = "at most 20 kB/s at 120x40; 99th percentile of a key at most 60 ms"

WORDS = "train with these settings"
"""What the help says."""


def key_time(app: TerminalApp, opens: bool) -> tuple[float, int]:
    """Milliseconds from the key to what answers it, and the bytes that came meanwhile."""
    began, written = time.perf_counter(), b""
    app.press("?" if opens else "\x1b")
    deadline = began + 5
    while time.perf_counter() < deadline:
        if data := app.read(0.001):
            written += data
            took = time.perf_counter() - began
            if not opens or WORDS in text(written):
                return took * 1000, len(written)
    raise TimeoutError(f"no answer to {'?' if opens else 'esc'}")


def press_while(app: TerminalApp, goes_on: str, seconds: float) -> tuple[list[float], list[float]]:
    """Times of keys, and bytes of each second in between, while `goes_on` is on the screen, or for `seconds`."""
    times, rates, end = [], [], time.perf_counter() + seconds
    while time.perf_counter() < end and (not goes_on or goes_on in app.text):
        took, _ = key_time(app, opens=True)
        times.append(took)
        key_time(app, opens=False)
        # What the dialog left behind is drawn, and is no part of what grows.
        during(app, 0.3)
        rest = random.uniform(0.7, 1.0)
        rates.append(during(app, rest) / rest)
    return times, rates


def during(app: TerminalApp, seconds: float) -> int:
    """Bytes that are written in `seconds`."""
    end, written = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        written += len(app.read(0.02))
    return written


def row(name: str, times: list[float], rates: list[float]) -> None:
    """Print a line of the table."""
    if not times:
        print(f"{name:<24} over before a key was pressed")
        return
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    print(
        f"{name:<24}{len(times):>4} keys   median {median(times):6.1f} ms   99 % {high:6.1f} ms   "
        f"{median(rates) / 1000:6.1f} kB/s   most {max(rates) / 1000:6.1f} kB/s",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=6000, help="epochs of each run (6000)")
    parser.add_argument("--seconds", type=float, default=40, help="at the most for each line (40)")
    chosen = parser.parse_args()
    print(TARGETS)
    with tempfile.TemporaryDirectory() as folder, open_app(Path(folder), "circles 2-8-8-1", chosen.epochs) as app:
        row("nothing trains", *press_while(app, "", 15))
        app.press("u")
        app.shows("seeds 0/10", 30)
        row("band of ten seeds", *press_while(app, "seeds ", chosen.seconds))
        app.shows("10 seeds:", 300)
        app.press("f")
        app.read(0.3)
        app.press("w")
        app.shows("▸Sweep", 30)
        row("sweep", *press_while(app, "sweep ", chosen.seconds))
        app.shows("w wider,", 300)
        app.press("f")
        app.read(0.3)
        for _ in range(2):
            app.press("\x1b[B")
            app.read(0.2)
        app.press("w")
        app.shows("units down", 30)
        row("map of two settings", *press_while(app, "sweep ", chosen.seconds))


if __name__ == "__main__":
    main()
