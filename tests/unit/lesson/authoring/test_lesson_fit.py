"""The parts of an experiment must fit each other; what fits is taken as it is written."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment, Tune
from nnterm.lesson.loader import load_lesson

POINTS = "- Dense: {units: 4}\n- Dense: {units: 1, activation: sigmoid}"


def load(
    tmp_path: Path, extra: str = "", dataset: str = "moons", model: str = POINTS, loss: str = "binary_crossentropy"
) -> Experiment:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nmodel:\n{model}\n"
        f"compile: {{loss: {loss}}}\nfit: {{epochs: 1}}\n{extra}\n```\n"
    )
    return load_lesson(write(tmp_path, head("x", steps=body), "01-x.md")).experiment("e")


@pytest.mark.parametrize(
    ("dataset", "written", "name", "tune"),
    [
        ("moons", "epochs: {choices: [1, 5]}", "epochs", Tune(choices=(1, 5))),
        ("moons", "learning_rate: {choices: [1e-3, 0.1]}", "learning_rate", Tune(choices=(0.001, 0.1))),
        ("moons", "shuffle: {choices: [yes, no]}", "shuffle", Tune(choices=(True, False))),
        ("moons", "nesterov: {choices: [yes, no]}", "nesterov", Tune(choices=(True, False))),
        ("moons", "weight_decay: {choices: [0.004, 0.1]}", "weight_decay", Tune(choices=(0.004, 0.1))),
        ("moons", "clipnorm: {low: 0, high: 5}", "clipnorm", Tune(low=0, high=5)),
        ("moons", "units: {choices: [4, 8]}", "units", Tune(choices=(4, 8))),
        ("moons", "schedule: {choices: [constant, cosine]}", "schedule", Tune(choices=("constant", "cosine"))),
        ("moons", "patience: {choices: [off, 5]}", "patience", Tune(choices=("off", 5))),
        ("moons", "layers: {low: 0, high: 3}", "layers", Tune(low=0, high=3)),
        ("moons", "dataset.noise: {low: 0, high: 0.5}", "dataset.noise", Tune(low=0, high=0.5)),
        ("moons", "dataset.noise: {choices: [0.1, 0.4]}", "dataset.noise", Tune(choices=(0.1, 0.4))),
        ("moons", "dataset.samples: {choices: [500, 50]}", "dataset.samples", Tune(choices=(500, 50))),
        ("gate", "dataset.gate: {choices: [and, or]}", "dataset.gate", Tune(choices=("and", "or"))),
    ],
)
def test_tune_keeps_the_type_of_what_it_tunes(
    tmp_path: Path, dataset: str, written: str, name: str, tune: Tune
) -> None:
    found = load(tmp_path, f"tune:\n  {written}", dataset).tune[name]
    assert found == tune
    assert [type(choice) for choice in found.choices] == [type(choice) for choice in tune.choices]


@pytest.mark.parametrize(
    ("dataset", "written", "says"),
    [
        ("moons", "dataset.noise: {low: 0, high: 3}", "`tune.dataset.noise.high` is 3"),
        ("moons", "dataset.samples: {choices: [500, 0]}", "offers 0: .*out of range"),
        ("moons", "dataset.samples: {choices: [500, 0.5]}", "'0.5'; expected whole numbers"),
        ("moons", "shuffle: {choices: [true, 2]}", "'2'; expected true or false"),
        ("gate", "dataset.gate: {choices: [and, nor]}", "offers 'nor'"),
        ("gate", "dataset.gate: {low: 1}", "gate is not a number"),
        ("gate", "dataset.gate: {choices: [or, xor]}", "baseline's own and"),
    ],
)
def test_tune_of_options_is_checked(tmp_path: Path, dataset: str, written: str, says: str) -> None:
    with pytest.raises(LessonError, match=says):
        load(tmp_path, f"tune:\n  {written}", dataset)


def test_a_choice_that_breaks_the_model_is_reported(tmp_path: Path) -> None:
    model = "- Conv2D: {filters: 2}\n- Flatten\n- Dense: {units: 10}"
    with pytest.raises(LessonError, match=r"offers True: .*needs an image"):
        load(
            tmp_path,
            "tune:\n  dataset.flatten: {choices: [true, false]}",
            "mnist10k",
            model,
            "sparse_categorical_crossentropy",
        )


def test_units_may_be_tuned_before_there_is_a_hidden_layer(tmp_path: Path) -> None:
    tune = "tune:\n  layers: {}\n  units: {choices: [2, 4]}\n  activation: {choices: [relu]}"
    assert load(tmp_path, tune, model="- Dense: {units: 1}").tune["units"] == Tune(choices=(2, 4))


@pytest.mark.parametrize(
    ("dataset", "units", "loss"),
    [
        ("moons", 1, "binary_crossentropy"),
        ("moons", 1, "mean_squared_error"),
        ("moons", 2, "categorical_crossentropy"),
        ("moons", 2, "sparse_categorical_crossentropy"),
        ("iris", 3, "mean_squared_error"),
        ("iris", 3, "binary_crossentropy"),
        ("iris", 1, "mean_absolute_error"),
        ("iris", 1, "huber"),
        ("moons", 1, "hinge"),
        ("diabetes", 1, "huber"),
    ],
)
def test_outputs_that_fit(tmp_path: Path, dataset: str, units: int, loss: str) -> None:
    assert load(tmp_path, "", dataset, f"- Dense: {{units: {units}}}", loss).hyperparameters.loss == loss


@pytest.mark.parametrize(
    ("dataset", "units", "loss", "remedy"),
    [
        ("moons", 1, "sparse_categorical_crossentropy", "Use 2 units with softmax, or one unit with sigmoid"),
        ("iris", 1, "binary_crossentropy", "Use 3 units with softmax."),
        ("iris", 1, "hinge", "Use 3 units with softmax."),
        ("moons", 3, "binary_crossentropy", "`units: 2`, or 1 with sigmoid"),
        ("iris", 4, "categorical_crossentropy", "`units: 3`."),
    ],
)
def test_outputs_that_do_not_fit(tmp_path: Path, dataset: str, units: int, loss: str, remedy: str) -> None:
    with pytest.raises(LessonError) as caught:
        load(tmp_path, "", dataset, f"- Dense: {{units: {units}}}", loss)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("units", "compiled", "says", "line"),
    [
        (2, "loss: mse", "2 units, but diabetes asks for a number", "Dense: {units: 2}"),
        (1, "loss: binary_crossentropy", "loss binary_crossentropy compares classes", "loss: binary"),
        (1, "loss: mse,\n  metrics: [mae, accuracy]", "metric accuracy judges classes", "metrics:"),
    ],
)
def test_a_number_to_predict_needs_one_unit_and_a_distance(
    tmp_path: Path, units: int, compiled: str, says: str, line: str
) -> None:
    body = (
        "\n## One\n\nText.\n\n```{experiment}\nid: e\ndataset: diabetes\nmodel:\n"
        f"  - Dense: {{units: {units}}}\ncompile: {{\n  {compiled}\n  }}\nfit: {{epochs: 1}}\n```\n"
    )
    path = write(tmp_path, head("x", steps=body), "01-x.md")
    with pytest.raises(LessonError, match=says) as caught:
        load_lesson(path)
    assert line in path.read_text().splitlines()[caught.value.line - 1]
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("written", "loss"),
    [
        ("mse", "mean_squared_error"),
        ("MAE", "mean_absolute_error"),
        ("Huber", "huber"),
        ("MeanSquaredError", "mean_squared_error"),
    ],
)
def test_losses_and_metrics_have_the_aliases_of_keras(tmp_path: Path, written: str, loss: str) -> None:
    compiled = f"{written}, metrics: [mae, RootMeanSquaredError, r2_score]"
    extra = 'split: {validation: 0.2}\nexpect: {val_mae: "<= 9", evaluate_r2_score: ">= 0"}'
    found = load(tmp_path, extra, "{name: diabetes, features: 5}", "- Dense: {units: 1}", compiled)
    assert found.hyperparameters.loss == loss
    assert found.hyperparameters.metrics == ("mean_absolute_error", "root_mean_squared_error", "r2_score")
    assert found.expect["val_mae"] == "<= 9"


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ('expect: {mae: "<= 1"}', "names mae, but mean_absolute_error is not measured"),
        ('expect: {vall_loss: "<= 1"}', "has no key 'vall_loss'"),
        ("split: {test: 0.2, stratify: true}", "diabetes has no classes"),
        ("show: [map]", "cannot fill it"),
        ("tune: {loss: {choices: [mse, categorical_crossentropy]}}", "offers 'categorical_crossentropy'"),
        ("tune: [metrics]", "'metrics', which is not a hyperparameter"),
    ],
)
def test_what_a_regression_has_not(tmp_path: Path, extra: str, says: str) -> None:
    with pytest.raises(LessonError, match=says):
        load(tmp_path, extra, "{name: diabetes, features: 2}", "- Dense: {units: 1}", "mse")


def test_losses_may_be_tuned_by_any_of_their_names(tmp_path: Path) -> None:
    tune = "tune: {loss: {choices: [mse, mae, huber]}}"
    found = load(tmp_path, tune, "wave", "- Dense: {units: 1}", "mse").tune["loss"]
    assert found.choices == ("mean_squared_error", "mean_absolute_error", "huber")


def test_momentum_may_be_offered_for_an_optimizer_that_is_still_to_be_chosen(tmp_path: Path) -> None:
    tune = "tune: {optimizer: {choices: [sgd, adam]}, momentum: {choices: [0, 0.9]}}"
    compiled = "mse, optimizer: adam"
    assert load(tmp_path, tune, "wave", "- Dense: {units: 1}", compiled).tune["momentum"].choices == (0, 0.9)


def test_rows_that_are_images_to_the_end_need_flatten(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"shape \(28, 28, 10\)") as caught:
        load(tmp_path, "", "mnist10k", "- Dense: {units: 10}", "sparse_categorical_crossentropy")
    assert "Flatten" in caught.value.remedy


def test_embedding_holds_the_whole_vocabulary(tmp_path: Path) -> None:
    model = "- Embedding: {input_dim: 100, output_dim: 2}\n- Flatten\n- Dense: {units: 1}"
    load(tmp_path, "", "{name: reviews10k, words: 100}", model)
    with pytest.raises(LessonError, match="input_dim 100, but the vocabulary has 101 words") as caught:
        load(tmp_path, "", "{name: reviews10k, words: 101}", model)
    assert "`input_dim: 101`" in caught.value.remedy
    with pytest.raises(LessonError, match="input_dim 13, but the vocabulary has 14 tokens") as caught:
        load(tmp_path, "", "sequences", model.replace("100", "13"))
    assert caught.value.remedy.endswith("`input_dim: 14`.")
    with pytest.raises(LessonError, match="reviews10k has none under these options"):
        load(tmp_path, "", "{name: reviews10k, words: 100, encoding: multi_hot}", model)


@pytest.mark.parametrize(
    ("split", "fits"),
    [
        ("{test: 0.5, validation: 0.5}", True),
        ("{test: 100, validation: 399}", True),
        ("{test: 100, validation: 400}", False),
        ("{validation: 499}", True),
        ("{validation: 500}", False),
        ("{test: 499, validation: 0.5}", False),
        ("{test: 2, stratify: true}", True),
        ("{test: 1, stratify: true}", False),
    ],
)
def test_split_leaves_rows_to_train_on(tmp_path: Path, split: str, fits: bool) -> None:
    if fits:
        load(tmp_path, f"split: {split}")
    else:
        with pytest.raises(LessonError, match="`split`"):
            load(tmp_path, f"split: {split}")
