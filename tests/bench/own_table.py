"""How long a key waits while a large table of the learner's is read: `python tests/bench/own_table.py --help`.

The real app on a terminal of its own. A table is chosen in the form, another target is chosen, a training is started,
and a lesson that names the table is opened; until each is done a key is pressed again and again, and what it takes to
be answered is measured.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from on_terminal import NNTERM, TerminalApp

UP, DOWN, RIGHT = "\x1b[A", "\x1b[B", "\x1b[C"

WANTED = 0.2
"""Seconds within which a key is answered, whatever is read."""

LEAVE = "Stop training and leave?"

EXPERIMENT = """\
```{experiment}
id: own%s
dataset: %s
split: {validation: 0.2}
model: [{Dense: {units: 4, activation: relu}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 2, batch_size: 1024}
tune: [epochs, dataset.path, dataset.target]
```
"""
HEAD = """\
---
format: 1
id: %s
title: %s
summary: A table that is measured.
minutes: 5
requires: []
objectives: [Read]
---

## First step

Text.

"""

TABLES = {"100,000 x 5": (100_000, 5), "999 x 1,500": (999, 1500), "1,500 x 999": (1500, 999)}
"""Rows and columns."""


def write_table(path: Path, rows: int, columns: int) -> None:
    """Numbers, and two classes in the last column."""
    with path.open("w") as file:
        file.write(",".join([*(f"column{i}" for i in range(columns - 1)), "kind"]) + "\n")
        for row in range(rows):
            numbers = ",".join(str((row * 7919 + i * 104_729) % 9973 / 100) for i in range(columns - 1))
            file.write(f"{numbers},{row % 2}\n")


def write_lessons(folder: Path) -> Path:
    """A lesson that waits for a file, and one that names it."""
    lessons = folder / "lessons"
    lessons.mkdir()
    waits = HEAD % ("waits", "Waits") + EXPERIMENT % ("", "csv")
    names = HEAD % ("names", "Names") + EXPERIMENT % ("-named", "{name: csv, path: table.csv}")
    (lessons / "01-waits.md").write_text(waits, "utf-8")
    (lessons / "02-names.md").write_text(names, "utf-8")
    return lessons


def waits(app: TerminalApp, keys: tuple[str, ...], done: Callable[[], bool], most: float = 90.0) -> list[float]:
    """Seconds that each of `keys`, pressed in turn until `done`, waited for its answer."""
    took: list[float] = []
    end = time.monotonic() + most
    while time.monotonic() < end:
        before, began = len(app.written), time.perf_counter()
        app.press(keys[len(took) % len(keys)])
        while len(app.written) == before and time.perf_counter() - began < most:
            app.read(0.01)
        took.append(time.perf_counter() - began)
        # The cursor of the form is back where it was when both keys were pressed.
        if len(took) % len(keys) == 0 and done():
            return took
        app.read(0.02)
    raise TimeoutError(f"The app did not come to an end:\n{app.text}")


def rest(app: TerminalApp, seconds: float) -> None:
    """Let the app do what it has begun."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.read(0.1)


def measured(folder: Path, rows: int, columns: int) -> Iterator[tuple[str, list[float]]]:
    """What keys waited for while each thing was done with a table of so many rows and columns."""
    table, lessons = folder / "lessons" / "table.csv", write_lessons(folder)
    write_table(table, rows, columns)
    environment = {"NNTERM_HOME": str(folder / "home")}
    with TerminalApp((*NNTERM, "--lessons", str(lessons)), environment, columns=140) as app:
        app.shows("TensorFlow ready", 240)
        app.press("\r")
        app.shows("f settings")
        # A key that comes before the lesson is open does nothing.
        rest(app, 2.0)
        app.press("f")
        rest(app, 0.5)
        app.press(DOWN)
        app.shows("press enter")
        app.press("\r")
        app.shows("enter accepts")
        app.press(f"{table}")
        app.shows("table.csv_")
        app.press("\r")
        yield "choose the file", waits(app, (DOWN, UP), lambda: "rows, " in app.text or "Keep to" in app.text)
        if "rows, " in app.text:
            app.press(DOWN + RIGHT)
            yield "choose a target", waits(app, (DOWN, UP), lambda: "the target is column0" in app.text)
            app.press("t")
            yield "start a training", waits(app, ("v",), lambda: "t trains." not in app.text)
        app.press("l")
        app.until(lambda: "lessons done" in app.text or LEAVE in app.text, 60)
        if LEAVE in app.text:
            app.press("s")
        app.shows("lessons done")
        touched = lessons / "02-names.md"
        touched.write_text(touched.read_text().replace("Names", "Named"))
        app.press(f"{DOWN}\r")
        yield "open a lesson", waits(app, (DOWN, UP), lambda: "f settings" in app.text or "Keep to" in app.text)
        if "f settings" in app.text:
            touched.write_text(touched.read_text().replace("Named", "Renamed"))
            yield "take up a change", waits(app, ("v",), lambda: "Renamed" in app.text)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", help=f"part of a name: {', '.join(TABLES)}; all where none is given")
    chosen = parser.parse_args().tables
    missed = False
    print(f"{'':14}{'':20}{'keys':>6}{'median':>10}{'worst':>10}{'wanted':>10}")
    for name, (rows, columns) in TABLES.items():
        if chosen and not any(part in name for part in chosen):
            continue
        with TemporaryDirectory() as folder:
            for what, took in measured(Path(folder), rows, columns):
                missed |= max(took) > WANTED
                numbers = f"{len(took):6}{median(took):8.3f} s{max(took):8.3f} s{WANTED:8.1f} s"
                print(f"{name:14}{what:20}{numbers}", flush=True)
    sys.exit(missed)


if __name__ == "__main__":
    main()
