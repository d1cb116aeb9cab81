"""What many apps on one machine cost: `python tests/bench/many_apps.py --help`.

All of them run at once, each in a home of its own, on a terminal of 120 columns and 40 rows with a lesson open. Some
train; the others only wait. Memory is what each process holds for itself alone and its share of what it has in common
with others (PSS), CPU is time used in the seconds measured, as a share of one core.
"""

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]
from on_terminal import open_app
from terminal_app import TerminalApp


def cpu(process: psutil.Process) -> float:
    """Seconds of processor time that `process` has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def pump(apps: list[TerminalApp], seconds: float) -> None:
    """Read what the apps draw, as their terminals would."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for app in apps:
            app.read(0.005)


def row(name: str, processes: list[psutil.Process], before: list[float], seconds: float) -> str:
    """A line of the table: medians over processes of one kind, and the highest memory."""
    memory = sorted(process.memory_full_info().pss / 2**20 for process in processes)
    used = [100 * (cpu(process) - first) / seconds for process, first in zip(processes, before, strict=True)]
    cells = f"{median(memory):.0f} | {memory[-1]:.0f} | {median(used):.1f} | {max(used):.1f}"
    return f"| {name} | {len(processes)} | {cells} |"


def main() -> None:
    """Open the apps, let some train, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idle", type=int, default=10)
    parser.add_argument("--training", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        apps = []
        for number in range(options.idle + options.training):
            folder = Path(place) / str(number)
            folder.mkdir()
            apps.append(stack.enter_context(open_app(folder, "iris 4-128-3", 100_000)))
        training = apps[: options.training]
        for app in training:
            app.press("t")
        for app in training:
            app.until(lambda app=app: "epochs/s" in app.text, 300)
        pump(apps, 3)
        kinds: dict[str, list[psutil.Process]] = {}
        for app in apps:
            does = "training" if app in training else "idle"
            kinds.setdefault(f"app, {does}", []).append(psutil.Process(app.process.pid))
            kinds.setdefault(f"trainer, {does}", []).extend(app.children())
        before = {kind: [cpu(process) for process in processes] for kind, processes in kinds.items()}
        began = time.monotonic()
        pump(apps, options.seconds)
        seconds = time.monotonic() - began
        print("| process | how many | MiB median | MiB most | % of a core, median | most |")
        print("|---|---|---|---|---|---|")
        for kind in sorted(kinds):
            if kinds[kind]:
                print(row(kind, kinds[kind], before[kind], seconds))


if __name__ == "__main__":
    main()
