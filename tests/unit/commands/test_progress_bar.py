"""The line that follows a run on a terminal: whole numbers only, in any width, with the characters that were chosen."""

import io
import re
import sys

import pytest

from nnterm.commands.training.progress_bar import bar
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing import glyphs


@pytest.fixture
def run() -> Run:
    values = {"loss": 0.1234, "accuracy": 0.5678, "auc": 0.9012}
    columns = {**values, **{f"val_{name}": value / 2 for name, value in values.items()}}
    return Run(
        run_id="r",
        dataset=Dataset("moons"),
        split=Split(validation=0.2),
        hyperparameters=Hyperparameters(
            layers=(Dense(4), Dense(1)), metrics=("accuracy", "auc"), epochs=1000, loss="binary_crossentropy"
        ),
        state=RunState.RUNNING,
        history=History({name: [value] * 999 for name, value in columns.items()}),
    )


@pytest.mark.parametrize("width", range(20, 140))
def test_no_number_is_cut(run: Run, width: int) -> None:
    line = bar(run, width)
    assert len(line) <= width
    whole = {f"{column[-1]:.4f}" for column in run.history.columns.values()} | {"999/1000"}
    assert set(re.findall(r"[\d.,/]*\d[\d.,/]*", line)) <= whole
    assert "999/1000" in line


def test_where_there_is_little_room_the_losses_stay_longest(run: Run) -> None:
    assert "val_accuracy 0.2839" in bar(run, 139)
    assert "val acc 0.2839" in bar(run, 80)
    narrow = bar(run, 50)
    assert "loss 0.1234" in narrow and "val loss 0.0617" in narrow


def test_it_is_made_of_the_characters_that_were_chosen(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_current", glyphs.current())
    glyphs.use("ascii")
    assert bar(run, 100).isascii()


def test_train_draws_with_the_glyphs_that_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnterm.commands.training import train
    from nnterm.commands.training.report import TerminalReport

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    chosen = []
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(glyphs, "use", chosen.append)
    assert isinstance(train.report_for(object(), json=False, chosen_glyphs="ascii"), TerminalReport)  # type: ignore[arg-type]
    assert chosen == ["ascii"]
