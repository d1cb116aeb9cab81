"""Runs of other nnterms in the list: what a killed one left is interrupted, what a live one trains is running."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nnterm.experiment.run_state import RunState
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lab.runs.table import RunsTable
from tui.builders import NewApp
from tui.conftest import COURSE, running, screen_text, shows, until

WRITER = """
import sys
from pathlib import Path
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.runs.trainer.train_once import new_run
from nnterm.runs.store.store import RunStore

store = RunStore.open(Path(sys.argv[2]))
experiment = load_lesson(load_course(Path(sys.argv[1])).find("flowers")).experiment("iris")
run = new_run(experiment, "flowers")
columns = {"loss": [0.5] * 7, "val_loss": [0.6] * 7, "accuracy": [0.9] * 7, "val_accuracy": [0.8] * 7}
event = EpochsEnded(run_id=run.run_id, first=1, columns=columns, seconds=1)
run.apply(event)
store.record(run, event)
print(run.run_id, flush=True)
sys.stdin.read()
"""


@contextmanager
def other_nnterm(store: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", WRITER, str(COURSE), str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
        process.kill()


async def test_what_a_killed_nnterm_left_is_listed_as_interrupted_and_can_be_compared_with(
    new_app: NewApp, tmp_path: Path
) -> None:
    with other_nnterm(tmp_path / "runs.sqlite") as other:
        app = new_app("flowers")
        async with running(app) as pilot:
            await pilot.press("V")
            await shows(pilot, app, "(running)")
            assert "(interrupted)" not in screen_text(app)
            other.kill()
            other.wait()
            # The list is read anew when it is opened, and when a run of this app ends.
            await pilot.press("v", "V")
            await shows(pilot, app, "(interrupted)")
            assert "(running)" not in screen_text(app)
            (run,) = app.context.store.runs("flowers", "iris")
            assert (run.state, run.epochs) == (RunState.INTERRUPTED, 7)
            app.screen.query_one(RunsTable).focus()
            await pilot.press("equals_sign")
            state: LabState = app.screen.model.lab  # type: ignore[attr-defined]
            await until(pilot, lambda: state.ghost is not None)
            assert state.ghost is not None
            assert (state.ghost.run_id, state.ghost.state) == (run.run_id, RunState.INTERRUPTED)
            await pilot.press("t")
            await until(pilot, lambda: app.training.run is not None and app.training.run.state.over)
