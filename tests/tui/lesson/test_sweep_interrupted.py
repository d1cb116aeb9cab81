"""A sweep that is interrupted at any point goes on, now or tomorrow: no point is trained twice, and none is lost."""

import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steady_pilot import SteadyPilot

from nnterm.experiment.protocol import commands
from nnterm.experiment.run_state import RunState
from nnterm.lesson.course import Course
from nnterm.tui.app import NntermApp
from tui.conftest import app_over, running, shows, until
from tui.fake_trainer import FakeTrainer
from tui.trainer_script import Mode

SIZES = [1, 2, 4, 8, 16]
"""Units of a sweep around the lesson's 4."""


class Trainers:
    """Trainers without a process. The first `quick` runs that they begin come to an end."""

    def __init__(self, quick: int) -> None:
        self._numbers = itertools.count()
        self.quick = quick

    def new(self, command: Sequence[str] = ()) -> FakeTrainer:
        """Another of them."""
        return _Counting(self, command)

    def begins(self, trainer: FakeTrainer) -> None:
        """`trainer` begins a run."""
        trainer.script.go_by(Mode.PLAIN if next(self._numbers) < self.quick else Mode.SLOW)


class _Counting(FakeTrainer):
    def __init__(self, trainers: Trainers, command: Sequence[str]) -> None:
        super().__init__(command)
        self._trainers = trainers

    def send(self, command: commands.Command) -> None:
        if isinstance(command, commands.StartRun):
            self._trainers.begins(self)
        super().send(command)


def completed(app: NntermApp) -> Counter[int]:
    """How often each size was trained to its end, as far as it is kept."""
    runs = app.context.store.runs("flowers", "iris", limit=-1)
    whole = [run for run in runs if run.state is RunState.COMPLETED]
    return Counter(run.hyperparameters.layers[0].units for run in whole)  # type: ignore[union-attr]


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.integers(0, len(SIZES) - 1), leave=st.sampled_from(["stop", "stop and quit", "quit"]))
async def test_no_point_twice_and_none_lost(course: Course, done: int, leave: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = app_over(course, folder, "flowers")
        trainers = Trainers(done)
        app.context.studies.new_process = trainers.new  # type: ignore[assignment]
        async with running(app) as pilot:
            await pilot.press("f", "w")
            await until(pilot, lambda: completed(app).total() == done and app.context.studies.is_busy)
            if leave != "quit":
                await pilot.press("s")
                await shows(pilot, app, f"stopped at {done} of 5")
            if leave == "stop":
                trainers.quick = sys.maxsize
                await _go_on(pilot, app)
        if leave != "stop":
            app = app_over(course, folder, "flowers")
            async with running(app) as pilot:
                await pilot.press("f")
                await _go_on(pilot, app)


async def _go_on(pilot: SteadyPilot, app: NntermApp) -> None:
    """Begin the sweep again by its key, and see it whole."""
    await pilot.press("w")
    await shows(pilot, app, "w wider,")
    assert completed(app) == Counter(SIZES)
