"""A verdict with everything that a run knows: sent by the trainer, kept in the store, offered by the form."""

import re
from pathlib import Path

import msgspec
import pytest
from good_lesson import head, write

from nnterm import paths
from nnterm.errors import LessonError
from nnterm.experiment.experiment import Dataset, Experiment, Split, Tune
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.diagnosis import DiagnosisKind
from nnterm.experiment.verdict.rounding import number
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of, offered
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.store import RunStore
from nnterm.tui.lab.lab_state import LabState

ROWS = {"train": [125, 242], "validation": [22, 43]}
EPOCHS = 20
STUCK = {"loss": [9.0, *[0.646] * 19], "val_loss": [0.64] * 20, "accuracy": [242 / 367] * 20}


@pytest.fixture
def run() -> Run:
    """A finished run on tumours, which learned nothing."""
    chosen = Hyperparameters(
        layers=(Dense(8, "relu"), Dense(2, "softmax")), loss="categorical_crossentropy", epochs=EPOCHS
    )
    run = Run(run_id="r", lesson="x", dataset=Dataset("breast_cancer"), split=Split(), hyperparameters=chosen)
    run.apply(
        RunStarted(
            run_id="r",
            parameters=266,
            train=367,
            validation=65,
            test=0,
            steps_per_epoch=12,
            device="CPU",
            class_rows=ROWS,
        )
    )
    columns: dict[str, list[float | None]] = {name: list(values) for name, values in STUCK.items()}
    run.apply(EpochsEnded(run_id="r", first=1, columns=columns, seconds=1))
    run.apply(RunEnded(run_id="r", outcome="completed", epochs=EPOCHS, seconds=1, evaluate={}, evaluated_on="train"))
    return run


def test_guessing_follows_from_the_rows_that_the_trainer_counted(run: Run, tmp_path: Path) -> None:
    verdict = diagnosis_of(run)
    assert verdict is not None
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "guessing by the classes' shares gives 0.641" in verdict.sentence
    store = RunStore.open(tmp_path / "runs.sqlite")
    store.finish(run)
    (kept,) = store.runs("x")
    assert kept.class_rows == ROWS
    assert diagnosis_of(kept) == verdict


def test_the_lab_advises_what_its_form_offers(run: Run) -> None:
    def said(**more: object) -> str:
        experiment = Experiment(
            id="e", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters, **more
        )  # type: ignore[arg-type]
        verdict = LabState(experiment, experiment, run).diagnosis()
        assert verdict is not None
        return verdict.sentence

    assert "Try another learning rate or more units." in said()
    assert "Try more units." in said(tune={"units": Tune(), "seed": Tune()})
    assert "Try another learning rate." in said(no_remedy=("units",))
    assert "Try" not in said(tune={"units": Tune(), "seed": Tune()}, no_remedy=("units",))


def test_early_stopping_judges_by_the_figure_that_it_watched(run: Run) -> None:
    stopping = EarlyStopping(monitor="val_accuracy", patience=5, restore_best_weights=True)
    run.hyperparameters = msgspec.structs.replace(run.hyperparameters, early_stopping=stopping)
    falls = [0.7 * 0.7**epoch + 0.05 for epoch in range(20)]
    scores = [0.9, 0.95, *[0.98] * 11, 0.99, *[0.97] * 6]
    run.history.columns = {"loss": falls, "val_loss": falls, "accuracy": scores, "val_accuracy": scores}
    run.stopped_early_at, run.restored_epoch = 20, 14
    verdict = diagnosis_of(run)
    assert verdict is not None
    assert verdict.kind is DiagnosisKind.GOOD_FIT
    assert "weights of epoch 14 are back, validation accuracy 0.990; it was 0.970 at epoch 20" in verdict.sentence


def test_every_number_of_a_verdict_is_one_that_the_screen_shows() -> None:
    from bench.diagnosis import known_of, stored

    from nnterm.experiment.history import History
    from nnterm.experiment.verdict.diagnosis import diagnose

    for run in stored()[::6]:
        columns = {
            key: [float("nan") if value is None else value for value in values]
            for key, values in run["history"].items()
        }
        history, known = History(columns), known_of(run)
        sentence = diagnose(history, run["planned"], known, over=True).sentence
        base = known.base
        values = [value for column in columns.values() for value in column]
        values += [value for value in (base.loss, base.accuracy, base.val_accuracy) if value is not None]
        shown = {number(value) for value in values}
        shown |= {str(epoch) for epoch in range(1, len(history) + 1)} | {str(known.validation_rows), "2"}
        numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?", sentence)
        assert set(numbers) <= shown, sentence


def test_authors_name_what_does_not_help(tmp_path: Path) -> None:
    def lesson(names: str) -> Path:
        body = (
            "\n## One\n\nText.\n\n```{experiment}\nid: e\ndataset: iris\n"
            "model: [{Dense: {units: 3, activation: softmax}}]\n"
            f"compile: {{loss: categorical_crossentropy}}\nfit: {{epochs: 1}}\nno_remedy: {names}\n```\n"
        )
        return write(tmp_path, head("x", steps=body), "01-x.md")

    experiment = load_lesson(lesson("[units, learning_rate]")).experiment("e")
    assert experiment.no_remedy == ("units", "learning_rate")
    advice = offered(experiment)
    assert advice is not None
    assert "epochs" in advice
    assert not {"units", "learning_rate"} & advice
    with pytest.raises(LessonError, match="unit"):
        load_lesson(lesson("[unit]"))


def test_no_lesson_advises_against_its_own_no_remedy() -> None:
    for lesson in inspect(paths.course()).lessons:
        for experiment in lesson.experiments:
            advice = offered(experiment)
            assert advice is not None
            # Early stopping is in the form where `tune` names it, and only there.
            assert "patience" not in advice or "patience" in experiment.tune
            if experiment.tune:
                assert advice <= set(experiment.tune) - set(experiment.no_remedy)
