"""What a training without a screen reports."""

import msgspec
import pytest
from series_run import series_run

from nnterm.commands.training.report import PlainReport, Report, TerminalReport
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Pretraining
from nnterm.experiment.protocol.events import PretrainingAdvanced
from nnterm.experiment.run_state import RunState


def test_a_series_is_reported_with_the_loss_of_its_last_value(capsys: pytest.CaptureFixture[str]) -> None:
    run = series_run()
    experiment = Experiment(id="e", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters)
    PlainReport(experiment).finish(run)
    assert "saying the last value again, on the validation rows: loss 0.8000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("report", "said"),
    [(PlainReport, "training low-digits first: 6 epochs\n"), (TerminalReport, "training low-digits first: epoch 3/6")],
)
def test_what_is_trained_before_a_run_is_reported(
    report: type[PlainReport | TerminalReport], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = series_run()
    plain = msgspec.structs.replace(run.hyperparameters.plain, epochs=6)
    before = Pretraining(experiment="low-digits", dataset=run.dataset, split=run.split, plain=plain)
    run.hyperparameters = msgspec.structs.replace(run.hyperparameters, pretraining=before)
    run.history, run.state = History(), RunState.REQUESTED
    experiment = Experiment(id="e", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters)
    reported: Report = report(experiment)
    for epochs in (1, 2):
        event = PretrainingAdvanced(run_id=run.run_id, epochs=epochs)
        run.apply(event)
        reported.take(run, event)
    assert capsys.readouterr().out.endswith(said)
