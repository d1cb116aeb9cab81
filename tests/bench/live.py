"""What drawing costs a training: `python tests/bench/live.py --help`.

Each experiment is trained twice in turns, by `nnterm train` and in the real app on a terminal of 120 columns and 40
rows, with its curves, or with another panel that looks inside the model. Both times run from the first epoch that is
told of behind the time for warming up to the last one, on the clock of the wall; the ratio is what is left of the
speed when somebody watches.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from on_terminal import EXPERIMENTS, open_app, write_lesson
from terminal_app import NNTERM, TerminalApp

WANTED = 0.9
"""The least ratio."""

ENDLESS = 100_000
"""Epochs planned, more than are trained."""

WARM_UP = 8.0
"""Seconds of training, from its first epoch, that are not counted: XLA compiles beside it for seconds."""

SHOWN = re.compile(r"epoch ([\d,]+)/")


def speed(seen: list[tuple[float, int]]) -> float:
    """Epochs a second of pairs of time and epoch, without the warming up."""
    begin = next(moment for moment, epoch in seen if epoch > 0) + WARM_UP
    counted = [pair for pair in seen if pair[0] >= begin]
    (began, first), (ended, last) = counted[0], counted[-1]
    return (last - first) / (ended - began)


def headless(name: str, seconds: float, folder: Path) -> float:
    """Epochs a second of `nnterm train`."""
    lessons = write_lesson(folder, name, ENDLESS)
    command = [*NNTERM, "train", "measured", "--lessons", str(lessons), "--json"]
    environment = {**os.environ, "NNTERM_HOME": str(folder / "home")}
    seen: list[tuple[float, int]] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if b"EpochsEnded" in line:
                event = json.loads(line)
                seen.append((time.perf_counter(), event["first"] + len(event["columns"]["loss"]) - 1))
                if seen[-1][0] - seen[0][0] > WARM_UP + seconds:
                    break
        process.kill()
    return speed(seen)


def watched(name: str, seconds: float, folder: Path, panel: str) -> tuple[float, float]:
    """Epochs a second in the app while `panel` is shown, and kB a second to the terminal."""
    with open_app(folder, name, ENDLESS, panel) as app:
        app.press("t")
        app.until(lambda: _epoch(app) > 0, 120)
        _read(app, WARM_UP)
        marks = []
        # Only what changes is sent, so the screen says which epoch it is. Making it of what was sent costs a core for a
        # moment: not while it is measured.
        for rest in (seconds, 0.0):
            moment = time.perf_counter()
            marks.append((moment, _epoch(app), len(app.written)))
            _read(app, rest)
    (began, first, before), (ended, last, after) = marks
    return (last - first) / (ended - began), (after - before) / (ended - began) / 1000


def _read(app: TerminalApp, seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while (left := deadline - time.perf_counter()) > 0:
        app.read(left)


def _epoch(app: TerminalApp) -> int:
    """The epoch that the screen names."""
    found = SHOWN.search(app.text)
    return int(found[1].replace(",", "")) if found else 0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", help=f"part of a name: {', '.join(EXPERIMENTS)}; all where none is given")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each measurement lasts (6)")
    parser.add_argument("--repeat", type=int, default=1, help="how often each is measured (1)")
    parser.add_argument("--panel", default="curves", help="what is watched: curves, weights, network ... (curves)")
    chosen = parser.parse_args()
    names = [name for name in EXPERIMENTS if not chosen.cases or any(part in name for part in chosen.cases)]
    print(f"{'':18}{'headless':>12}{'watched':>12}{'ratio':>8}{'to the terminal':>20}")
    missed = []
    for name in names:
        pairs, rates = [], []
        for _ in range(chosen.repeat):
            with tempfile.TemporaryDirectory() as folder:
                alone = headless(name, chosen.seconds, Path(folder))
                live, rate = watched(name, chosen.seconds, Path(folder), chosen.panel)
            pairs.append((alone, live))
            rates.append(rate)
        alone, live = (median(pair[side] for pair in pairs) for side in (0, 1))
        ratio = median(pair[1] / pair[0] for pair in pairs)
        missed += [name] if ratio < WANTED else []
        print(f"{name:18}{alone:8.1f} e/s{live:8.1f} e/s{ratio:8.2f}{median(rates):14.1f} kB/s", flush=True)
    print("missed: " + ", ".join(missed) if missed else f"at least {WANTED} of the speed")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
