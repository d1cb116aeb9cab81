"""Output layer, loss and metrics follow the target of the learner's own table, whatever was chosen on the way."""

import itertools
from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS, DISTANCES
from nnterm.lesson.loader import load_lesson
from nnterm.runs.trainer.train_once import new_run
from nnterm.tui.form.form_fields import assigned, stepped

SURVEY = "age,town,churn\n" + "".join(f"{20 + i * 1.5},{'rst'[i % 3]},{i % 2}\n" for i in range(24))
PRICES = "size,price\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n"
KINDS = "size,kind\n1,a\n2,b\n3,c\n4,a\n"

ENDS = {
    "two classes": "{units: 1, activation: sigmoid}; {loss: binary_crossentropy, metrics: [accuracy, auc]}",
    "three classes": "{units: 3, activation: softmax}; {loss: sparse_categorical_crossentropy, metrics: [accuracy]}",
    "a number": "{units: 1}; {loss: huber, metrics: [r2_score]}",
}
"""What the output layer and the compilation of a lesson are made for."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table whose columns are a number, one of three texts, and one of two numbers."""
    for name, text in (("survey", SURVEY), ("prices", PRICES), ("kinds", KINDS)):
        (tmp_path / f"{name}.csv").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(folder: Path, end: str = "two classes") -> Experiment:
    output, _, compiled = ENDS[end].partition("; ")
    block = f"id: e\ndataset: csv\nmodel:\n- Dense: {{units: 4}}\n- Dense: {output}\ncompile: {compiled}"
    steps = f"\n## One\n\nText.\n\n```{{experiment}}\n{block}\nfit: {{epochs: 1}}\n```\n"
    return load_lesson(write(folder, head("x", steps=steps), "01-x.md")).experiment("e")


def suits(target: str, chosen: Hyperparameters) -> bool:
    """Whether a textbook would train such an end of a model on that column of the survey."""
    if target == "age":
        metrics = set(chosen.metrics) <= set(DISTANCE_METRICS)
        return chosen.output == Dense(units=1) and chosen.loss in DISTANCES and metrics
    classes = 3 if target == "town" else 2
    several = chosen.output == Dense(units=classes, activation="softmax") and chosen.loss.endswith("entropy")
    single = chosen.output == Dense(units=1, activation="sigmoid") and chosen.loss == "binary_crossentropy"
    return (several or (single and classes == 2)) and not set(chosen.metrics) & set(DISTANCE_METRICS)


@pytest.mark.parametrize("end", ENDS)
def test_every_sequence_of_targets_ends_as_set_does_from_the_start(end: str, folder: Path) -> None:
    start = load(folder, end)
    for targets in itertools.product(("age", "town", "churn"), repeat=3):
        form = assigned(start, "dataset.path", "survey.csv", start)
        for target in targets:
            form = assigned(form, "dataset.target", target, start)
            assert form == assign(start, ["dataset.path=survey.csv", f"dataset.target={target}"]), targets
            assert suits(target, form.hyperparameters), (targets, form.hyperparameters)
        way = [f"dataset.target={target}" for target in targets]
        assert assign(start, ["dataset.path=survey.csv", *way]) == form


@pytest.mark.parametrize("end", ENDS)
def test_layers_and_training_of_the_learners_own_are_kept_and_the_loss_starts_anew(end: str, folder: Path) -> None:
    start = load(folder, end)
    own = ["units=9", "learning_rate=0.5"]
    for targets in itertools.permutations(("age", "town", "churn"), 3):
        form = assigned(start, "dataset.path", "survey.csv", start)
        for target in targets:
            form = assigned(form, "dataset.target", target, start)
            for name, value in (("units:0", "9"), ("learning_rate", "0.5"), ("loss", "mean_absolute_error")):
                form = assigned(form, name, value, start)
        last = assigned(form, "dataset.target", targets[0], start)
        assert last == assign(start, ["dataset.path=survey.csv", f"dataset.target={targets[0]}", *own]), targets
        assert suits(targets[0], last.hyperparameters)


def test_a_loss_and_metrics_of_the_learners_own_stay_while_the_target_does(folder: Path) -> None:
    start = load(folder)
    form = assign(start, ["dataset.path=survey.csv", "dataset.target=age", "loss=mae", "metrics=r2_score"])
    for name, value in (("dataset.scale", "false"), ("dataset.missing", "fill"), ("dataset.target", "age")):
        form = assigned(form, name, value, start)
    assert (form.hyperparameters.loss, form.hyperparameters.metrics) == ("mean_absolute_error", ("r2_score",))
    (folder / "survey.csv").write_text(SURVEY + "99,r,1\n")
    assert new_run(form).hyperparameters == form.hyperparameters


def test_churn_after_age_is_classified_whatever_was_set_for_age(folder: Path) -> None:
    start = load(folder)
    form = assign(start, ["dataset.path=survey.csv", "dataset.target=age", "loss=mse", "metrics=mae,r2_score"])
    churn = assigned(form, "dataset.target", "churn", start)
    assert churn.hyperparameters == start.hyperparameters
    with_other_task = assign(start, ["dataset.path=survey.csv", "dataset.task=regression"])
    assert with_other_task.hyperparameters.loss == "mean_squared_error"
    assert assigned(with_other_task, "dataset.task", "auto", start).hyperparameters == start.hyperparameters


def test_the_same_columns_in_another_file_start_anew(folder: Path) -> None:
    (folder / "later.csv").write_text(SURVEY.replace("20.0", "21.0"))
    start = load(folder)
    form = assign(start, ["dataset.path=survey.csv", "loss=mse", "metrics=none"])
    assert assigned(form, "dataset.path", "later.csv", start).hyperparameters == start.hyperparameters


def test_the_arrows_walk_through_targets_and_back(folder: Path) -> None:
    start = load(folder)
    first = assigned(start, "dataset.path", "survey.csv", start)
    walked = first
    for _ in range(3):
        walked = stepped(walked, "dataset.target", 1, start)
    assert walked.hyperparameters == first.hyperparameters == start.hyperparameters


def test_another_file_is_another_target(folder: Path) -> None:
    start = load(folder)
    for first, second in itertools.permutations(("survey.csv", "prices.csv", "kinds.csv"), 2):
        form = assigned(assigned(start, "dataset.path", first, start), "dataset.path", second, start)
        assert form == assign(start, [f"dataset.path={second}"])
        cleared = assigned(form, "dataset.path", "", start)
        assert cleared.hyperparameters == start.hyperparameters


def test_a_file_that_became_another_kind_of_table_is_trained_as_that_kind(folder: Path) -> None:
    chosen = assign(load(folder), ["dataset.path=prices.csv"])
    (folder / "prices.csv").write_text(KINDS)
    run = new_run(chosen)
    assert run.hyperparameters.output == Dense(units=3, activation="softmax")
    assert (run.hyperparameters.loss, run.hyperparameters.metrics) == ("categorical_crossentropy", ("accuracy",))
