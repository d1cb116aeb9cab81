"""What saying a series' last value again costs: kept with the run, promised by authors, told to learners."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.commands.training.report import PlainReport
from nnterm.errors import LessonError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.conditions import figures, verdicts
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.store import RunStore
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.run_status import RunStatus

LOSSES = {"train": 0.4, "validation": 0.8, "test": 0.6}


@pytest.fixture
def run() -> Run:
    """A finished run on sunspots."""
    chosen = Hyperparameters(layers=(Dense(units=1),), metrics=("mean_absolute_error",), epochs=2)
    run = Run(
        run_id="r", lesson="x", dataset=Dataset("series"), split=Split(test=0.2, validation=0.2), hyperparameters=chosen
    )
    run.apply(
        RunStarted(
            run_id="r", parameters=13, train=190, validation=47, test=60, steps_per_epoch=6, device="CPU",
            guessing_loss=1.0, last_value_loss=LOSSES,
        )
    )  # fmt: skip
    columns: dict[str, list[float | None]] = {
        name: [0.5, 0.3] for name in ("loss", "val_loss", "mean_absolute_error", "val_mean_absolute_error")
    }
    run.apply(EpochsEnded(run_id="r", first=1, columns=columns, seconds=1))
    run.apply(
        RunEnded(run_id="r", outcome="completed", epochs=2, seconds=1, evaluate={"loss": 0.35}, evaluated_on="test")
    )
    return run


def test_it_is_a_figure_for_each_part(run: Run) -> None:
    found = figures(run)
    assert found["last_value_loss"] == 0.4
    assert found["val_last_value_loss"] == 0.8
    assert found["evaluate_last_value_loss"] == 0.6
    promised = {"val_last_value_loss": ">= 0.7", "evaluate_last_value_loss": "< 0.6"}
    assert [verdict.is_kept for verdict in verdicts(promised, run)] == [True, False]


def test_it_is_kept_with_the_run(run: Run, tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    store.finish(run)
    assert store.runs("x")[0].last_value_loss == LOSSES


def test_a_run_without_a_screen_tells_it(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    experiment = Experiment(id="e", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters)
    PlainReport(experiment).finish(run)
    assert "saying the last value again, on the validation rows: loss 0.8000" in capsys.readouterr().out


@pytest.mark.parametrize("width", [56, 80])
def test_it_stands_beside_the_loss(run: Run, width: int) -> None:
    status = RunStatus()
    status._run = run
    (numbers,) = [plain(row) for row in status.rows(width, 5) if "last value again" in plain(row)]
    assert "last value again 0.800" in numbers
    run.last_value_loss = {}
    assert not [row for row in status.rows(width, 5) if "last value again" in plain(row)]


def lesson(folder: Path, dataset: str, expect: str) -> Path:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nsplit: {{validation: 0.2}}\n"
        "model:\n- Dense: {units: 1}\ncompile: {loss: mse}\nfit: {epochs: 1}\n"
        f"expect: {{{expect}}}\n```\n"
    )
    return write(folder, head("x", steps=body), "01-x.md")


def test_an_author_may_promise_it_of_a_series_alone(tmp_path: Path) -> None:
    path = lesson(tmp_path, "{name: series, flatten: true}", 'val_last_value_loss: ">= 0.5"')
    assert load_lesson(path).experiment("e").expect == {"val_last_value_loss": ">= 0.5"}
    with pytest.raises(LessonError, match="diabetes is not a series and has no last value"):
        load_lesson(lesson(tmp_path, "diabetes", 'last_value_loss: ">= 0.5"'))
