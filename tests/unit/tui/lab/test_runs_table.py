"""The run under the cursor is seen whole, however many rows the runs take, and the last row says how many are below."""

import re

import msgspec
import pytest
from scripted_panels import finished, listed

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.tui.drawing.rows import Role, plain
from nnterm.tui.lab.runs.table import RunsTable

BASELINE = Experiment(
    id="e",
    dataset=Dataset("iris"),
    split=Split(),
    hyperparameters=Hyperparameters(layers=(Dense(8), Dense(3, "softmax")), metrics=("accuracy",)),
)


@pytest.mark.parametrize("width", [49, 80, 127])
@pytest.mark.parametrize("height", [7, 12])
def test_the_chosen_run_is_seen_whole(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunsTable, "has_focus", True)
    changed = msgspec.structs.replace(
        BASELINE.hyperparameters, layers=(Dense(16, "tanh"), Dense(3, "softmax")), learning_rate=0.03, batch_size=64
    )
    experiment = msgspec.structs.replace(BASELINE, hyperparameters=changed)
    runs = [finished(experiment, planned=100 + place) for place in range(9)]
    table = RunsTable()
    table.set_runs(listed(runs, BASELINE))
    for place in range(len(runs)):
        rows = table.rows(width, height)
        assert len(rows) <= height
        chosen = " ".join(plain(row) for row in rows if any(ink is Role.CHOSEN for _, ink in row))
        assert f" {100 + place} " in chosen
        for words in ("units 16", "activation tanh", "learning rate 0.03", "batch size 64"):
            assert words in re.sub(r"\s+", " ", chosen)
        text = [plain(row) for row in rows]
        assert any("more below" in row for row in text) == (place < 8 and f" {108} " not in " ".join(text[:-1]))
        table.action_move(1)
