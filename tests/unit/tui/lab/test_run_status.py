"""What the lab says of a run in numbers."""

import msgspec
import pytest
from series_run import series_run

from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Pretraining
from nnterm.experiment.protocol.events import PretrainingAdvanced, RowsMemorised, RunStarted
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.run_status import RunStatus


@pytest.mark.parametrize("width", [56, 80])
def test_the_loss_of_a_last_value_is_beside_the_loss(width: int) -> None:
    status, run = RunStatus(), series_run()
    status._run = run
    (numbers,) = [plain(row) for row in status.rows(width, 5) if "last value again" in plain(row)]
    assert "last value again 0.800" in numbers
    run.last_value_loss = {}
    assert not [row for row in status.rows(width, 5) if "last value again" in plain(row)]


def test_flipped_labels_learned_by_heart_are_counted_at_the_epoch_that_is_looked_at() -> None:
    status, run = RunStatus(), series_run()
    run.training_rows.take(RowsMemorised(run_id="r", epoch=1, count=2, of=6))
    run.training_rows.take(RowsMemorised(run_id="r", epoch=2, count=5, of=6))
    status._run = run
    assert any("memorised 5 of 6 flipped" in plain(row) for row in status.rows(80, 9))
    status._cursor = 1
    assert any("memorised 2 of 6 flipped" in plain(row) for row in status.rows(120, 9))


def test_the_gap_at_the_end_is_without_dropout() -> None:
    status, run = RunStatus(), series_run()
    status._run = run
    assert any("loss gap 0 " in plain(row) for row in status.rows(80, 9))
    run.training_rows.end({"loss": 0.1})
    assert any("loss gap without dropout 0.200 " in plain(row) for row in status.rows(80, 9))
    # An epoch before the end was measured with dropout only.
    status._cursor = 1
    assert any("loss gap 0 " in plain(row) for row in status.rows(80, 9))


def test_what_is_trained_before_a_run_is_said_until_the_run_begins() -> None:
    status, run = RunStatus(), series_run()
    run.history, run.state = History(), RunState.REQUESTED
    status._run = run
    assert "compiling" in plain(status.rows(80, 9)[0])
    before = Pretraining(
        experiment="low-digits",
        dataset=run.dataset,
        split=run.split,
        plain=msgspec.structs.replace(run.hyperparameters.plain, epochs=6),
    )
    run.hyperparameters = msgspec.structs.replace(run.hyperparameters, pretraining=before)
    assert "training low-digits first: epoch 1/6" in plain(status.rows(56, 9)[0])
    run.apply(PretrainingAdvanced(run_id=run.run_id, epochs=2))
    assert "training low-digits first: epoch 3/6" in plain(status.rows(56, 9)[0])
    run.apply(PretrainingAdvanced(run_id=run.run_id, epochs=6))
    assert "epoch 6/6" in plain(status.rows(56, 9)[0])
    started = RunStarted(
        run_id=run.run_id, parameters=1, train=1, validation=1, test=0, steps_per_epoch=1, device="cpu"
    )
    run.apply(started)
    assert "compiling" in plain(status.rows(56, 9)[0])
