"""`nnterm sweep`: which runs it makes, and what its table says of them."""

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from good_lesson import GOOD, write

from nnterm.commands.training import sweep as command
from nnterm.commands.training import trained
from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.sweep import points, spread

BASE = Experiment(
    id="e",
    dataset=Dataset("iris"),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(
        layers=(Dense(units=4, activation="relu"), Dense(units=8, activation="relu"), Dense(units=3)), seed=5
    ),
)


def finished(experiment: Experiment, state: RunState = RunState.COMPLETED) -> Run:
    """A run whose figures follow from units and seed."""
    chosen = experiment.hyperparameters
    units = chosen.layers[0].units  # type: ignore[union-attr]
    loss = 1 / units + chosen.seed / 100
    history = History({"loss": [loss], "val_loss": [loss], "accuracy": [0.5], "val_accuracy": [0.6]})
    return Run(
        run_id=f"{units}-{chosen.seed}",
        dataset=experiment.dataset,
        split=experiment.split,
        hyperparameters=chosen,
        state=state,
        parameters=units * 10,
        history=history,
    )


def test_every_combination_on_every_seed() -> None:
    found = points(BASE, ["units=2,16", "learning_rate=0.1,0.01"], 3)
    assert [point.assignments for point in found] == [
        ("units=2", "learning_rate=0.1"),
        ("units=2", "learning_rate=0.01"),
        ("units=16", "learning_rate=0.1"),
        ("units=16", "learning_rate=0.01"),
    ]
    assert [e.hyperparameters.seed for e in found[0].experiments] == [5, 6, 7]
    assert {e.hyperparameters.layers[1].units for e in found[0].experiments} == {2}  # type: ignore[union-attr]
    assert {e.hyperparameters.learning_rate for e in found[3].experiments} == {0.01}


def test_a_value_that_is_written_twice_is_tried_once() -> None:
    assert len(points(BASE, ["units=2,16,2"], 3)) == 2


def test_a_value_may_be_a_list() -> None:
    (point,) = points(BASE, ["units=2+32"], 1)
    assert [layer.units for layer in point.experiments[0].hyperparameters.layers] == [2, 32, 3]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("over", "seeds", "says"),
    [
        ("units", 1, "names no values"),
        ("units=,", 1, "names no values"),
        ("unit=2", 1, "no hyperparameter"),
        ("units=two", 1, "units is 'two'"),
        ("seed=1,2", 1, "Seeds are not values"),
        ("units=2", 0, "0 seeds"),
        ("epochs=" + ",".join(str(n) for n in range(1, 502)), 2, "1,002 runs"),
    ],
)
def test_what_cannot_be_swept(over: str, seeds: int, says: str) -> None:
    with pytest.raises(HyperparameterError) as raised:
        points(BASE, [over], seeds)
    assert says in raised.value.message
    assert raised.value.remedy


def test_a_spread_leaves_out_runs_that_did_not_end() -> None:
    seeded = [msgspec.structs.replace(BASE.hyperparameters, seed=seed) for seed in (0, 10, 90)]
    runs = [finished(msgspec.structs.replace(BASE, hyperparameters=chosen)) for chosen in seeded]
    runs[2].state = RunState.DIVERGED
    found = spread(runs, "val_loss")
    assert found is not None
    assert (found.low, found.high) == (0.25, 0.35)
    assert spread(runs[2:], "val_loss") is None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of lessons whose trainings are over at once; a run of 16 units on seed 2 is stopped where asked for."""

    def train_all(runs: Sequence[Run], size: object, take: Callable[[Run], object], **_: object) -> None:
        for wanted in runs:
            experiment = Experiment(
                id="e", dataset=wanted.dataset, split=wanted.split, hyperparameters=wanted.hyperparameters
            )
            run = finished(experiment)
            if run.run_id == os.environ.get("STOPPED"):
                run.state = RunState.STOPPED
            take(run)
            if run.state is RunState.STOPPED:
                raise KeyboardInterrupt

    monkeypatch.setattr(trained, "train_all", train_all)

    def run_of(experiment: Experiment, lesson: str) -> Run:
        return msgspec.structs.replace(finished(experiment, RunState.REQUESTED), lesson=lesson)

    monkeypatch.setattr(command, "run_of", run_of)
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    write(tmp_path, GOOD)
    return str(tmp_path)


def sweep(folder: str, form: command.Form = "table", over: str = "units=2,16") -> int:
    return command.run("dense-iris/iris-20", [], [over], 3, form=form, folder=folder)


def test_the_table_has_a_line_a_value(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = sweep(folder)
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0].split() == ["parameters", "at", "epoch", "lowest", "val", "loss", "acc", "val", "acc"]
    assert lines[1].split() == ["units=2", "20", "1", "0.540", "(0.530-0.550)", "0.500", "0.600"]
    assert lines[2].startswith("units=16")
    assert "median of 3 seeds" in lines[3]


def test_csv_has_a_line_a_run(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sweep(folder, "csv", "units=2+4,16") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["units"] for row in rows] == ["2,4"] * 3 + ["16"] * 3
    assert len({row["seed"] for row in rows}) == 3
    assert {row["state"] for row in rows} == {"completed"}
    assert [float(row["best_val_loss"]) for row in rows[3:]] == [1 / 16 + int(row["seed"]) / 100 for row in rows[3:]]
    assert {row["val_accuracy"] for row in rows} == {"0.6"}
    assert {row["best_val_accuracy"] for row in rows} == {"0.6"}
    assert all(value for row in rows for value in row.values()), "no column is empty"


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_one_that_is_ended_early_says_what_is_kept(
    form: command.Form, folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep(folder, "json")
    second = json.loads(capsys.readouterr().out.splitlines()[1])["runs"][1]
    monkeypatch.setenv("STOPPED", second)
    with pytest.raises(KeyboardInterrupt):
        sweep(folder, form)
    out, err = capsys.readouterr()
    assert "16" not in out.replace(second, "")
    assert "4 of 6 runs were trained, and one for 1 of " in err
    assert "`nnterm runs dense-iris` lists it" in err
