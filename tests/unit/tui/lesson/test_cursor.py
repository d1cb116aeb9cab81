"""Looking back in a run: which epoch is shown, what the trainer is asked, and a run that goes on from there."""

from pathlib import Path

import pytest
from open_lesson import OpenLesson

from nnterm.experiment.protocol.commands import ForkRun, InspectRun, StartRun
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded
from nnterm.experiment.protocol.inspection_requests import InspectMap
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.messages import RunInspected
from nnterm.tui.session.status import Status

IRIS, MOONS = 0, 1
"""Steps of the lesson."""

EPOCHS = 40
BEST = 12


@pytest.fixture
def lesson(tmp_path: Path) -> OpenLesson:
    return OpenLesson(tmp_path)


def train(lesson: OpenLesson, step: int = MOONS) -> Run:
    """A run of the step's experiment that has ended."""
    lesson.model.go_to(step)
    lesson.controllers.runs.start()
    run = lesson.training.run
    assert run is not None
    losses: list[float | None] = [abs(epoch - BEST) / 100 + 0.1 for epoch in range(1, EPOCHS + 1)]
    columns = {"loss": [1 / epoch for epoch in range(1, EPOCHS + 1)], "val_loss": losses}
    ended = RunEnded(
        run_id=run.run_id, outcome="completed", epochs=EPOCHS, seconds=1.0, evaluate={}, evaluated_on="validation"
    )
    for event in (EpochsEnded(run_id=run.run_id, first=1, columns=columns, seconds=1.0), ended):
        lesson.training.client.receive(event)
    lesson.training.status = Status.READY
    return run


def lab(lesson: OpenLesson) -> LabState:
    assert lesson.model.lab is not None
    return lesson.model.lab


def test_the_map_of_a_run_that_ended_unseen_is_asked_for_once(lesson: OpenLesson) -> None:
    run = train(lesson)
    lesson.controllers.inspection.look()
    lesson.controllers.inspection.look()
    asked = [command for command in lesson.training.sent if isinstance(command, InspectRun)]
    assert [(command.run_id, command.question, command.epoch) for command in asked] == [
        (run.run_id, InspectMap(), None)
    ]


def test_the_cursor_goes_back_and_on_and_follows_the_newest_epoch_again(lesson: OpenLesson) -> None:
    train(lesson)
    cursor = lesson.controllers.cursor
    seen = []
    for move in (-1, -1, -10, 1, 10):
        cursor.move(move)
        seen.append(lab(lesson).view.cursor)
    assert seen == [39, 38, 28, 29, 39]
    cursor.move(1)
    assert lab(lesson).view.cursor is None
    cursor.go_to_best()
    assert lab(lesson).view.cursor == BEST
    cursor.move(-1_000)
    assert lab(lesson).view.cursor == 0
    cursor.move(1)
    assert lab(lesson).view.cursor == 1
    cursor.follow()
    assert lab(lesson).view.cursor is None


def test_the_map_of_an_earlier_epoch_is_asked_once_and_only_where_it_is_seen(lesson: OpenLesson) -> None:
    run = train(lesson)
    lesson.training.sent.clear()
    lesson.controllers.cursor.go_to(7)
    lesson.controllers.inspection.look()
    assert lesson.training.sent == [InspectRun(run_id=run.run_id, question=InspectMap(), epoch=7)]
    train(lesson, IRIS)
    lesson.training.sent.clear()
    lesson.controllers.cursor.go_to(7)
    assert lesson.training.sent == []


def test_an_answer_of_another_epoch_is_asked_for_again_as_long_as_that_brings_it_nearer(lesson: OpenLesson) -> None:
    run = train(lesson)
    lesson.controllers.cursor.go_to(30)
    lesson.controllers.inspection.look()
    question = InspectRun(run_id=run.run_id, question=InspectMap(), epoch=30)
    lesson.training.sent.clear()
    for epoch, again in ((12, 1), (20, 1), (20, 0)):
        lesson.controllers.inspection.take_answer(RunInspected(run, map_of(run, epoch, requested=30)))
        assert lesson.training.sent == [question] * again
        shown = lab(lesson).past_map
        assert shown is not None and shown.epoch == epoch
        lesson.training.sent.clear()
    lesson.controllers.cursor.go_to(31)
    lesson.training.sent.clear()
    lesson.controllers.inspection.take_answer(RunInspected(run, map_of(run, 31, requested=31)))
    assert lesson.training.sent == []


def map_of(run: Run, epoch: int, requested: int) -> MapComputed:
    """A map of one cell."""
    return MapComputed(
        run_id=run.run_id,
        epoch=epoch,
        requested=requested,
        columns=1,
        rows=1,
        left=0.0,
        right=1.0,
        bottom=0.0,
        top=1.0,
        classes=[0],
        certainty=[7],
    )


def test_nothing_trained_is_said_and_no_epoch_is_looked_at(lesson: OpenLesson) -> None:
    lesson.model.go_to(MOONS)
    lesson.controllers.cursor.move(-1)
    assert lab(lesson).view.cursor is None
    assert "Press t" in lesson.view.words[-1]


def test_more_from_an_earlier_epoch_begins_a_run_that_shares_the_epochs_before(lesson: OpenLesson) -> None:
    run = train(lesson)
    lesson.controllers.cursor.go_to(25)
    lesson.controllers.more()
    assert lesson.training.run is run
    lesson.view.work()
    fork = lesson.training.run
    assert fork is not None and fork is lab(lesson).run
    assert (fork.forked_from, fork.forked_at, fork.epochs) == (run.run_id, 25, 25)
    assert fork.history["val_loss"] == run.history["val_loss"][:25]
    assert lab(lesson).ghost is run
    assert lab(lesson).view.cursor is None
    sent = lesson.training.sent[-1]
    assert isinstance(sent, ForkRun)
    assert (sent.source, sent.epoch) == (run.run_id, 25)
    # The old run is as it was.
    assert run.epochs == EPOCHS and run.state.over


def test_where_the_model_is_gone_the_beginning_is_trained_again(lesson: OpenLesson) -> None:
    run = train(lesson)
    train(lesson, IRIS)
    lesson.model.go_to(MOONS)
    assert lab(lesson).run is run
    lesson.controllers.cursor.go_to(25)
    lesson.controllers.more()
    lesson.view.work()
    sent = lesson.training.sent[-1]
    assert isinstance(sent, StartRun)
    assert [change.epoch for change in sent.changes] == [25]
    assert sent.hyperparameters == run.hyperparameters


def test_a_new_run_is_followed_and_keeps_zoom_and_scale(lesson: OpenLesson) -> None:
    train(lesson)
    cursor = lesson.controllers.cursor
    cursor.go_to(3)
    cursor.toggle_zoom()
    cursor.toggle_logarithmic()
    train(lesson)
    view = lab(lesson).view
    assert (view.cursor, view.zoomed, view.logarithmic) == (None, True, True)
