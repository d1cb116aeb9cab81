"""Ended in the very moment of saving, or of evaluating: the store is in order, the epochs are kept, nothing is left."""

import json
import math
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from aftermath import assert_kept, epochs_kept, gone
from plane_app import open_lesson
from plane_lesson import LONG, steady_trainer, write_lesson
from terminal_app import TerminalApp

EPOCHS = 40
"""Epochs that are trained where it is the evaluation that matters."""

IMPATIENT = """
from nnterm.runs.trainer import train_once
train_once.PATIENCE = 1.0
from nnterm.__main__ import main
raise SystemExit(main())
"""
"""A deaf trainer gets less time to end in order."""

Moment = Callable[["Stage", random.Random], None]


class Stage:
    """The app or `nnterm train` on a terminal, on its way with a trainer that evaluates for ever."""

    def __init__(self, tmp_path: Path, what: str, epochs: int) -> None:
        self.home = tmp_path / "home"
        self.log = tmp_path / "log"
        lessons = write_lesson(tmp_path / "lessons")
        words = ["train", "planes"] if what == "train" else []
        environment = {"NNTERM_HOME": str(self.home), "NNTERM_TRAINER": steady_trainer(self.log, epochs, math.inf)}
        command = (sys.executable, "-c", IMPATIENT, *words, "--lessons", str(lessons))
        self.app = TerminalApp(command, environment)
        if what == "app":
            open_lesson(self.app)
            self.app.until(lambda: "ready" in self.app.text)
            self.app.press("t")

    def announced(self) -> list[str]:
        """What the trainer wrote to its log."""
        return self.log.read_text(encoding="utf-8").split() if self.log.exists() else []

    def strike(self, number: signal.Signals) -> list[psutil.Process]:
        """Send the signal, the window closing with it where it says so; what must not be left."""
        left = [*self.app.children(), psutil.Process(self.app.process.pid)]
        self.app.process.send_signal(number)
        if number == signal.SIGHUP:
            self.app.close_window()
        return left


def saving(stage: Stage, chance: random.Random) -> None:
    """The journal of the store has just changed, or is changing: several writes into it are one transaction."""
    stage.app.until(lambda: epochs_kept(stage.home) > chance.randint(1, 20))
    stage.app.children()
    journal = stage.home / "nnterm.sqlite-wal"
    before = journal.stat().st_mtime_ns
    deadline = time.monotonic() + 30
    while journal.stat().st_mtime_ns == before:
        assert time.monotonic() < deadline, "nothing is saved any more"
    # From within the transaction to after it: one takes about a millisecond.
    until = time.perf_counter() + chance.uniform(0, 0.002)
    while time.perf_counter() < until:
        pass


def evaluating(stage: Stage, _: random.Random) -> None:
    """Everything is trained and kept, and the trainer evaluates."""
    stage.app.until(lambda: stage.announced()[-1:] == ["evaluating"])
    stage.app.until(lambda: epochs_kept(stage.home) == EPOCHS)


@pytest.fixture
def stages(tmp_path: Path) -> Iterator[Callable[[str, int], Stage]]:
    made: list[Stage] = []

    def make(what: str, epochs: int) -> Stage:
        made.append(Stage(tmp_path, what, epochs))
        return made[-1]

    yield make
    for stage in made:
        stage.app.__exit__(None, None, None)


def assert_contiguous(home: Path) -> None:
    """No epoch of the run is missing before its last one, and none is kept twice."""
    with closing(sqlite3.connect(home / "nnterm.sqlite")) as connection:
        rows = connection.execute("SELECT first, columns FROM epochs ORDER BY first").fetchall()
    last = 0
    for first, columns in rows:
        assert first == last + 1
        last += len(json.loads(columns)["loss"])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("what", ["app", "train"])
@pytest.mark.parametrize(
    ("moment", "seed"),
    [
        (evaluating, 0),
        (saving, 0),
        # Each time at another moment of a transaction.
        *(pytest.param(saving, seed, marks=pytest.mark.slow) for seed in range(1, 5)),
    ],
    ids=lambda value: value if isinstance(value, int) else value.__name__,
)
def test_store_and_epochs_survive(
    stages: Callable[[str, int], Stage], what: str, moment: Moment, number: signal.Signals, seed: int
) -> None:
    stage = stages(what, EPOCHS if moment is evaluating else LONG)
    moment(stage, random.Random(f"{seed} {what} {moment.__name__} {number}"))
    seen = epochs_kept(stage.home)
    left = stage.strike(number)
    assert gone(left)
    assert stage.app.process.wait() == (-number if number == signal.SIGKILL else 128 + number)
    assert_kept(stage.home, seen)
    assert_contiguous(stage.home)
    if moment is evaluating:
        assert epochs_kept(stage.home) == EPOCHS
