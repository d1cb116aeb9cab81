"""`nnterm check`: what it prints, and what it exits with."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm.commands.check import lessons as command
from nnterm.errors import UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.history import History
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.trainer import train_once


def finished(experiment: Experiment, state: RunState = RunState.COMPLETED, val_accuracy: float = 0.9) -> Run:
    """A run of `experiment` as the trainer would leave it."""
    return Run(
        run_id="r",
        dataset=experiment.dataset,
        split=experiment.split,
        hyperparameters=experiment.hyperparameters,
        state=state,
        parameters=35,
        history=History({"loss": [1.0, 0.5], "accuracy": [0.5, 0.9], "val_accuracy": [0.4, val_accuracy]}),
        seconds=1.25,
    )


def trains(monkeypatch: pytest.MonkeyPatch, result: Callable[[Experiment], Run]) -> None:
    """Let a run of each experiment end as `result` says."""

    def train_each(experiments: Iterable[tuple[str, Experiment]]) -> Iterator[Run]:
        return (result(experiment) for _, experiment in experiments)

    monkeypatch.setattr(train_once, "train_each", train_each)


CHALLENGE = """
```{challenge}
id: good
goal: Reach 0.8.
experiment: iris-20
conditions: {val_accuracy: ">= 0.8", hidden_layers: "<= 1"}
seeds: 2
solution: {epochs: 30}
```
"""


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        (
            lambda e: 0.9 if e.hyperparameters.epochs == 30 else 0.5,
            "kept    dense-iris/good (challenge): passed by its",
        ),
        (lambda e: 0.9, "BROKEN  dense-iris/good (challenge): the baseline passes a stage of it already"),
        (lambda e: 0.9 if e.hyperparameters.seed == 3 else 0.7, "its solution fails on seed 4: validation accuracy at"),
    ],
)
def test_a_challenge_is_proven_by_its_solution_and_by_its_baseline(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    reached: Callable[[Experiment], float],
    words: str,
) -> None:
    trains(monkeypatch, lambda experiment: finished(experiment, val_accuracy=reached(experiment)))
    text = GOOD.replace('  val_accuracy: ">= 0.5"\n  parameters: "== 35"\n  diagnosis: learning', "  epochs: '== 2'")
    code = command.run(str(write(tmp_path, text + CHALLENGE)), train=True)
    out = capsys.readouterr().out
    assert words in out
    assert code == (0 if "BROKEN" not in out else 1)


@pytest.fixture
def promising(tmp_path: Path) -> Path:
    """A course whose two experiments promise something, and nothing."""
    write(tmp_path, GOOD.replace("  diagnosis: learning\n", ""))
    return tmp_path


def test_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    write(tmp_path, head("x"), "06-x.md")
    assert command.run(str(tmp_path), train=False) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2 lessons, 5 steps, 2 experiments: no errors, 3 notes"


def test_one_of_each_is_not_plural(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.run(str(write(tmp_path, head("x"), "06-x.md")), train=False)
    assert capsys.readouterr().out.startswith("1 lesson, 1 step, 0 experiments: no errors")


def test_errors_come_with_place_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, GOOD.replace("optimizer: adam", "optimizer: adm").replace("answer: 20", "answer: 21"))
    assert command.run(str(path), train=True) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{path}:34: `optimizer` cannot be 'adm'."
    assert lines[1] == "    Did you mean adam? Choose one of sgd, rmsprop, adam, adamw."
    assert lines[2].startswith(f"{path}:58: `answer` is '21'")
    assert lines[-1] == "2 errors in 1 file"


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        command.run(str(tmp_path / "none"), train=False)


def test_kept_promises(promising: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    trains(monkeypatch, finished)
    assert command.run(str(promising), train=True) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "kept    dense-iris/iris-20 (1.2 s): val_accuracy >= 0.5 (0.9); parameters == 35 (35)"
    assert lines[2] == "kept    dense-iris/moons (1.2 s): no promise"
    assert lines[3] == "2 experiments trained: all promises kept"


def test_broken_promises(promising: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    trains(monkeypatch, lambda experiment: finished(experiment, val_accuracy=0.3))
    assert command.run(str(promising), train=True) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("BROKEN  dense-iris/iris-20")
    assert "val_accuracy >= 0.5 BROKEN, found 0.3; parameters == 35 (35)" in lines[1]
    assert lines[3] == "2 experiments trained: 1 with a broken promise"


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.DIVERGED])
def test_a_training_that_does_not_end_well_breaks_a_promise(
    promising: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, state: RunState
) -> None:
    trains(monkeypatch, lambda experiment: finished(experiment, state))
    assert command.run(str(promising), train=True) == 1
    assert f"dense-iris/moons (1.2 s): {state.value}" in capsys.readouterr().out


def test_who_promises_divergence_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = 'val_accuracy: ">= 0.5"\n  parameters: "== 35"\n  diagnosis: learning'
    path = write(tmp_path, GOOD.replace(old, "diagnosis: diverged"))

    def diverged(experiment: Experiment) -> Run:
        run = finished(experiment, RunState.DIVERGED if experiment.id == "iris-20" else RunState.COMPLETED)
        run.diverged_at = 2 if experiment.id == "iris-20" else None
        return run

    trains(monkeypatch, diverged)
    assert command.run(str(path), train=True) == 0
    assert "iris-20 (1.2 s): diagnosis diverged (diverged)" in capsys.readouterr().out


def test_control_c_ends_the_check(promising: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def stopped(experiment: Experiment) -> Run:
        trained.append(experiment.id)
        return finished(experiment, RunState.STOPPED)

    trains(monkeypatch, stopped)
    with pytest.raises(KeyboardInterrupt):
        command.run(str(promising), train=True)
    assert trained == ["iris-20"]
