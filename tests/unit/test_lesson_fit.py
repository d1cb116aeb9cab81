"""The parts of an experiment must fit each other; what fits is taken as it is written."""

from pathlib import Path

import msgspec
import pytest
from good_lesson import head, write

from nnterm.errors import LessonError
from nnterm.experiment import catalog
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
        ("moons", "units: {choices: [4, 8]}", "units", Tune(choices=(4, 8))),
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


def test_a_choice_that_breaks_the_model_is_told(tmp_path: Path) -> None:
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
    ],
)
def test_outputs_that_fit(tmp_path: Path, dataset: str, units: int, loss: str) -> None:
    assert load(tmp_path, "", dataset, f"- Dense: {{units: {units}}}", loss).hyperparameters.loss == loss


@pytest.mark.parametrize(
    ("dataset", "units", "loss", "remedy"),
    [
        ("moons", 1, "sparse_categorical_crossentropy", "Use 2 units with softmax, or one unit with sigmoid"),
        ("iris", 1, "binary_crossentropy", "Use 3 units with softmax."),
        ("moons", 3, "binary_crossentropy", "`units: 2`, or 1 with sigmoid"),
        ("iris", 4, "categorical_crossentropy", "`units: 3`."),
    ],
)
def test_outputs_that_do_not_fit(tmp_path: Path, dataset: str, units: int, loss: str, remedy: str) -> None:
    with pytest.raises(LessonError) as caught:
        load(tmp_path, "", dataset, f"- Dense: {{units: {units}}}", loss)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(("units", "loss"), [(2, "mean_squared_error"), (1, "binary_crossentropy")])
def test_a_number_to_predict_needs_one_unit_and_a_distance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, units: int, loss: str
) -> None:
    regression = msgspec.structs.replace(catalog.CATALOG["iris"], task="regression", classes=())
    monkeypatch.setitem(catalog.CATALOG, "iris", regression)
    load(tmp_path, "", "iris", "- Dense: {units: 1}", "mean_squared_error")
    with pytest.raises(LessonError, match="asks for a number"):
        load(tmp_path, "", "iris", f"- Dense: {{units: {units}}}", loss)


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
