"""A monkey at the keyboard of the whole app: seeded, recorded, and played again by one command.

    python tests/integration/monkey.py                          # 2,000 events for each lesson, scripted trainer
    python tests/integration/monkey.py --real --events 20000    # a long one with Keras
    python tests/integration/monkey.py --training --keys 3000 --seed 7 cnn    # while Keras trains
    python tests/integration/monkey.py --terminal --real        # on a pseudo-terminal, in a process of its own
    python tests/integration/monkey.py --replay monkey-10-7.json

What goes wrong is written, with its traceback and everything that was done, to `monkey-LESSON-SEED.json` in the
folder that `--into` names. The app runs in a home of its own; a run of the learner's code is as it is for everybody.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import traceback
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from monkey_app import Watch, WatchedApp, watched_editors
from monkey_events import LETTERS, Event, Recorded, events_of, keys_of, read, written
from monkey_losses import TRAIN, noted_refusals, types_nothing
from monkey_terminal import play_on_terminal
from textual import events
from textual.geometry import Size
from textual.pilot import Pilot

from nnterm import paths
from nnterm.lesson.course_loader import load_course
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.command import COMMAND

LESSONS = ("perceptron", "dense-iris", "digits-dense", "overfitting", "rnn", "sandbox")
SCRIPTED = (sys.executable, str(Path(__file__).parents[1] / "tui" / "scripted_trainer.py"))
PATIENCE = 60.0
"""Seconds within which the app must come to rest after an event, on a machine that does other work too."""


async def play(recorded: Recorded, home: Path) -> int:
    """Do to the app what was recorded; how many keys it took. Raises BrokenPromiseError, or what the app raises.

    An app that is quit as it should be is opened again, in the same home.
    """
    left, keys = list(recorded.events), 0
    with watched_editors(), noted_refusals():
        while left:
            taken = await _play_once(recorded, left, home)
            assert taken, "the app ended by itself"
            keys += sum(event.do == "key" for event in left[:taken])
            del left[:taken]
    return keys


async def _play_once(recorded: Recorded, todo: list[Event], home: Path) -> int:
    """Open the app and do what is to be done until it is quit; how much was."""
    course = load_course(paths.course())
    store_file = home / "monkey.sqlite"
    head = course.find(recorded.lesson)
    app = WatchedApp(course, RunStore.open(store_file), head, COMMAND if recorded.real else SCRIPTED)
    taken = 0

    async def press(pilot: Pilot[None]) -> None:
        nonlocal taken
        watch = Watch(app)
        for event in todo:
            _send(app, event)
            watch.done(event)
            taken += 1
            if event.rest or app.is_over:
                await asyncio.sleep(event.rest)
                await _rest(pilot, app)
                watch.check()
            if app.is_over:
                return
            if recorded.training and event.rest and not app.is_training and types_nothing(app):
                _send(app, TRAIN)
                watch.done(TRAIN)
                await _rest(pilot, app)
                watch.check()
                if app.is_over:
                    return
        await _rest(pilot, app)
        app.exit()

    await app.run_async(headless=True, size=recorded.size, auto_pilot=press)
    if app._exception is not None:
        raise app._exception
    store = RunStore.open(store_file)
    try:
        app.check_store(store)
    finally:
        store.close()
    return taken


async def _rest(pilot: Pilot[None], app: WatchedApp) -> None:
    """Let the app do what it got; a key that is kept back for ever is a TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while (app._key_order._is_busy or app.is_opening) and not app.is_over:
            await asyncio.sleep(0.001)
    if not app.is_over:
        await pilot._wait_for_screen(PATIENCE)


def _send(app: WatchedApp, event: Event) -> None:
    """Do one thing, as a terminal passes it on."""
    driver = app._driver
    assert driver is not None
    width, height = app.size
    x, y = event.at[0] % max(1, width), event.at[1] % max(1, height)
    sent: list[events.Event] = []
    match event.do:
        case "key":
            character = LETTERS.get(event.key, event.key if len(event.key) == 1 else None)
            sent = [events.Key(event.key, character)]
        case "resize":
            size = Size(*event.at)
            driver._size = size  # type: ignore[attr-defined]
            sent = [events.Resize(size, size)]
        case "paste":
            sent = [events.Paste(event.text)]
        case "scroll":
            kind = events.MouseScrollUp if event.key == "up" else events.MouseScrollDown
            sent = [kind(None, x, y, 0, 0, 0, False, False, False, x, y)]
        case "click":
            sent = [
                kind(None, x, y, 0, 0, 1, False, False, False, x, y)
                for kind in (events.MouseMove, events.MouseDown, events.MouseUp)
            ]
    for one in sent:
        one.set_sender(app)
        driver.send_message(one)


class Report(AbstractContextManager["Report"]):
    """Writes what goes wrong within it, whatever it is, with all that was done, and goes on."""

    def __init__(self, recorded: Recorded, into: Path) -> None:
        self._recorded = recorded
        self._into = into
        self.file: Path | None = None
        """What was written; None while nothing went wrong."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self._recorded.failure = "".join(traceback.format_exception(kind, error, trace))
        self.file = self._into / f"monkey-{self._recorded.lesson}-{self._recorded.seed}.json"
        self.file.write_bytes(written(self._recorded))
        print(self._recorded.failure, file=sys.stderr)
        return True


def run(recorded: Recorded, into: Path) -> tuple[int, Path | None]:
    """Play in a home of its own; how many keys, and the file that says what went wrong."""
    keys = 0
    with tempfile.TemporaryDirectory() as home, Report(recorded, into) as report:
        os.environ["NNTERM_HOME"] = os.environ["HOME"] = home
        keys = play_on_terminal(recorded, Path(home)) if recorded.terminal else asyncio.run(play(recorded, Path(home)))
    return keys, report.file


def main() -> int:
    """What the command line asks for; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", default=LESSONS)
    parser.add_argument("--events", type=int, default=2000, help="for each lesson")
    parser.add_argument("--keys", type=int, help="for each lesson, with what else is done between them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", action="store_true", help="train with Keras")
    parser.add_argument("--training", action="store_true", help="with Keras, and t wherever nothing trains")
    parser.add_argument("--terminal", action="store_true", help="on a pseudo-terminal")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--into", type=Path, default=Path())
    asked = parser.parse_args()
    if asked.replay:
        plays = [read(asked.replay.read_bytes())]
    else:
        todo = keys_of(asked.seed, asked.keys) if asked.keys else events_of(asked.seed, asked.events)
        real = asked.real or asked.training
        plays = [Recorded(name, asked.seed, todo, real, asked.training, asked.terminal) for name in asked.lessons]
    failed = 0
    for recorded in plays:
        keys, file = run(recorded, asked.into)
        failed += file is not None
        print(f"{recorded.lesson}, seed {recorded.seed}: " + (f"see {file}" if file else f"{keys:,} keys, clean"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
