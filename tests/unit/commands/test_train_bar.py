"""The bar of `nnterm train` makes room for the numbers: none of them is cut."""

import pytest

from nnterm.commands.training.report import TerminalReport
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunStarted
from nnterm.experiment.run import Run

EXPERIMENT = Experiment(
    id="a",
    dataset=Dataset("iris"),
    split=Split(),
    hyperparameters=Hyperparameters(layers=(Dense(units=3),), epochs=1000),
)
COLUMNS = {"loss": 0.1234, "accuracy": 0.5678, "val_loss": 0.9012, "val_accuracy": 0.8765}


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_no_number_is_cut(width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    run = Run(run_id="a", dataset=EXPERIMENT.dataset, split=Split(), hyperparameters=EXPERIMENT.hyperparameters)
    run.apply(
        RunStarted(run_id="a", parameters=1, train=1, validation=1, test=1, steps_per_epoch=1, device="CPU 2 cores")
    )
    event = EpochsEnded(run_id="a", first=1, columns={name: [n] for name, n in COLUMNS.items()}, seconds=1.0)
    run.apply(event)
    TerminalReport(EXPERIMENT).take(run, event)
    line = capsys.readouterr().out.strip("\r")
    assert len(line) < width
    called = str if width > 80 else lambda name: name.replace("accuracy", "acc")
    numbers = [f"  {called(name)} {n:.4f}" for name, n in COLUMNS.items()]
    shown = [number for number in numbers if number in line]
    assert line.split("epoch 1/1000")[1] == "".join(shown)
    assert len(shown) == 4 or width < 70
