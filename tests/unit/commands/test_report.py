"""What a training without a screen reports."""

import pytest
from series_run import series_run

from nnterm.commands.training.report import PlainReport
from nnterm.experiment.experiment import Experiment


def test_a_series_is_reported_with_the_loss_of_its_last_value(capsys: pytest.CaptureFixture[str]) -> None:
    run = series_run()
    experiment = Experiment(id="e", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters)
    PlainReport(experiment).finish(run)
    assert "saying the last value again, on the validation rows: loss 0.8000" in capsys.readouterr().out
